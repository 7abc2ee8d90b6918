"""The moderated round and the drafting that follows from it."""

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.opinions.tasks import draw_due_maps
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from tests.journey.convening import at
from tests.journey.walker import Walker

SEEDS = ("밤 10시부터 아침 6시까지 화물차 통행을 막아야 합니다.", "통행 제한보다 우회도로가 먼저입니다.")
ADMITTED = "학교 앞 도로만이라도 낮 시간에 제한해야 합니다."
DECLINED = "시장은 물러나야 합니다."
REASON_TO_DECLINE = "이 공론화의 질문에 관한 문장이 아닙니다."
RECOMMENDATIONS = (
    ("통학로 화물차 시간제 제한", "시는 학교 주변 도로에서 오전 8시부터 오후 4시까지 화물차 통행을 제한한다."),
    ("우회도로 우선 정비", "시는 통행 제한에 앞서 배후단지 우회도로를 정비한다."),
)


def seed(facilitator: Walker, stage: Stage) -> None:
    for text in SEEDS:
        facilitator.go(at("stages", stage.pk, "opinions", "moderate")).fill(text=text).press("Put it into the round")


def put(participant: Walker, stage: Stage, text: str) -> None:
    participant.go(at("stages", stage.pk, "opinions"))
    participant.page.get_by_text(participant.words("Is something missing? Put a statement of your own")).click()
    participant.fill(text=text).press("Send it to the facilitator")


def moderate(facilitator: Walker, stage: Stage) -> None:
    facilitator.go(at("stages", stage.pk, "opinions", "moderate")).press("Admit", inside=ADMITTED)
    facilitator.page.get_by_role("article").filter(has_text=DECLINED).locator("[name=reason]").fill(REASON_TO_DECLINE)
    facilitator.press("Decline", inside=DECLINED)
    facilitator.go(at("stages", stage.pk, "opinions", "statements")).reads(REASON_TO_DECLINE).lacks(DECLINED)


def answer_everything(participant: Walker, stage: Stage, label: str) -> None:
    """Statement by statement with the same button; the page shows the next one without being loaded anew."""
    participant.go(at("stages", stage.pk, "opinions"))
    total = Statement.objects.admitted().filter(stage=stage).count()
    for left in range(total, 0, -1):
        participant.page.locator("#card progress").and_(
            participant.page.locator(f'[value="{total - left}"]')
        ).wait_for()
        participant.page.get_by_role("button", name=participant.words(label), exact=True).click()
    participant.page.get_by_text(participant.words("You have answered everything so far")).wait_for()


def others_answer(stage: Stage, answered: list[str]) -> None:
    """Everyone who has not answered on the page, in two camps: even and odd places on the list."""
    statements = list(Statement.objects.admitted().filter(stage=stage).order_by("number"))
    seats = Seat.objects.filter(process=stage.process)
    for place, seat in enumerate(seats.exclude(code__in=answered).order_by("code")):
        camp = 1 if place % 2 else -1
        values = {statement.pk: camp * (-1 if n % 2 else 1) for n, statement in enumerate(statements)}
        answer(stage, seat=seat, values=values)
    people = Stance.objects.filter(statement__stage=stage).values("seat").distinct().count()
    assert people == seats.count()


def drawn_by_worker(worker, stage: Stage) -> OpinionMap:
    draw_due_maps.delay()
    worker.drain()
    return OpinionMap.objects.get(stage=stage)


def draft(facilitator: Walker, stage: Stage, opinion_round: Stage) -> None:
    """Each recommendation rests on a statement that a search has found; what was typed survives the search."""
    statements = Statement.objects.admitted().filter(stage=opinion_round).order_by("number")
    for (title, text), statement in zip(RECOMMENDATIONS, statements, strict=False):
        facilitator.go(at("stages", stage.pk, "drafting")).follow("New recommendation")
        facilitator.fill(title=title, text=text, q=str(statement.number)).press("Search")
        facilitator.page.locator(f'[name="statements"][value="{statement.pk}"]').check()
        facilitator.press("Save").reads(title)
