"""What case files keep from the public is listed with its ground and without what it says."""

import pytest
from django.db import IntegrityError, transaction

from deliberation.conflicts.casefile.actions import attach_file, enter_event
from deliberation.conflicts.mediation.actions import found_council
from deliberation.conflicts.mediation.agreeing import add_undertaking, agree_to_open, check
from deliberation.conflicts.models import Party
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.disclosure.withheld import readable_by, reviewed_by, withheld_in
from tests.conflicts.analyses import issued
from tests.conflicts.cases import filed
from tests.conflicts.councils import agreed
from tests.conflicts.parties import issue, party
from tests.restricting import usual
from tests.spaces.files import upload

SECRET = "비밀 협의"


@pytest.fixture
def conflict(cast):
    conflict = filed(cast)
    trade = Basis(Ground.TRADE, usual().review_on, "업체의 영업 비밀입니다.")
    enter_event(conflict, by=cast.emil, on="2022-05-01", text=SECRET, source="", basis=trade)
    enter_event(conflict, by=cast.emil, on="2022-05-02", text="설명회를 열었습니다.", source="")
    attach_file(conflict, upload(f"{SECRET}.pdf"), by=cast.emil, basis=usual())
    issue(cast, conflict, SECRET, public=False)
    party(cast, conflict, SECRET)
    issued(cast, conflict, public=(1, 2, 3, 4, 6, 7))
    found_council(conflict, since=usual().review_on, by=cast.emil)
    return conflict


def test_everyone_is_told_of_what_is_withheld_and_never_what_it_says(conflict, django_assert_num_queries):
    with django_assert_num_queries(1):
        told = withheld_in([conflict.space])
    assert sorted((row.kind, row.title, int(row.ground), row.note, row.url) for row in told) == [
        ("analysis_part", "5. 갈등의 사회적 영향", 5, "", f"/conflicts/{conflict.pk}/analysis/1/"),
        ("case_event", None, 7, "업체의 영업 비밀입니다.", f"/conflicts/{conflict.pk}/record/"),
        ("case_file", None, 5, "", f"/conflicts/{conflict.pk}/"),
        ("case_note", None, 5, "", f"/conflicts/{conflict.pk}/"),
        ("council", f"{conflict.title} · {usual().review_on}", 5, "", f"/conflicts/{conflict.pk}/councils/"),
        ("issue", None, 5, "", f"/conflicts/{conflict.pk}/parties/"),
        ("party", None, 5, "", f"/conflicts/{conflict.pk}/parties/"),
    ]
    assert SECRET not in str(told)


def test_of_some_kinds_alone_no_other_source_is_read(conflict, django_assert_num_queries):
    with django_assert_num_queries(1) as seen:
        told = withheld_in([conflict.space], "issue", "party")
    assert sorted(row.kind for row in told) == ["issue", "party"]
    assert "conflicts_caseevent" not in seen[0]["sql"]
    assert [row.kind for row in withheld_in([conflict.space], "case_event")] == ["case_event"]


def test_evidence_on_a_promise_is_withheld_when_the_procedure_has_become_public(cast):
    table = agreed(cast)
    promised = add_undertaking(table.now, text="지하에 짓습니다.", party=None, due=None, by=table.users["chair"])
    found = {"result": "partly", "done_on": None, "finding": "땅을 파기 시작했습니다."}
    check(promised, **found, upload=upload("현장 사진.pdf"), by=table.users["chair"])
    for name in ("resident", "city"):
        agree_to_open(table.member(name), "procedure", by=table.users[name])
    told = withheld_in([table.now.space], "evidence")
    address = f"/conflicts/{table.council.conflict_id}/councils/"
    assert [(row.title, row.url, row.place) for row in told] == [(None, address, "")]
    assert [row.title for row in readable_by(cast.emil, [told[0].restriction])] == ["현장 사진.pdf"]


def test_officials_review_what_they_may_read_with_its_title(cast, conflict):
    keys = list(reviewed_by(cast.emil).values_list("pk", flat=True))
    told = readable_by(cast.emil, keys)
    assert [row.kind for row in told if row.title and SECRET in row.title] == [
        "case_event",
        "case_file",
        "issue",
        "party",
    ]
    assert len(told) == len(keys) == len(withheld_in([conflict.space]))
    assert not reviewed_by(cast.ben).exists()


def test_nothing_is_restricted_without_a_ground(cast, conflict):
    for row, change in ((conflict, {"note_restriction": None}), (Party.objects.get(), {"restriction": None})):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
