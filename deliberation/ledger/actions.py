"""Minuting. Every step of anything goes through :func:`advance`, every other official act through :func:`record`."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.algorithms import merkle
from deliberation.ledger.canonical import VERSION, canonical, digest
from deliberation.ledger.models import Chain, Entry


class Refused(Exception):
    """An act that the state, the clock or a rule forbids. The message is for the reader, translated and complete."""


class Actor(Protocol):
    def pseudonym(self, chain: str) -> str: ...


CITY = "city"


class Minuted(Protocol):
    """What can be minuted: it knows its chain and its own name in it (``proposal:12``)."""

    pk: Any

    @property
    def chain(self) -> str: ...

    @property
    def subject(self) -> str: ...


@transaction.atomic
def advance(
    obj: Any,
    step: str,
    *,
    by: Actor | None = None,
    role: str = "",
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> Entry:
    """Take ``step`` from the object's own ``STEPS`` table and minute it: once, whoever else tries at that moment.

    ``fields`` are columns set by the same conditional UPDATE. Raises :class:`Refused` when the object is no longer in
    a state from which the step leads. The chain head is locked last, so call this after every other lock.
    """
    sources, target = type(obj).STEPS[step]
    row = type(obj)._default_manager.filter(pk=obj.pk, state__in=sources)
    # As strong as the UPDATE that follows and no stronger: after a counting UPDATE (co-signatures), FOR UPDATE would be
    # an upgrade of the lock, and upgrades deadlock. Those who `hold` the row are waited for all the same.
    before = row.select_for_update(no_key=True).values_list("state", flat=True).first()
    if before is None:
        raise Refused(_("This step is no longer possible: somebody may have taken it already. Look at the page again."))
    row.update(state=target, **fields)
    obj.state = target
    for name, value in fields.items():
        setattr(obj, name, value)
    return record(obj, step, by=by, role=role, facts={"from": str(before), "to": str(target), **(facts or {})})


@transaction.atomic(savepoint=False)
def record(
    obj: Minuted,
    step: str,
    *,
    by: Actor | None = None,
    role: str = "",
    facts: dict[str, Any] | None = None,
    commitments: dict[str, str] | None = None,
) -> Entry:
    """Append an entry to the object's chain, holding the chain's head alone.

    Facts hold codes and numbers, never prose by people; what is restricted enters through :func:`commit_to`.
    """
    # The pseudonym may insert a row, so it comes before the head, which is the last lock of a transaction.
    actor = by.pseudonym(obj.chain) if by else ""
    chain, _new = Chain.objects.select_for_update().get_or_create(name=obj.chain)
    entry = Entry(
        chain=chain,
        n=chain.length + 1,
        version=VERSION,
        at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        step=step,
        subject=obj.subject,
        actor=actor,
        role=role,
        facts=facts or {},
        commitments=commitments or {},
        previous=chain.head,
    )
    entry.digest = digest(entry.content())
    entry.save(force_insert=True)
    Chain.objects.filter(pk=chain.pk).update(length=entry.n, head=entry.digest)
    return entry


def hold(obj: Any) -> None:
    """Hold a parent row ``FOR SHARE`` (Django has no such lock) and read its state and times as they are now.

    Many may hold it at once; a step on it waits for all of them, and they for the step.
    """
    model, table, key = type(obj), obj._meta.db_table, obj._meta.pk.column
    held = model._base_manager.raw(f'SELECT * FROM "{table}" WHERE "{key}" = %s FOR SHARE', [obj.pk])  # noqa: S608 - own names
    now = next(iter(held), None)
    if now is None:
        raise model.DoesNotExist
    for field in obj._meta.concrete_fields:
        setattr(obj, field.attname, getattr(now, field.attname))
    obj._state.fields_cache.clear()  # other rows, read before
    obj._prefetched_objects_cache = {}


def commit_to(value: dict[str, Any]) -> tuple[str, str]:
    """``(salt, SHA-256(salt ‖ canonical value))`` of a restricted fact. Keep the salt beside the value."""
    salt = secrets.token_hex(16)
    return salt, hashlib.sha256(salt.encode() + canonical(value)).hexdigest()


def first_fault(chain: Chain) -> int | None:
    """The number of the first entry that does not hold, or None when the whole chain does."""
    previous = Chain._meta.get_field("head").default
    n = 0
    for entry in chain.entries.select_related("chain").order_by("n").iterator():
        n += 1
        if entry.n != n or entry.previous != previous or not entry.holds():
            return n
        previous = entry.digest
    return None if (n, previous) == (chain.length, chain.head) else n + 1


def name_digest(chain: str) -> str:
    """How books that everyone reads name the book of a closed space."""
    return hashlib.sha256(chain.encode()).hexdigest()


class _Book:
    """The whole of all minute books, as the subject of a minute in the city's chain."""

    pk, chain, subject = None, CITY, "ledger"


@transaction.atomic
def anchor() -> Entry:
    """Enter the heads of all chains in the city's chain, with the root of their RFC 6962 tree.

    A later rewrite of any chain then contradicts the city's. Names enter as SHA-256, since a closed space has a chain,
    too. A leaf is the canonical ``{"head": [name digest, length, head]}``, in the order of the name digests.
    """
    chains = Chain.objects.exclude(name=CITY).values_list("name", "length", "head")
    heads = sorted([name_digest(name), length, head] for name, length, head in chains)
    root = merkle.root(canonical({"head": head}) for head in heads)
    return record(_Book(), "anchor", facts={"heads": heads, "root": root.hex()})
