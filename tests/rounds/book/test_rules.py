import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.processes.actions import suspend
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book.models import Book, Edition
from deliberation.rounds.book.receipts import KnowledgeAnswer, Receipt
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import Cast, person
from tests.permissions import actual, written
from tests.restricting import close
from tests.rounds import books
from tests.scenes import convened, prepared

pytestmark = pytest.mark.django_db
RIGHTS = [
    *("write_book", "decide_objection", "rework_book", "revise_book", "set_items"),
    *("submit_book", "enter_book", "decide_book"),
    *("review_book", "read_book", "see_reading", "see_draft"),
]
D, P = "see_draft", "see_draft,revise_book"
W, R = f"{D},write_book,decide_objection,set_items", f"{D},rework_book,submit_book,decide_objection,set_items"
S, C = f"{D},rework_book,enter_book", f"{D},enter_book,decide_book"
TABLE = f"""
               writing  review           submitted  published        revised          suspended
  facilitator  {W}      {R}              {S}        {P},see_reading  {W},see_reading  {W},see_reading
  official     {W}      {R}              {S}        {P}              {W}              {W}
  side         {D}      {D},review_book  {D}        {D}              {D}              {D}
  other_side   {D}      {D}              {D}        {D}              {D}              {D}
  participant  -        -                -          read_book        read_book        -
  elsewhere    -        -                -          -                -                -
  committee    {D}      {D}              {C}        {D}              {D}              {D}
  chair        {D}      {D}              {C}        {D}              {D}              {D}
  observer     {D}      {D}              {D}        {D}              {D}              {D}
  citizen      -        -                -          -                -                -
  superuser    -        -                -          -                -                -
  anyone       -        -                -          -                -                -
"""


def people(scene) -> dict:
    cast: Cast = scene.cast
    observer, unnamed = person("Olga"), person("Uma")
    appoint(scene.process.space, observer, Role.OBSERVER)
    appoint(scene.process.space, unnamed, Role.SIDE, label="설계안에 없는 측")
    return {
        "facilitator": cast.ada,
        "official": cast.emil,
        "side": scene.two,
        "other_side": unnamed,
        "participant": cast.ben,
        "elsewhere": cast.cleo,
        "committee": cast.dora,
        "chair": cast.hana,
        "observer": observer,
        "citizen": cast.finn,
        "superuser": cast.root,
        "anyone": AnonymousUser(),
    }


def test_rights_in_each_state_of_the_book():
    scene = books.written()
    everyone = people(scene)
    books.seated(scene)
    cells = actual("rounds", RIGHTS, everyone, {"writing": scene.book})
    books.under_review(scene)
    cells |= actual("rounds", RIGHTS, everyone, {"review": scene.book})
    books.submitted(scene)
    cells |= actual("rounds", RIGHTS, everyone, {"submitted": scene.book})
    book_actions.publish(scene.book, **books.resolution(scene))
    cells |= actual("rounds", RIGHTS, everyone, {"published": scene.book})
    book_actions.revise(scene.book, by=scene.cast.ada)
    cells |= actual("rounds", RIGHTS, everyone, {"revised": scene.book})
    suspend(scene.process, by=scene.cast.emil, reason="이유")
    cells |= actual("rounds", RIGHTS, everyone, {"suspended": scene.book})
    assert cells == written(TABLE)


BEGINNING = """
               unchartered  chartered                draft     published
  facilitator  -            begin_book,see_book      see_book  see_book
  official     -            begin_book,see_book      see_book  see_book
  side         -            -                        see_book  see_book
  participant  -            -                        -         see_book
  committee    -            -                        see_book  see_book
  observer     -            -                        see_book  see_book
  citizen      -            -                        -         see_book
  superuser    -            -                        -         see_book
  anyone       -            -                        -         see_book
"""


def test_who_begins_a_book_and_who_sees_that_there_is_one():
    scene = books.Scene(*convened())
    everyone = {name: user for name, user in people(scene).items() if name not in {"other_side", "elsewhere", "chair"}}
    bare = prepared("bare")
    rights = ["begin_book", "see_book"]
    appoint(bare.space, scene.cast.ada, Role.FACILITATOR)
    for user in everyone.values():
        vars(user).pop("_roles_by_space", None)
    cells = actual("rounds", rights, everyone, {"unchartered": bare, "chartered": scene.process})
    books.under_review(books.written(books.begun(scene)))
    cells |= actual("rounds", rights, everyone, {"draft": scene.process})
    books.published(scene)
    cells |= actual("rounds", rights, everyone, {"published": scene.process})
    assert cells == written(BEGINNING)


def test_drafts_are_for_those_who_make_the_book_and_nothing_of_a_closed_space_is_seen():
    scene = books.published()
    who = people(scene)
    everybody = [*who]
    drafts = [name for name in everybody if Book.objects.drafts_visible_to(who[name]).exists()]
    makers = ["facilitator", "official", "side", "other_side", "committee", "chair", "observer"]
    assert [seen(who, rows.objects) for rows in (Book, Edition)] == [everybody, everybody]
    assert drafts == makers
    close(scene.process.space)
    members = ["facilitator", "side", "other_side", "participant", "observer"]
    assert [seen(who, rows.objects) for rows in (Book, Edition)] == [members, members]


def seen(who: dict, rows) -> list[str]:
    return [name for name, user in who.items() if rows.visible_to(user).exists()]


def test_receipts_and_answers_are_their_owners_alone():
    scene = books.published(books.quizzed())
    seat, other = books.seated(scene, 2)
    books.read_through(scene, seat)
    for rows in (Receipt.objects, KnowledgeAnswer.objects):
        assert rows.visible_to(seat.user).exists()
        for user in (other.user, scene.cast.ada, scene.cast.emil, scene.cast.root, AnonymousUser()):
            assert not rows.visible_to(user).exists()
