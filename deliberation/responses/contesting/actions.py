"""What citizens do about a report that something is done: contest it, with evidence."""

from collections.abc import Iterable

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused, advance
from deliberation.responses.checking.planning import bring_forward
from deliberation.responses.contesting.models import Contest
from deliberation.responses.following.actions import held_milestone
from deliberation.responses.following.models import Milestone, Report
from deliberation.responses.telling import offices, tell
from deliberation.spaces.actions import submit
from deliberation.spaces.attaching import attach
from deliberation.spaces.models import Item, Role

KIND = "contest"


@transaction.atomic
def contest(
    milestone: Milestone, *, text: str, by, channel: str, link: str = "", uploads: Iterable[File] = ()
) -> Contest:
    """Contest that a milestone is done: once for each person and report, with a file or a link as evidence.

    The text stands at once, and a moderator may hide it. With the number that the rules name the milestone is reopened,
    once, since its row is held alone; those count that stand since the committee last looked.
    """
    held = held_milestone(milestone)
    uploads, claim = list(uploads), held.claim
    if held.state != Milestone.State.FINISHED or claim is None:
        raise Refused(_("This can be contested while it is reported as done, and not while it is being checked again."))
    if not (link or uploads):
        raise Refused(_("Please give evidence: a file or a link."))
    if claim.contests.filter(user=by).exists():
        raise Refused(_("You have contested this report already."))
    item = submit(KIND, space=held.space, author=by, text=text, channel=channel, state=Item.State.ADMITTED)
    made = Contest.objects.create(claim=claim, item=item, user=by, link=link)
    made.attachments.add(*(attach(held.space, upload, by=by) for upload in uploads))
    item.url = made.get_absolute_url()
    item.save(update_fields=["url"])
    if contests_that_count(claim) >= held.response.rules.contests:
        _reopen(held, claim)
    return made


def contests_that_count(claim: Report) -> int:
    return claim.contests.since_checked().count()


def _reopen(milestone: Milestone, claim: Report) -> None:
    process, occasion = milestone.process, f"reopened:{claim.pk}:{claim.checked_at or ''}"
    due_on = bring_forward(process, milestone.response.rules.recheck_days)
    contesting = User.objects.filter(pk__in=claim.contests.values("user"), is_active=True)
    involved = {*offices(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE), *contesting}
    facts = {"milestone": str(milestone), "due": due_on.isoformat()}
    url = milestone.get_absolute_url()
    tell(involved, "milestone_reopened", process, occasion=occasion, url=url, **facts)
    counted = contests_that_count(claim)
    advance(milestone, "reopen", facts={"number": milestone.n, "contests": counted, "due": due_on.isoformat()})
