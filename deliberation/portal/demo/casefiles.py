"""Four public conflicts at the stage at which they really stand; the days and figures are on public record.

Departments, levels, votes and the committee's reasons are fictional; each file is marked as demonstration data.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from deliberation.conflicts.casefile import cycle
from deliberation.conflicts.casefile.actions import appoint_expert, enter_event, file_case, set_alert
from deliberation.conflicts.casefile.models import Alert, CaseEvent, ConflictCase
from deliberation.conflicts.diagnosis.actions import diagnose, grade, review
from deliberation.conflicts.diagnosis.advising import advise, override
from deliberation.conflicts.models import Diagnosis
from deliberation.conflicts.rulebook import Checklist
from deliberation.portal.demo.casetexts import BAEDARI, CAMP_MARKET, HYDROGEN, WIND, Event, Texts
from deliberation.portal.demo.city import City
from deliberation.portal.demo.committee import UNANIMOUS_BUT_ONE, adjourn, in_session
from deliberation.portal.demo.maptexts import BAEDARI_MAP, CAMP_MAP, HYDROGEN_MAP, WIND_MAP
from deliberation.portal.demo.mediation import analysed, mapped, mediated, revised
from deliberation.portal.demo.stories import Story
from deliberation.spaces.disclosure.actions import keep
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.disclosure.withheld import reviewed_by

Act = Callable[[], Any]
# Why something is not public, as the office tells everyone.
NOTES = {
    Ground.STATE: "반환 기지에 관해 국방부, 외교부와 협의하는 내용입니다. 협의가 끝나면 다시 봅니다.",
    Ground.DELIBERATION: "당사자들이 협의하고 있습니다. 결정이 나면 다시 봅니다.",
    Ground.TRADE: "업체의 계약 조건이 들어 있어, 알려지면 업체의 정당한 이익을 해칩니다.",
}
AGAIN = {
    Ground.STATE: "협의가 아직 끝나지 않았습니다.",
    Ground.DELIBERATION: "관련된 결정이 아직 남아 있습니다.",
    Ground.TRADE: "계약이 이어지고 있습니다.",
}


@dataclass
class File:
    """A case file that is being told, and the acts by which it came to where it stands."""

    city: City
    texts: Texts
    conflict: ConflictCase = field(default_factory=ConflictCase)

    def filed(self) -> None:
        columns = self.texts.columns | {"managing_department": "공론화갈등관리과", "demo": True}
        self.conflict = file_case(by=self.city.official, **columns)
        appoint_expert(self.conflict, self.city.entered["expert"], by=self.city.official)

    def happened(self, event: Event) -> None:
        day, text, source, ground = event
        basis = Basis.usual(ground, NOTES[ground]) if ground else None
        enter_event(self.conflict, by=self.city.official, on=day, text=text, source=source, basis=basis)

    def diagnosed(self, levels: str, note: str = "") -> None:
        diagnose(self.now, _by_item(levels), note=note, by=self.city.official)

    def reviewed(self, levels: str, opinion: str) -> None:
        diagnosis = self.diagnosis
        review(diagnosis, _by_item(levels), opinion=opinion, by=self.city.entered["expert"])

    def graded(self, level: int, reason: str) -> None:
        grade(self.diagnosis, level, **self._resolution(reason))

    def alerted(self, level: int, reason: str) -> None:
        set_alert(self.now, level, reason=reason, by=self.city.official)

    def decided(self, step: str, reason: str, year: int | None = None) -> None:
        years = {} if year is None else {"year": year}
        cycle.ACTS[step](self.now, **years, **self._resolution(reason))

    def _resolution(self, reason: str) -> dict[str, Any]:
        """Of the sitting of that day; the last of its decisions is minuted before the evening."""
        sitting = in_session(self.city)
        return {"sitting": sitting, "reason": reason, "by": self.city.chair, "vote": UNANIMOUS_BUT_ONE}

    def advised(self, parties: int, days: int) -> None:
        advise(self.now, parties=parties, days=days, by=self.city.official)

    def overridden(self, track: str, reason: str) -> None:
        override(self.conflict.advices.latest("pk"), track, reason=reason, by=self.city.official)

    @property
    def now(self) -> ConflictCase:
        return ConflictCase.objects.select_related("space", "filed_by").get(pk=self.conflict.pk)

    @property
    def diagnosis(self) -> Diagnosis:
        rows = Diagnosis.objects.filter(conflict=self.conflict)
        return rows.select_related("conflict__space", "checklist").latest("pk")


def case_files(city: City) -> list[Story]:
    return [hydrogen(city), wind(city), baedari(city), camp_market(city), reviewed(city)]


def reviewed(city: City) -> Story:
    """What has stayed restricted beyond its day is looked at again; one line of a settled conflict still waits."""
    yield city.moment(4, 15)
    left = CaseEvent.objects.filter(conflict__title=BAEDARI.columns["title"], restriction__isnull=False)
    for row in reviewed_by(city.official).due().exclude(pk__in=left.values("restriction")).order_by("pk"):
        ground = Ground(row.ground)
        keep(row, replace(Basis.usual(ground), note=AGAIN[ground]), by=city.official)


def hydrogen(city: City) -> Story:
    """Case A: deliberated by a small panel, its recommendations handed over, released."""
    file = File(city, HYDROGEN)
    yield from _told(
        file,
        date(2021, 4, 27),
        [
            mapped(file, HYDROGEN_MAP, date(2021, 4, 29)),
            (date(2021, 5, 3), lambda: file.diagnosed("445444353442")),
            (date(2021, 5, 12), lambda: file.reviewed("445343343332", HYDROGEN.opinion)),
            (date(2021, 5, 26), lambda: file.graded(2, HYDROGEN.reasons["grade"])),
            (date(2021, 5, 26), lambda: file.decided("list", HYDROGEN.reasons["list"], 2021)),
            (date(2021, 10, 15), lambda: file.advised(5, 150)),
            (date(2022, 2, 24), lambda: file.decided("carry", HYDROGEN.reasons["carry"], 2022)),
            (date(2022, 12, 20), lambda: file.decided("release", HYDROGEN.reasons["release"])),
        ],
    )


def wind(city: City) -> Story:
    """Case B: under way for years, heard by listening sessions in two rounds, on the list of 2025."""
    file = File(city, WIND)
    yield from _told(
        file,
        date(2021, 11, 8),
        [
            (date(2021, 11, 15), lambda: file.alerted(Alert.ATTENTION, WIND.reasons["attention"])),
            (date(2022, 1, 17), lambda: file.diagnosed("455535243532")),
            (date(2022, 1, 27), lambda: file.reviewed("455534233432", WIND.opinion)),
            (date(2022, 2, 24), lambda: file.graded(2, WIND.reasons["grade"])),
            (date(2022, 2, 24), lambda: file.decided("list", WIND.reasons["list"], 2022)),
            mapped(file, WIND_MAP, date(2022, 2, 28)),
            analysed(file, WIND_MAP, date(2022, 3, 1)),
            (date(2022, 3, 2), lambda: file.advised(7, 180)),
            (date(2022, 3, 4), lambda: file.overridden("listening", WIND.reasons["override"])),
            revised(file, WIND_MAP, date(2022, 8, 25)),
            (date(2023, 3, 28), lambda: file.alerted(Alert.PRELIMINARY, WIND.reasons["preliminary"])),
            (date(2025, 3, 20), lambda: file.decided("carry", WIND.reasons["carry"], 2025)),
            (city.day(24), lambda: file.diagnosed("455535233532", WIND.note)),
            (city.day(9), lambda: file.reviewed("455434233431", WIND.reasons["again"])),
        ],
    )


def baedari(city: City) -> Story:
    """Case I: settled by a mediation council, for the time being."""
    file = File(city, BAEDARI)
    yield from _told(
        file,
        date(2019, 4, 22),
        [
            (date(2019, 4, 24), lambda: file.diagnosed("335244353554")),
            mapped(file, BAEDARI_MAP, date(2019, 4, 24)),
            *mediated(file),
            analysed(file, BAEDARI_MAP, date(2019, 5, 3)),
            (date(2019, 5, 8), lambda: file.reviewed("335244353553", BAEDARI.opinion)),
            (date(2019, 5, 10), lambda: file.alerted(Alert.FULL, BAEDARI.reasons["full"])),
            (date(2019, 5, 22), lambda: file.graded(1, BAEDARI.reasons["grade"])),
            (date(2019, 5, 22), lambda: file.decided("list", BAEDARI.reasons["list"], 2019)),
            (date(2019, 5, 27), lambda: file.advised(5, 240)),
            (date(2019, 8, 26), lambda: file.alerted(Alert.ATTENTION, BAEDARI.reasons["attention"])),
            (date(2019, 9, 9), lambda: file.decided("settle", BAEDARI.reasons["settle"])),
        ],
    )


def camp_market(city: City) -> Story:
    """Case J: unresolved; released once, returned when the demolition began, on the list of 2025."""
    file = File(city, CAMP_MARKET)
    yield from _told(
        file,
        date(2021, 6, 21),
        [
            (date(2021, 7, 5), lambda: file.diagnosed("343252544443")),
            mapped(file, CAMP_MAP, date(2021, 7, 9)),
            analysed(file, CAMP_MAP, date(2021, 7, 12)),
            (date(2021, 7, 14), lambda: file.reviewed("332252533543", CAMP_MARKET.opinion)),
            (date(2021, 7, 28), lambda: file.graded(2, CAMP_MARKET.reasons["grade"])),
            (date(2021, 7, 28), lambda: file.decided("list", CAMP_MARKET.reasons["list"], 2021)),
            (date(2021, 8, 2), lambda: file.alerted(Alert.PRELIMINARY, CAMP_MARKET.reasons["preliminary"])),
            (date(2022, 2, 24), lambda: file.decided("release", CAMP_MARKET.reasons["release"])),
            (date(2022, 11, 14), lambda: file.alerted(Alert.FULL, CAMP_MARKET.reasons["full"])),
            (date(2022, 12, 20), lambda: file.decided("relist", CAMP_MARKET.reasons["relist"], 2023)),
            (date(2023, 1, 5), lambda: file.advised(5, 240)),
            (date(2023, 1, 9), lambda: file.overridden("large_panel", CAMP_MARKET.reasons["override"])),
            (date(2025, 3, 20), lambda: file.decided("carry", CAMP_MARKET.reasons["carry"], 2025)),
            (city.day(12), lambda: file.diagnosed("343252554543", CAMP_MARKET.note)),
        ],
    )


def _told(file: File, day: date, acts: list[tuple[date, Act]]) -> Story:
    """File a case on a day with what had happened before; later events are entered on the evening of their days."""
    yield _at(day, 9)
    file.filed()
    later: list[tuple[datetime, Act]] = []
    for event in file.texts.events:
        if event[0] <= day:
            file.happened(event)
        else:
            later.append((_at(event[0], 18), lambda event=event: file.happened(event)))  # type: ignore[misc]
    at_two = [
        (on if isinstance(on, datetime) else _at(on, 14) + timedelta(minutes=n), act)
        for n, (on, act) in enumerate(acts)
    ]
    days = {on for on, _act in acts if not isinstance(on, datetime)}
    evenings = [(_at(on, 17), lambda: adjourn(file.city)) for on in sorted(days)]
    for moment, act in sorted([*later, *at_two, *evenings], key=lambda step: step[0]):
        yield moment
        act()


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _by_item(levels: str) -> dict[int, int]:
    """Levels in the order of the items, a digit each."""
    items = Checklist.objects.in_force().items.all()
    return {item.pk: int(level) for item, level in zip(items, levels, strict=True)}
