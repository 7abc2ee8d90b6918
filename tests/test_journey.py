"""The whole way once: from a citizen's proposal to a downloaded report, in a browser."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.agendas.proposing import published, threshold
from tests.cast import gather, person
from tests.journey import citizens, convening, deciding, deliberating, learning, reporting, screening
from tests.journey.walker import Walker, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN = [
    "A01,김하나,,서구,여,40대",
    "A02,박두리,duri@example.org,부평구,남,60대",
    "A03,한가람,010-2345-6789,중구,여,30대",
    *(f"A{n:02},시민{n},,연수구,남,50대" for n in range(4, 13)),
]


@pytest.fixture
def walk(visit, assert_accessible, live_server):
    """``walk(user)`` opens a browser for somebody: without a person, one who comes for the first time."""

    def begin(user=None, language="ko") -> Walker:
        walker = Walker(visit(360, locale={"ko": "ko-KR", "en": "en-US"}[language]), assert_accessible, language)
        return signed_in(walker, user, live_server.url) if user else walker

    return begin


def enter_with_second_factor(official: Walker, contact: str) -> None:
    """A real sign-in of somebody who decides about others: the mailed code, then the app's."""
    official.go("/accounts/login/").fill(contact=contact).press("Send me a code")
    official.fill(code=citizens.code_sent_to(contact)).press("Continue")
    citizens.introduce(official, "이공무")
    secret = official.page.locator("details code").text_content()
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    official.fill(code=code).press("Continue").follow("I have kept them")


def test_a_citizen_comes_by_a_poster_co_signs_and_proposes_in_english(walk):
    citizen = walk(language="en")
    citizens.arrive_by_qr_and_cosign(citizen, "jane@example.org", "Jane", published(person("Finn")))
    assert citizens.propose(citizen).state == "collecting"


def test_the_whole_way(walk, worker):
    cast = gather()
    threshold(citizens.THRESHOLD)
    citizen, member, chair, facilitator = walk(), walk(cast.dora), walk(cast.hana), walk(cast.ada)
    citizens.arrive_by_qr_and_cosign(citizen, "010-2345-6789", "한가람", published(cast.finn))
    proposal = citizens.propose(citizen)
    citizens.neighbours_cosign(proposal, walk(cast.ben))
    sitting = screening.call(chair)
    screening.open_with(chair, sitting, [cast.dora, cast.hana])
    agenda = screening.select(member, proposal)
    screening.minute(chair, sitting)

    official = walk()
    enter_with_second_factor(official, cast.emil.email)
    process = convening.set_up(official, agenda)
    convening.write_charter(official)
    speakers = [walk(speaker) for speaker in (person("Mira"), person("Noel"))]
    for speaker, name, side in zip(speakers, ("mira", "noel"), convening.SIDES, strict=True):
        convening.appoint(official, f"{name}@example.org", "side", label=side)
        convening.speak(speaker, "agree", f"{side}의 뜻을 모아 동의합니다.")
    convening.speak(member, "agree", "위원회는 이 설계안에 동의합니다.")
    convening.freeze(official)
    convening.appoint(official, cast.ada.email, "facilitator")
    letter_code = convening.import_draw(official, DRAWN)
    convening.convene(official)
    events = [convening.stage_of(process, "meetings", n) for n in range(3)]
    convening.hold_event(official, events[0])

    by_letter, by_mail = walk(), walk()
    by_letter.go("/accounts/letter/").fill(code=letter_code).press("Continue")
    citizens.introduce(by_letter, "김하나")
    by_mail.go("/accounts/login/")
    citizens.sign_up(by_mail, "duri@example.org", "박두리")
    learning.write(facilitator, process)
    learning.review(speakers, facilitator, process)
    learning.resolve(member)
    stage = convening.stage_of(process, "learning")
    convening.open_now(facilitator, stage)
    learning.read(by_letter)
    convening.end_now(facilitator, stage)
    opinion_round = convening.stage_of(process, "opinion_round")
    deliberating.seed(facilitator, opinion_round)
    convening.open_now(facilitator, opinion_round)
    deliberating.put(by_letter, opinion_round, deliberating.ADMITTED)
    deliberating.put(by_mail, opinion_round, deliberating.DECLINED)
    deliberating.moderate(facilitator, opinion_round)
    deliberating.answer_everything(by_letter, opinion_round, "I agree")
    deliberating.others_answer(opinion_round, answered=["A01"])
    opinion_map = deliberating.drawn_by_worker(worker, opinion_round)
    assert (opinion_map.people, opinion_map.votes) == (12, 36)
    convening.end_now(facilitator, opinion_round)
    visitor = walk()
    visitor.go(convening.at("stages", opinion_round.pk, "opinions", "map")).reads(visitor.words("What unites"))

    convening.hold_event(official, events[1])
    convening.hold_event(official, events[2])
    drafting = convening.stage_of(process, "drafting")
    convening.open_now(facilitator, drafting)
    deliberating.draft(facilitator, drafting, opinion_round)
    convening.end_now(facilitator, drafting)

    ballot = convening.stage_of(process, "ballot")
    convening.open_now(facilitator, ballot)
    votes = [("for", "for"), ("for", "against"), ("abstain", "for")]
    for participant, choices in zip((citizen, by_letter, by_mail), votes, strict=True):
        deciding.vote(participant, ballot, *choices)
    votes += deciding.others_vote(ballot, absent=2)
    convening.end_now(facilitator, ballot)
    deciding.nobody_sees_counts([official, citizen, visitor], ballot)
    counts = deciding.counts_of(votes)
    deciding.announce(official, ballot, counts)

    adoption = convening.stage_of(process, "adoption")
    convening.open_now(official, adoption)
    deciding.adopt(chair, adoption, [cast.dora, cast.hana])
    deciding.sign(chair, adoption)
    deciding.sign(member, adoption)
    deciding.hand_over(official, adoption)
    convening.end_now(official, adoption)
    convening.hold_event(official, convening.stage_of(process, "event"))

    report = reporting.download_report(official)
    for n, ((title, _text), row) in enumerate(zip(deliberating.RECOMMENDATIONS, counts, strict=True), 1):
        assert f"{n}.{title}".replace(" ", "") + "".join(map(str, row)) in report
        assert sum(row) == len(votes) == 10
    official.go(convening.at("manage")).press("Conclude the process")
    reporting.follow(visitor, process)
