import numpy as np
import pytest
from django.core.cache import cache

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.drawing import draw_map
from deliberation.spaces.actions import decide
from tests.opinions.scenes import address, admitted, crowd, during, ready_round

pytestmark = pytest.mark.django_db

FEW = "답할 의견이 9개뿐입니다. 15개보다 적으면 집단을 나눌 근거가 매우 약합니다."
NEARLY = (
    "거의 모두가 동의하는 의견입니다. 동의가 가장 적은 쪽은 ‘집단 B’입니다(10명 중 5명, 50.0%). "
    "표현을 바꾸어 넣어 보십시오."
)
UNSURE = (
    "잘 모르겠다는 사람이 다른 의견보다 많습니다(24명 중 18명, 75.0%). "
    "더 쉽게 묻거나, 판단에 필요한 내용을 의견으로 넣어 보십시오."
)


@pytest.fixture
def scene():
    """Two camps that stray now and then; the first statement nearly holds for both, the last leaves many unsure."""
    cache.clear()
    stage, cast = ready_round(statements=9)
    rows, rng, side = admitted(stage), np.random.default_rng(11), np.repeat([1, -1], 12)
    values = np.where(rng.random((24, 9)) < 0.75, side[:, None], -side[:, None])
    values[:, 0] = np.where(rng.random(24) < np.where(side == 1, 0.95, 0.45), 1, -1)
    values[:, -1] = np.where(rng.random(24) < 0.75, 0, 1)
    with during(stage):
        for seat, given in zip(crowd(stage, 24), values.tolist(), strict=True):
            answer(stage, seat=seat, values={row.pk: value for row, value in zip(rows, given, strict=True)})
        draw_map(stage)
    return stage, cast


def page(client, scene):
    stage, cast = scene
    client.force_login(cast.ada)
    return client.get(address("overview", stage))


def test_each_suggestion_has_its_reason_and_a_form_that_puts_the_seed(client, scene):
    stage, cast = scene
    first, *_others, last = admitted(stage)
    with during(stage):
        context = page(client, scene).context
        assert [(one.reason, one.statement) for one in context["suggestions"]] == [
            (FEW, None),
            ("‘집단 A’에는 의견을 쓴 사람이 없습니다. 그쪽에서 나올 만한 의견을 넣어 보십시오.", None),
            ("‘집단 B’에는 의견을 쓴 사람이 없습니다. 그쪽에서 나올 만한 의견을 넣어 보십시오.", None),
            (NEARLY, first),
            (UNSURE, last),
        ]
        assert context["suggestions"][3].form.initial == {"text": first.item.text}
        client.post(address("put", stage), {"text": "점검 결과를 이웃 주민에게 먼저 알려야 합니다."})
        assert admitted(stage)[-1].seed
        decide(last.item, "hide", by=cast.ada, version=1, reason="사실과 다릅니다.")
        assert last not in [one.statement for one in page(client, scene).context["suggestions"]]


def test_convergence_is_told_with_its_figures(client, scene):
    told = page(client, scene).context["convergence"]
    assert len(told) == 3
    assert told[1].startswith("마지막 10분의 1의 응답이 없다면")
    assert told[2].startswith("마지막 5분의 1의 응답이 없다면")


def test_under_seal_only_what_follows_from_the_number_of_statements_is_told(client, scene):
    stage, _cast = scene
    stage.settings = {"sealed": True}
    stage.save()
    found = page(client, scene)
    assert [one.reason for one in found.context["suggestions"]] == [FEW]
    assert (found.context["convergence"], found.context["map"]) == ([], None)
    assert "집단 A" not in found.text
