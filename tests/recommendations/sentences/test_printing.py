import pytest
from django.utils.translation import override

from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.recommendations.sentences.printing import in_print
from tests.recommendations.scene import drafting
from tests.recommendations.sentences.test_actions import OPEN, SAFE, WORK, drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(traveller):
    return drafting(traveller)


def test_each_sentence_bears_the_numbers_and_addresses_of_what_it_rests_on(scene):
    recommendation = drafted(scene, SAFE, OPEN)
    first, _second = recommendation.sentences.standing()
    statements = scene.statements[:2]
    ground_sentence(first, [f"statement:{one.pk}" for one in statements], by=scene.cast.ada)
    with override("en"):
        (paragraph,) = in_print([recommendation])[recommendation.pk]
    assert [run.text for run in paragraph.runs] == [SAFE, f" {OPEN}"]
    said = [[(one.label, one.url) for one in run.references] for run in paragraph.runs]
    expected = [(f"Statement {one.number}", f"http://127.0.0.1:8000{one.get_absolute_url()}") for one in statements]
    assert said == [expected, []]


def test_a_line_of_its_own_is_a_paragraph_of_its_own(scene):
    recommendation = drafted(scene, f"{SAFE}\n\n{OPEN}", WORK)
    paragraphs = in_print([recommendation])[recommendation.pk]
    assert [paragraph.text for paragraph in paragraphs] == [SAFE, f"{OPEN} {WORK}"]


@pytest.mark.parametrize("n", [1, 30])
def test_queries_do_not_grow_with_the_recommendations(scene, n, django_assert_num_queries):
    rows = [drafted(scene, SAFE, OPEN) for _ in range(n)]
    with django_assert_num_queries(3):
        in_print(rows)
