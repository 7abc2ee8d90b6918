"""Writing and taking back caucus notes. Neither is minuted."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.conflicts.mediation.models import Council, Member
from deliberation.conflicts.stakeholders.models import Party
from deliberation.ledger.actions import Refused, hold
from deliberation.rounds.floor.moderating import hold_running
from deliberation.rounds.mediation.models import CaucusNote, is_chair
from deliberation.rounds.meetings.models import Meeting


@transaction.atomic
def write_caucus_note(meeting: Meeting, *, party: Party, text: str, key: UUID, by) -> CaucusNote:
    """Keep a note of a party's caucus. Sent again under the same key, it is the note that is there.

    Refused to who is neither of this party nor the chair at this moment: a seat is given up under the council's lock.
    """
    hold_running(meeting)
    council = _seated(meeting, party, by)
    if meeting.state == Meeting.State.CANCELLED:
        raise Refused(_("This meeting does not take place."))
    note = CaucusNote(meeting=meeting, party=party, chair_id=council.chair_id, key=key, text=text, by=by)
    CaucusNote.objects.bulk_create([note], ignore_conflicts=True)
    kept = CaucusNote.objects.filter(meeting=meeting, key=key, by=by, party=party).first()
    if kept is None:
        raise Refused(_("This note is another one. Please write it again."))
    return kept


@transaction.atomic
def take_back_caucus_note(note: CaucusNote, *, by) -> None:
    """The author takes a note back for good, while they have a seat."""
    hold_running(note.meeting)
    _seated(note.meeting, note.party, by)
    CaucusNote.objects.filter(pk=note.pk, by=by).delete()


def _seated(meeting: Meeting, party: Party, by) -> Council:
    """The council, held, on which the person may write for this party."""
    council = Council.objects.get(space=meeting.space)
    hold(council)
    member = Member.objects.select_related("council").filter(council=council, user=by, left_at=None).first()
    talks = Member.objects.filter(council=council, party=party, left_at=None).exists()
    if not talks or member is None or not (member.party_id == party.pk or is_chair(member)):
        raise Refused(_("Only the seats of this party and the chair of the council write its caucus notes."))
    return council
