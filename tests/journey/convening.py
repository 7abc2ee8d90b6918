"""How a process is set up, agreed, filled with people and convened; and how its stages are run."""

from datetime import timedelta

from django.utils import timezone

from deliberation.agendas.models import Agenda
from deliberation.processes.models import Process, Stage
from tests.journey.walker import Walker

SLUG = "port-trucks"
SIDES = ("생활환경 지킴이 모임", "항만물류 상생 모임")
TERMS = {
    "selection": "성별, 연령대, 거주지에 따라 12명을 추첨했습니다.",
    "decides": "권고안 표결",
    "rule": "찬성이 반대보다 많은 권고안을 위원회에 올립니다.",
    "promise": "시장은 30일 안에 권고마다 수용 여부와 이유를 답합니다.",
    "answer_days": 30,
    "side_1": SIDES[0],
    "side_2": SIDES[1],
}
SHORTLY = timedelta(minutes=2)


def at(*parts: object) -> str:
    return "/".join(["/processes", SLUG, *map(str, parts)]) + "/"


def set_up(official: Walker, agenda: Agenda) -> Process:
    official.go("/processes/new/").follow(agenda.title)
    tomorrow = timezone.localdate() + timedelta(days=1)
    official.fill(preset="citizen_panel", slug=SLUG, first_day=tomorrow.isoformat()).press("Set up")
    return Process.objects.get(slug=SLUG, agenda=agenda)


def write_charter(official: Walker) -> None:
    official.go(at("charter")).follow("Edit the draft")
    official.fill(**TERMS, announce_at=timezone.now() - SHORTLY).press("Save").reads(SIDES[0])


def appoint(official: Walker, contact: str, role: str, **side: str) -> None:
    official.go(at("people")).fill(contact=contact, role=role, **side).press("Appoint")
    official.reads(official.words("The appointment is minuted."))


def speak(walker: Walker, stand: str, text: str) -> None:
    walker.go(at("charter")).follow("Agree or object")
    walker.fill(stand=stand, text=text).press("Record our position").reads(text)


def freeze(official: Walker) -> None:
    official.go(at("charter")).press("Put in force")
    official.reads(official.words("The charter is in force. From now on it changes only by a new version."))


def import_draw(official: Walker, rows: list[str]) -> str:
    """Enter the list of a draw and print the letters; the letter code of the first row is returned."""
    official.go(at("people")).go(at("seats", "import"))
    drawn = "\n".join(["번호,이름,연락처,거주지,성별,연령대", *rows]).encode()
    file = {"name": "draw.csv", "mimeType": "text/csv", "buffer": drawn}
    official.page.locator("[name=file]").set_input_files(file)
    official.press("Enter the list")
    official.press(official.counted("Make %(n)s letter", "Make %(n)s letters", len(rows)))
    assert official.page.locator(".letter").count() == len(rows)
    return official.page.locator(".letter__code").first.inner_text()


def convene(official: Walker) -> None:
    official.go(at("manage")).press("Convene the process")
    official.reads(official.words("The process is convened and public from now on."))


def stage_of(process: Process, kind: str, n: int = 0) -> Stage:
    return process.stages.filter(kind=kind).order_by("position")[n]


def open_now(staff: Walker, stage: Stage) -> None:
    """Move the dates so that the stage is open, and prepare it where that is a step of its own."""
    staff.go(at("manage")).follow("New dates", of=stage.title)
    now = timezone.now()
    staff.fill(opens_at=now - SHORTLY, closes_at=now + timedelta(days=3), reason="참여자 모두와 합의한 날짜입니다.")
    staff.press("Publish the new dates")
    stage.refresh_from_db()
    if stage.state == Stage.State.PLANNED:
        staff.press("Prepare", of=stage.title)
    stage.refresh_from_db()
    assert stage.is_open(), staff.page.locator("body").inner_text()


def end_now(staff: Walker, stage: Stage) -> None:
    staff.go(at("manage")).follow("End now", of=stage.title)
    staff.fill(reason="모두 마쳤습니다.").press("End the stage now")
    stage.refresh_from_db()
    assert stage.state == Stage.State.CLOSED, staff.page.locator("body").inner_text()


def hold_event(staff: Walker, stage: Stage) -> None:
    open_now(staff, stage)
    end_now(staff, stage)
