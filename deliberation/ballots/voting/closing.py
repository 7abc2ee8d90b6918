"""The close: papers are opened, what joins a voter to a vote goes, and the lists lie sealed under one root."""

from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.models import Channel
from deliberation.algorithms import merkle
from deliberation.algorithms.counting import slips
from deliberation.ballots import envelope
from deliberation.ballots.models import ENOUGH_TO_PAIR, Ballot, handed_out
from deliberation.ballots.station.counting import forget_papers, papers_in
from deliberation.ballots.voting.papers import Asked, questions_of, width_of
from deliberation.ledger.actions import Refused, advance
from deliberation.ledger.canonical import canonical
from deliberation.processes.models import Stage


@transaction.atomic
def close_ballot(stage: Stage) -> dict[str, Any]:
    """End voting: open all papers, publish them sealed under one root, and remove what joins a voter to a vote.

    The ballot is held alone, so every cast before it is in and every later one is refused. The roll is rewritten in
    the order of its keys and the lists are written in the order of receipts, each by one statement; papers go in the
    same transaction and the key right after it. Counts appear nowhere yet. Repeating it changes nothing.
    Refused when papers and roll do not agree, a paper cannot be opened, or papers from the box are not confirmed: such
    a ballot is never counted.
    """
    ballot = Ballot.objects.select_for_update(of=("self",)).select_related("stage__process__space").get(stage=stage)
    if ballot.state == Ballot.State.READY:
        questions = questions_of(ballot)
        key = _key_of(ballot)
        opened, on_paper = _open_papers(ballot, questions, key), papers_in(ballot, questions, key)
        leaves = _publish(ballot, questions, opened, on_paper)
        ballot.papers.all().delete()
        forget_papers(ballot)
        ballot.passes.all().delete()
        _rewrite_roll(ballot)
        root = merkle.root(leaves).hex()
        missing = handed_out(ballot) - len(on_paper)
        facts = {"voted": len(opened) + len(on_paper), "roll": ballot.roll_size, "roll_digest": ballot.roll_digest}
        if on_paper or missing:
            invalid = sum(set(marks) == {slips.INVALID} for marks in on_paper)
            facts |= {"on_paper": len(on_paper), "not_returned": missing, "invalid": invalid}
        advance(
            ballot,
            "close",
            facts={**facts, "root": root},
            sealed_root=root,
            closed_at=timezone.now(),
            on_paper=len(on_paper),
            not_returned=missing,
        )
    # The vault is no part of the transaction: should this fail or never run, tasks.destroy_left_keys does it.
    transaction.on_commit(partial(envelope.destroy_key, ballot.public_key), robust=True)
    return {"voted": ballot.turnout, "roll": ballot.roll_size, "root": ballot.sealed_root}


def _key_of(ballot: Ballot) -> X25519PrivateKey:
    try:
        return envelope.take_key(ballot.public_key)
    except FileNotFoundError as error:
        raise Refused(_("The key of this ballot is not in the vault. It cannot be closed without it.")) from error


def _open_papers(ballot: Ballot, questions: list[Asked], key: X25519PrivateKey) -> list[tuple[str, list[str]]]:
    width = width_of(questions)
    rows = list(ballot.papers.values_list("pk", "sealed"))
    try:
        opened = [envelope.unseal(bytes(sealed), key, width=width, ballot=ballot.pk, paper=pk) for pk, sealed in rows]
        for _code, marks in opened:
            for question, mark in zip(questions, marks, strict=True):
                slips.check(mark, question.method, question.options)
    except ValueError as error:
        raise Refused(_("A paper of this ballot cannot be opened. The ballot has not been closed.")) from error
    if len(opened) != ballot.roll.voted().exclude(channel=Channel.PAPER).count():
        raise Refused(
            ngettext(
                "There is %(papers)d paper, but the roll does not agree. The ballot has not been closed.",
                "There are %(papers)d papers, but the roll does not agree. The ballot has not been closed.",
                len(opened),
            )
            % {"papers": len(opened)}
        )
    return opened


def _publish(
    ballot: Ballot, questions: list[Asked], opened: list[tuple[str, list[str]]], on_paper: list[list[str]]
) -> list[bytes]:
    """Write the lists; returns the leaves of their hash tree in the order in which they are published.

    Fewer than ENOUGH_TO_PAIR votes, or any on paper: choices without receipts, in the order of choices, and receipts
    by themselves. Votes from paper have none, so that beside those of the others they would stand out.
    """
    votes = [
        (question.number, envelope.receipt(code, ballot.stage_id, question.number), mark)
        for code, marks in opened
        for question, mark in zip(questions, marks, strict=True)
    ]
    if len(opened) >= ENOUGH_TO_PAIR and not on_paper:
        paired = sorted(votes, key=lambda vote: vote[1])
        alone = []
    else:
        marked = [*(marks for _code, marks in opened), *on_paper]
        choices = [(question.number, mark) for marks in marked for question, mark in zip(questions, marks, strict=True)]
        paired = sorted((number, "", choice) for number, choice in choices)
        alone = sorted((receipt, number) for number, receipt, _choice in votes)
    keys = {question.number: question.pk for question in questions}
    _insert_votes([(keys[number], receipt, choice) for number, receipt, choice in paired])
    _insert_receipts([(keys[number], receipt) for receipt, number in alone])
    leaves = [canonical({"question": n, "receipt": receipt, "choice": choice}) for n, receipt, choice in paired]
    return leaves + [canonical({"question": number, "receipt": receipt}) for receipt, number in alone]


def _insert_votes(rows: list[tuple[int, str, str]]) -> None:
    """Write the rows in their order, that of the leaves: a database sorts letters by rules of its own."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ballots_publishedvote (question_id, receipt, choice) "
            "SELECT q, r, c FROM unnest(%s::bigint[], %s::text[], %s::text[]) WITH ORDINALITY AS vote (q, r, c, n) "
            "ORDER BY n",
            columns,
        )


def _insert_receipts(rows: list[tuple[int, str]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ballots_publishedreceipt (question_id, receipt) "
            "SELECT q, r FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS vote (q, r, n) ORDER BY n",
            columns,
        )


def _rewrite_roll(ballot: Ballot) -> None:
    """Write the roll anew in the order of its keys: an UPDATE would keep the order in which people voted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH old AS (DELETE FROM ballots_rollentry WHERE ballot_id = %s RETURNING *) "
            "INSERT INTO ballots_rollentry SELECT * FROM old ORDER BY id",
            [ballot.pk],
        )
