from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.canonical import GENESIS, digest


class Chain(models.Model):
    """One minute book: the hash chain of one space."""

    name = models.CharField(max_length=80, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One minute. No foreign key but its chain: erasing a person or a thing does not tear the book."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    n = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    at = models.CharField(max_length=32, help_text=_("UTC with microseconds, as text: it is part of what is hashed"))
    step = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    commitments = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "n"], name="ledger_entry_once")]
        indexes: ClassVar = [models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.n} {self.step}"

    def content(self) -> dict[str, Any]:
        """What the digest covers, in the shape that the open data prints."""
        return {
            "version": self.version,
            "chain": self.chain.name,
            "n": self.n,
            "at": self.at,
            "step": self.step,
            "subject": self.subject,
            "actor": self.actor,
            "role": self.role,
            "facts": self.facts,
            "commitments": self.commitments,
            "previous": self.previous,
        }

    def holds(self) -> bool:
        return self.digest == digest(self.content())
