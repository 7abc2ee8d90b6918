"""The finished deliberation's documents: the policy recommendation is published, the long report is being drafted.

Freezing reads one moment of the database, so this comes after everything else has been stored.
"""

from django.conf import settings
from django.utils import timezone, translation

from deliberation.accounts.models import User
from deliberation.portal.demo.committee import NAME, PLACE, PRESENT, UNANIMOUS_BUT_ONE
from deliberation.portal.demo.conflicts import LANDFILL
from deliberation.processes.models import Process
from deliberation.reports.approval.actions import name_contact
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editor import actions
from deliberation.reports.exporting.actions import ask_for_everything
from deliberation.reports.models import Report
from deliberation.spaces.models import Sitting, Space
from deliberation.spaces.sittings import close_sitting, hold_sitting, members_of, write_minutes

FOREWORD = (
    "수도권매립지 사용이 끝나는 때를 앞두고, 시민들은 네 달 동안 자원순환과 자체매립지를 두고 배우고 토론했습니다.\n\n"
    "이 권고안은 그 숙의의 결과를 위원회가 심의하여 채택한 것입니다. 찬성과 반대의 이유를 함께 실었습니다."
)
FOREWORD_EN = (
    "Before the metropolitan landfill closes, citizens learned about and discussed waste and a landfill of the "
    "city's own for four months.\n\nThis is what came of it, as the committee has considered and adopted it. Reasons "
    "for and against stand side by side."
)
THANKS = "바쁜 가운데 주말을 내어 주신 시민참여단과 설명에 나서 주신 전문가, 주민 대표께 감사드립니다."
THANKS_EN = "We thank the participants, who gave their weekends, the experts, and those who spoke for the residents."
REASON = "숙의 과정과 표결 결과, 소수 의견이 빠짐없이 담겼음을 확인하였습니다."
BEGUN = "공론화의 설계부터 권고까지 전 과정을 기록합니다. 모든 수치는 공개 자료 묶음에서 다시 계산할 수 있습니다."


def report() -> None:
    process = Process.objects.get(title=LANDFILL.title)
    official, chair = (User.objects.get(email=f"{name}@demo.example") for name in ("official", "chair"))
    with translation.override(settings.LANGUAGE_CODE):
        _publish(actions.begin_report(process, Shape.RECOMMENDATION), official, chair)
        _draft(actions.begin_report(process, Shape.RESULT), official)


def _publish(recommendation: Report, official: User, chair: User) -> None:
    name_contact(
        recommendation,
        version=1,
        name=official.display_name,
        title="주무관",
        telephone=settings.CITY["telephone"],
        by=official,
    )
    background = recommendation.sections.get(part="background")
    actions.write_section(background, version=1, text=FOREWORD, text_en=FOREWORD_EN)
    actions.add_section(recommendation, title="감사의 말", title_en="Acknowledgements", text=THANKS, text_en=THANKS_EN)
    _sign_off(recommendation, official)
    actions.submit_report(recommendation, by=official)
    recommendation.refresh_from_db()
    actions.approve_report(recommendation, sitting=_sitting(chair), reason=REASON, by=chair, vote=UNANIMOUS_BUT_ONE)
    for sitting in Sitting.objects.filter(state=Sitting.State.OPEN, kind=Sitting.Kind.MEETING):
        write_minutes(sitting, minutes="보고서를 심의하여 승인함.", by=official)
        close_sitting(sitting, by=chair)
    actions.publish_report(recommendation, by=official)
    ask_for_everything(recommendation, by=official)


def _sitting(chair: User) -> Sitting:
    city, year = Space.objects.city(), timezone.localdate().year
    meetings = Sitting.objects.filter(space=city, kind=Sitting.Kind.MEETING)
    title = f"{year}년 제{meetings.filter(held_at__year=year).count() + 1}차 {NAME}"
    now = meetings.filter(state=Sitting.State.OPEN).first()
    return now or hold_sitting(city, title=title, place=PLACE, present=members_of(city)[:PRESENT], by=chair)


def _draft(result: Report, official: User) -> None:
    actions.write_section(result.sections.get(part="overview"), version=1, text=BEGUN)
    for section in result.sections.order_by("position")[:4]:
        actions.sign_section(section, version=section.version, by=official)


def _sign_off(report: Report, official: User) -> None:
    for section in report.sections.all():
        actions.sign_section(section, version=section.version, by=official)
    report.refresh_from_db()
