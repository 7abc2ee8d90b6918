import pytest
from celery import current_app
from django.db import connection

HEALTH = "/healthz"


def test_all_is_well(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(HEALTH)
    assert (response.status_code, response.json()) == (200, {"database": True, "broker": True})
    assert "no-store" in response["Cache-Control"]


def test_a_broker_that_is_away_is_told(client, db, monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    response = client.get(HEALTH)
    assert (response.status_code, response.json()) == (503, {"database": True, "broker": False})


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get(HEALTH)
    assert (response.status_code, response.json()) == (503, {"database": False, "broker": True})


def test_it_is_read_only(client):
    assert client.post(HEALTH).status_code == 405
