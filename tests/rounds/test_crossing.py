import pytest
from django.urls import reverse

from deliberation.rounds.issues import Issue
from tests.rounds import books
from tests.rounds.debates import debating

pytestmark = pytest.mark.django_db


def test_chapter_and_arguments_of_an_issue_lead_to_each_other(client):
    stage, cast = debating()
    scene = books.written(books.begun(books.Scene(stage.process, cast)), issues=("누가 점검하는가",))
    books.published(books.under_review(scene))
    issue = Issue.objects.get(title="누가 점검하는가")
    slug, background_and_issue = stage.process.slug, books.chapters(scene)
    background, chapter = (reverse("rounds:book_chapter", args=[slug, pk]) for pk in background_and_issue)
    arguments = reverse("rounds:argument_columns", args=[slug, stage.pk, issue.pk])
    for place, other in ((chapter, arguments), (arguments, chapter)):
        page = client.get(place)
        assert [address for _words, address in page.context["places"]] == [other]
        assert f'href="{other}"' in page.content.decode()
    assert not client.get(background).context.get("places")
