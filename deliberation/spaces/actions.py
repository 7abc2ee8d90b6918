from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused, advance, record
from deliberation.spaces.disclosure.actions import drop, facts_of, restrict
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.kinds import KINDS
from deliberation.spaces.models import Item, ItemVersion, Membership, Role, Space


@transaction.atomic
def appoint(space: Space, user, role: Role, *, by=None, label: str = "", until: datetime | None = None) -> Membership:
    """Give a person a role in a space, perhaps for a term; minuted. Refused when the person holds it already.

    At ``until`` the role ends by itself, since only `Membership.objects.current()` counts.
    """
    hold_people([user])
    if until and until <= timezone.now():
        raise Refused(_("The last day of a term must be yet to come."))
    given = {"space": space, "user": user, "role": role}
    try:
        with transaction.atomic():
            if Membership.objects.current().filter(**given).exists():  # the constraint knows only those without a term
                raise Refused(_("This person holds the role already."))
            membership = Membership.objects.create(**given, label=label, until=until, appointed_by=by)
    except IntegrityError as error:
        raise Refused(_("This person holds the role already.")) from error
    _note_office(user, role)
    facts = {"person": user.pseudonym(space.name), "role": str(role)}
    term = {"until": until.isoformat()} if until else {}
    record(_Chair(space), "appoint", by=by, facts=facts | term)
    return membership


@transaction.atomic
def dismiss(membership: Membership, *, by) -> None:
    """End a membership now; the dismissal is minuted. Refused when it has ended."""
    hold_people([membership.user])
    if not Membership.objects.current().filter(pk=membership.pk).update(until=timezone.now()):
        raise Refused(_("This membership has ended already."))
    _note_office(membership.user, membership.role)
    space = membership.space
    person = membership.user.pseudonym(space.name)
    record(_Chair(space), "dismiss", by=by, facts={"person": person, "role": membership.role})


def _note_office(user, role: str) -> None:
    """After a change of roles: who decides about others needs a second factor, the administrator the admin pages."""
    user.__dict__.pop("_roles_by_space", None)
    if role not in Role.staff():
        return
    roles = set(Membership.objects.current().filter(user=user).values_list("space__kind", "role", "until"))
    user.decides = any(role in Role.staff() for _kind, role, _until in roles)
    # Nothing rings when a term is over, so the admin pages, which ask this column alone, open to no role with a term.
    user.is_staff = user.is_superuser or (Space.Kind.CITY, Role.ADMINISTRATOR, None) in roles
    user.save(update_fields=["decides", "is_staff"])


def hold_people(people: Iterable[User]) -> None:
    """One change of a person's roles at a time, so that whether they need a second factor never goes astray.

    Who changes those of several people holds them all first, since each appointment is minuted and the head of the
    chain is the last lock.
    """
    keys = [person.pk for person in people]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def forget(user) -> None:
    """What erasing a person means here: their texts lose their author, their roles end."""
    Item.objects.filter(author=user).update(author=None)
    for membership in Membership.objects.current().filter(user=user).select_related("user", "space"):
        dismiss(membership, by=user)


class _Chair:
    """A space as the subject of a minute."""

    def __init__(self, space: Space):
        self.pk, self.chain, self.subject = space.pk, space.name, f"space:{space.name}"


def submit(
    kind: str,
    *,
    space: Space,
    author,
    text: str,
    channel: str,
    url: str = "",
    state: Item.State = Item.State.WAITING,
) -> Item:
    """Store a citizen's text with its first version. The room that owns the kind sets ``url`` when it knows it."""
    item = Item.objects.create(kind=kind, space=space, author=author, text=text, channel=channel, url=url, state=state)
    ItemVersion.objects.create(item=item, n=1, text=text)
    return item


@transaction.atomic
def revise(item: Item, text: str, *, by=None, step: str = "revise") -> Item:
    """A new wording by the author: a new version that waits for the moderator again. Refused once it is hidden.

    The step ``correct`` is a moderator's own: the minutes then do not say that it was the author.
    """
    item = _held(item)
    withheld = item.restriction
    item.version += 1
    item.text = text
    item.save(update_fields=["version", "text"])
    ItemVersion.objects.create(item=item, n=item.version, text=text)
    role = "moderator" if step == "correct" else ""
    advance(item, step, by=by, role=role, facts={"version": item.version}, restriction=None)
    drop(withheld)
    return item


@transaction.atomic
def decide(item: Item, step: str, *, by, version: int, reason: str = "", ground: Ground = Ground.PRIVACY) -> Item:
    """A moderator's decision (``admit``, ``decline``, ``hide``) about one version of a text.

    Every decision but admitting needs a reason, which is published, and restricts the text on a ground; nobody has
    to look one up while people wait. Refused when the author has changed the text since the moderator read it. What
    the decision means for the content (:meth:`ItemKind.follow`) comes before the item's own minute, since the
    chain's head is the last lock.
    """
    if step != "admit" and not reason.strip():
        raise Refused(_("Please give a reason: it is published with the decision."))
    item = _held(item)
    if item.version != version:
        raise Refused(_("The author has changed this text since you opened it. Please read it again."))
    item.reason, item.decided_version, item.decided_by, item.decided_at = reason.strip(), version, by, timezone.now()
    item.save(update_fields=["reason", "decided_version", "decided_by", "decided_at"])
    KINDS[item.kind].follow(item, step)
    before, now = item.restriction, None
    if step != "admit":
        now = restrict(item.space, Basis.usual(ground, item.reason), by=by)
    facts = {"version": version} | (facts_of(now) if now else {})
    advance(item, step, by=by, role="moderator", facts=facts, restriction=now)
    drop(before)
    return item


def _held(item: Item) -> Item:
    """The item's row alone, locked: its space is read along, but must stay free for everyone else."""
    rows = Item.objects.select_related("space", "restriction")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
