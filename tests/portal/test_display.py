from django.urls import reverse

CHOOSE = "/display/"


def cookies(response):
    return {name: morsel.value for name, morsel in response.cookies.items() if name in {"text_size", "contrast"}}


def test_a_choice_is_kept_and_leads_back(client):
    response = client.post(CHOOSE, {"text_size": "largest", "next": "/proposals/?page=2"})
    assert (cookies(response), response.url) == ({"text_size": "largest"}, "/proposals/?page=2")
    assert cookies(client.post(CHOOSE, {"contrast": "high"})) == {"contrast": "high"}


def test_pages_are_drawn_as_chosen(client):
    client.post(CHOOSE, {"text_size": "large"})
    client.post(CHOOSE, {"contrast": "high"})
    page = client.get("/does-not-exist/").content.decode()
    assert '<html lang="ko" data-text="large" data-contrast="high"' in page


def test_an_unknown_choice_changes_nothing(client):
    response = client.post(CHOOSE, {"text_size": '"><script>', "contrast": "inverted"})
    assert cookies(response) == {}


def test_it_never_leads_elsewhere(client):
    response = client.post(CHOOSE, {"contrast": "high", "next": "https://example.org/"})
    assert response.url == reverse("portal:home")


def test_it_is_posted(client):
    assert client.get(CHOOSE).status_code == 405
