"""Addresses and visitors of a ballot's pages."""

import re

from django.urls import reverse

from deliberation.ballots.checking.actions import announce
from tests.ballots.scene import ballot_in, counted, hour_come
from tests.sign_in import Visitor
from tests.standing import standing

ALL_FOR = {f"question-{n}": "for" for n in (1, 2, 3)}


def page(name: str, scene, *more) -> str:
    return reverse(f"ballots:{name}", args=[scene.process.slug, scene.stage("ballot").pk, *more])


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def code_in(response) -> str:
    return re.search(r'name="code" value="([A-Z2-7]{24})"', response.content.decode())[1]


@standing
def announced(traveller, **size):
    scene, codes = counted(traveller, **size)
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    return scene, codes
