import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.responses.answering.actions import (
    extend_answers,
    last_day_of_extension,
    publish_answers,
    submit_answer,
)
from deliberation.responses.checking.actions import Found, record_check
from deliberation.responses.following.actions import report
from deliberation.responses.models import Check
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import Cast, person
from tests.permissions import actual, written
from tests.responses.scene import (
    DECLINED,
    accepted,
    again,
    answered,
    approver,
    contested,
    drafted,
    finished,
    handed_over,
    planned,
    responses,
    submitted,
    the_check,
)
from tests.sittings import in_session

pytestmark = pytest.mark.django_db
NAMES = ("ada", "ben", "cleo", "dora", "hana", "emil", "finn", "root")


def people(cast: Cast) -> dict:
    return {name: getattr(cast, name) for name in NAMES} | {"iris": approver(), "anyone": AnonymousUser()}


RESPONSE = """
          waiting                  review                   extended          submitted           others                           late                      accepted         declined
  ada     -                        -                        -                 -                   -                                -                         -                -
  ben     -                        -                        -                 -                   -                                -                         -                -
  cleo    -                        -                        -                 -                   -                                -                         -                -
  dora    -                        -                        -                 -                   -                                -                         -                -
  hana    -                        -                        -                 -                   -                                -                         -                -
  emil    read_draft,draft,extend  read_draft,draft,extend  read_draft,draft  read_draft,draft    read_draft,draft,extend,publish  read_draft,draft,publish  read_draft,plan  read_draft
  iris    read_draft               read_draft               read_draft        read_draft,publish  read_draft,publish               read_draft,publish        read_draft       read_draft
  finn    -                        -                        -                 -                   -                                -                         -                -
  root    -                        -                        -                 -                   -                                -                         -                -
  anyone  -                        -                        -                 -                   -                                -                         -                -
"""  # noqa: E501 - a table


def test_officials_answer_somebody_else_publishes_and_each_in_its_time(traveller):
    scene = handed_over(traveller)
    cells = rights_of_response(scene, "waiting")
    drafted(traveller, accepted(90), DECLINED, scene=scene)
    cells |= rights_of_response(scene, "review")
    first, second = responses(scene)
    until = last_day_of_extension(first)
    extend_answers(scene.process, [first.pk], until=until, reason="이유", by=scene.cast.emil)
    cells |= rights_of_response(scene, "extended")
    given = submitted(scene, 1)
    cells |= rights_of_response(scene, "submitted")
    submit_answer(second, 1, by=appoint(scene.cast.city, person("Gil"), Role.OFFICIAL).user)
    cells |= rights_of_response(scene, "others", 1)
    traveller.move_to(first.due_at)
    cells |= rights_of_response(scene, "late", 1)
    publish_answers(scene.process, given | {second.pk: 1}, by=approver())
    cells |= rights_of_response(scene, "accepted")
    cells |= rights_of_response(scene, "declined", 1)
    assert cells == written(RESPONSE)


def rights_of_response(scene, state: str, n: int = 0) -> dict:
    rights = ["read_draft", "draft", "extend", "publish", "plan"]
    return actual("responses", rights, people(scene.cast), {state: responses(scene)[n]})


MILESTONE = """
          underway  finished  reopened  stopped
  ada     -         contest   -         -
  ben     -         contest   -         -
  cleo    -         contest   -         -
  dora    -         contest   -         -
  hana    -         contest   -         -
  emil    report    contest   -         -
  iris    -         contest   -         -
  finn    -         -         -         -
  root    -         contest   -         -
  anyone  -         -         -         -
"""


def test_officials_report_and_everybody_signed_in_contests_once(traveller):
    scene = answered(traveller)
    cells = {}

    def look(milestone, state: str) -> None:
        cells.update(
            actual("responses", ["report", "contest"], people(scene.cast), {state: again(milestone)}, apart=["finn"])
        )

    milestone = planned(scene)
    look(milestone, "underway")
    finished(scene, milestone)
    contested(milestone, 1, by=scene.cast.finn)
    look(milestone, "finished")
    contested(milestone, milestone.response.rules.contests - 1)
    look(milestone, "reopened")
    other = planned(scene)
    report(other, "stop", text="이유", by=scene.cast.emil)
    look(other, "stopped")
    assert cells == written(MILESTONE)


CHECK = """
          waiting            checked
  ada     -                  -
  ben     -                  -
  cleo    -                  -
  dora    enter_check,check  -
  hana    enter_check,check  -
  emil    enter_check        -
  iris    -                  -
  finn    -                  -
  root    -                  -
  anyone  -                  -
"""


def test_the_committee_checks_and_officials_only_put_it_on_an_agenda(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    check, first = the_check(scene), responses(scene)[0]
    rights = ["enter_check", "check"]
    cells = actual("responses", rights, people(scene.cast), {"waiting": check})
    record_check(check, {first.pk: Found("on_track")}, {}, sitting=in_session(), reason="이유", by=scene.cast.hana)
    checked = Check.objects.for_list().get(pk=check.pk)
    cells |= actual("responses", rights, people(scene.cast), {"checked": checked})
    assert cells == written(CHECK)
