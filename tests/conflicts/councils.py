"""Mediation councils in each state, reached by the actions that reach it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.mediation.actions import consent, end_council, found_council, seat, write_rules
from deliberation.conflicts.mediation.agreeing import name_principal, put_draft, ratify, sign, write_draft
from deliberation.conflicts.mediation.models import Council, Member
from tests.cast import Cast, person
from tests.conflicts.cases import filed
from tests.conflicts.parties import published
from tests.standing import standing

RULES: dict[str, Any] = {
    "purpose": "하수처리장 이전의 조건을 찾습니다.",
    "schedule": "두 주에 한 번 만납니다.",
    "procedure": "모두가 동의해야 정합니다.",
    "agreement": "의장이 쓰고 모두가 확인합니다.",
    "costs": "시가 부담합니다.",
}
TEXT = "하수처리장을 완전히 지하에 짓습니다."


@dataclass
class Table:
    """A council with a representative of the residents, one of the city, and a neutral chair."""

    cast: Cast
    council: Council
    users: dict[str, User] = field(default_factory=dict)

    def member(self, name: str) -> Member:
        rows = Member.objects.select_related("council__space", "council__conflict__space", "user", "party")
        return rows.get(council=self.council, user=self.users[name], left_at=None)

    @property
    def now(self) -> Council:
        return Council.objects.select_related("space", "conflict__space", "chair__user", "put").get(pk=self.council.pk)

    def consents(self, *names: str) -> None:
        version = self.council.rules.count()
        for name in names:
            consent(self.member(name), version=version, by=self.users[name])

    def ratifies(self, name: str, *, accepted: bool = True) -> None:
        day = timezone.localdate()
        version = self.council.drafts.count()
        ratify(self.member(name), version=version, accepted=accepted, on=day, note="총회", by=self.users[name])

    def signs(self, *names: str) -> None:
        for name in names:
            sign(self.member(name), version=self.council.drafts.count(), by=self.users[name])


NAMES = ("resident", "city", "chair")


@standing
def seated(cast: Cast, conflict: ConflictCase | None = None) -> Table:
    conflict = conflict or filed(cast)
    table = Table(cast, found_council(conflict, since="2022-05-01", by=cast.emil))
    number = Council.objects.count()
    for n, name in enumerate(NAMES):
        table.users[name] = person(f"{name}{number}")
        party = published(cast, conflict, n + 1) if name != "chair" else None
        seat(table.council, table.users[name], party=party, capacity=f"{name} 위원", by=cast.emil)
    return table


@standing
def ruled(cast: Cast, conflict: ConflictCase | None = None) -> Table:
    table = seated(cast, conflict)
    write_rules(table.council, chair=table.member("chair"), by=cast.emil, **RULES)
    return table


@standing
def talking(cast: Cast, conflict: ConflictCase | None = None) -> Table:
    table = ruled(cast, conflict)
    table.consents(*NAMES)
    for name in ("resident", "city"):
        name_principal(table.member(name), f"{name} 총회", by=table.users[name])
    return table


@standing
def put(cast: Cast, conflict: ConflictCase | None = None) -> Table:
    table = talking(cast, conflict)
    write_draft(table.council, TEXT, interim=True, based_on=0, by=table.users["chair"])
    put_draft(table.council, version=1, by=table.users["chair"])
    return table


@standing
def signing(cast: Cast, conflict: ConflictCase | None = None) -> Table:
    table = put(cast, conflict)
    for name in ("resident", "city"):
        table.ratifies(name)
    return table


@standing
def agreed(cast: Cast, conflict: ConflictCase | None = None) -> Table:
    table = signing(cast, conflict)
    table.signs(*NAMES)
    return table


@standing
def ended(cast: Cast) -> Table:
    table = talking(cast)
    end_council(table.council, reason="더 나아가지 못했습니다.", by=table.users["chair"])
    return table


IN_STATE = {
    "forming": ruled,
    "talking": talking,
    "ratifying": put,
    "signing": signing,
    "agreed": agreed,
    "ended": ended,
}
