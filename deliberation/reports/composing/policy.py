"""The chapters of the policy recommendation (정책 권고안)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation.accounts.templatetags.words import day, number, office, percent, period, share
from deliberation.documents.blocks import (
    Column,
    Heading,
    List,
    Note,
    Paragraph,
    Run,
    Signature,
    Signatures,
    Table,
)
from deliberation.processes.kinds import kind_of
from deliberation.recommendations.adoption.actions import chairs
from deliberation.recommendations.models import Recommendation
from deliberation.recommendations.printing import minority
from deliberation.recommendations.sentences.reading import resting_on_nothing
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.telling import Blocks, beforehand, origin_of, prose, taking_part, timetable
from deliberation.spaces.models import Role, Space
from deliberation.spaces.sittings import members_of


def submission(on: Material) -> Blocks:
    """To whom, by whom, on which day."""
    city = {"city": office()["name"]}
    yield Paragraph.of(_("To the Mayor of %(city)s") % city)
    adoption = on.adoption
    if adoption and adoption.decision:
        told = _(
            "The deliberation committee of %(city)s submits the following recommendation, which it adopted on "
            "%(day)s after a public deliberation."
        )
        yield Paragraph.of(told % (city | {"day": day(adoption.decision.decided_at)}))
    else:
        yield Note(_("The committee has not adopted this recommendation yet; until then it is a draft."))
    yield from beforehand(on)


def background(on: Material) -> Blocks:
    """How the agenda came about, and the dates."""
    yield from prose(on.process.about)
    yield from origin_of(on)
    yield timetable(on)


def outline(on: Material) -> Blocks:
    """Who deliberated, how they were found, how and when, and what decides."""
    first, last = (on.stages[0].opens_at, on.stages[-1].closes_at) if on.stages else (None, None)
    rows = [
        (_("Kind of deliberation"), str(on.process.kind)),
        (_("Period"), period(first, last)),
        (_("Participants"), taking_part(on)),
        (pgettext("office", "In charge"), f"{office()['name']}, {office()['department']}"),
    ]
    if on.charter:
        rows += [
            (_("Question"), on.charter.asks),
            (_("How participants are drawn"), on.charter.how_drawn),
            (_("What decides"), on.charter.decided_by),
            (_("By which rule"), on.charter.by_rule),
        ]
    rows = [(name, value) for name, value in rows if value]
    yield Table(_("The deliberation in brief"), (Column(_("Point")), Column(_("Content"))), tuple(rows))


def findings(on: Material) -> Blocks:
    """What each stage found in at most three sentences; of the stage that decides, everything."""
    for stage in on.of_chapter("results"):
        if kind_of(stage).decides:
            yield from on.section(stage)
        elif told := kind_of(stage).summary(stage):
            yield Heading(2, str(stage))
            yield List.of(*told)


def recommendations(on: Material) -> Blocks:
    yield from _texts(on, Recommendation.Part.HEADLINE)


def measures(on: Material) -> Blocks:
    yield from _texts(on, Recommendation.Part.SUPPLEMENT)


def minority_opinions(on: Material) -> Blocks:
    """An overview of who dissented, what the committee did not adopt and why, and what rests on nothing."""
    rows = [
        (f"{row.number}. {row}", _("hidden") if not one.is_shown else ", ".join(one.names))
        for row in on.recommendations
        for one in row.dissents.all()
    ]
    if rows:
        yield Paragraph.of(_("Each minority opinion stands beside the recommendation that it is about."))
        columns = (Column(_("Recommendation")), Column(_("Signed by")))
        yield Table(_("Minority opinions"), columns, tuple(rows))
    else:
        yield Paragraph.of(_("Nobody has signed a minority opinion."))
    dropped = [row for row in on.recommendations if row.state == Recommendation.State.DROPPED]
    if dropped:
        yield Heading(2, _("Not adopted by the committee"))
        yield List.of(*(f"{row.number}. {row}: {row.verdict_reason}" for row in dropped))
    orphans = list(resting_on_nothing(on.recommendations))
    if orphans:
        yield Heading(2, _("Sentences for which it is not stated what they rest on"))
        yield List.of(*(f"{one.recommendation.number}. {one.text}" for one in orphans))


def follow_up(on: Material) -> Blocks:
    """What the mayor has promised, and how the committee follows it up."""
    if on.charter:
        yield Paragraph.of(on.charter.promised)
        told = ngettext(
            "The mayor answers each within %(n)d day: accepted, accepted in part, or not accepted with the reason.",
            "The mayor answers each within %(n)d days: accepted, accepted in part, or not accepted with the reason.",
            on.charter.answer_days,
        )
        yield Paragraph.of(told % {"n": on.charter.answer_days})
    yield List.of(
        _("Each accepted recommendation gets a department in charge and a date."),
        _("The committee checks the implementation every half-year and publishes what it finds."),
        _("A recommendation that is changed or stopped later needs a published reason."),
    )


def signatures(on: Material) -> Blocks:
    """The day of the decision, and the members: who signed with the day, others with room to sign."""
    adoption, chairing = on.adoption, chairs()
    signed = {row.user_id: row for row in adoption.signatures.all()} if adoption else {}
    decision = adoption.decision if adoption else None
    if decision and decision.sitting:
        yield Paragraph.of(_("Decided on %(day)s") % {"day": day(decision.decided_at)})
        members = sorted(decision.sitting.present.all(), key=lambda user: user.pk)
    else:
        members = members_of(Space.objects.city())
    rows = []
    for user in sorted(members, key=lambda user: (user.pk not in chairing, user.pk)):
        role = str((Role.CHAIR if user.pk in chairing else Role.COMMITTEE).label)
        on_day = _("Signed on %(day)s") % {"day": day(signed[user.pk].at)} if user.pk in signed else ""
        rows.append(Signature(role, str(user), on_day))
    yield Signatures(tuple(rows))


def _texts(on: Material, which: str) -> Blocks:
    """Recommendations with what each sentence rests on, their support and minority opinions; none that was dropped."""
    rows = [row for row in on.recommendations if row.part == which and row.state != Recommendation.State.DROPPED]
    if not rows:
        yield Paragraph.of(_("There are none."))
    for row in rows:
        yield Heading(2, str(row))
        yield from on.printed[row.pk]
        yield from _support(row)
        if row.verdict_reason:
            said = _("The committee: %(state)s. %(reason)s")
            yield Paragraph.of(said % {"state": row.get_state_display(), "reason": row.verdict_reason})
        for one in row.dissents.all():
            yield from (Heading(3, b.text) if isinstance(b, Heading) else b for b in minority(one))


def _support(row: Recommendation) -> Blocks:
    if row.result:
        given = row.result["for"] + row.result["against"]
        names = {
            "share": share(row.result["for"], row.result["voted"]),
            "against": number(row.result["against"]),
            "abstained": number(row.result["abstain"]),
            "percent": percent(row.result["for"], given),
        }
        told = _(
            "for: %(share)s; %(against)s against, %(abstained)s abstained (of those for and against alone, %(percent)s "
            "were for)"
        )
        yield Paragraph.of(Run(pgettext("of a recommendation", "Vote:"), strong=True), f" {told % names}")
