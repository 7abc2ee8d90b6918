"""The finished deliberations' documents: the policy recommendation is frozen once it is signed, registered as it comes
back approved, and published on the day on which it is handed over; the landfill's long report follows with the city's
answers, hydrogen's is being drafted.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from lxml import etree

from deliberation.accounts.models import User
from deliberation.documents.archive import sealed
from deliberation.opinions.tasks import publish_due_maps
from deliberation.portal.demo.city import City
from deliberation.portal.demo.committee import UNANIMOUS_BUT_ONE, adjourn, in_session
from deliberation.portal.demo.conflicts import HYDROGEN, LANDFILL
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.stories import Story
from deliberation.reports.approval.actions import name_contact, register_approved
from deliberation.reports.approval.pack import generated
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.freezing import snapshot_of
from deliberation.reports.editor import actions
from deliberation.reports.exporting.actions import ask_for_everything
from deliberation.reports.models import Report, Section


@dataclass(frozen=True)
class Foreword:
    """How a case's documents begin: the published recommendation, and the long report that is being drafted."""

    text: str
    text_en: str
    thanks: str
    thanks_en: str


FOREWORDS = {
    LANDFILL.slug: Foreword(
        "수도권매립지 사용이 끝나는 때를 앞두고, 시민들은 두 달 가까이 자원순환과 자체매립지를 두고 배우고 "
        "토론했습니다.\n\n이 권고안은 그 숙의의 결과를 위원회가 심의하여 채택한 것입니다. 찬성과 반대의 이유를 함께 "
        "실었습니다.",
        "Before the metropolitan landfill closes, citizens learned about and discussed waste and a landfill of the "
        "city's own for nearly two months.\n\nThis is what came of it, as the committee has considered and adopted "
        "it. Reasons for and against stand side by side.",
        "바쁜 가운데 주말을 내어 주신 시민참여단과 설명에 나서 주신 전문가, 주민 대표께 감사드립니다.",
        "We thank the participants, who gave their weekends, the experts, and those who spoke for the residents.",
    ),
    HYDROGEN.slug: Foreword(
        "연료전지 발전소와 수소 충전소를 둘러싼 갈등을 겪으며, 시민 30명이 세 차례 만나 인천형 수소생태계의 "
        "조건을 함께 찾았습니다.\n\n여섯 권고는 참여자들이 조별로 쓰고 서로 고쳐 합의한 것이며, 끝까지 남은 다른 "
        "의견도 함께 실었습니다.",
        "After the disputes over fuel-cell plants and filling stations, thirty citizens met three times to find the "
        "terms of a hydrogen economy for Incheon.\n\nThe participants wrote the six recommendations in groups and "
        "reworked them until they agreed; the view that remained is printed beside them.",
        "사흘을 함께해 주신 숙의시민단과 자료집을 함께 쓴 양쪽 대표, 질문에 답해 주신 전문가께 감사드립니다.",
        "We thank the panel for its three days, both sides for the briefing book, and the experts for their answers.",
    ),
}
SECTION = "Contents/section0.xml"
NUMBERS = {LANDFILL.slug: "공론화갈등관리과-2145", HYDROGEN.slug: "공론화갈등관리과-2208"}
REASON = "숙의 과정과 표결 결과, 소수 의견이 빠짐없이 담겼음을 확인하였습니다."
BEGUN = "공론화의 설계부터 권고까지 전 과정을 기록합니다. 모든 수치는 공개 자료 묶음에서 다시 계산할 수 있습니다."
BEGUN_EN = (
    "This report records the whole way from the design to the recommendations. Every figure can be computed again from "
    "the open data."
)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def submitted(case: Case) -> Story:
    """On the evening of the signatures the recommendation goes to the committee, which approves it two days later."""
    stage, official = case.stage("adoption"), case.city.official
    yield stage.opens_at + 10 * DAY + 17 * HOUR
    recommendation = actions.begin_report(case.process, Shape.RECOMMENDATION)
    _name_contact(recommendation, official)
    _write(recommendation, FOREWORDS[case.conflict.slug])
    _submit(recommendation, official)
    yield stage.opens_at + 12 * DAY + 11 * HOUR
    _approve(case, Shape.RECOMMENDATION)
    yield stage.opens_at + 12 * DAY + 12 * HOUR
    adjourn(case.city)
    yield stage.opens_at + 12 * DAY + 15 * HOUR
    _register(_report(case, Shape.RECOMMENDATION), NUMBERS[case.conflict.slug], official)


def made_public(case: Case) -> Story:
    """Published once it is in the mayor's hands, in the same hour; the long report is begun."""
    yield timezone.now() + HOUR / 2
    actions.publish_report(_report(case, Shape.RECOMMENDATION), by=case.city.official)
    result = actions.begin_report(case.process, Shape.RESULT)
    overview = result.sections.get(part="overview")
    actions.write_section(overview, version=1, text=BEGUN, text_en=BEGUN_EN)
    _sign(result.sections.order_by("position")[:4], case.city.official)


def told_in_full(case: Case) -> Story:
    """The long report, with what the city has answered: approved and published within a day."""
    begin, official = timezone.localtime().replace(hour=10, minute=0), case.city.official
    yield begin + DAY
    result = _report(case, Shape.RESULT)
    _name_contact(result, official)
    _submit(result, official)
    yield begin + DAY + 5 * HOUR
    _approve(case, Shape.RESULT)
    yield begin + DAY + 7 * HOUR
    adjourn(case.city)
    actions.publish_report(_report(case, Shape.RESULT), by=official)


def filed(city: City) -> Story:
    """Map files and everything that is published wait to be made when the city opens."""
    yield city.now
    publish_due_maps()
    for published in Report.objects.filter(state=Report.State.PUBLISHED).order_by("pk"):
        ask_for_everything(published, by=city.official)


def _report(case: Case, shape: str) -> Report:
    return Report.objects.select_related("process__space", "edition").get(process=case.process, shape=shape)


def _name_contact(report: Report, official: User) -> None:
    contact = {"name": official.display_name, "title": "주무관", "telephone": settings.CITY["telephone"]}
    name_contact(report, version=1, **contact, by=official)


def _write(recommendation: Report, foreword: Foreword) -> None:
    background = recommendation.sections.get(part="background")
    actions.write_section(background, version=1, text=foreword.text, text_en=foreword.text_en)
    title, title_en = "감사의 말", "Acknowledgements"
    thanks = actions.add_section(
        recommendation, title=title, title_en=title_en, text=foreword.thanks, text_en=foreword.thanks_en
    )
    actions.move_section(thanks, to=recommendation.sections.get(part="method").position)


def _sign(sections: Iterable[Section], official: User) -> None:
    for section in sections:
        actions.sign_section(section, version=section.version, by=official)


def _submit(report: Report, official: User) -> None:
    """Signed off and handed to the committee."""
    _sign(report.sections.filter(signed_at=None), official)
    report.refresh_from_db()
    with translation.override(settings.LANGUAGE_CODE):
        actions.submit_report(report, by=official)


def _register(report: Report, number: str, official: User) -> None:
    """The paper as it comes back from the city's own system of documents, which has put a line of its own on it."""
    today, edition = timezone.localdate(), report.edition
    if edition is None:
        raise LookupError("nothing was approved")
    paper = _with_line(generated(snapshot_of(edition)), f"시행 {number} ({today:%Y. %-m. %-d.})")
    file = ContentFile(paper, name=f"{report.get_shape_display()}({number}).hwpx")
    register_approved(report, number=number, on=today, file=file, by=official)


def _with_line(paper: bytes, line: str) -> bytes:
    """An HWPX file with one more paragraph at its end, in the form of the last plain one."""
    with ZipFile(BytesIO(paper)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    section = etree.fromstring(files[SECTION])
    simple = [paragraph for paragraph in section if len(list(paragraph.iter("{*}t"))) == 1]
    section.append(deepcopy(simple[-1]))
    next(section[-1].iter("{*}t")).text = line
    return sealed((files | {SECTION: etree.tostring(section, xml_declaration=True, encoding="UTF-8")}).items())


def _approve(case: Case, shape: str) -> None:
    actions.approve_report(
        _report(case, shape), sitting=in_session(case.city), reason=REASON, by=case.city.chair, vote=UNANIMOUS_BUT_ONE
    )
