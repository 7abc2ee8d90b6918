"""The rule rows that a fresh installation begins with: proposals of this platform, not official rules of any city."""

from datetime import date

from django.apps import apps as installed

BASIS = "이 플랫폼이 제안하는 기본값(공식 기준이 아님)"
SINCE = date(2019, 4, 15)  # the first rules of Incheon's committee: from then on a city may enter earlier cases
BANDS = {"grade_1_from": 42, "grade_2_from": 28}
BILLION = 1_000_000_000

# Title, then levels 1, 3 and 5; each in Korean and English. All weigh one.
ITEMS: list[tuple[tuple[str, str], ...]] = [
    (
        ("이해관계자 규모", "People concerned"),
        ("100명 미만", "fewer than 100"),
        ("100명~1,000명", "100 to 1,000"),
        ("1,000명 초과", "more than 1,000"),
    ),
    (
        ("이해관계 집단의 수와 복잡성", "Groups with an interest"),
        ("2개 집단", "two groups"),
        ("3~4개 집단", "three or four groups"),
        ("5개 이상이거나 여러 기관이 얽힘", "five or more, or several authorities"),
    ),
    (
        ("사업비", "Cost of the project"),
        ("50억 원 미만", "less than 5 billion won"),
        ("50억~500억 원", "5 to 50 billion won"),
        ("500억 원 초과", "more than 50 billion won"),
    ),
    (
        ("영향 지역", "Area concerned"),
        ("1개 동", "one neighbourhood"),
        ("1개 구·군", "one district"),
        ("여러 구·군 또는 시 전역", "several districts or the whole city"),
    ),
    (
        ("건강·안전·환경 영향", "Health, safety, environment"),
        ("작음", "little effect"),
        ("견해가 갈림", "disputed"),
        ("우려가 큼", "serious concern"),
    ),
    (
        ("재산권·생계 영향", "Property and livelihood"),
        ("없음", "none"),
        ("일부 있음", "in part"),
        ("생계가 걸렸거나 수용이 따름", "livelihoods or expropriation"),
    ),
    (
        ("가치·신념 대립", "Values and beliefs"),
        ("이익만 다툼", "interests alone"),
        ("이익과 가치가 섞임", "mixed"),
        ("가치가 정면으로 부딪침", "a conflict of values"),
    ),
    (
        ("집단행동", "Collective action"),
        ("없음", "none"),
        ("진정·청원", "petitions"),
        ("집회·농성·소송", "rallies, sit-ins, lawsuits"),
    ),
    (
        ("언론·온라인 확산", "Press and online coverage"),
        ("없음", "none"),
        ("지역 언론", "local"),
        ("전국 언론", "national"),
    ),
    (
        ("지속 기간", "Duration"),
        ("6개월 미만", "less than 6 months"),
        ("6~24개월", "6 to 24 months"),
        ("24개월 초과", "more than 24 months"),
    ),
    (
        ("소통·신뢰 수준", "Trust and communication"),
        ("좋음", "good"),
        ("껄끄러움", "strained"),
        ("끊어짐", "broken"),
    ),
    (
        ("대안·법적 여지", "Alternatives and legal leeway"),
        ("많음", "many"),
        ("조금 있음", "some"),
        ("없음", "none"),
    ),
]

# Columns of a rule: track, grade or graver, parties from and to, cost from, area from and to, days from. The first that
# fits is recommended; the last fits always.
COLUMNS = (
    *("track", "grade_at_most", "parties_at_least", "parties_at_most", "cost_at_least"),
    *("extent_at_least", "extent_at_most", "days_at_least"),
)
ADVICE = [
    ("large_panel", 1, None, None, 5 * BILLION, 3, None, 120),
    ("mediation", 2, None, 6, None, None, 2, 60),
    ("small_panel", 2, 3, None, None, None, None, 60),
    ("listening", None, 3, None, None, None, None, 21),
    ("briefing", None, None, None, None, None, None, None),
]


def install(*, using: str, apps=installed, **_signal) -> None:
    """Write the first version of each set of rules where there is none: after every migration and every flush."""
    try:
        checklist, item = apps.get_model("conflicts", "Checklist"), apps.get_model("conflicts", "ChecklistItem")
        rules, rule = apps.get_model("conflicts", "AdviceRules"), apps.get_model("conflicts", "AdviceRule")
    except LookupError:  # migrated back to before this room
        return
    first = {"basis": BASIS, "in_force_since": SINCE}
    made, new = checklist.objects.using(using).get_or_create(version=1, defaults=first | BANDS)
    if new:
        item.objects.using(using).bulk_create(
            item(checklist=made, n=n, **_texts(row)) for n, row in enumerate(ITEMS, start=1)
        )
    made, new = rules.objects.using(using).get_or_create(version=1, defaults=first)
    if new:
        rule.objects.using(using).bulk_create(
            rule(rules=made, n=n, **dict(zip(COLUMNS, row, strict=True))) for n, row in enumerate(ADVICE, start=1)
        )


def _texts(row: tuple[tuple[str, str], ...]) -> dict[str, str]:
    columns = zip(("title", "low", "middle", "high"), row, strict=True)
    return {f"{column}{end}": text for column, texts in columns for end, text in zip(("", "_en"), texts, strict=True)}
