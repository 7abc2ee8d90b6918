"""Presets: the order of real processes, as data. Only kinds that exist appear; dates count from the first day.

Sources: 숙의시민단 after the hydrogen deliberation (Incheon 2021–22), 공론화 after Incheon 2019–20 and Shin-Kori 5·6,
숙의경청회 after Incheon's offshore wind (2022).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.bilingual import in_language


@dataclass(frozen=True)
class Step:
    """One stage to be: it opens ``day`` days after the first day at ``hour`` and lasts ``days`` days or ``hours``."""

    kind: str
    title: str
    title_en: str
    day: int
    days: int = 0
    hour: int = 0
    hours: int = 0
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def window(self, first_day: date) -> tuple[datetime, datetime]:
        """Half-open, in the city's time: a stage of whole days ends at 24:00 of its last."""
        midnight = timezone.make_aware(datetime.combine(first_day + timedelta(days=self.day), time()))
        opens_at = midnight + timedelta(hours=self.hour)
        return opens_at, opens_at + timedelta(days=self.days, hours=self.hours)


@dataclass(frozen=True)
class Preset:
    title: Any
    summary: Any
    steps: tuple[Step, ...]
    track: str = ""  # of conflicts.rulebook.Track: the advice that it carries out; empty: none
    closed: bool = False  # among those who sit on the conflict's mediation council, in the council's own space


PRESETS = {
    "citizen_panel": Preset(
        title=_("Citizen panel"),
        track="small_panel",
        summary=_("At most 50 drawn citizens, three meeting days, recommendations by agreement. About eight weeks."),
        steps=(
            Step("meetings", "오리엔테이션", "Orientation", day=0, hour=10, hours=3),
            Step("learning", "숙의자료집 학습", "Learning with the briefing book", day=1, days=13),
            Step("opinion_round", "쟁점 찾기", "Finding the issues", day=1, days=13),
            Step("meetings", "제1차 숙의토론회: 정보 공유", "First meeting: information", day=14, hour=10, hours=7),
            Step(
                "meetings", "제2·3차 숙의토론회: 쟁점과 권고안", "Two more meetings: issues", day=28, hour=10, hours=31
            ),
            Step("drafting", "권고안 작성", "Drafting", day=29, days=3),
            Step("ballot", "권고안 표결", "Ballot", day=32, days=3),
            Step("adoption", "위원회 심의·의결", "Adoption by the committee", day=36, days=14),
            Step("event", "정책권고문 전달", "Delivery to the mayor", day=51, hour=14, hours=1),
        ),
    ),
    "public_deliberation": Preset(
        title=_("Large public deliberation"),
        track="large_panel",
        summary=_("Hundreds of drawn citizens, regional and general forums, a final ballot. About twelve weeks."),
        steps=(
            Step("meetings", "오리엔테이션", "Orientation", day=0, hour=10, hours=5),
            Step("learning", "사전 학습", "Learning with the briefing book", day=1, days=27),
            Step("opinion_round", "의견 수렴", "Opinions", day=1, days=27),
            Step("meetings", "권역별 토론회", "Regional forums", day=28, hour=10, hours=31),
            Step("meetings", "종합토론회", "General forum", day=42, hour=10, hours=31),
            Step("drafting", "권고안 정리", "Drafting", day=44, days=7),
            Step("ballot", "최종 표결", "Final ballot", day=51, days=4),
            Step("adoption", "결과 보고와 위원회 심의·의결", "Report and adoption by the committee", day=56, days=21),
            Step("event", "정책권고문 전달과 발표", "Delivery and publication", day=80, hour=14, hours=1),
        ),
    ),
    "listening": Preset(
        title=_("Listening sessions"),
        track="listening",
        summary=_(
            "A tour of the places concerned in two rounds, with an answer to each concern; no vote. Four months."
        ),
        steps=(
            Step("listening", "숙의경청회: 두 차례 순회", "Listening sessions in two rounds", day=0, days=98),
            Step("event", "결과 발표", "Results", day=105, hour=14, hours=2),
            Step("event", "민관협의회 구성", "Joint council of people and city", day=119, hour=14, hours=2),
        ),
    ),
    "mediation": Preset(
        title=_("Mediation council"),
        track="mediation",
        closed=True,
        summary=_(
            "Closed meetings of the conflict's mediation council, under its own ground rules. About half a year."
        ),
        steps=(Step("mediation", "갈등조정협의회 회의", "Meetings of the council", day=0, days=180),),
    ),
    "open_online": Preset(
        title=_("Open online deliberation"),
        summary=_("Every citizen who signs in may take a seat; all steps on the web. About eight weeks."),
        steps=(
            Step("opinion_round", "온라인 의견 수렴", "Opinions online", day=0, days=28),
            Step("meetings", "온라인 공개토론회", "Open online forum", day=21, days=1),
            Step("drafting", "권고안 작성", "Drafting", day=28, days=10),
            Step("ballot", "온라인 표결", "Ballot online", day=38, days=5),
            Step("adoption", "위원회 심의·의결", "Adoption by the committee", day=44, days=14),
        ),
    ),
}


def preset_for(track: str) -> str:
    """The preset that carries out an advised track; empty where none does."""
    return next((name for name, preset in PRESETS.items() if preset.track == track), "")
