"""How the demo's conflicts are mapped and analysed, and how the council of Baedari came to its agreement."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from deliberation.accounts.models import User
from deliberation.conflicts.analysis import actions as analysing
from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.mediation import actions as mediating
from deliberation.conflicts.mediation import agreeing
from deliberation.conflicts.mediation.models import Council, Member, Offer, Opening
from deliberation.conflicts.stakeholders import actions as mapping
from deliberation.conflicts.stakeholders.models import Party, Stance
from deliberation.portal.demo.city import City
from deliberation.portal.demo.maptexts import MapText, PartyText
from deliberation.processes.actions import close_early, conclude
from deliberation.processes.convening import convene, prepare_process
from deliberation.processes.models import Process, Stage
from deliberation.rounds.mediation.actions import write_caucus_note
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting, plan_meeting, write_programme
from deliberation.spaces.disclosure.models import Basis, Ground

Act = tuple[date, Callable[[], Any]]
SIDES = {"s": Stance.Side.SUPPORTS, "o": Stance.Side.OPPOSES, "m": Stance.Side.MIXED, "n": Stance.Side.OPEN, "-": ""}
RULES = {
    "purpose": "배다리 3구간을 어떻게 할지 주민과 시, 구가 함께 정합니다.",
    "schedule": "2018년 10월 23일부터 필요할 때마다 만납니다.",
    "procedure": "모두가 받아들일 때만 정합니다. 회의는 공개하지 않으며 밖에 알릴 내용은 함께 정합니다.",
    "agreement": "의장이 초안을 쓰고 위원이 확인한 뒤 각자의 추인을 받아 서명합니다.",
    "costs": "회의와 조사에 드는 비용은 시가 부담합니다.",
}
AGREEMENT = (
    "1. 3구간은 지하차도로 잇습니다.\n2. 제한 속도는 시속 50km로 합니다.\n3. 5톤을 넘는 차는 다니지 않게 합니다.\n"
    "4. 공사와 이행은 주민이 함께 살핍니다.\n5. 위쪽 땅의 쓰임은 협의하여 정합니다."
)
# What was promised, by which party, and what the demo's checks found.
PROMISES = [
    ("3구간을 지하차도로 설계합니다.", "인천광역시", "partly", "설계를 시작했습니다. (시연용으로 꾸민 점검)"),
    ("제한 속도를 시속 50km로 하고 5톤을 넘는 차를 막습니다.", "인천광역시", "", ""),
    ("주민이 함께 살피는 모임을 둡니다.", "", "kept", "모임을 꾸려 첫 회의를 열었습니다. (시연용으로 꾸민 점검)"),
    ("위쪽 땅의 쓰임을 주민과 협의합니다.", "동구", "", ""),
]
SEATS = [
    *("배다리 주민 주민 대표", "배다리 주민 주민 대표", "배다리 주민 주민 대표"),
    *("인천광역시 도로 담당", "인천광역시 갈등관리 담당", "동구 도시 담당", "동구 마을 담당"),
    *("의장(주민이 추천한 조정자)", "교통 전문가", "도시 전문가"),
]

PRINCIPALS = {"배다리 주민": "주민대책위원회 총회", "인천광역시": "인천광역시장", "동구": "동구청장"}


PROCESS = "baedari-council"
MEETING = datetime(2019, 6, 12, 10, tzinfo=ZoneInfo("Asia/Seoul"))
PROGRAMME = (
    (40, "3구간 설계를 다시 살핀 결과 듣기", "What the new look at section 3 found"),
    (40, "당사자별 따로 이야기하기", "Caucus of each party"),
    (40, "서로의 조건 나누기", "What each could accept"),
)
INSIDE = "협상에 쓰이는 분석이라 협의가 끝날 때까지 공개하지 않습니다."
# Of the residents, of the chair with them alone, of the city. Made up for the demo.
CAUCUS = (
    "지하차도라면 받아들일 수 있습니다. 큰 차를 막는 것은 물러설 수 없습니다. (시연용으로 꾸민 메모)",
    "주민 대표들과 따로 만났습니다. 위쪽 땅의 쓰임을 함께 정하자고 하면 총회를 설득할 수 있다고 합니다. (시연용)",
    "지하차도 공사비는 예산 안에서 가능합니다. 속도 제한은 경찰과 먼저 협의해야 합니다. (시연용으로 꾸민 메모)",
)


class Told(Protocol):
    """A case file that is being told."""

    city: City

    @property
    def now(self) -> ConflictCase: ...


def mapped(file: Told, texts: MapText, on: date) -> Act:
    return on, lambda: _map(file, texts)


def analysed(file: Told, texts: MapText, on: date) -> Act:
    return on, lambda: _analyse(file, dict(enumerate(texts.analysis, start=1)), texts.public)


def revised(file: Told, texts: MapText, on: date) -> Act:
    return on, lambda: _analyse(file, texts.revised, texts.public)


def mediated(file: Told) -> list[Act]:
    """A council of ten: founded, ruled, an offer and its answer, the agreement, made public, checked."""
    council = BaedariCouncil(file)
    return [
        (date(2019, 4, 25), council.founded),
        (date(2019, 4, 29), council.ruled),
        (date(2019, 5, 30), council.invited),
        (MEETING, council.met),
        (MEETING + timedelta(hours=2), council.parted),
        (date(2019, 6, 12), council.offered),
        (date(2019, 8, 14), council.drafted),
        (date(2019, 8, 20), council.ratified),
        (date(2019, 8, 21), council.signed),
        (date(2019, 8, 23), council.opened),
        (date(2019, 8, 23), council.done),
        (date(2020, 6, 15), council.checked),
    ]


def _map(file: Told, texts: MapText) -> None:
    official = file.city.official
    issues = [mapping.write_issue(file.now, by=official, title=title, detail=detail) for title, detail in texts.issues]
    parties = []
    for told in texts.parties:
        party = mapping.add_party(file.now, by=official, **_columns(told))
        words = (*told.words, *[""] * len(issues))
        letters = zip(issues, told.sides, words, strict=False)
        sides = {issue.pk: (SIDES[letter], text if SIDES[letter] else "") for issue, letter, text in letters}
        mapping.set_stances(party, sides, version=party.version, by=official)
        if told.note:
            mapping.note_interview(party, by=official, on=told.note[0], text=told.note[1])
        parties.append(party)
    for n, party in enumerate(parties):
        kinds = {parties[other].pk: kind for one, kind, other in texts.relations if one == n}
        party.refresh_from_db()
        mapping.set_relations(party, kinds, version=party.version, by=official)


def _columns(told: PartyText) -> dict[str, Any]:
    columns = {name: getattr(told, name) for name in ("name", "public_name", "kind", "influence", "stake", "direct")}
    columns |= {name: getattr(told, name) for name in ("position", "interest", "concerns", "acceptable", "alternative")}
    who, named_by, mandate = told.representative
    lists = {"published": list(told.published), "stands_for": list(told.stands_for)}
    return columns | lists | {"representative": who, "named_by": named_by, "mandate": mandate}


def _analyse(file: Told, texts: dict[int, str], public: tuple[int, ...]) -> None:
    official, expert = file.city.official, file.city.entered["expert"]
    analysis = analysing.begin_analysis(file.now, by=official)
    for kind, text in texts.items():
        part = _part(analysis, kind)
        by = expert if kind == AnalysisPart.Kind.CAUSES else official
        analysing.write_part(part, text, version=part.version, by=by)
        basis = None if kind in public else Basis.usual(Ground.DELIBERATION, INSIDE)
        analysing.open_part(_part(analysis, kind), basis, by=official)
    analysing.issue_analysis(ImpactAnalysis.objects.select_related("conflict__space").get(pk=analysis.pk), by=official)


def _part(analysis: ImpactAnalysis, kind: int) -> AnalysisPart:
    return AnalysisPart.objects.select_related("analysis__conflict__space").get(analysis=analysis, kind=kind)


class BaedariCouncil:
    def __init__(self, file: Told):
        self.file = file

    @property
    def council(self) -> Council:
        return Council.objects.select_related("space", "conflict__space").get(conflict=self.file.now)

    @property
    def members(self) -> list[Member]:
        return list(self.council.members.select_related("council__space", "user", "party").order_by("pk"))

    @property
    def chair(self) -> Member:
        return next(member for member in self.members if member.capacity.startswith("의장"))

    def founded(self) -> None:
        city, conflict = self.file.city, self.file.now
        council = mediating.found_council(conflict, since=date(2018, 10, 23), by=city.official)
        people: list[User] = [city.entered["side"], *city.people[-8:], city.entered["expert"]]
        parties = list(Party.objects.filter(conflict=conflict))
        for person, told in zip(people, SEATS, strict=True):
            party = next((party for party in parties if told.startswith(party.public_name)), None)
            capacity = told.removeprefix(party.public_name).strip() if party else told
            mediating.seat(council, person, party=party, capacity=capacity, by=city.official)

    def ruled(self) -> None:
        mediating.write_rules(self.council, chair=self.chair, by=self.file.city.official, **RULES)
        for member in self.members:
            mediating.consent(member, version=1, by=member.user)
            if member.party:
                agreeing.name_principal(member, PRINCIPALS[member.party.public_name], by=member.user)

    def invited(self) -> None:
        """The closed process of the council's meetings, and its first meeting."""
        official = self.file.city.official
        process = prepare_process(
            None,
            preset="mediation",
            first_day=date(2019, 6, 1),
            by=official,
            slug=PROCESS,
            title="배다리 관통도로 갈등조정협의회 회의",
            title_en="Meetings of the mediation council on the Baedari road",
            council=self.council,
        )
        Process.objects.filter(pk=process.pk).update(demo=True)
        convene(process, by=official)
        meeting = plan_meeting(
            self.stage,
            by=official,
            starts_at=MEETING,
            ends_at=MEETING + timedelta(hours=2),
            title="제3차 조정회의",
            title_en="Third meeting of the council",
            place="동구청 소회의실",
        )
        rows = [{"minutes": minutes, "title": title, "title_en": english} for minutes, title, english in PROGRAMME]
        write_programme(meeting, rows, by=official)

    @property
    def stage(self) -> Stage:
        return Stage.objects.select_related("process__space").get(process__slug=PROCESS)

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.select_related("stage__process__space").get(stage__process__slug=PROCESS)

    def met(self) -> None:
        """It begins; two parties talk among themselves, one of them with the chair alone."""
        open_meeting(self.meeting, by=self.chair.user)
        resident, city = self.members[0], self.members[3]
        for member, of, text in zip((resident, self.chair, city), (resident, resident, city), CAUCUS, strict=True):
            assert of.party  # noqa: S101 - these represent parties
            write_caucus_note(self.meeting, party=of.party, text=text, key=uuid4(), by=member.user)

    def parted(self) -> None:
        end_meeting(self.meeting, by=self.chair.user)

    def done(self) -> None:
        official = self.file.city.official
        close_early(self.stage, by=official, reason="합의서에 모두 서명하여 회의를 마칩니다.")
        conclude(Process.objects.select_related("space").get(slug=PROCESS), by=official)

    def offered(self) -> None:
        city, resident = self.members[3], self.members[0]
        text = "3구간을 지하차도로 바꾸겠습니다. 대신 공사를 다시 시작할 수 있게 해 주십시오. (시연용으로 꾸민 제안)"
        offer = mediating.make_offer(city, to=resident.party, text=text, by=city.user)
        answer = "지하차도라면 이야기할 수 있습니다. 큰 차를 막고 위쪽 땅을 함께 정해야 합니다."
        counter = Offer.Answer.COUNTERED
        mediating.answer_offer(offer, counter, text=answer, member=resident, by=resident.user)

    def drafted(self) -> None:
        chair = self.chair.user
        agreeing.write_draft(self.council, AGREEMENT, interim=True, based_on=0, by=chair)
        agreeing.put_draft(self.council, version=1, by=chair)

    def ratified(self) -> None:
        for member in self.members:
            if member.party:
                agreeing.ratify(member, version=1, accepted=True, on=date(2019, 8, 19), note="", by=member.user)

    def signed(self) -> None:
        for member in self.members:
            agreeing.sign(member, version=1, by=member.user)

    def opened(self) -> None:
        for member in self.members:
            if member.party:
                agreeing.agree_to_open(member, Opening.What.AGREEMENT, by=member.user)
        parties = {member.party.public_name: member.party for member in self.members if member.party}
        due, by = date(2020, 12, 31), self.file.city.official
        for text, party, _result, _finding in PROMISES:
            agreeing.add_undertaking(self.council, text=text, party=parties.get(party), due=due, by=by)

    def checked(self) -> None:
        by = self.members[0].user
        rows = self.council.undertakings.select_related("council__space").order_by("n")
        for row, (_text, _party, result, finding) in zip(rows, PROMISES, strict=True):
            if result:
                done = date(2020, 6, 10) if result == "kept" else None
                agreeing.check(row, result=result, done_on=done, finding=finding, upload=None, by=by)
