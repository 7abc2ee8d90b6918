"""The contract of a stage kind, asked of every kind that is registered."""

import inspect
from datetime import timedelta
from typing import get_type_hints

import pytest
from django import forms
from django.utils import timezone

from deliberation.processes.kinds import DUTY_COLUMNS, KINDS, NeutralKind, StageKind, no_duties
from deliberation.processes.models import Stage
from deliberation.rounds.issues import add_issue
from tests.cast import person
from tests.scenes import prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def process():
    return prepared(preset="open_online")


@pytest.fixture(params=sorted(KINDS))
def kind(request):
    return KINDS[request.param]


@pytest.fixture
def stage(process, kind):
    """A stage that begins tomorrow, with no data yet and default settings."""
    opens_at = timezone.now() + timedelta(days=1)
    return Stage.objects.create(
        process=process,
        position=99,
        kind=kind.name,
        title="시험 단계",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=1),
    )


def test_a_kind_has_every_answer_of_the_protocol(kind):
    questions = [name for name, _value in inspect.getmembers(StageKind, inspect.isfunction) if name[0] != "_"]
    attributes = get_type_hints(StageKind)
    assert [name for name in [*questions, *attributes] if not hasattr(kind, name)] == []


def test_a_kind_says_its_words(kind, stage):
    assert KINDS[kind.name] is kind
    assert all(str(text) for text in [kind.label, kind.act, *kind.words.values()])
    assert kind.chapter in {"course", "results", "issues", "texts"}
    settings_form = kind.settings_form_of(stage)
    assert settings_form is None or issubclass(settings_form, forms.Form)


def test_addresses_of_a_stage(kind, stage):
    assert kind.url(stage).startswith("/")
    assert all(kind.act_url(stage, what).startswith("/") for what in kind.words)


def test_an_empty_stage_has_no_findings_and_says_what_is_missing(kind, stage):
    assert kind.summary(stage) == []
    assert kind.traits(stage) == {}
    assert all(isinstance(reason, str) and reason for reason in kind.missing_before_ready(stage))
    assert all(isinstance(reason, str) and reason for reason in kind.missing_before_closed(stage))
    assert all(title and address for title, address in kind.materials(stage))


def test_rows_have_the_columns_that_all_kinds_share(kind, stage):
    somebody = person("Somebody")
    stages = Stage.objects.filter(kind=kind.name)
    for rows in (kind.pending(stages), kind.pending(stages, somebody), kind.desk(somebody)):
        assert tuple(rows.query.values_select) + tuple(rows.query.annotation_select) != ()
        assert list(rows.union(no_duties(), all=True)) == []
        assert sorted([*rows.query.values_select, *rows.query.annotation_select]) == sorted(DUTY_COLUMNS)


def test_an_empty_stage_reports_and_exports(kind, stage):
    list(kind.section(stage))
    list(kind.on_issue(stage, add_issue(stage.process, title="쟁점")))
    for name, columns, rows in kind.tables(stage):
        assert name
        assert all(len(row) == len(columns) for row in rows)


def test_neutral_answers_are_neutral(stage):
    neutral = NeutralKind()
    assert neutral.prepare(stage) == neutral.close(stage) == {}
    with pytest.raises(NotImplementedError):
        neutral.url(stage)
