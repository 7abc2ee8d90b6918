"""What happens in the stages of a demo process: statements, answers, drafts, votes, the committee's adoption."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.ballots.checking.actions import announce
from deliberation.ballots.complaints import actions as complaints
from deliberation.ballots.envelope import new_code
from deliberation.ballots.models import Ballot
from deliberation.ballots.preparing.actions import write_question
from deliberation.ballots.voting.actions import cast
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.publishing import make_left_files
from deliberation.opinions.models import Stance
from deliberation.opinions.statements.actions import put_statement, seed_statement
from deliberation.panels.models import Seat
from deliberation.portal.demo.committee import PRESENT, UNANIMOUS_BUT_ONE, adjourn, in_session
from deliberation.portal.demo.convening import MORNING, Case
from deliberation.portal.demo.englishtexts import ENGLISH
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
from deliberation.recommendations.drafting.actions import draft_recommendation, edit_recommendation
from deliberation.recommendations.english.actions import fingerprint, translate_recommendation
from deliberation.recommendations.groups.actions import form_groups
from deliberation.recommendations.groups.forming import by_tables, meetings_with_tables
from deliberation.recommendations.models import Amendment, DraftingGroup, Endorsement, Recommendation, Theme
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.recommendations.themes.actions import give_theme, hand_over, raise_themes, say_opinion
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Role

MINUTE = timedelta(minutes=1)
SEEDS = 8  # of the statements, how many the facilitator puts to begin with
ANSWERED = 0.9  # of the statements, how many a participant answers
DISAGREE = 0.75  # of those who do not agree; the others are not sure
FIRST_GROUP = 0.6
MINORITY = 2  # of the participants, how many sign the minority opinion
NOTE = "조에서 함께 읽고 고친 초안입니다. 문장마다 의견을 부탁드립니다."
REWORKED = "남겨 주신 의견을 읽고 문장을 고쳤습니다."
AGREEING = {1: (3, 2, 4, 3, 2, 3, 4), 2: (4, 3, 4, 4, 2, 3, 4)}  # how far participants go along, in turn


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
    make_left_files(case.process)


def drafted(case: Case) -> Story:
    """Drafted by the facilitator, or by groups that have said before what they think."""
    stage = case.stage("drafting")
    eighth = (stage.closes_at - stage.opens_at) / 8
    if case.conflict.group_opinions:
        yield stage.opens_at + eighth
        themes = heard(case)
    for n, (title, text, rests_on) in enumerate(case.conflict.recommendations, start=1):
        yield stage.opens_at + (n + 1) * eighth
        basis = [case.statements[number - 1] for number in rests_on]
        first = case.conflict.first_wordings.get(n, text)
        wording: dict[str, Any] = {"title": title, "text": first, "statements": basis}
        if case.conflict.group_opinions:
            drafted_by_its_group(case, themes[n - 1], wording)
        else:
            draft_recommendation(case.stage("drafting"), **wording, by=case.city.facilitator)
    yield stage.opens_at + 7.5 * eighth
    discussed(case)
    put_into_english(case)
    yield from closed(case, "drafting")


def put_into_english(case: Case) -> None:
    """Before voters read them; what the committee amends is put into English again."""
    for row in case.process.recommendations.numbered().filter(title_en=""):
        title, text = ENGLISH[row.title]
        translate_recommendation(row, title=title, text=text, seen=fingerprint(row), by=case.city.facilitator)


def heard(case: Case) -> list[Theme]:
    """The groups are who sat together in the last meeting; each says something about some of the themes."""
    stage, by = case.stage("drafting"), case.city.facilitator
    groups = form_groups(stage, by_tables(meetings_with_tables(case.process)[0]), by=by)
    themes = raise_themes(stage, [title for title, _text, _rests_on in case.conflict.recommendations], by=by)
    for number, opinions in case.conflict.group_opinions.items():
        for n, text in enumerate(opinions):
            group = groups[(number + n) % len(groups)]
            say_opinion(themes[number - 1], group=group, seat=members(group)[n], text=text)
    return themes


def members(group: DraftingGroup) -> list[Seat]:
    return [member.seat for member in group.members.select_related("seat__user").order_by("seat__code")]


def drafted_by_its_group(case: Case, theme: Theme, wording: dict[str, Any]) -> None:
    """Each theme goes to one group in turn, of which somebody writes and somebody else hands over."""
    stage = case.stage("drafting")
    groups = list(stage.drafting_groups.all())
    group = groups[theme.number % len(groups)]
    writer, speaker, *_others = members(group)
    give_theme(theme, group, by=case.city.facilitator)
    draft_recommendation(stage, **wording, theme=theme, seat=writer, by=writer.user)
    hand_over(theme, seat=speaker, by=speaker.user, note=NOTE)


def reworked(case: Case) -> None:
    """After the first round the groups whose wording was not yet the last one get their drafts back."""
    for number in case.conflict.first_wordings:
        _title, text, _rests_on = case.conflict.recommendations[number - 1]
        row = draft(case, number)
        theme = Theme.objects.select_related("group", "stage__process__space").get(recommendation=row)
        if theme.group is None:
            continue
        writer, speaker, *_others = members(theme.group)
        give_theme(theme, theme.group, by=case.city.facilitator)
        kept = row.statements.all()
        edit_recommendation(
            row, title=row.title, text=text, statements=kept, version=row.version, seat=writer, by=writer.user
        )
        hand_over(theme, seat=speaker, by=speaker.user, note=REWORKED)


def discussed(case: Case) -> None:
    """Participants are asked and drafts reworked, sentences linked to what they rest on; participants change one of
    them, and some disagree with a text to the end."""
    disputed = case.conflict.minority[0] if case.conflict.minority else 0
    if case.conflict.first_wordings:
        endorsed(case, disputed)
        reworked(case)
    for (number, position), rests_on in case.conflict.grounds.items():
        keys = [f"statement:{case.statements[n - 1].pk}" for n in rests_on]
        keys += [note_key(case, text) for text in case.conflict.noted.get((number, position), ())]
        ground_sentence(draft(case, number).sentences.get(position=position), keys, by=case.city.facilitator)
    if case.conflict.participants_amend:
        number, position, wording, reason = case.conflict.participants_amend
        sentence = draft(case, number).sentences.get(position=position)
        amendment = amended(
            case, number, case.seats[:4], act="change", sentence=sentence, wording=wording, reason=reason
        )
        take(amendment, version=draft(case, number).version, by=case.city.facilitator)
    if case.conflict.other_view:
        wording, reason = case.conflict.other_view
        last = draft(case, disputed).sentences.standing().last()
        amended(case, disputed, case.seats[-4:], act="add", sentence=last, wording=wording, reason=reason)
    if case.conflict.minority:
        number, reason, would_change = case.conflict.minority
        opinion = dissent(draft(case, number), seat=case.seats[-1], reason=reason, would_change=would_change)
        sign(opinion, seat=case.seats[-2])
        endorsed(case, number)


def note_key(case: Case, text: str) -> str:
    return f"note:{Note.objects.get(meeting__stage__process=case.process, item__text=text).pk}"


def amended(case: Case, number: int, seats: list[Seat], **proposal) -> Amendment:
    """Proposed by the first of these, carried by the second, supported by the others."""
    author, second, *others = seats
    amendment = propose(draft(case, number), seat=author, coauthors=[second], **proposal)
    answer_invitation(amendment, seat=second, agrees=True)
    for seat in others:
        support(amendment, seat=seat)
    return amendment


def endorsed(case: Case, disputed: int) -> None:
    """A round of agreement, in which the two of the minority object to one text; in the first some say why."""
    asked = begin_round(case.stage("drafting"), by=case.city.facilitator)
    drafts = dict(case.process.recommendations.numbered().values_list("number", "pk"))
    critiques = case.conflict.critiques if asked.n == 1 else {}
    going = AGREEING[asked.n]
    for n, seat in enumerate(reversed(case.seats)):
        objects = n < MINORITY
        values = {
            number: Endorsement.Value.OBJECT if objects and number == disputed else going[(n + number) % len(going)]
            for number in drafts
        }
        wishes = {number: (*said, *[""] * len(case.seats))[n] for number, said in critiques.items()}
        answers = {key: Answer(values[number], wishes.get(number, "")) for number, key in drafts.items()}
        endorse(asked, answers, seat=seat)
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
    yield stage.opens_at + timedelta(days=9, hours=14)
    decide_adoption(
        case.stage("adoption").adoption,
        verdicts(case),
        sitting=in_session(city),
        reason=case.conflict.adoption,
        by=city.chair,
        vote=UNANIMOUS_BUT_ONE,
    )
    yield stage.opens_at + timedelta(days=9, hours=17)
    adjourn(city)
    put_into_english(case)
    for n, member in enumerate(city.committee[:PRESENT]):
        yield stage.opens_at + timedelta(days=10, hours=10 + n)
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
