"""What lies in a closed space leaves the house as a digest, wherever one looks without signing in."""

import pytest
from django.urls import reverse

from deliberation.conflicts.mediation.actions import make_offer
from deliberation.documents import blocks
from deliberation.ledger.actions import anchor, name_digest
from deliberation.ledger.models import Entry
from deliberation.portal.api.registry import RESOURCES
from deliberation.spaces.agenda import take_off_agenda
from deliberation.spaces.minutes import compose
from deliberation.spaces.models import Sitting
from deliberation.spaces.sittings import close_sitting, note_remarks, put_on_agenda, resolve, write_minutes
from tests.rounds.council_meetings import HIDDEN, mediation, met
from tests.sittings import in_session

pytestmark = pytest.mark.django_db
SECRETS = {
    "offer": "비밀 제안",
    "off": "빠진 비밀 안건",
    "off reason": "비밀이라 뺐습니다",
    "motion": "의결한 비밀 안건",
    "reason": "비밀 의결 사유",
    "remarks": "비밀 발언",
    "process": HIDDEN,
}


@pytest.fixture
def here(cast):
    """A council that meets, of which the city's committee has decided something and taken something off its agenda."""
    here = mediation(cast)
    table = here.table
    meeting = met(here)
    make_offer(table.member("resident"), to=None, text=SECRETS["offer"], by=table.users["resident"])
    sitting = in_session()
    council, party = table.now, table.member("resident")
    off = put_on_agenda(sitting, party, SECRETS["off"], council.get_absolute_url())
    take_off_agenda(off, reason=SECRETS["off reason"], by=cast.dora)
    point = put_on_agenda(sitting, council, SECRETS["motion"], council.get_absolute_url())
    decided = {"sitting": sitting, "space": council.space, "motion": SECRETS["motion"], "by": cast.dora}
    resolve(council, result="carried", reason=SECRETS["reason"], **decided)
    note_remarks(point, SECRETS["remarks"])
    write_minutes(sitting, minutes="개회, 폐회", by=cast.dora)
    close_sitting(sitting, by=cast.dora)
    anchor()
    return here, meeting, Sitting.objects.get(pk=sitting.pk)


def everything_public(client, here, sitting) -> dict[str, str]:
    """What a visitor can open or download, by its address; the minutes as the text of their document."""
    conflict = here.table.council.conflict
    pages = [
        "/",
        "/search/?q=비밀",
        "/record.json",
        "/about/",
        "/sittings/",
        "/sittings/decisions/",
        sitting.get_absolute_url(),
    ]
    pages += [
        reverse(f"portal:{name}") for name in ("proposal_feed", "step_feed", "decision_feed", "calendar", "catalogue")
    ]
    pages += [reverse(f"conflicts:{name}", args=[conflict.pk]) for name in ("detail", "record", "councils", "parties")]
    pages += [f"/api/v1/{name}" for name in RESOURCES if name != "entries"] + ["/api/v1/entries?book=city"]
    found = {page: _text(client.get(page, follow=True)) for page in pages}
    return found | {"minutes": blocks.to_json(compose(sitting))}


def _text(response) -> str:
    assert response.status_code == 200, response
    return b"".join(response).decode()


def test_nothing_public_names_what_lies_in_a_closed_space(client, here):
    told, meeting, sitting = here
    council = told.table.now
    secrets = SECRETS | {"meeting": meeting.title, "book": council.space.name, "slug": told.process.slug}
    public = everything_public(client, told, sitting)
    leaks = [(page, name) for page, text in public.items() for name, secret in secrets.items() if secret in text]
    assert leaks == []
    # The books that leave the house, whatever page shows them.
    for chain in ("city", council.conflict.chain):
        rows = list(Entry.objects.filter(chain__name=chain).values("subject", "facts"))
        assert not [row for row in rows if f"council:{council.pk}'" in str(row) or "member:" in str(row)]
    heads = Entry.objects.get(step="anchor").facts["heads"]
    assert name_digest(council.chain) in {name for name, _length, _head in heads}
    subjects = Entry.objects.filter(chain__name=council.conflict.chain).values_list("subject", flat=True)
    assert f"council:{name_digest(council.chain)}" in subjects
