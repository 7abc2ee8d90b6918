"""The generated parts of a report: each gives the blocks of one chapter. `shapes` says which document has which."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from deliberation.accounts.templatetags.words import moment, number, office, percent, period
from deliberation.agendas.models import Proposal
from deliberation.algorithms.disclosure import hide_small
from deliberation.documents.blocks import (
    Block,
    Column,
    Heading,
    List,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Signatures,
    Table,
)
from deliberation.panels.strata import LABELS, count
from deliberation.processes.convening import COMMITTEE
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Endorsement
from deliberation.recommendations.adoption.actions import chairs
from deliberation.recommendations.kind import minority
from deliberation.recommendations.models import Recommendation
from deliberation.recommendations.sentences.reading import resting_on_nothing
from deliberation.reports.composing.material import Material
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Decision, Role, Space
from deliberation.spaces.sittings import members_of

Blocks = Iterator[Block]


@dataclass(frozen=True)
class Part:
    title: Any
    blocks: Callable[[Material], Blocks]


PARTS: dict[str, Part] = {}


def part(name: str, title: Any):
    def registered(blocks: Callable[[Material], Blocks]) -> Callable[[Material], Blocks]:
        PARTS[name] = Part(title, blocks)
        return blocks

    return registered


# Both documents -----------------------------------------------------------------------------------


@part("method", gettext_lazy("Method and how to check this report"))
def method(on: Material) -> Blocks:
    """How data came about, what was left out, and how everything can be computed again."""
    yield List.of(
        _("All figures are counted from the data of the deliberation at one moment; nothing is entered by hand."),
        _("Groups of fewer than five people are not shown, so that nobody can be recognised."),
        _("Statements, notes and amendments behind a sentence are named in brackets after it, by their numbers."),
    )
    yield Paragraph.of(
        _("Every step of this process stands in a minute book whose entries are chained by check values (SHA-256).")
    )
    if on.last_entry:
        title = _("Entries up to this report: %(n)d. Check value of the last:") % {"n": on.last_entry.n}
        yield Note(on.last_entry.digest, title=title)


@part("annex", gettext_lazy("Annex: data"))
def annex(on: Material) -> Blocks:
    """Which tables lie beside this document, and under which licence."""
    yield Paragraph.of(
        _(
            "The data on which this document rests are published as one file with their description and a program that "
            "checks them. It contains the following tables."
        )
    )
    rows = []
    for stage in on.stages:
        names = [name for name, _columns, _rows in kind_of(stage).tables(stage)]
        if names:
            rows.append((str(stage), ", ".join(f"{stage.position:02}-{name}" for name in names)))
    yield Table(_("Tables of the data file"), (Column(_("Stage")), Column(_("Tables"))), tuple(rows))


# The policy recommendation (정책 권고안) ---------------------------------------------------------------


@part("submission", gettext_lazy("Submission"))
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
        yield Paragraph.of(told % (city | {"day": date_format(adoption.decision.decided_at)}))
    else:
        yield Note(_("The committee has not adopted this recommendation yet; until then it is a draft."))
    if on.process.demo:
        yield Note(_("This process is a demonstration: its people, statements and votes are fictional."))


@part("background", gettext_lazy("Background and course"))
def background(on: Material) -> Blocks:
    """How the agenda came about, and the dates."""
    if on.process.summary:
        yield Paragraph.of(on.process.about)
    yield from _origin(on)
    yield _timetable(on)


@part("outline", gettext_lazy("Outline of the deliberation"))
def outline(on: Material) -> Blocks:
    """Who deliberated, how they were found, how and when, and what decides."""
    first, last = (on.stages[0].opens_at, on.stages[-1].closes_at) if on.stages else (None, None)
    rows = [
        (_("Kind of deliberation"), str(on.process.kind)),
        (_("Period"), period(first, last)),
        (_("Participants"), _taking_part(on)),
        (_("In charge"), f"{office()['name']}, {office()['department']}"),
    ]
    if on.charter:
        rows += [
            (_("Question"), on.charter.asks),
            (_("How participants are drawn"), on.charter.selection),
            (_("What decides"), on.charter.decided_by),
            (_("By which rule"), on.charter.rule),
        ]
    rows = [(name, value) for name, value in rows if value]
    yield Table(_("The deliberation in brief"), (Column(_("Point")), Column(_("Content"))), tuple(rows))


@part("findings", gettext_lazy("Results in brief"))
def findings(on: Material) -> Blocks:
    """What each stage found in at most three sentences; of the stage that decides, everything."""
    for stage in on.of_chapter("results"):
        if kind_of(stage).decides:
            yield from on.section(stage)
        elif told := kind_of(stage).summary(stage):
            yield Heading(2, str(stage))
            yield List.of(*told)


@part("recommendations", gettext_lazy("Recommendations"))
def recommendations(on: Material) -> Blocks:
    yield from _texts(on, Recommendation.Part.HEADLINE)


@part("measures", gettext_lazy("Supplementary measures"))
def measures(on: Material) -> Blocks:
    yield from _texts(on, Recommendation.Part.SUPPLEMENT)


@part("minority", gettext_lazy("Minority opinions and points to note"))
def minority_opinions(on: Material) -> Blocks:
    """An overview of who dissented, what the committee did not adopt and why, and what rests on nothing."""
    rows = [
        (f"{row.number}. {row.title}", _("hidden") if not one.is_shown else ", ".join(one.names))
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
        yield List.of(*(f"{row.number}. {row.title}: {row.verdict_reason}" for row in dropped))
    orphans = list(resting_on_nothing(on.recommendations))
    if orphans:
        yield Heading(2, _("Sentences for which it is not stated what they rest on"))
        yield List.of(*(f"{one.recommendation.number}. {one.text}" for one in orphans))


@part("follow_up", gettext_lazy("Request for implementation and how it is checked"))
def follow_up(on: Material) -> Blocks:
    """What the mayor has promised, and how the committee follows it up."""
    if on.charter:
        yield Paragraph.of(on.charter.promise)
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


@part("signatures", gettext_lazy("Members and signatures"))
def signatures(on: Material) -> Blocks:
    """The day of the decision, and the members: who signed with their signature's day, others with room to sign."""
    yield PageBreak()
    adoption, chairing = on.adoption, chairs()
    signed = {row.user_id: row for row in adoption.signatures.all()} if adoption else {}
    decision = adoption.decision if adoption else None
    if decision and decision.sitting:
        yield Paragraph.of(_("Decided on %(day)s") % {"day": date_format(decision.decided_at)})
        members = sorted(decision.sitting.present.all(), key=lambda user: user.pk)
    else:
        members = members_of(Space.objects.city())
    rows = []
    for user in sorted(members, key=lambda user: (user.pk not in chairing, user.pk)):
        role = str((Role.CHAIR if user.pk in chairing else Role.COMMITTEE).label)
        on_day = _(", signed on %(day)s") % {"day": date_format(signed[user.pk].at)} if user.pk in signed else ""
        rows.append(Signature(role, f"{user}{on_day}"))
    yield Signatures(tuple(rows))


# The result report (공론화 결과보고서) --------------------------------------------------------------------


@part("overview", gettext_lazy("Overview"))
def overview(on: Material) -> Blocks:
    """Background, aim, legal basis, who is in charge, dates."""
    if on.process.summary:
        yield Paragraph.of(on.process.about)
    if on.process.demo:
        yield Note(_("This process is a demonstration: its people, statements and votes are fictional."))
    agenda = on.process.agenda
    if agenda and agenda.conflict and not agenda.conflict.space.closed and agenda.conflict.triggers:
        yield Heading(2, _("Legal basis"))
        yield List.of(*(str(each) for each in agenda.conflict.requirements))
    yield Heading(2, _("Who is in charge"))
    yield Paragraph.of(_("%(city)s, %(department)s, telephone %(telephone)s") % (office() | {"city": office()["name"]}))
    yield Heading(2, _("Dates"))
    yield _timetable(on)


@part("origin", gettext_lazy("Choice of the agenda and analysis of the conflict"))
def origin(on: Material) -> Blocks:
    """The route of the agenda; of its conflict the public facts, the published parties and the issues."""
    yield from _origin(on)
    agenda = on.process.agenda
    conflict = agenda.conflict if agenda else None
    if conflict is None or conflict.space.closed:
        return
    yield Heading(2, _("The conflict"))
    yield Paragraph.of(in_language(conflict.summary, conflict.summary_en))
    rows = [
        (_("Grade"), conflict.get_grade_display() if conflict.grade else ""),
        (_("Department"), conflict.managing_department),
        (_("Place"), conflict.place or conflict.district),
    ]
    rows = [(name, str(value)) for name, value in rows if value]
    yield Table(_("Facts of the case"), (Column(_("Point")), Column(_("Content"))), tuple(rows))
    parties = conflict.parties.exclude(public_name="").order_by("pk")
    yield Table(
        _("Parties"),
        (Column(_("Party")), Column(_("Kind"))),
        tuple((party.public_name, str(party.get_kind_display())) for party in parties),
    )


@part("design", gettext_lazy("Design of the deliberation"))
def design(on: Material) -> Blocks:
    charter = on.charter
    if charter is None:
        yield Paragraph.of(_("The charter is not in force yet."))
        return
    yield Paragraph.of(_("Question: %(question)s") % {"question": charter.asks})
    yield List.of(*charter.sides_named)
    rows = (
        (_("How participants are drawn"), charter.selection),
        (_("What decides"), charter.decided_by),
        (_("By which rule"), charter.rule),
        (_("Announcement"), moment(charter.announce_at)),
        (_("The mayor's promise"), charter.promise),
    )
    yield Table(_("Charter, version %(n)d") % {"n": charter.version}, (Column(_("Point")), Column(_("Content"))), rows)
    endorsements = charter.endorsements.order_by("pk")
    words = tuple((_speaker(e), str(e.get_stand_display()), e.text or "–") for e in endorsements)
    yield Table(_("Who agreed, who objected"), (Column(_("For")), Column(_("Position")), Column(_("Remark"))), words)


@part("participants", gettext_lazy("Participants"))
def participants(on: Material) -> Blocks:
    yield Paragraph.of(_taking_part(on))
    for key, counted in count(on.strata).items():
        cells = sorted(hide_small(counted).items())
        rows = tuple((value, "–" if n is None else number(n)) for value, n in cells)
        hidden = any(n is None for _value, n in cells)
        notes = (_("Groups of fewer than five are not shown, so that nobody can be recognised."),) if hidden else ()
        label = str(LABELS.get(key, key))
        columns = (Column(label), Column(_("People"), numeric=True))
        yield Table(_("Participants: %(what)s") % {"what": label}, columns, rows, notes)


@part("course", gettext_lazy("Course of the deliberation"))
def course(on: Material) -> Blocks:
    yield from _stages(on, "course")


@part("results", gettext_lazy("Opinions and votes"))
def results(on: Material) -> Blocks:
    yield from _stages(on, "results")


@part("issues", gettext_lazy("Deliberation by issue"))
def issues(on: Material) -> Blocks:
    yield from _stages(on, "issues")


@part("texts", gettext_lazy("The recommendations"))
def texts(on: Material) -> Blocks:
    yield from _stages(on, "texts")


@part("evaluation", gettext_lazy("Evaluation and suggestions"))
def evaluation(on: Material) -> Blocks:
    """How far the deliberation went as it was designed: stages held, dates changed, pauses."""
    held = sum(stage.state == stage.State.CLOSED for stage in on.stages)
    told = _("%(held)d of %(all)d stages have been held and closed.")
    yield Paragraph.of(told % {"held": held, "all": len(on.stages)})
    changes = [
        (str(stage), f"{period(row.opened_at, row.closed_at)} → {period(row.opens_at, row.closes_at)}", row.reason)
        for stage in on.stages
        for row in stage.reschedulings.order_by("at", "pk")
    ]
    if changes:
        columns = (Column(_("Stage")), Column(_("Dates")), Column(_("Reason")))
        yield Table(_("Changes of dates"), columns, tuple(changes))
    else:
        yield Paragraph.of(_("No date was changed."))


# What several parts are made of -------------------------------------------------------------------


def _stages(on: Material, chapter: str) -> Blocks:
    empty = True
    for stage in on.of_chapter(chapter):
        blocks = on.section(stage)
        if blocks:
            empty = False
            yield blocks[0]
            yield Paragraph.of(period(stage.opens_at, stage.closes_at))
            yield from blocks[1:]
    if empty:
        yield Paragraph.of(_("There is nothing to report here yet."))


def _texts(on: Material, which: str) -> Blocks:
    """Recommendations with what each sentence rests on, their support and minority opinions; none that was dropped."""
    rows = [row for row in on.recommendations if row.part == which and row.state != Recommendation.State.DROPPED]
    if not rows:
        yield Paragraph.of(_("There are none."))
    for row in rows:
        yield Heading(2, row.title)
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
            "n": number(row.result["for"]),
            "against": number(row.result["against"]),
            "abstained": number(row.result["abstain"]),
            "percent": percent(row.result["for"], given),
        }
        told = _("%(n)s for, %(against)s against, %(abstained)s abstained (%(percent)s of those for and against)")
        yield Paragraph.of(Run(pgettext("of a recommendation", "Vote:"), strong=True), f" {told % names}")


def _timetable(on: Material) -> Table:
    rows = tuple(
        (str(stage), period(stage.opens_at, stage.closes_at), str(stage.get_state_display())) for stage in on.stages
    )
    return Table(_("Stages"), (Column(_("Stage")), Column(_("Dates")), Column(_("State"))), rows)


def _origin(on: Material) -> Blocks:
    agenda = on.process.agenda
    if agenda is None:
        yield Paragraph.of(_("The committee put this agenda forward itself."))
        return
    yield Paragraph.of(_("Route: %(route)s.") % {"route": agenda.route.get_kind_display()})
    if agenda.proposal is not None:
        yield from _proposal(agenda.proposal)
    for decision in Decision.objects.filter(about=agenda.subject):
        yield _decided(decision)


def _proposal(proposal: Proposal) -> Blocks:
    yield Paragraph.of(_("Question proposed by a citizen: %(title)s") % {"title": proposal.title})
    yield Paragraph.of(
        _("Co-signatures: %(count)s of the %(threshold)s needed.")
        % {"count": number(proposal.cosignature_count), "threshold": number(proposal.route.threshold)}
    )
    for decision in Decision.objects.filter(about=proposal.subject):
        yield _decided(decision)


def _decided(decision: Decision) -> Paragraph:
    names = {"day": moment(decision.decided_at), "motion": decision.motion, "reason": decision.reason}
    return Paragraph.of(_("%(day)s: %(motion)s. Reason: %(reason)s") % names)


def _speaker(endorsement: Endorsement) -> str:
    return _("The committee") if endorsement.speaks_for == COMMITTEE else endorsement.speaker


def _taking_part(on: Material) -> str:
    n = len(on.strata)
    return ngettext("%(n)s person took part.", "%(n)s people took part.", n) % {"n": number(n)}
