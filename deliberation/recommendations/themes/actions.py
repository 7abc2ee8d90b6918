"""What is done with themes: raise them, hear the groups, give each to a group that drafts, hand the draft over."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel, User
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.holding import check_member, hold_drafting, refuse_while_asked, role_of
from deliberation.recommendations.models import DraftingGroup, GroupText, Recommendation, Theme
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item

KIND = "group_text"


@transaction.atomic
def raise_themes(stage: Stage, titles: Iterable[str] = (), drafts: Iterable[Recommendation] = (), *, by) -> list[Theme]:
    """Add themes to be drafted about, and drafts that are there already, to be given to groups.

    A title that stands among the themes, or a draft that belongs to one, is not added again.
    """
    hold_drafting(stage)
    standing = set(stage.themes.standing().values_list("title", flat=True))
    new = [title for title in dict.fromkeys(titles) if title and title not in standing]
    keys = [draft.pk for draft in drafts]
    loose = stage.recommendations.filter(pk__in=keys, state=Recommendation.State.DRAFT, theme=None).order_by("number")
    last = stage.themes.aggregate(last=Max("number"))["last"] or 0
    rows = [Theme(stage=stage, title=title) for title in new]
    rows += [Theme(stage=stage, title=draft.title, recommendation=draft, state=Theme.State.WHOLE) for draft in loose]
    for n, row in enumerate(rows, start=last + 1):
        row.number = n
        row.save()
        record(row, "raise", by=by, role=role_of(), facts={"number": n})
    return rows


@transaction.atomic
def say_opinion(
    theme: Theme, *, group: DraftingGroup, seat: Seat, text: str, instead: int | None = None, channel: str = Channel.WEB
) -> GroupText:
    """Hand in what a group thinks about a theme, before anybody drafts; again, it replaces what the group said before.

    ``instead`` is the item of the opinion that the writer has read: refused when another member has written since. The
    same text sent again is the one that is there.
    """
    held = _held(theme)
    check_member(group, seat)
    if held.state != Theme.State.HEARING:
        raise Refused(_("This theme is being drafted by now. Propose an amendment to the draft instead."))
    before = held.texts.filter(what=GroupText.What.OPINION, group=group).select_related("item").first()
    if before and before.is_shown and before.item.text == text:
        return before
    if before and before.item_id != instead:
        raise Refused(
            _("Somebody of your group has written meanwhile: “%(text)s”. Please compare, then send it again.")
            % {"text": before.item.text if before.is_shown else "–"}
        )
    said = GroupText(pk=before.pk if before else None, theme=held, group=group, what=GroupText.What.OPINION, seat=seat)
    said.item = _item(held, seat, text, channel)
    said.save()
    if before and before.is_shown:
        advance(before.item, "withdraw", by=seat.user, role="author")
    return said


@transaction.atomic
def give_theme(theme: Theme, group: DraftingGroup, *, by) -> None:
    """Let a group draft a theme, or rework its draft. From now on no group says what it thinks beforehand."""
    held = _held(theme)
    refuse_while_asked(held.stage)
    if group.stage_id != held.stage_id:
        raise Refused(_("There is no such group here."))
    members = User.objects.filter(pk__in=group.members.filter(seat__until=None).values("seat__user"))
    told = titles(process=held.stage.process) | {"title": held.title}
    occasion = f"{held.subject}:{timezone.now().isoformat()}"  # it may come to the same group again
    notify(members, "theme_given", occasion=occasion, url=held.get_absolute_url(), facts=told)
    facts = {"number": held.number, "drafting_group": group.number}
    advance(held, "give", by=by, role=role_of(), facts=facts, group=group)


@transaction.atomic
def hand_over(theme: Theme, *, by, seat: Seat | None = None, note: str = "", channel: str = Channel.WEB) -> None:
    """Lay the draft of a theme before all participants, with a note. ``seat`` is the member who does it for the group;
    without one it is the facilitator.
    """
    held = _held(theme)
    if held.state != Theme.State.DRAFTING or held.group is None:
        raise Refused(_("This theme is not with a group now."))
    if seat:
        check_member(held.group, seat)
    if held.recommendation is None:
        raise Refused(_("There is no draft yet. Write it first."))
    if note and seat:
        item = _item(held, seat, note, channel)
        GroupText.objects.create(theme=held, group=held.group, what=GroupText.What.NOTE, seat=seat, item=item)
    facts = {"number": held.number, "drafting_group": held.group.number, "version": held.recommendation.version}
    advance(held, "hand_over", by=by, role=role_of(seat), facts=facts)


@transaction.atomic
def drop_theme(theme: Theme, *, by) -> None:
    """Pursue a theme no further. Refused while it has a draft: withdrawing that drops it, too."""
    held = _held(theme)
    if held.recommendation is not None:
        raise Refused(_("This theme has a draft. Withdraw the draft instead."))
    advance(held, "drop", by=by, role=role_of(), facts={"number": held.number})


def _held(theme: Theme) -> Theme:
    """The theme as it is now, its stage held alone, so that all acts on themes and drafts come one after the other."""
    hold_drafting(theme.stage)
    rows = Theme.objects.select_related("group", "recommendation", "stage__process__space")
    held = rows.get(pk=theme.pk)
    held.stage = theme.stage
    return held


def _item(theme: Theme, seat: Seat, text: str, channel: str) -> Item:
    return spaces.submit(
        KIND,
        space=theme.space,
        author=seat.user,
        text=text,
        channel=channel,
        url=theme.get_absolute_url(),
        state=Item.State.ADMITTED,
    )
