import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.drawing import draw_map
from tests.opinions.scenes import address, admitted, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def voted(stage, n: int):
    """Two camps of n people each who answer every statement."""
    statements = admitted(stage)
    for number, one in enumerate(crowd(stage, 2 * n)):
        side = 1 if number < n else -1
        values = {s.pk: side if s.number % 3 else 1 for s in statements}
        answer(stage, seat=one, values=values)


def test_the_map_says_what_unites_and_divides(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        drawn = draw_map(stage)
        page = client.get(address("map", stage))
    assert (drawn.result["k"], sorted(drawn.result["sizes"])) == (2, [8, 8])
    reading = page.context["reading"]
    assert {finding.text for finding in reading.unites} == {s.item.text for s in admitted(stage) if s.number % 3 == 0}
    assert len(reading.divides) == 5
    assert reading.picture is False


def test_the_picture_marks_the_reader(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        client.force_login(stage.process.seats.get(code="C-000").user)
        marked = client.get(address("map_picture", stage))
        client.logout()
        plain = client.get(address("map_picture", stage))
    assert marked["Content-Type"] == "image/svg+xml"
    assert (marked.text.count('r="12"'), plain.text.count('r="12"')) == (1, 0)
    assert marked.text.isascii()  # an image shows no Hangul where the reader's machine has none
