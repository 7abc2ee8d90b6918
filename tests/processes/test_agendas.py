"""From an agenda to its process: what is advised, what is chosen, and that an agenda gets one process alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.conflicts.diagnosis.advising import advise, override
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import conclude, give_up
from deliberation.processes.convening import convene, freeze, prepare_process
from deliberation.processes.minutes import in_words
from deliberation.processes.models import Process, Stage
from deliberation.processes.presets import PRESETS, preset_for
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space
from tests.agendas.agendas import chosen, hide, selected
from tests.concurrency import at_once
from tests.conflicts.cases import graded
from tests.restricting import close
from tests.scenes import agreed

WHY = "섬을 모두 찾아갈 수 없어 온라인으로 모읍니다."
GIVEN = {"title": "조건을 찾습니다", "slug": "wind-2026", "first_day": "2027-03-06"}


def prepared(agenda, cast, preset="citizen_panel", slug="wind", **more):
    first_day = timezone.localdate() + timedelta(days=1)
    return prepare_process(agenda, preset=preset, first_day=first_day, by=cast.emil, slug=slug, title="조건", **more)


def convened(agenda, cast):
    process = prepared(agenda, cast)
    appoint(process.space, cast.ada, Role.FACILITATOR)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    return process


def steps(agenda) -> list[tuple[str, dict]]:
    entries = Entry.objects.filter(chain__name="city", subject=agenda.subject).order_by("n")
    return [(entry.step, {key: value for key, value in entry.facts.items() if key == "process"}) for entry in entries]


def briefed(cast):
    """An agenda from a conflict for which no kind of deliberation here carries the advice out."""
    conflict = graded(cast)
    override(advise(conflict, parties=4, days=90, by=cast.emil), "briefing", reason="찾아가 듣습니다.", by=cast.dora)
    return chosen(cast, conflict=conflict)


def test_each_track_has_at_most_one_kind_that_carries_it_out():
    tracks = [preset.track for preset in PRESETS.values() if preset.track]
    assert len(tracks) == len(set(tracks))
    assert (preset_for("small_panel"), preset_for("briefing")) == ("citizen_panel", "")


def test_the_agenda_follows_its_process_in_the_citys_minute_book(cast):
    agenda = chosen(cast)
    process = convened(agenda, cast)
    agenda.refresh_from_db()
    assert agenda.state == "deliberating"
    Stage.objects.filter(process=process).update(state="closed")
    conclude(process, by=cast.emil)
    agenda.refresh_from_db()
    assert agenda.state == "concluded"
    named = {"process": process.subject}
    assert steps(agenda) == [("choose", {}), ("prepare", {}), ("convene", named), ("conclude", named)]


def test_a_process_in_a_closed_space_is_not_named(cast):
    agenda = chosen(cast)
    process = prepared(agenda, cast)
    appoint(process.space, cast.ada, Role.FACILITATOR)
    freeze(agreed(process, cast), by=cast.emil)
    close(process.space)
    convene(Process.objects.get(pk=process.pk), by=cast.emil)
    assert steps(agenda)[-1] == ("convene", {})


def test_the_advised_kind_needs_no_reason_and_another_one_does(cast):
    process = prepared(chosen(cast), cast, reason="그냥")
    assert (process.advised, process.advice, process.preset_reason) == ("small_panel", None, "")
    other = chosen(cast, "다른 물음")
    with pytest.raises(Refused, match="why another"):
        prepared(other, cast, preset="open_online", slug="other", reason="  ")
    assert Process.objects.count() == 1
    assert not Space.objects.filter(name="process-other").exists()
    process = prepared(other, cast, preset="open_online", slug="other", reason=WHY)
    assert (process.advised, process.preset_reason) == ("small_panel", WHY)


def test_an_advice_that_nothing_carries_out_is_departed_from_with_a_reason(client, cast):
    agenda = briefed(cast)
    with pytest.raises(Refused, match="why another"):
        prepared(agenda, cast)
    process = prepared(agenda, cast, reason=WHY)
    assert (process.advised, process.advice, process.preset_reason) == (
        "briefing",
        agenda.conflict.advices.get(),
        WHY,
    )
    entry = Entry.objects.get(subject=process.subject, step="prepare")
    assert entry.facts["advised"] == "briefing"
    assert WHY not in str(entry.facts)
    assert in_words(process, [entry])[0]["reason"] == WHY


def test_everyone_reads_which_kind_it_is_and_why(client, cast):
    agenda = briefed(cast)
    process = prepared(agenda, cast, reason=WHY)
    appoint(process.space, cast.ada, Role.FACILITATOR)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    html = client.get(process.get_absolute_url()).content.decode()
    assert WHY in html
    assert f'href="{agenda.get_absolute_url()}"' in html
    assert "주민설명회" in html
    page = client.get(agenda.get_absolute_url())
    assert [one.address for one in page.context["sequels"]] == [process.get_absolute_url()]
    assert WHY in client.get(f"{process.get_absolute_url()}record/").content.decode()


def test_an_agenda_gets_one_process_until_its_preparation_is_given_up(cast):
    agenda = chosen(cast)
    first = prepared(agenda, cast)
    with pytest.raises(Refused, match="already"):
        prepared(agenda, cast, slug="second")
    give_up(first, by=cast.emil)
    agenda.refresh_from_db()
    assert (agenda.state, first.state) == ("waiting", "given_up")
    second = prepared(agenda, cast, slug="second")
    assert list(Process.objects.order_by("pk").values_list("state", flat=True)) == ["given_up", "preparing"]
    assert second.agenda == agenda
    assert [step for step, _facts in steps(agenda)] == ["choose", "prepare", "give_up", "prepare"]


def test_what_is_convened_is_not_given_up(client, cast):
    process = convened(chosen(cast), cast)
    with pytest.raises(Refused):
        give_up(process, by=cast.emil)
    client.force_login(cast.emil)
    late = client.post(f"/processes/{process.slug}/manage/give-up/")
    assert (late.status_code, late["Location"]) == (302, process.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_once_set_up_one_process(cast):
    for n in range(3):
        agenda = chosen(cast, f"물음 {n}")
        same = n == 0

        def set_up(i, agenda=agenda, n=n, same=same):
            return prepared(agenda, cast, slug=f"case-{n}" if same else f"case-{n}-{i}")

        outcomes = at_once(2, set_up)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Process", "Refused"]
        agenda.refresh_from_db()
        assert (agenda.state, agenda.processes.count()) == ("preparing", 1)


@pytest.mark.django_db(transaction=True)
def test_convening_and_giving_up_at_once_never_wait_for_each_other(cast):
    agenda = chosen(cast)
    process = prepared(agenda, cast)
    appoint(process.space, cast.ada, Role.FACILITATOR)
    freeze(agreed(process, cast), by=cast.emil)
    acts = [convene, give_up, convene, give_up]
    outcomes = at_once(4, lambda i: acts[i](Process.objects.get(pk=process.pk), by=cast.emil))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Entry", "Refused", "Refused", "Refused"]
    process.refresh_from_db()
    agenda.refresh_from_db()
    assert (process.state, agenda.state) in {("running", "deliberating"), ("given_up", "waiting")}


def test_a_hidden_agenda_gets_no_process(client, cast):
    agenda = selected(cast)
    hide(agenda, cast)
    with pytest.raises(Refused, match="hidden"):
        prepared(agenda, cast)
    client.force_login(cast.emil)
    assert client.get(f"/processes/new/?agenda={agenda.pk}").status_code == 404
    assert list(client.get("/processes/new/").context["agendas"]) == []


# The page -----------------------------------------------------------------------------------------------------------


def test_officials_alone_are_led_from_the_agenda_to_its_process(client, cast):
    agenda = chosen(cast)
    address = f"/processes/new/?agenda={agenda.pk}"
    seen = {}
    for name in ("finn", "ada", "dora", "hana", "root", "emil"):
        client.force_login(getattr(cast, name))
        shown = client.get(agenda.get_absolute_url()).context["sequels"]
        seen[name] = ([one.address for one in shown], client.get(address).status_code)
    assert seen == {name: ([], 403) for name in ("finn", "ada", "dora", "hana", "root")} | {"emil": ([address], 200)}
    process = prepared(agenda, cast)
    assert [one.address for one in client.get(agenda.get_absolute_url()).context["sequels"]] == [
        process.get_absolute_url()
    ]
    assert client.get(address)["Location"] == agenda.get_absolute_url()
    client.force_login(cast.finn)
    page = client.get(agenda.get_absolute_url())
    assert page.context["sequels"] == []
    assert "시가 공론화를 준비하고 있습니다" in page.content.decode()


def test_the_form_comes_filled_in_with_what_is_advised(client, cast):
    agenda = chosen(cast, title_en="On what terms?", summary="요약", summary_en="Summary")
    client.force_login(cast.emil)
    page = client.get(f"/processes/new/?agenda={agenda.pk}")
    initial = page.context["form"].initial
    assert {name: initial[name] for name in ("preset", "title", "title_en", "summary", "summary_en", "slug")} == {
        "preset": "citizen_panel",
        "title": agenda.title,
        "title_en": "On what terms?",
        "summary": "요약",
        "summary_en": "Summary",
        "slug": f"agenda-{agenda.pk}",
    }
    assert initial["first_day"].weekday() == 5
    assert "권하는 방식" in page.content.decode()
    done = client.post(f"/processes/new/?agenda={agenda.pk}", {name: str(value) for name, value in initial.items()})
    process = Process.objects.get()
    assert done["Location"] == f"/processes/{process.slug}/manage/"
    assert (process.agenda, process.preset, process.title_en) == (agenda, "citizen_panel", "On what terms?")


def test_the_form_asks_why_another_kind_is_chosen(client, cast):
    agenda = chosen(cast)
    client.force_login(cast.emil)
    address = f"/processes/new/?agenda={agenda.pk}"
    page = client.post(address, GIVEN | {"preset": "open_online"})
    assert list(page.context["form"].errors) == ["reason"]
    client.post(address, GIVEN | {"preset": "open_online", "reason": WHY})
    assert Process.objects.get().preset_reason == WHY


def test_a_preparation_is_given_up_on_its_page(client, cast):
    agenda = chosen(cast)
    process = prepared(agenda, cast)
    client.force_login(cast.emil)
    assert "/manage/give-up/" in client.get(f"/processes/{process.slug}/manage/").content.decode()
    done = client.post(f"/processes/{process.slug}/manage/give-up/")
    assert done["Location"] == agenda.get_absolute_url()
    assert client.get(process.get_absolute_url()).status_code == 200
    client.logout()
    assert client.get(process.get_absolute_url()).status_code == 404
