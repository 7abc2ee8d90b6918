from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot, Option, Question, RollEntry, Threshold
from deliberation.ledger.actions import Refused, advance
from deliberation.ledger.canonical import digest
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.drafting.actions import put_to_ballot

RULE = ("on_recommendations", "threshold", "quorum_percent", "identity")


class Named(NamedTuple):
    """A question's or an option's wording in Korean and, where there is one, in English."""

    title: str
    title_en: str = ""


def ballot_of(stage: Stage) -> Ballot:
    """The stage's ballot; until it is prepared under the rule in the stage's settings, and perhaps unsaved."""
    found = Ballot.objects.filter(stage=stage).first() or Ballot(stage=stage)
    found.stage = stage
    if found.state == Ballot.State.PLANNED:
        for name in RULE:
            if name in stage.settings:
                setattr(found, name, stage.settings[name])
        margin = stage.settings.get("margin")  # text: settings hold JSON
        found.margin = Decimal(margin) if margin and found.threshold == Threshold.OUTSIDE_MARGIN else None
    return found


class Overtaken(Refused):
    """Somebody has saved the question since the editor opened it. ``current`` is the question as it is now."""

    def __init__(self, current: Question):
        super().__init__(
            _("Somebody has saved another wording in the meantime. Nothing of yours is lost: compare, then save.")
        )
        self.current = current


@transaction.atomic
def write_question(
    stage: Stage,
    wording: dict[str, Any],
    options: Sequence[Named],
    *,
    question: Question | None = None,
    seen: str = "",
) -> Question:
    """Add a question of the ballot's own, or replace the wording and the options of one, until the roll is fixed.

    ``wording``: method, title, text, their English, seats, threshold and margin. ``seen`` is the fingerprint of the
    question that is replaced, as its editor read it: :class:`Overtaken` if it has changed since. What is asked about a
    recommendation is its own text and is not written here.
    """
    ballot = _hold_planned(stage)
    if question is None:
        if ballot.questions.filter(title=wording["title"]).exists():
            raise Refused(_("This ballot has a question of this wording already."))
        written = Question(ballot=ballot, number=ballot.questions.count() + 1)
    else:
        written = _still_there(ballot, question)
        if seen != fingerprint(written):
            raise Overtaken(written)
    for name, value in wording.items():
        setattr(written, name, value)
    written.save()
    written.options.all().delete()
    Option.objects.bulk_create(
        Option(question=written, number=n, **option._asdict()) for n, option in enumerate(options, start=1)
    )
    return written


@transaction.atomic
def remove_question(question: Question) -> None:
    """Take a question of the ballot's own away, until the roll is fixed; those after it move up."""
    ballot = _hold_planned(question.ballot.stage)
    gone = _still_there(ballot, question)
    gone.delete()
    ballot.questions.filter(number__gt=gone.number).update(number=F("number") - 1)


@transaction.atomic
def raise_question(question: Question) -> None:
    """Put a question of the ballot's own before the one that it follows, until the roll is fixed."""
    ballot = _hold_planned(question.ballot.stage)
    risen = _still_there(ballot, question)
    if risen.number > 1:
        ballot.questions.filter(number=risen.number - 1).update(number=risen.number)
        ballot.questions.filter(pk=risen.pk).update(number=risen.number - 1)


def _still_there(ballot: Ballot, question: Question) -> Question:
    found = ballot.questions.prefetch_related("options").filter(pk=question.pk).first()
    if found is None:
        raise Refused(_("Somebody has removed this question in the meantime."))
    return found


def fingerprint(question: Question) -> str:
    """A digest of all that an editor of the question reads."""
    english = {"title": question.title_en, "text": question.text_en}
    english |= {str(option.number): option.title_en for option in question.options.all()}
    return digest({"asked": asked(question) | {"question": 0}, "english": english})


def _hold_planned(stage: Stage) -> Ballot:
    """Lock the stage, whose preparation needs the same lock; its ballot, saved."""
    Stage.objects.select_for_update().get(pk=stage.pk)
    ballot = ballot_of(stage)
    if ballot.state != Ballot.State.PLANNED:
        raise Refused(_("The roll is fixed, and the questions with it. They cannot be changed any more."))
    ballot.save()
    return ballot


@transaction.atomic
def prepare_ballot(stage: Stage) -> dict[str, Any]:
    """Freeze questions and roll and make the key pair. The caller holds the stage; repeating it changes nothing.

    Recommendations come first, under their own numbers. The private key reaches the vault before the transaction ends:
    should that fail, a key is left that opens nothing.
    """
    ballot = ballot_of(stage)
    if ballot.state == Ballot.State.PLANNED:
        ballot.save()
        _freeze_questions(ballot)
        seats = list(Seat.objects.current().filter(process=stage.process).order_by("pk"))
        RollEntry.objects.bulk_create(RollEntry(ballot=ballot, seat=seat) for seat in seats)
        roll = digest({"ballot": ballot.subject, "seats": sorted(seat.code for seat in seats)})
        questions = [asked(question) for question in ballot.questions.prefetch_related("options")]
        advance(
            ballot,
            "prepare",
            facts={
                "roll": len(seats),
                "roll_digest": roll,
                "questions": len(questions),
                "questions_digest": digest({"questions": questions}),
                "threshold": ballot.threshold,
                "quorum_percent": ballot.quorum_percent,
            },
            public_key=envelope.make_key(),
            roll_digest=roll,
            prepared_at=timezone.now(),
        )
    return {"roll": ballot.roll_size, "roll_digest": ballot.roll_digest}


def _freeze_questions(ballot: Ballot) -> None:
    drafted = put_to_ballot(ballot.stage.process) if ballot.on_recommendations else []
    ballot.questions.update(number=F("number") + max((row.number or 0 for row in drafted), default=0))
    Question.objects.bulk_create(
        Question(
            ballot=ballot,
            number=row.number or 0,
            recommendation=row,
            title=row.title,
            title_en=row.title_en,
            text=row.text,
            text_en=row.text_en,
            threshold=ballot.threshold,
            margin=ballot.margin,
        )
        for row in drafted
    )


def asked(question: Question) -> dict[str, Any]:
    """What a voter is asked and how it is counted, as the minuted digest and a recount need it."""
    return {
        "question": question.number,
        "method": question.method,
        "title": question.title,
        "text": question.text,
        "options": [option.title for option in question.options.all()],
        "seats": question.seats,
        "threshold": question.threshold,
        "margin": str(question.margin) if question.margin is not None else None,
    }
