import pytest
from django.db.models import CharField, F, Value
from django.utils.translation import override

from deliberation.processes import kinds
from deliberation.processes.presets import PRESETS, Preset, Step
from deliberation.spaces.models import Role


class ProbeKind(kinds.NeutralKind):
    """A kind with input by every participant, of whom nobody ever has acted."""

    name = "probe"
    label = "Probe"

    def __init__(self):
        self.missing: list[str] = []

    def url(self, stage):
        return f"/probe/{stage.pk}/"

    def missing_before_ready(self, stage):
        return self.missing

    def prepare(self, stage):
        return {"roll": 1}

    def close(self, stage):
        return {"acts": 3}

    def summary(self, stage):
        return ["Three acts were counted."]

    def pending(self, stages, user=None):
        members = {"process__space__memberships__role": Role.PARTICIPANT, "process__space__memberships__until": None}
        if user:
            members["process__space__memberships__user"] = user
        rows = stages.filter(**members)
        return rows.values(
            stage_id=F("pk"),
            user_id=F("process__space__memberships__user"),
            since=F("opens_at"),
            due=F("closes_at"),
            what=Value("act", output_field=CharField()),
        )


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in the language of the source."""
    with override("en"):
        yield


@pytest.fixture
def probe(monkeypatch):
    """A preset ``probe``: an orientation, two stages of the probing kind and the delivery, a week in all."""
    kind = ProbeKind()
    monkeypatch.setitem(kinds.KINDS, "probe", kind)
    steps = (
        Step("event", "오리엔테이션", "Orientation", day=0, hour=10, hours=2),
        Step("probe", "의견 수렴", "Opinions", day=1, days=3),
        Step("probe", "표결", "Ballot", day=4, days=2),
        Step("event", "전달", "Delivery", day=6, hour=14, hours=1),
    )
    monkeypatch.setitem(PRESETS, "probe", Preset("Probe", "A week", steps))
    return kind
