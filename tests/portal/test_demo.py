"""The demo city is loaded once for all tests here, in a transaction that is rolled back."""

from collections import Counter
from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from deliberation.accounts import demo
from deliberation.accounts.characteristics import characteristic
from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import HANGUL
from deliberation.agendas.bodies.models import Mandate, SteeringCommittee
from deliberation.agendas.models import Agenda, Proposal
from deliberation.ballots.models import Ballot, Question
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.models import Diagnosis
from deliberation.ledger.actions import first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Delivery, Notice
from deliberation.opinions.answering.routing import unanswered
from deliberation.opinions.models import OpinionMap, Stance
from deliberation.panels.models import Seat
from deliberation.portal.demo.loading import load
from deliberation.processes import facts
from deliberation.processes.models import Charter, Process, Stage
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.recommendations.sentences.reading import resting_on_nothing
from deliberation.reports.editions.freezing import snapshot_of
from deliberation.reports.models import Export, Report
from deliberation.responses.models import Check, Contest, Milestone, Response
from deliberation.responses.tallying import overdue
from deliberation.rounds.listening.models import numbers_of
from deliberation.rounds.mediation.models import CaucusNote
from deliberation.spaces.models import Item, Membership, Role, Sitting
from tests.sign_in import Visitor
from tests.standing import STAGE

SATURDAY = 5


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    STAGE.end()  # whatever test ran before in this process
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:  # load() says so as well, but cannot begin it within a transaction
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert load()
        yield
        STAGE.end()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_city(city, db):
    """Each test rolls back to the loaded city."""


def stages(slug):
    return list(Stage.objects.filter(process__slug=slug).values_list("kind", "state"))


def states(queryset):
    return Counter(queryset.values_list("state", flat=True))


def test_proposals_stand_where_promised():
    assert states(Proposal.objects.all()) == {
        "collecting": 37,
        "screening": 7,
        "selected": 3,
        "declined": 4,
        "returned": 1,
        "expired": 7,
        "withdrawn": 1,
        "draft": 1,
    }
    assert set(Proposal.objects.values_list("route__threshold", flat=True)) == {250}
    assert len(set(Proposal.objects.values_list("district", flat=True))) == 10
    assert len(set(Proposal.objects.values_list("category", flat=True))) == 9


def test_one_proposal_lacks_one_cosignature_on_its_last_days():
    almost = Proposal.objects.get(state="collecting", cosignature_count=249)
    assert 1 <= (almost.closes_at - timezone.now()).total_seconds() / 86400 <= 2


def test_counters_equal_rows():
    counted = Proposal.objects.annotate(rows=Count("cosignatures"))
    assert counted.exclude(rows=F("cosignature_count")).count() == 0
    assert counted.filter(rows__gt=250).count() == 0


def test_minute_books_hold_in_the_order_of_time():
    chains = Chain.objects.exclude(name__regex="^(conflict|council|agenda)-")
    slugs = ("landfill", "hydrogen", "offshore-wind", "e-scooters", "camp-market", "waste-2020", "night-bus")
    assert {chain.name for chain in chains} == {"city", *(f"process-{slug}" for slug in slugs)}
    for chain in Chain.objects.all():
        assert first_fault(chain) is None
        moments = list(chain.entries.order_by("n").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] < timezone.now().isoformat()


def test_every_fact_of_a_process_has_a_name_and_every_state_a_word():
    entries = Entry.objects.filter(chain__name__startswith="process-")
    told = [(name, value) for entry in entries for name, value in entry.facts.items() if name != "reason"]
    assert {name for name, _value in told} <= facts.NAMES.keys()
    assert all(facts.in_words(entry) for entry in entries if entry.facts)
    for coded in facts.VALUES.keys() - {"reason"}:
        assert {str(value) for name, value in told if name == coded} <= facts.VALUES[coded].keys()


def test_landfill_is_finished():
    process = Process.objects.get(slug="landfill")
    assert (process.state, process.demo) == ("concluded", True)
    assert {state for _kind, state in stages("landfill")} == {"closed"}
    assert Seat.objects.filter(process=process).count() == 141
    assert {tuple(seat.strata) for seat in Seat.objects.filter(process=process)} == {("sex", "age_band", "district")}
    ballot = Ballot.objects.get(stage__process=process)
    assert (ballot.state, ballot.turnout, ballot.roll_size) == ("announced", 130, 141)
    results = process.recommendations.values_list("result", flat=True)
    assert [result["for"] + result["against"] + result["abstain"] for result in results] == [130] * 5
    assert states(Recommendation.objects.filter(process=process)) == {"adopted": 4, "amended": 1}
    adoption = Adoption.objects.get(stage__process=process)
    assert (adoption.state, adoption.signatures.count()) == ("delivered", 7)
    assert adoption.decision.sitting.present.count() == 7
    assert OpinionMap.objects.filter(stage__process=process).count() == 1
    assert process.charters.get().endorsements.count() == 3


@pytest.mark.parametrize(
    ("slug", "later", "orphans"),
    [
        ("landfill", ["freeze_report", "submit", "approve", "publish"], [(3, 2)]),  # added by the committee itself
        ("hydrogen", [], []),
    ],
)
def test_a_recommendation_is_signed_frozen_handed_over_and_published_in_this_order(slug, later, orphans):
    process = Process.objects.get(slug=slug)
    acts = ["decide", "sign", "deliver", "freeze_report", "submit", "approve", "publish"]
    about = Q(subject=process.subject) | Q(subject__startswith="adoption:") | Q(subject__startswith="report:")
    entries = Entry.objects.filter(about, chain__name=process.chain, step__in=acts).order_by("n")
    assert [entry.step for entry in entries] == [
        *("decide", "sign", "freeze_report", "submit", "approve", "deliver", "publish"),
        *later,
    ]
    days = [timezone.localdate(datetime.fromisoformat(entry.at)) for entry in entries]
    handed_over = Adoption.objects.get(stage__process=process).delivered_on
    assert (days[5], days[6]) == (handed_over, handed_over)
    assert all(day.weekday() < SATURDAY for day in days)
    document = process.reports.get(shape="recommendation")
    assert (document.state, document.edition, document.published.number) == ("published", document.published, 1)
    registered = document.registrations.get(edition=document.published)
    ((sign, words),) = registered.differences
    assert (sign, words.startswith(f"시행 {registered.number} (2026.")) == ("+", True)
    lonely = resting_on_nothing(process.recommendations.numbered())
    assert list(lonely.values_list("recommendation__number", "position")) == orphans


def test_the_landfills_long_report_is_published_with_the_citys_answers_and_hydrogens_is_being_drafted():
    long = {row.process.slug: row for row in Report.objects.filter(shape="result").select_related("process")}
    assert {slug: row.state for slug, row in long.items()} == {"landfill": "published", "hydrogen": "drafting"}
    edition = long["landfill"].published
    answers = [row for row in snapshot_of(edition).names("data/") if "responses" in row]
    assert (edition.number, answers) == (2, ["data/responses.csv"])
    asked = Counter(Export.objects.values_list("process__slug", "edition__number", "shape", "state"))
    assert asked == {
        ("landfill", 1, "recommendation", "requested"): 10,
        ("landfill", 2, "result", "requested"): 10,
        ("hydrogen", 1, "recommendation", "requested"): 10,
        ("landfill", 1, "", "requested"): 2,  # workbook and bundle
        ("landfill", 2, "", "requested"): 2,
        ("hydrogen", 1, "", "requested"): 2,
    }


def test_the_city_has_answered_most_and_what_it_promised_in_2020_is_changed_stopped_and_late():
    verdicts = Response.objects.filter(recommendation__process__slug="landfill").values_list("state", "verdict")
    assert list(verdicts.order_by("recommendation__number")) == [
        ("answered", "accepted"),
        ("answered", "partly"),
        ("answered", "declined"),
        ("answered", "accepted"),
        ("review", "accepted"),
    ]
    assert Counter(Milestone.objects.values_list("state", flat=True)) == {
        "underway": 3,
        "finished": 2,
        "changed": 1,
        "stopped": 1,
    }
    assert Contest.objects.counting().count() == 2
    late = overdue(AnonymousUser())
    assert [row.title for row in late.milestones] == ["군·구가 맡는 소각 시설 확충", "심야버스 시범 노선 두 개 운행"]
    assert [str(row) for row in late.answers] == ["2. 요금은 낮과 같게 한다"]
    assert late.checks == []
    extended = Response.objects.get(recommendation__process__slug="night-bus", recommendation__number=3)
    assert (extended.state, bool(extended.extended_from), extended.is_overdue) == ("submitted", True, False)
    assert Check.objects.filter(process__slug="waste-2020", state="checked").count() >= 10


def test_agendas_are_prepared_by_bodies_of_their_own():
    over = SteeringCommittee.objects.get(state="dissolved")
    assert (over.preparation.agenda.title, over.places, over.nominations.count()) == (
        "인천형 수소생태계 구축 숙의",
        9,
        18,
    )
    assert over.report.name == "추진위원회 결과보고서.pdf"
    assert not Membership.objects.current().filter(space=over.space).exclude(role="support").exists()
    assert states(Sitting.objects.filter(space=over.space)) == {"approved": 3}  # two editions of the book, the report
    to_come = SteeringCommittee.objects.get(state="nominating")
    assert [row.name for row in to_come.nominations.filter(answer="")] == ["문지현"]
    assert states(Mandate.objects.all()) == {"appointed": 4, "proposed": 1}


def test_hydrogen_is_finished_with_six_recommendations_by_agreement():
    process = Process.objects.get(slug="hydrogen")
    assert (process.state, {state for _kind, state in stages("hydrogen")}) == ("concluded", {"closed"})
    ballot = Ballot.objects.get(stage__process=process)
    assert (ballot.state, ballot.turnout, ballot.roll_size, ballot.questions.count()) == ("announced", 29, 30, 9)
    assert ballot.roll.get(seat__user__email="participant@demo.example").voted_on
    assert states(process.recommendations) == {"adopted": 6}
    adoption = Adoption.objects.get(stage__process=process)
    assert (adoption.state, adoption.signatures.count()) == ("delivered", 7)
    assert Counter(Response.objects.of(process).values_list("state", flat=True)) == {"waiting": 6}
    assert OpinionMap.objects.filter(stage__process=process).count() == 1


def test_scooters_are_in_their_ballot():
    process = Process.objects.get(slug="e-scooters")
    ballot = Ballot.objects.select_related("stage__process").get(stage__process=process)
    assert (process.state, ballot.is_open(), ballot.turnout, ballot.roll_size) == ("running", True, 18, 36)
    assert 2 < (ballot.stage.closes_at - timezone.now()).total_seconds() / 86400 < 3
    assert states(process.recommendations) == {"final": 4}
    assert ballot.roll.get(seat__user__email="participant@demo.example").voted_on is None
    assert OpinionMap.objects.filter(stage__process=process).count() == 1


def test_every_recommendation_that_stands_is_told_in_english():
    assert list(Recommendation.objects.numbered().filter(Q(title_en="") | Q(text_en=""))) == []
    with override("en"):
        told = Question.objects.exclude(recommendation=None).order_by("title")
        assert {HANGUL.search(f"{question} {question.explanation}") for question in told} == {None}


def test_wind_is_in_its_opinion_round():
    process = Process.objects.get(slug="offshore-wind")
    round_ = process.stages.get(kind="opinion_round")
    assert round_.is_open()
    assert 5 < (round_.closes_at - timezone.now()).total_seconds() / 86400 < 7
    assert Counter(Item.objects.filter(statement__stage=round_).values_list("state", flat=True)) == {
        "admitted": 22,
        "waiting": 3,
        "declined": 1,
    }
    assert Seat.objects.filter(process=process).count() == 160
    participant = Seat.objects.get(process=process, user__email="participant@demo.example")
    assert 0 < unanswered(round_, participant).count() < 10
    assert not Seat.objects.filter(process=process, user__email="citizen@demo.example").exists()
    assert list(process.charters.order_by("version").values_list("state", flat=True)) == ["frozen", "draft"]


def test_every_charter_and_every_characteristic_of_the_draw_is_told_in_english():
    with override("en"):
        terms = {
            charter.subject: [
                *(charter.asks, *charter.sides_named, charter.how_drawn),
                *(charter.decided_by, charter.by_rule, charter.promised),
            ]
            for charter in Charter.objects.select_related("process")
        }
        drawn = {characteristic(value, of) for seat in Seat.objects.all() for of, value in seat.strata.items()}
    assert (len(terms), len(drawn)) == (6, 18)
    assert [text for texts in (*terms.values(), drawn) for text in texts if HANGUL.search(text)] == []


@pytest.mark.parametrize("slug", ["hydrogen", "offshore-wind", "landfill", "e-scooters"])
def test_a_full_process_page_stays_within_fifteen_queries(slug):
    official = User.objects.filter(memberships__role=Role.OFFICIAL).first()
    client = Visitor()
    client.force_login(official)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/processes/{slug}/").status_code == 200
    assert len(queries) <= 15


def test_everybody_who_can_be_entered_has_an_office():
    emails = [account.email for account in demo.ACCOUNTS]
    assert User.objects.filter(email__in=emails, welcome_due=False).count() == len(emails)
    roles = User.objects.filter(email__in=emails).values_list("email", "memberships__role").distinct()
    assert {email.split("@")[0]: role for email, role in roles} == {
        "citizen": None,
        "participant": Role.PARTICIPANT,
        "facilitator": Role.FACILITATOR,
        "committee": Role.COMMITTEE,
        "chair": Role.CHAIR,
        "official": Role.OFFICIAL,
        "administrator": Role.ADMINISTRATOR,
        "side": Role.SIDE,
        "expert": Role.EXPERT,
    }


def test_conflicts_stand_where_they_really_stand():
    told = {
        row.title.split()[0]: (row.state, row.grade, row.alert, list(row.listings.values_list("year", "outcome")))
        for row in ConflictCase.objects.filter(demo=True)
    }
    assert told == {
        "인천형": ("released", 2, 0, [(2021, "carried"), (2022, "released")]),
        "인천": ("listed", 2, 2, [(2022, "carried"), (2025, "")]),
        "배다리": ("settled", 1, 1, [(2019, "settled")]),
        "캠프마켓": ("listed", 2, 3, [(2021, "released"), (2023, "carried"), (2025, "")]),
    }
    assert states(Diagnosis.objects.all()) == {"decided": 4, "submitted": 1, "reviewed": 1}


def test_agendas_stand_at_every_step_and_follow_the_advice_or_say_why_not():
    told = {
        process.slug: (process.agenda.state, process.advised, bool(process.advice_id), bool(process.preset_reason))
        for process in Process.objects.exclude(agenda=None).select_related("agenda")
    }
    assert told == {
        "landfill": ("concluded", "large_panel", False, False),
        "hydrogen": ("concluded", "small_panel", True, False),
        "e-scooters": ("deliberating", "small_panel", False, True),
        "offshore-wind": ("deliberating", "listening", True, True),
    }
    assert Agenda.objects.filter(processes=None, state="waiting").count() == 2


def test_few_mails_wait_for_a_reader():
    assert 0 < Delivery.objects.count() < 25
    assert Notice.objects.count() > 1000


def test_loading_again_changes_nothing():
    tables = (User, Proposal, Entry, Stance, Notice, Charter)
    before = [table.objects.count() for table in tables]
    assert not load()
    assert [table.objects.count() for table in tables] == before


def test_command_refuses_outside_demo_mode(settings, capsys):
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    settings.DEMO = True
    call_command("load_demo")
    assert "nothing is changed" in capsys.readouterr().out


def test_a_tour_listens_and_a_council_meets_behind_closed_doors():
    numbers = numbers_of(Stage.objects.get(process__slug="camp-market", kind="listening"))
    assert numbers == {
        "places": 3,
        "sessions": 4,
        "people": 185,
        "concerns": 9,
        "answered": 6,
        "raised": 5,
        "settled": 2,
        "still_open": 1,
        "new": 1,
    }
    council = Process.objects.get(slug="baedari-council")
    assert (council.state, council.space.closed, CaucusNote.objects.count()) == ("concluded", True, 3)
    assert Visitor().get(council.get_absolute_url()).status_code == 404
