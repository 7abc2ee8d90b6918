import pytest

from deliberation.conflicts.analysis.actions import begin_analysis, issue_analysis, open_part, write_part
from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.casefile.cycle import settle
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from tests.concurrency import at_once
from tests.conflicts.analyses import issued, part, written
from tests.conflicts.cases import expert, filed, resolution
from tests.restricting import usual


def test_a_new_version_begins_with_the_old_texts_and_leaves_them_alone(cast):
    conflict = filed(cast)
    first = issued(cast, conflict, "처음")
    second = begin_analysis(conflict, by=cast.emil)
    gina = expert(conflict)
    row = part(second, 3)
    write_part(row, "3부 나중", version=row.version, by=gina)
    told = {n.n: dict(n.parts.values_list("kind", "text")) for n in ImpactAnalysis.objects.all()}
    assert (told[1][3], told[2][3], told[2][4]) == ("3부 처음", "3부 나중", "4부 처음")
    assert (part(second, 3).by, part(second, 4).by) == (gina, cast.emil)
    assert part(second, 4).at == part(first, 4).at


def test_every_part_but_the_last_is_needed(cast):
    conflict = filed(cast)
    analysis = begin_analysis(conflict, by=cast.emil)
    with pytest.raises(Refused, match=r"1\. .+6\. "):
        issue_analysis(analysis, by=cast.emil)
    analysis.refresh_from_db()
    assert analysis.state == "draft"


def test_issued_texts_are_fixed_but_may_be_restricted(cast):
    analysis = issued(cast, filed(cast))
    with pytest.raises(Refused):
        write_part(part(analysis, 1), "다른 글", version=part(analysis, 1).version, by=cast.emil)
    with pytest.raises(Refused):
        issue_analysis(analysis, by=cast.emil)
    open_part(part(analysis, 1), usual(), by=cast.emil)
    assert part(analysis, 1).restricted


def test_one_version_is_written_at_a_time_and_none_of_a_settled_conflict(cast):
    conflict = filed(cast)
    analysis = written(cast, conflict)
    with pytest.raises(Refused, match="작성 중"):
        begin_analysis(conflict, by=cast.emil)
    issue_analysis(analysis, by=cast.emil)
    settle(conflict, **resolution(cast.dora, conflict))
    with pytest.raises(Refused):
        begin_analysis(conflict, by=cast.emil)


def test_the_minute_book_holds_a_salted_check_value_and_no_text(cast):
    conflict = filed(cast)
    issued(cast, conflict, "비밀 글")
    entries = list(Entry.objects.filter(chain__name=conflict.chain).order_by("n"))
    assert entries[-1].step == "seal_analysis"
    assert len(entries[-1].commitments["parts"]) == 64
    assert entries[-2].facts["public"] == [1, 2]
    assert "비밀" not in str([(e.facts, e.commitments) for e in entries])
    assert first_fault(Chain.objects.get(name=conflict.chain)) is None


@pytest.mark.django_db(transaction=True)
def test_two_editors_of_one_part_do_not_overwrite_each_other(cast):
    analysis = begin_analysis(filed(cast), by=cast.emil)
    outcomes = at_once(2, lambda i: write_part(part(analysis, 1), f"글 {i}", version=1, by=cast.emil))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert (part(analysis, 1).text, part(analysis, 1).version) == (f"글 {outcomes.index(None)}", 2)


@pytest.mark.django_db(transaction=True)
def test_two_versions_begun_at_one_instant_are_one(cast):
    conflict = filed(cast)
    outcomes = at_once(2, lambda i: begin_analysis(conflict, by=cast.emil))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ImpactAnalysis", "Refused"]
    assert AnalysisPart.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_writing_and_issuing_at_one_instant_never_change_an_issued_text(cast):
    analysis = written(cast, filed(cast))
    version = part(analysis, 1).version

    def act(i):
        if i:
            issue_analysis(ImpactAnalysis.objects.select_related("conflict__space").get(), by=cast.emil)
        else:
            write_part(part(analysis, 1), "마지막 글", version=version, by=cast.emil)

    outcomes = at_once(2, act)
    steps = list(Entry.objects.filter(step__in=["write_part", "issue"]).order_by("n").values_list("step", flat=True))
    assert outcomes[1] is None
    assert (part(analysis, 1).text == "마지막 글") == (outcomes[0] is None) == (steps.count("write_part") == 8)
    assert steps[-1] == "issue"
