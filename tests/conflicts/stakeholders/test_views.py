import pytest

from deliberation.conflicts.stakeholders.actions import edit_party, note_interview, set_relations
from deliberation.conflicts.stakeholders.charting import grid, matrix
from deliberation.conflicts.stakeholders.models import Party
from deliberation.conflicts.stakeholders.views import map_of
from tests.conflicts.cases import expert, filed
from tests.conflicts.councils import seated
from tests.conflicts.parties import FIELDS, issue, party, published, stands

SIGNED_IN = 3


def page(conflict, act=""):
    return f"/conflicts/{conflict.pk}/parties/{act}"


def mapped(cast, number=1):
    conflict = filed(cast)
    issues = [issue(cast, conflict, title) for title in ("지하화 범위", "악취 기준", "이전 시기와 비용 부담")]
    for n in range(1, number + 1):
        row = published(cast, conflict, n, influence=n % 5 + 1, stake=5 - n % 3)
        for about, side in zip(issues, ("supports", "opposes", "mixed"), strict=True):
            stands(cast, row, about, side, "조건부")
            row.refresh_from_db()
    return conflict


@pytest.mark.parametrize("number", [1, 30])
def test_parties_take_the_same_queries(client, cast, django_assert_num_queries, number):
    conflict = mapped(cast, number)
    with django_assert_num_queries(7):  # conflict, issues, parties, stances, relations, voices, what is withheld
        assert len(client.get(page(conflict)).context["parties"]) == number


def test_restricted_texts_are_not_in_the_page_of_a_stranger(client, cast):
    conflict = filed(cast)
    row = published(cast, conflict, published=["position"])
    party(cast, conflict, "비공개 모임")
    hidden = issue(cast, conflict, "비밀 쟁점", public=False)
    stands(cast, row, hidden)
    note_interview(row, by=cast.emil, on="2022-05-01", text="면담에서 솔직히 말했습니다.")
    secrets = [
        "비공개 모임",
        "비밀 쟁점",
        row.name,
        FIELDS["representative"],
        FIELDS["interest"],
        "솔직히",
        "반대합니다",
    ]
    for user, known in ((None, ["반대합니다"]), (cast.finn, ["반대합니다"]), (cast.root, ["반대합니다"])):
        if user:
            client.force_login(user)
        told = client.get(page(conflict)).content.decode()
        assert [word for word in secrets if word in told] == known, user
        assert client.get(page(conflict, "matrix.svg")).status_code == 404
        assert client.get(page(conflict, "grid.svg")).status_code == 404
        assert client.get(page(conflict, f"{row.pk}/notes/")).status_code in (302, 403)
    client.force_login(cast.emil)
    assert "비공개 모임" in client.get(page(conflict)).content.decode()
    assert "솔직히" in client.get(page(conflict, f"{row.pk}/notes/")).content.decode()


def test_unpublished_party_is_unknown_to_strangers(client, cast):
    conflict = filed(cast)
    row = party(cast, conflict)
    client.force_login(cast.finn)
    assert client.get(page(conflict, f"{row.pk}/")).status_code == 403  # the right is asked of the case first
    assert not any("/parties/" in tab["url"] for tab in client.get(f"/conflicts/{conflict.pk}/").context["tabs"])


@pytest.mark.parametrize("who", ["emil", "expert"])
def test_official_and_expert_keep_the_map(client, cast, who):
    conflict = filed(cast)
    client.force_login(expert(conflict) if who == "expert" else cast.emil)
    given = FIELDS | {"name": "어촌계", "touched": "direct", "stands_for": "어업인 단체\n\n어업인 단체\n덕적면"}
    assert client.post(page(conflict, "new/"), given).status_code == 302
    row = Party.objects.get()
    assert (row.stands_for, row.public_name) == (["어업인 단체", "덕적면"], "")
    told = given | {"version": 1, "published": ["position"], "public_name": "어업인"}
    assert client.post(page(conflict, f"{row.pk}/"), told).status_code == 302
    assert client.get(page(conflict)).context["parties"][0].public_name == "어업인"
    assert client.post(page(conflict, f"{row.pk}/"), told).status_code == 409


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"influence": "6"},
        {"stake": "-1"},
        {"kind": "enemy"},
        {"published": ["position"]},
        {"published": ["secret"], "public_name": "주민"},
        {"position": "가" * 1001},
        {"mandate_until": "2022-13-40"},
        {"stands_for": "\n".join(f"이름 {n}" for n in range(11))},
        {"stands_for": "가" * 61},
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(client, cast, bad):
    conflict = filed(cast)
    client.force_login(cast.emil)
    given = FIELDS | {"name": "어촌계", "touched": "direct", "stands_for": ""}
    assert client.post(page(conflict, "new/"), given | bad).status_code == 422
    assert not Party.objects.exists()


def test_a_short_position_needs_a_side(client, cast):
    conflict = filed(cast)
    row, about = party(cast, conflict), issue(cast, conflict)
    client.force_login(cast.emil)
    told = {"version": 1, f"side_{about.pk}": "", f"text_{about.pk}": "조건부"}
    assert client.post(page(conflict, f"{row.pk}/issues/"), told).status_code == 422
    assert client.post(page(conflict, f"{row.pk}/issues/"), told | {f"side_{about.pk}": "open"}).status_code == 302
    assert row.stances.get().side == "open"


def test_relations_are_written_down_from_either_side_and_shown_as_a_table(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    row = published(cast, conflict, 1)
    assert client.get(page(conflict, f"{row.pk}/relations/")).url == page(conflict, "new/")
    other = published(cast, conflict, 2, published=[])
    kind = {"version": other.version, f"kind_{row.pk}": "needed"}
    assert client.post(page(conflict, f"{other.pk}/relations/"), kind | {f"kind_{row.pk}": "enemy"}).status_code == 422
    assert client.post(page(conflict, f"{other.pk}/relations/"), kind).url == page(conflict)
    form = client.get(page(conflict, f"{row.pk}/relations/")).context["form"]
    assert form.fields[f"kind_{other.pk}"].initial == "depends"

    def told():
        return [(one.party.n, one.kind, one.other.n) for one in client.get(page(conflict)).context["relations"]]

    assert told() == [(1, "depends", 2)]
    client.force_login(cast.finn)
    assert client.get(page(conflict, f"{row.pk}/relations/")).status_code == 403
    assert told() == []
    Party.objects.filter(pk=other.pk).update(published=["relations"])
    assert told() == [(1, "depends", 2)]


def test_what_a_party_does_without_an_agreement_is_known_to_those_alone_who_mediate(client, cast):
    table = seated(cast)
    conflict = table.council.conflict
    row = conflict.parties.first()
    edit_party(row, version=row.version, by=cast.emil, alternative="소송을 냅니다.")
    knows = {}
    readers = {"stranger": cast.finn, "committee": cast.dora, "official": cast.emil, "expert": expert(conflict)}
    for name, user in (readers | table.users).items():
        client.force_login(user)
        knows[name] = "소송을 냅니다." in client.get(page(conflict)).content.decode()
    assert knows == {
        "stranger": False,
        "committee": False,
        "official": True,
        "expert": True,
        "resident": False,
        "city": False,
        "chair": True,
    }


@pytest.mark.parametrize(("number", "drawn"), [(2, 1), (6, 0)])
def test_lines_are_drawn_as_long_as_they_can_be_followed(cast, number, drawn):
    conflict = mapped(cast, number)
    rows = list(conflict.parties.order_by("pk"))
    for row in rows:
        row.refresh_from_db()
        kinds = {other.pk: "opposed" for other in rows if other.pk > row.pk}
        set_relations(row, kinds, version=row.version, by=cast.emil)
    known = map_of(conflict, cast.finn, inside=False)
    assert len(known.relations) == number * (number - 1) // 2
    chart = grid(known.parties, known.relations)
    lines = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "rule"]
    assert (len(lines), "대립" in chart.alt) == (drawn, bool(drawn))


def test_pictures_are_images_with_words_and_numbers_beside_them(client, cast):
    conflict = mapped(cast, 3)
    known = map_of(conflict, cast.finn, inside=False)
    for chart, name in ((grid(known.parties), "grid"), (matrix(known.parties, known.issues), "matrix")):
        answer = client.get(page(conflict, f"{name}.svg"))
        assert (answer["Content-Type"], answer.content[:4]) == ("image/svg+xml", b"<svg")
        assert len(chart.table.rows) == 3
        assert "3" in chart.alt


def test_points_in_one_place_do_not_cover_each_other(cast):
    conflict = filed(cast)
    for n in range(30):
        published(cast, conflict, n, influence=4, stake=5)
    points = grid(map_of(conflict, cast.finn, inside=False).parties).spec["data"]["values"]
    places = [(point["x"], point["y"]) for point in points]
    nearest = min(max(abs(x - u), abs(y - v)) for i, (x, y) in enumerate(places) for u, v in places[:i])
    assert nearest > 0.12
    assert all(abs(x - 4) < 0.5 and abs(y - 5) < 0.5 for x, y in places)


@pytest.mark.browser
def test_the_map_is_accessible(assert_all_accessible, cast):
    assert_all_accessible({None: [page(mapped(cast, 12))]})
