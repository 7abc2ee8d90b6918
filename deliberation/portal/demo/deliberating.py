"""What happens in the stages of a demo process: statements, answers, drafts, votes, the committee's adoption."""

from datetime import datetime, timedelta

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.ballots.checking.actions import announce
from deliberation.ballots.complaints import actions as complaints
from deliberation.ballots.envelope import new_code
from deliberation.ballots.models import Ballot
from deliberation.ballots.preparing.actions import write_question
from deliberation.ballots.voting.actions import cast
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import Stance
from deliberation.opinions.statements.actions import put_statement, seed_statement
from deliberation.panels.models import Seat
from deliberation.portal.demo.committee import PRESENT, UNANIMOUS_BUT_ONE, adjourn, in_session
from deliberation.portal.demo.convening import MORNING, Case
from deliberation.portal.demo.stories import Story
from deliberation.processes.actions import close_stage, prepare_stage
from deliberation.processes.models import Stage
from deliberation.recommendations.adoption.actions import (
    Verdict,
    decide_adoption,
    deliver_recommendation,
    receive_result,
    sign_adoption,
)
from deliberation.recommendations.agreement.actions import Answer, begin_round, close_round, endorse
from deliberation.recommendations.amendments.actions import answer_invitation, propose, support, take
from deliberation.recommendations.dissent.actions import dissent, sign
from deliberation.recommendations.drafting.actions import draft_recommendation
from deliberation.recommendations.models import Endorsement, Recommendation
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Role

MINUTE = timedelta(minutes=1)
SEEDS = 8  # of the statements, how many the facilitator puts to begin with
ANSWERED = 0.9  # of the statements, how many a participant answers
DISAGREE = 0.75  # of those who do not agree; the others are not sure
FIRST_GROUP = 0.6
AGREEING = (4, 3, 4, 4, 2, 3, 4)  # how far participants go along with a text, in turn


def closed(case: Case, kind: str, position: int | None = None) -> Story:
    """The clock closes a stage when its time is over."""
    yield case.stage(kind, position).closes_at + MINUTE
    close_stage(case.stage(kind, position))


def seeded(case: Case) -> Story:
    """The facilitator's statements stand before the round opens."""
    stage = case.stage("opinion_round")
    yield stage.opens_at - timedelta(days=2)
    for text, *_leanings in case.conflict.statements[:SEEDS]:
        seed_statement(stage, by=case.city.facilitator, text=text)
    yield stage.opens_at - timedelta(days=1)
    prepare_stage(case.stage("opinion_round"), by=case.city.facilitator)


def put(case: Case) -> Story:
    """In the first quarter of the round participants put statements of their own."""
    stage, others = case.stage("opinion_round"), case.conflict.statements[SEEDS:]
    step = first_quarter(stage) / (len(others) + 1)
    for n, (text, *_leanings) in enumerate(others, start=1):
        yield stage.opens_at + n * step
        seat = case.city.random.choice(case.seats)
        statement = put_statement(case.stage("opinion_round"), seat=seat, text=text)
        yield stage.opens_at + (n + 0.5) * step
        decide(statement.item, "admit", by=case.city.facilitator, version=1)


def first_quarter(stage: Stage) -> timedelta:
    return (stage.closes_at - stage.opens_at) / 4


def answered(case: Case, people: list[User], until: datetime) -> Story:
    """Everybody comes once after the first quarter and answers by the leanings of their group."""
    stage = case.stage("opinion_round")
    moments = case.city.between(stage.opens_at + first_quarter(stage), until, len(people))
    for moment, user in zip(moments, people, strict=True):
        yield moment
        seat = case.seat_of(user)
        answer(stage, seat=seat, values=stances(case, seat))


def stances(case: Case, seat: Seat) -> dict[int, int]:
    random = case.city.random
    group = case.groups.setdefault(seat.pk, 0 if random.random() < FIRST_GROUP else 1)
    values: dict[int, int] = {}
    for statement, (_text, *leanings) in zip(case.statements, case.conflict.statements, strict=True):
        if random.random() < ANSWERED:
            other = Stance.Value.DISAGREE if random.random() < DISAGREE else Stance.Value.PASS
            values[statement.pk] = Stance.Value.AGREE if random.random() * 100 < leanings[group] else other
    return values


def mapped(case: Case) -> Story:
    """The round is closed and its last map drawn."""
    yield from closed(case, "opinion_round")
    draw_map(case.stage("opinion_round"))


def drafted(case: Case) -> Story:
    stage, statements = case.stage("drafting"), case.statements
    for n, (title, text, rests_on) in enumerate(case.conflict.recommendations, start=1):
        yield stage.opens_at + n * (stage.closes_at - stage.opens_at) / 8
        basis = [statements[number - 1] for number in rests_on]
        draft_recommendation(case.stage("drafting"), title=title, text=text, statements=basis, by=case.city.facilitator)
    yield stage.opens_at + 7 * (stage.closes_at - stage.opens_at) / 8
    discussed(case)
    yield from closed(case, "drafting")


def discussed(case: Case) -> None:
    """Sentences are linked to what they rest on; participants change one of them, and some disagree with a text."""
    for (number, position), rests_on in case.conflict.grounds.items():
        keys = [f"statement:{case.statements[n - 1].pk}" for n in rests_on]
        ground_sentence(draft(case, number).sentences.get(position=position), keys, by=case.city.facilitator)
    if case.conflict.participants_amend:
        author, *others = case.seats[:4]
        number, position, wording, reason = case.conflict.participants_amend
        row = draft(case, number)
        sentence = row.sentences.get(position=position)
        amendment = propose(
            row,
            seat=author,
            act="change",
            sentence=sentence,
            wording=wording,
            reason=reason,
            coauthors=others[:1],
        )
        answer_invitation(amendment, seat=others[0], agrees=True)
        for seat in others[1:]:
            support(amendment, seat=seat)
        take(amendment, version=row.version, by=case.city.facilitator)
    if case.conflict.minority:
        number, reason, would_change = case.conflict.minority
        opinion = dissent(draft(case, number), seat=case.seats[-1], reason=reason, would_change=would_change)
        sign(opinion, seat=case.seats[-2])
        endorsed(case, number)


def endorsed(case: Case, disputed: int) -> None:
    """A round of agreement, in which the two of the minority object to one text."""
    asked = begin_round(case.stage("drafting"), by=case.city.facilitator)
    drafts = dict(case.process.recommendations.numbered().values_list("number", "pk"))
    for n, seat in enumerate(case.seats):
        objects = n >= len(case.seats) - 2
        answers = {
            key: Endorsement.Value.OBJECT if objects and number == disputed else AGREEING[(n + number) % len(AGREEING)]
            for number, key in drafts.items()
        }
        endorse(asked, {key: Answer(value) for key, value in answers.items()}, seat=seat)
    close_round(asked, by=case.city.facilitator)


def draft(case: Case, number: int) -> Recommendation:
    rows = case.process.recommendations.select_related("stage__process__space", "process__space")
    return rows.get(number=number)


def voted(case: Case, seats: list[Seat], until: datetime) -> Story:
    """The roll is fixed, and the given seats vote until a moment."""
    stage = case.stage("ballot")
    yield stage.opens_at + 2 * MINUTE
    for asked in case.conflict.questions:
        write_question(stage, asked.wording, asked.options)
    yield stage.opens_at + 5 * MINUTE
    prepare_stage(stage, by=case.city.facilitator)
    taking = ballot(case)
    for moment, seat in zip(case.city.between(stage.opens_at + MORNING, until, len(seats)), seats, strict=True):
        yield moment
        cast(taking, seat, choices(case, seat), code=new_code())


def ballot(case: Case) -> Ballot:
    return Ballot.objects.select_related("stage__process__space").get(stage__process=case.process)


def choices(case: Case, seat: Seat) -> dict[int, str]:
    against = case.conflict.opponents * case.groups.get(seat.pk, 0) + 5
    numbers = range(1, len(case.conflict.recommendations) + 1)
    weights = [94 - against, against, 6]
    marks = {n: case.city.random.choices(["for", "against", "abstain"], weights)[0] for n in numbers}
    own = enumerate(case.conflict.questions, start=len(marks) + 1)
    return marks | {n: case.city.random.choices([*asked.votes], [*asked.votes.values()])[0] for n, asked in own}


def announced(case: Case) -> Story:
    yield from closed(case, "ballot")
    yield case.process.charters.get(state="frozen").announce_at + MINUTE
    announce(ballot(case), by=case.city.official, role=str(Role.OFFICIAL))


def complained(case: Case) -> Story:
    """A participant has mixed two confirmation numbers up, reports a missing vote and is answered on the same day."""
    text = "결과를 보려고 번호를 넣었는데 목록에 없다고 나옵니다. 투표 마지막 날 저녁에 휴대폰으로 했습니다."
    yield case.process.charters.get(state="frozen").announce_at + timedelta(hours=1)
    asked = complaints.complain(ballot(case), new_code(), text=text, contact="", user=case.seats[7].user)
    yield timezone.now() + timedelta(hours=4)
    reason = (
        "목록과 명부의 수를 대조했고 빠진 표는 없습니다. 신고하신 분이 적어 둔 번호는 다른 공론화의 표결에서 "
        "받은 것이었고, 이번 표결의 번호를 찾아 목록에 있음을 직접 확인하셨습니다."
    )
    complaints.answer(asked, "rejected", reason=reason, by=case.city.official, role=str(Role.OFFICIAL))


def adopted(case: Case) -> Story:
    """The committee receives the result, decides in a minuted meeting and signs."""
    stage, city = case.stage("adoption"), case.city
    yield stage.opens_at + MORNING
    prepare_stage(stage, by=city.official)
    yield stage.opens_at + timedelta(days=3) + MORNING
    receive_result(case.stage("adoption").adoption, by=city.chair)
    yield stage.opens_at + timedelta(days=12, hours=14)
    decide_adoption(
        case.stage("adoption").adoption,
        verdicts(case),
        sitting=in_session(city),
        reason=case.conflict.adoption,
        by=city.chair,
        vote=UNANIMOUS_BUT_ONE,
    )
    yield stage.opens_at + timedelta(days=12, hours=17)
    adjourn(city)
    for n, member in enumerate(city.committee[:PRESENT]):
        yield stage.opens_at + timedelta(days=13, hours=10 + n)
        sign_adoption(case.stage("adoption").adoption, by=member)


def verdicts(case: Case) -> dict[int, Verdict]:
    amended = {n: Verdict("amend", *wording) for n, wording in case.conflict.amendments.items()}
    return {row.pk: amended.get(row.number, Verdict("adopt")) for row in case.process.recommendations.numbered()}


def delivered(case: Case) -> Story:
    """The adopted text is handed to the mayor; with it the last stages end."""
    delivery = case.process.stages.latest("position")
    yield delivery.closes_at + MINUTE
    adoption = case.stage("adoption").adoption
    deliver_recommendation(adoption, on=timezone.localdate(), by=case.city.official)
    close_stage(case.stage("adoption"))
