"""Nobody, officials included, learns from any exit what was answered in a sealed round.

The proof: two rounds with the same people, statements and numbers of answers, who said something else. As long as the
round is sealed, every page, document and table looks the same in both.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.db.models import F, Value
from django.db.models.functions import Mod
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.opinions import urls
from deliberation.opinions.answering.routing import next_statements
from deliberation.opinions.kind import OpinionRoundKind
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import Stance
from deliberation.processes.actions import close_stage
from deliberation.reports.composing.content import compose
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.shapes import Shape
from tests.opinions.scenes import admitted, after, ready_round, two_camps
from tests.sign_in import session_key

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|data-now="\d+"')
OTHER_ROOMS = (None, "emil")


def of_the_round(stage) -> list[str]:
    """All pages of the round, whatever is added to it."""
    keys = {"slug": stage.process.slug, "pk": stage.pk, "statement_pk": admitted(stage)[0].pk}
    found = []
    for pattern in urls.urlpatterns:
        converters = pattern.pattern.converters
        named = {name: keys.get(name, converter.to_python("1")) for name, converter in converters.items()}
        found.append(reverse(f"opinions:{pattern.name}", kwargs=named))
    return found


def of_other_rooms(stage) -> list[str]:
    """Pages that tell of rounds."""
    names = ("processes:detail", "processes:materials", "processes:record", "processes:record_json", "reports:list")
    found = [reverse(name, args=[stage.process.slug]) for name in names]
    return [*found, "/", "/me/", "/desk/", "/search/?q=안전", "/search/?q=충전소&kind=statements"]


def pages(stage, people) -> Iterator[tuple]:
    for name, person in people.items():
        client = Client()
        if person:
            client.cookies["sessionid"] = session_key(person)
        addresses = of_the_round(stage) + (of_other_rooms(stage) if name in OTHER_ROOMS else [])
        for address in addresses:
            response = client.get(address)
            yield name, address, response.status_code, CHANGING.sub("", response.getvalue().decode())


def reports(stage):
    for language in ("ko", "en"):
        with override(language):
            on = Material(stage.process)
            yield from [compose(on, shape) for shape in Shape]


def exits(stage, people) -> dict:
    """All that leaves the system, by where it leaves."""
    kind = OpinionRoundKind()
    return {(name, address): (status, text) for name, address, status, text in pages(stage, people)} | {
        "section": list(kind.section(stage)),
        "summary": kind.summary(stage),
        "traits": kind.traits(stage),
        "materials": kind.materials(stage),
        "tables": [(name, columns, list(rows)) for name, columns, rows in kind.tables(stage)],
        "report": list(reports(stage)),
        "minutes": list(Entry.objects.values_list("subject", "step", "facts")),
        "notices": list(Notice.objects.values_list("kind", "person", "facts")),
    }


def reasons(stage, seat) -> dict:
    drawn = [offer for _n in range(3) for offer in next_statements(stage, seat)]
    return {offer.statement.pk: str(offer.why) for offer in drawn}


def test_two_sealed_rounds_that_differ_only_in_what_was_said_look_alike_everywhere():
    stage, cast = ready_round(statements=9, preset="citizen_panel")
    with time_machine.travel(stage.opens_at + timedelta(hours=1), tick=False):
        two_camps(stage, 25)
        reader = stage.process.seats.get(code="C-000")  # has answered all: who has not is asked by lot
        people = {None: None, "ada": cast.ada, "participant": reader.user, "emil": cast.emil}
        others = Stance.objects.filter(statement__stage=stage).exclude(seat=reader)
        first_map = draw_map(stage)
        first = exits(stage, people)
        first_reasons = reasons(stage, cast.ben.seats.get())
        others.update(value=Mod(F("seat_id") * 7 + F("statement_id") * 5, Value(3)) - 1)
        second_map = draw_map(stage)
        second = exits(stage, people)
        assert first_map.result["by_group"] != second_map.result["by_group"]
        assert {place: text for place, text in first.items() if text != second[place]} == {}
        assert first["traits"] == {}
        assert first_reasons == reasons(stage, cast.ben.seats.get())
    assert not [model for model in admin.site._registry if model._meta.app_label == "opinions"]
    with after(stage):
        close_stage(stage, by=cast.ada)
        opened = exits(stage, {None: None})
        changed = {place if isinstance(place, str) else place[1] for place in opened if opened[place] != second[place]}
    assert {"section", "summary", "traits", "report"} < changed
    assert {reverse(f"opinions:{name}", args=[stage.process.slug, stage.pk]) for name in ("map", "map_part")} < changed
