from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from deliberation.spaces.sitting_forms import ResolutionForm
from deliberation.spaces.sittings import close_sitting, hold_sitting, plan_sitting, put_on_agenda, reply
from tests.cast import person
from tests.sittings import in_session
from tests.spaces.test_sittings import Thing, written

REASON = {"reason": "위원들의 의견이 모였습니다.", "manner": "consensus"}


def test_one_open_sitting_is_taken_without_asking(cast):
    sitting = in_session()
    form = ResolutionForm(cast.city, REASON)
    assert form.is_valid(), form.errors
    assert form.resolution(by=cast.hana) == {
        "sitting": sitting,
        "vote": None,
        "reason": REASON["reason"],
        "by": cast.hana,
    }
    assert not {"sitting", "present", "place"} & set(form.fields)


def test_of_two_open_ones_one_is_chosen(cast):
    sittings = [in_session()]
    sittings.append(hold_sitting(cast.city, title="둘째", place="시청", present=[cast.hana, cast.dora], by=cast.hana))
    assert "sitting" in ResolutionForm(cast.city, REASON).errors
    form = ResolutionForm(cast.city, REASON | {"sitting": sittings[1].pk})
    assert form.is_valid(), form.errors
    assert form.resolution(by=cast.hana)["sitting"] == sittings[1]


@pytest.mark.parametrize("kind", ["meeting", "written"])
def test_without_an_open_one_it_is_opened_there_and_then(cast, kind):
    given = REASON | {"held": kind, "place": "시청", "present": [cast.hana.pk, cast.dora.pk]}
    form = ResolutionForm(cast.city, given)
    assert form.is_valid(), form.errors
    with override("en"):
        sitting = form.resolution(by=cast.hana)["sitting"]
    assert (sitting.kind, sitting.state, sitting.present.count()) == (kind, "open", 2)
    assert {"meeting": "회의", "written": "서면심의"}[kind] in sitting.title
    assert "place" in ResolutionForm(cast.elsewhere, given | {"held": "meeting", "place": ""}).errors


def test_written_procedure_decides_only_what_its_members_were_asked_and_by_their_replies(cast):
    procedure, thing = written(cast), Thing(cast.city)
    assert ResolutionForm(cast.city, about=thing.subject).sitting is None
    reply(put_on_agenda(procedure, thing, "안건"), by=cast.dora, choice="for")
    form = ResolutionForm(cast.city, {"reason": "이유"}, about=thing.subject)
    assert form.is_valid(), form.errors
    assert (form.sitting, form.vote, "votes_for" in form.fields) == (procedure, None, False)


def test_those_who_were_present_last_time_are_ticked_and_a_sitting_of_today_opens(cast):
    assert ResolutionForm(cast.city).fields["present"].initial == [cast.dora.pk, cast.hana.pk]
    ida = person("Ida")
    appoint(cast.city, ida, Role.COMMITTEE)
    close_sitting(in_session(cast.hana, ida), by=cast.hana)
    plan_sitting(cast.city, title="내일", held_at=timezone.now() + timedelta(days=1), place="구청", by=cast.emil)
    assert "today" not in dict(ResolutionForm(cast.city).fields["held"].choices)
    planned = plan_sitting(cast.city, title="오늘", held_at=timezone.now(), place="의회", by=cast.emil)
    form = ResolutionForm(cast.city)
    asked = {name: form.fields[name].initial for name in ("held", "place", "present")}
    assert asked == {"held": "today", "place": "의회", "present": [cast.hana.pk, ida.pk]}
    form = ResolutionForm(cast.city, REASON | asked)
    assert form.is_valid(), form.errors
    sitting = form.resolution(by=cast.hana)["sitting"]
    planned.refresh_from_db()
    assert (sitting, planned.state, set(planned.present.all())) == (planned, "open", {cast.hana, ida})


def test_counted_vote_needs_its_number(cast):
    in_session()
    assert "votes_for" in ResolutionForm(cast.city, REASON | {"manner": "vote"}).errors
