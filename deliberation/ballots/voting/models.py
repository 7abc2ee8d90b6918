from django.db import models

from deliberation.ballots.preparing.models import Ballot


class Paper(models.Model):
    """A sealed voting paper: an HPKE envelope to the ballot's key, named by the hash of the voter's nonce."""

    id = models.CharField(primary_key=True, max_length=64)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="papers")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.id[:8]
