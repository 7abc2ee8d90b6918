"""The chapters of the result report (공론화 결과보고서)."""

from django.utils.translation import gettext as _

from deliberation.accounts.characteristics import characteristic
from deliberation.accounts.templatetags.words import moment, number, office, period
from deliberation.algorithms.disclosure import hide_small
from deliberation.documents.blocks import (
    Column,
    Heading,
    List,
    Paragraph,
    Table,
    nested,
)
from deliberation.panels.strata import LABELS, count
from deliberation.processes.convening import COMMITTEE
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Endorsement
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.telling import Blocks, beforehand, origin_of, prose, taking_part, timetable
from deliberation.responses.printing import section
from deliberation.spaces.bilingual import in_language


def overview(on: Material) -> Blocks:
    """Background, aim, legal basis, who is in charge, dates."""
    yield from prose(on.process.about)
    yield from beforehand(on)
    agenda = on.process.agenda
    if agenda and agenda.conflict and not agenda.conflict.space.closed and agenda.conflict.triggers:
        yield Heading(2, _("Legal basis"))
        yield List.of(*(str(each) for each in agenda.conflict.requirements))
    yield Heading(2, _("Who is in charge"))
    yield Paragraph.of(_("%(city)s, %(department)s, telephone %(telephone)s") % (office() | {"city": office()["name"]}))
    yield Heading(2, _("Dates"))
    yield timetable(on)


def origin(on: Material) -> Blocks:
    """The route of the agenda; of its conflict the public facts, the published parties and the issues."""
    yield from origin_of(on)
    agenda = on.process.agenda
    conflict = agenda.conflict if agenda else None
    if conflict is None or conflict.space.closed:
        return
    yield Heading(2, _("The conflict"))
    yield from prose(in_language(conflict.summary, conflict.summary_en))
    rows = [
        (_("Grade"), conflict.get_grade_display() if conflict.grade else ""),
        (_("Department"), conflict.managing_department),
        (_("Place"), conflict.place or characteristic(conflict.district, "district")),
    ]
    rows = [(name, str(value)) for name, value in rows if value]
    yield Table(_("The conflict in brief"), (Column(_("Point")), Column(_("Content"))), tuple(rows))
    parties = conflict.parties.exclude(public_name="").order_by("pk")
    yield Table(
        _("Parties"),
        (Column(_("Party")), Column(_("Kind"))),
        tuple((party.public_name, str(party.get_kind_display())) for party in parties),
    )


def design(on: Material) -> Blocks:
    charter = on.charter
    if charter is None:
        yield Paragraph.of(_("The charter is not in force yet."))
        return
    yield Paragraph.of(_("Question: %(question)s") % {"question": charter.asks})
    yield List.of(*charter.sides_named)
    rows = (
        (_("How participants are drawn"), charter.how_drawn),
        (_("What decides"), charter.decided_by),
        (_("By which rule"), charter.by_rule),
        (_("Announcement"), moment(charter.announce_at)),
        (_("The mayor's promise"), charter.promised),
    )
    yield Table(_("Charter, version %(n)d") % {"n": charter.version}, (Column(_("Point")), Column(_("Content"))), rows)
    endorsements = charter.endorsements.order_by("pk")
    words = tuple((_speaker(e), str(e.get_stand_display()), e.text or "–") for e in endorsements)
    yield Table(_("Who agreed, who objected"), (Column(_("For")), Column(_("Position")), Column(_("Remark"))), words)


def participants(on: Material) -> Blocks:
    yield Paragraph.of(taking_part(on))
    for key, counted in count(on.strata).items():
        cells = sorted(hide_small(counted).items())
        rows = tuple((characteristic(value, key), "–" if n is None else number(n)) for value, n in cells)
        hidden = any(n is None for _value, n in cells)
        notes = (_("Groups of fewer than five are not shown, so that nobody can be recognised."),) if hidden else ()
        label = str(LABELS.get(key, key))
        columns = (Column(label), Column(_("People"), numeric=True))
        yield Table(_("Participants: %(what)s") % {"what": label}, columns, rows, notes)


def course(on: Material) -> Blocks:
    yield from _stages(on, "course")


def results(on: Material) -> Blocks:
    yield from _stages(on, "results")


def issues(on: Material) -> Blocks:
    """How the issues were treated, then each with what the stages hold on it: the sides, arguments, questions."""
    listed = list(on.process.issues.all())
    if not listed or on.of_chapter("issues"):
        yield from _stages(on, "issues")
    for issue in listed:
        yield Heading(2, str(issue))
        told = [block for stage in on.stages for block in kind_of(stage).on_issue(stage, issue)]
        yield from nested(told, 2) if told else _nothing(on)


def texts(on: Material) -> Blocks:
    yield from _stages(on, "texts")


def answers(on: Material) -> Blocks:
    """What the city answered to each recommendation and what became of it; nothing before it has answered."""
    yield from nested(section(on.process))


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


def _stages(on: Material, chapter: str) -> Blocks:
    empty = True
    for stage in on.of_chapter(chapter):
        blocks = on.section(stage)
        if blocks:
            empty = False
            yield blocks[0]
            if not isinstance(blocks[1], Heading):  # else its parts have dates of their own
                yield Paragraph.of(period(stage.opens_at, stage.closes_at))
            yield from blocks[1:]
    if empty:
        yield from _nothing(on)


def _nothing(on: Material) -> Blocks:
    if on.process.state == on.process.State.CONCLUDED:
        yield Paragraph.of(_("This was no part of this deliberation."))
    else:
        yield Paragraph.of(_("There is nothing to report here yet."))


def _speaker(endorsement: Endorsement) -> str:
    return _("The committee") if endorsement.speaks_for == COMMITTEE else endorsement.speaker
