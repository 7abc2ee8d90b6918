"""The finished deliberations' documents: the policy recommendation is published, the long report is being drafted.

Freezing reads one moment of the database, so this comes after everything else has been stored.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation

from deliberation.accounts.models import User
from deliberation.opinions.tasks import publish_due_maps
from deliberation.portal.demo.committee import NAME, PLACE, PRESENT, UNANIMOUS_BUT_ONE
from deliberation.portal.demo.conflicts import HYDROGEN, LANDFILL
from deliberation.processes.models import Process
from deliberation.reports.approval.actions import name_contact
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editor import actions
from deliberation.reports.exporting.actions import ask_for_everything
from deliberation.reports.models import Report
from deliberation.spaces.models import Sitting, Space
from deliberation.spaces.sittings import close_sitting, hold_sitting, members_of, write_minutes


@dataclass(frozen=True)
class Foreword:
    """How a case's documents begin: the published recommendation, and the long report that is being drafted."""

    slug: str
    text: str
    text_en: str
    thanks: str
    thanks_en: str


FOREWORDS = (
    Foreword(
        LANDFILL.slug,
        "수도권매립지 사용이 끝나는 때를 앞두고, 시민들은 석 달 가까이 자원순환과 자체매립지를 두고 배우고 "
        "토론했습니다.\n\n이 권고안은 그 숙의의 결과를 위원회가 심의하여 채택한 것입니다. 찬성과 반대의 이유를 함께 "
        "실었습니다.",
        "Before the metropolitan landfill closes, citizens learned about and discussed waste and a landfill of the "
        "city's own for nearly three months.\n\nThis is what came of it, as the committee has considered and adopted "
        "it. Reasons for and against stand side by side.",
        "바쁜 가운데 주말을 내어 주신 시민참여단과 설명에 나서 주신 전문가, 주민 대표께 감사드립니다.",
        "We thank the participants, who gave their weekends, the experts, and those who spoke for the residents.",
    ),
    Foreword(
        HYDROGEN.slug,
        "연료전지 발전소와 수소 충전소를 둘러싼 갈등을 겪으며, 시민 30명이 세 차례 만나 인천형 수소생태계의 "
        "조건을 함께 찾았습니다.\n\n여섯 권고는 참여자들이 조별로 쓰고 서로 고쳐 합의한 것이며, 끝까지 남은 다른 "
        "의견도 함께 실었습니다.",
        "After the disputes over fuel-cell plants and filling stations, thirty citizens met three times to find the "
        "terms of a hydrogen economy for Incheon.\n\nThe participants wrote the six recommendations in groups and "
        "reworked them until they agreed; the view that remained is printed beside them.",
        "사흘을 함께해 주신 숙의시민단과 자료집을 함께 쓴 양쪽 대표, 질문에 답해 주신 전문가께 감사드립니다.",
        "We thank the panel for its three days, both sides for the briefing book, and the experts for their answers.",
    ),
)
REASON = "숙의 과정과 표결 결과, 소수 의견이 빠짐없이 담겼음을 확인하였습니다."
BEGUN = "공론화의 설계부터 권고까지 전 과정을 기록합니다. 모든 수치는 공개 자료 묶음에서 다시 계산할 수 있습니다."
BEGUN_EN = (
    "This report records the whole way from the design to the recommendations. Every figure can be computed again from "
    "the open data."
)


def report() -> None:
    official, chair = (User.objects.get(email=f"{name}@demo.example") for name in ("official", "chair"))
    publish_due_maps()
    with translation.override(settings.LANGUAGE_CODE):
        written = [_written(foreword, official) for foreword in FOREWORDS]
        for recommendation in written:
            actions.approve_report(
                recommendation, sitting=_sitting(chair), reason=REASON, by=chair, vote=UNANIMOUS_BUT_ONE
            )
        for sitting in Sitting.objects.filter(state=Sitting.State.OPEN, kind=Sitting.Kind.MEETING):
            write_minutes(sitting, minutes="보고서를 심의하여 승인함.", by=official)
            close_sitting(sitting, by=chair)
        for recommendation in written:
            actions.publish_report(recommendation, by=official)
            ask_for_everything(recommendation, by=official)
            _draft(actions.begin_report(recommendation.process, Shape.RESULT), official)


def _written(foreword: Foreword, official: User) -> Report:
    """The recommendation with its texts, signed off and handed to the committee."""
    recommendation = actions.begin_report(Process.objects.get(slug=foreword.slug), Shape.RECOMMENDATION)
    name_contact(
        recommendation,
        version=1,
        name=official.display_name,
        title="주무관",
        telephone=settings.CITY["telephone"],
        by=official,
    )
    background = recommendation.sections.get(part="background")
    actions.write_section(background, version=1, text=foreword.text, text_en=foreword.text_en)
    title, title_en = "감사의 말", "Acknowledgements"
    thanks = actions.add_section(
        recommendation, title=title, title_en=title_en, text=foreword.thanks, text_en=foreword.thanks_en
    )
    actions.move_section(thanks, to=recommendation.sections.get(part="method").position)
    for section in recommendation.sections.all():
        actions.sign_section(section, version=section.version, by=official)
    recommendation.refresh_from_db()
    actions.submit_report(recommendation, by=official)
    recommendation.refresh_from_db()
    return recommendation


def _sitting(chair: User) -> Sitting:
    city, year = Space.objects.city(), timezone.localdate().year
    meetings = Sitting.objects.filter(space=city, kind=Sitting.Kind.MEETING)
    title = f"{year}년 제{meetings.filter(held_at__year=year).count() + 1}차 {NAME}"
    now = meetings.filter(state=Sitting.State.OPEN).first()
    return now or hold_sitting(city, title=title, place=PLACE, present=members_of(city)[:PRESENT], by=chair)


def _draft(result: Report, official: User) -> None:
    overview = result.sections.get(part="overview")
    actions.write_section(overview, version=1, text=BEGUN, text_en=BEGUN_EN)
    for section in result.sections.order_by("position")[:4]:
        actions.sign_section(section, version=section.version, by=official)
