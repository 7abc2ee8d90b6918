"""What became of statements, in sentences: how many answered, in stances and in words, and how it stands on the map."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.templatetags.words import number
from deliberation.opinions.models import OpinionMap, Reply, Stance, Statement
from deliberation.spaces.access import allowed


def outcomes(statements: Sequence[Statement], user) -> dict[int, list[str]]:
    """Sentences by statement, as this reader may know them. Two queries, whatever the number of statements.

    Of one that was merged they tell what became of the other; of one that is not in its round, nothing. How many
    answered is no secret in a sealed round, how they did is: the map is asked only where the reader may see it.
    """
    counted = {row.pk: row.merged_into_id or row.pk for row in statements if row.number}
    numbers = _count(counted.values())
    maps = _maps({row.stage for row in statements if allowed(user, "opinions.map", row.stage)})
    told = {}
    for row in statements:
        key = counted.get(row.pk)
        told[row.pk] = [] if key is None else [*_numbers(*numbers[key])]
        told[row.pk] += _places(maps[row.stage_id], key) if row.stage_id in maps else []
    return told


def count_replies(keys) -> dict[int, int]:
    """How many replies are shown under each of these statements, those to merged ones counted in."""
    of = Coalesce("statement__merged_into", "statement")
    rows = Reply.objects.shown().annotate(of=of).filter(of__in=keys).order_by()
    return dict(rows.values_list("of").annotate(n=Count("pk")))


def _count(keys) -> dict[int, tuple[int, int]]:
    """How many answers and replies each of these statements has."""
    its, merged = Q(statement=OuterRef("pk")), Q(statement__merged_into=OuterRef("pk"))
    said = _number_of(Reply.objects.shown().filter(its | merged))
    rows = Statement.objects.filter(pk__in=keys).annotate(given=_number_of(Stance.objects.filter(its)), said=said)
    return {pk: (given, said) for pk, given, said in rows.values_list("pk", "given", "said")}


def _number_of(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _numbers(answers: int, replies: int) -> Iterator[str]:
    yield ngettext("%(n)s person has answered it.", "%(n)s people have answered it.", answers) % {"n": number(answers)}
    if replies:
        told = ngettext("%(n)s reply in words.", "%(n)s replies in words.", replies)
        yield told % {"n": number(replies)}


def _maps(stages) -> dict[int, tuple[Any, ...]]:
    """Of the newest map of each stage: its statements, and the places of those that unite, divide, set apart."""
    newest = OpinionMap.objects.filter(stage__in=stages).order_by("stage_id", "-as_of", "-pk").distinct("stage_id")
    columns = ("result__statements", "result__unites", "result__divides", "result__says")
    return {stage: found for stage, *found in newest.values_list("stage_id", *columns)}


def _places(found: tuple[Any, ...], key: int | None) -> Iterator[str]:
    statements, unites, divides, says = found
    if key not in statements:
        return
    place = statements.index(key)
    if any(place == at for at, _side in unites):
        yield _("On the opinion map it is among what unites all groups.")
    if any(place == at for at, _side in divides):
        yield _("On the opinion map it is among what divides the groups.")
    if any(place == at for group in says for at, _side in group):
        yield _("On the opinion map it is among what sets a group apart.")
