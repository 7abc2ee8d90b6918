"""Every page of the room in a browser: accessible, nothing wider than the screen, no console error."""

import pytest

from deliberation.conflicts.casefile.actions import attach_file, enter_event, set_alert
from deliberation.conflicts.diagnosis.advising import advise
from tests.cast import gather
from tests.conflicts.cases import expert, graded, listed, reviewed, submitted
from tests.restricting import usual
from tests.spaces.files import upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "경인고속도로일반화구간옛길공원화및지하차도건설에따른소음과먼지와교통불편을둘러싼오래된갈등"


def test_pages_are_accessible_and_fit_the_screen(assert_all_accessible):
    cast = gather()
    conflict = listed(cast, title=LONG, summary=LONG * 3, owning_department=LONG[:40])
    enter_event(conflict, by=cast.emil, on="2022-05-01", text=LONG, source=LONG, basis=usual())
    set_alert(conflict, 2, reason=LONG, by=cast.emil)
    attach_file(conflict, upload(f"{LONG}.pdf"), by=cast.emil, basis=usual())
    advise(conflict, parties=4, days=90, by=cast.emil)
    decided, waiting = conflict.diagnoses.get(), reviewed(cast, conflict)
    other = submitted(cast, graded(cast))
    here, there = f"{conflict.pk}/", f"{other.conflict.pk}/"
    year = conflict.listings.get().year
    grade, review = f"{here}diagnoses/{waiting.pk}/", f"{there}diagnoses/{other.pk}/"
    walks = {
        None: ["", here, f"{here}record/?check=1", f"{here}diagnoses/{decided.pk}/", "years/", f"years/{year}/"],
        cast.emil: ["new/", here, *(f"{here}{act}/" for act in ("record", "edit", "events/new", "files/new", "alert"))],
        cast.dora: [here, f"{grade}grade/", f"{here}decide/carry/", f"{here}decide/release/", f"{here}advice/other/"],
        expert(other.conflict): [review, f"{review}review/"],
    }
    walks[cast.emil] += ["waiting/", f"{here}experts/", f"{there}diagnose/", f"{here}advice/"]
    assert_all_accessible({who: [f"/conflicts/{path}" for path in paths] for who, paths in walks.items()})
