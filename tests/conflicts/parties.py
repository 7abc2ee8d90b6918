"""Parties and issues of a conflict, reached by the actions that reach them."""

from typing import Any

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.stakeholders.actions import add_party, set_stances, write_issue
from deliberation.conflicts.stakeholders.models import Issue, Party
from tests.cast import Cast
from tests.restricting import usual

ALL_PARTS = list(Party.Part.values)
FIELDS: dict[str, Any] = {
    "kind": "residents",
    "direct": True,
    "position": "하수처리장 증설에 반대합니다.",
    "interest": "냄새 때문에 집값이 떨어질까 걱정합니다.",
    "concerns": "여름철 악취",
    "acceptable": "완전 지하화라면 받아들일 수 있습니다.",
    "influence": 3,
    "stake": 5,
    "representative": "김말순",
    "named_by": "아파트 입주자대표회의",
    "mandate": "이전 협의",
    "stands_for": [],
}


def party(cast: Cast, conflict: ConflictCase, name: str = "동춘동 주민모임", **fields: Any) -> Party:
    """Not published unless told so."""
    return add_party(conflict, by=cast.emil, name=name, **FIELDS | fields)


def published(cast: Cast, conflict: ConflictCase, n: int = 1, **fields: Any) -> Party:
    name = f"주민 대표 모임 {n}"
    return party(cast, conflict, name, **{"public_name": f"인근 주민 {n}", "published": ALL_PARTS} | fields)


def issue(cast: Cast, conflict: ConflictCase, title: str = "지하화 범위", *, public: bool = True) -> Issue:
    return write_issue(conflict, by=cast.emil, title=title, detail="", basis=None if public else usual())


def stands(cast: Cast, row: Party, about: Issue, side: str = "opposes", text: str = "") -> None:
    row.refresh_from_db()
    set_stances(row, {about.pk: (side, text)}, version=row.version, by=cast.emil)
