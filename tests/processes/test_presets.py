from datetime import date, timedelta

import pytest
from django.utils import timezone

from deliberation.processes.kinds import KINDS
from deliberation.processes.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_line_in_time_of_kinds_that_exist(name):
    windows = [step.window(date(2026, 3, 12)) for step in PRESETS[name].steps]
    assert all(opens < closes for opens, closes in windows)
    assert windows == sorted(windows)
    assert {step.kind for step in PRESETS[name].steps} <= KINDS.keys()


def test_a_stage_of_whole_days_ends_at_24_in_the_city():
    opens, closes = PRESETS["open_online"].steps[0].window(date(2026, 3, 12))
    assert timezone.localtime(opens).isoformat() == "2026-03-12T00:00:00+09:00"
    assert closes - opens == timedelta(days=28)
