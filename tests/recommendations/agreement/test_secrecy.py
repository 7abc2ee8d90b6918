"""Looking for what nobody may see of a round: pages, tables and report are the same whatever was answered."""

import re

import pytest
from django.urls import reverse

from deliberation.recommendations.agreement.actions import Answer, begin_round, close_round, endorse
from deliberation.recommendations.kind import DraftingKind
from deliberation.recommendations.models import AgreementRound, Endorsement
from deliberation.recommendations.themes.actions import hand_over
from tests.recommendations.groups.scene import again, given, grouped, raised, written
from tests.recommendations.scene import Scene
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(csrfmiddlewaretoken" value|nonce|csrf-token" content)="[^"]*"')
WISH = "충전소 이야기를 빼 주십시오."
OF_STAGE = ("draft", "agreement", "groups")
ANYWHERE = ("/me/", "/desk/")


@pytest.fixture
def asked(traveller):
    """Two groups have drafted, one a text each; a round is open."""
    scene, groups, seats = grouped(traveller, seats=12)
    for theme, group, seat in zip(raised(scene), groups, seats, strict=False):
        given(scene, theme, group)
        written(scene, theme, seat, f"{theme}의 본문이다.")
        hand_over(again(theme), by=scene.cast.ada)
    return scene, seats, begin_round(scene.stage("drafting"), by=scene.cast.ada)


def answered(scene: Scene, seats, *values: int) -> None:
    for seat, value in zip(seats, values, strict=False):
        opened = AgreementRound.objects.select_related("stage__process__space").get(state="open")
        endorse(opened, {row.pk: Answer(value, WISH) for row in scene.drafts()}, seat=seat)


def everything(scene: Scene, *people) -> dict[str, str]:
    """What each of these people reads on every page that could tell, in the tables and in the report."""
    stage, slug = scene.stage("drafting"), scene.process.slug
    addresses = [reverse(f"recommendations:{name}", args=[slug, stage.pk]) for name in OF_STAGE]
    addresses += [scene.drafts()[0].get_absolute_url(), reverse("processes:record", args=[slug]), *ANYWHERE]
    found = {}
    for person in people:
        client = Visitor()
        if person:
            client.force_login(person)
        for address in addresses:
            text = client.get(address).content.decode()
            found[f"{person} {address}"] = re.sub(
                r'(csrfmiddlewaretoken" value|nonce|csrf-token" content)="[^"]*"', "", text
            )
    tables = [(name, columns, list(rows)) for name, columns, rows in DraftingKind().tables(stage)]
    return found | {"tables": str(tables), "report": str(list(DraftingKind().section(stage)))}


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_while_a_round_is_open_nothing_tells_that_or_how_others_have_answered(asked):
    scene, seats, _round = asked
    readers = (scene.cast.ada, seats[-1].user, None)
    before = everything(scene, *readers)
    answered(scene, seats, 1, 1, 2, 3, 4, 1)
    assert differing(before, everything(scene, *readers)) == set()


def test_after_a_round_of_very_few_nothing_tells_how_they_answered(asked):
    scene, seats, _round = asked
    answered(scene, seats, 4, 4, 4, 4)
    close_round(AgreementRound.objects.select_related("stage__process__space").get(), by=scene.cast.ada)
    readers = (scene.cast.ada, seats[0].user, None)
    before = everything(scene, *readers)
    Endorsement.objects.filter(seat=seats[0]).update(value=1)
    assert differing(before, everything(scene, *readers)) == set()


def test_after_a_round_of_few_only_whether_somebody_objects_is_told(asked):
    scene, seats, _round = asked
    answered(scene, seats, 1, 4, 3, 4, 4, 4, 4)
    close_round(AgreementRound.objects.select_related("stage__process__space").get(), by=scene.cast.ada)
    before = everything(scene, None)
    Endorsement.objects.filter(seat=seats[1]).update(value=1)
    assert differing(before, everything(scene, None)) == set()
    Endorsement.objects.update(value=4)
    changed = differing(before, everything(scene, None))
    assert {name.rpartition(" ")[2].rstrip("/").rpartition("/")[2] for name in changed} == {
        "agreement",
        "tables",
        "report",
    }


def test_a_critique_is_found_on_the_page_of_its_drafters_alone_and_without_a_name(asked):
    scene, seats, _round = asked
    outside = (scene.cast.root, None)
    answered(scene, seats[-1:], 1)
    found = everything(scene, scene.cast.ada, seats[0].user, *outside)
    assert [name for name, text in found.items() if WISH in text] == []
    close_round(AgreementRound.objects.select_related("stage__process__space").get(), by=scene.cast.ada)
    found = everything(scene, scene.cast.ada, seats[0].user, *outside)
    page = reverse("recommendations:agreement", args=[scene.process.slug, scene.stage("drafting").pk])
    readers = [f"{drafter} {page}" for drafter in (scene.cast.ada, seats[0].user)]
    assert [name for name, text in found.items() if WISH in text] == readers
    writer = (seats[-1].code, str(seats[-1].user))
    assert not any(name in found[readers[0]] for name in writer)
