"""The rule rows that a fresh installation begins with: routes, grounds for exclusion, screening criteria.

An administrator adds later versions.
"""

from datetime import date
from typing import Any

from django.apps import apps as installed

# What Incheon's committee laid down in its operating rules, article 3; its own choice came with the ordinance of 2021.
# Fourteen is where the Personal Information Protection Act ends the need for a guardian's consent (article 22-2).
# The track is what such agendas led to: a large panel for the landfill that the mayor asked about, a small one for the
# hydrogen plants that the committee chose.
# Columns: kind, threshold, window_days, minimum_age, track, in_force_since, basis.
COLUMNS = ("kind", "threshold", "window_days", "minimum_age", "track", "in_force_since", "basis")
DEFAULTS = [
    ("citizens", 6000, 30, 14, "small_panel", date(2019, 4, 15), "공론화위원회 운영세칙 제3조 제1호"),
    ("council", 0, 0, 0, "large_panel", date(2019, 4, 15), "공론화위원회 운영세칙 제3조 제2호"),
    ("mayor", 0, 0, 0, "large_panel", date(2019, 4, 15), "공론화위원회 운영세칙 제3조 제3호"),
    ("committee", 0, 0, 0, "small_panel", date(2021, 4, 9), "공론화 및 갈등관리에 관한 조례"),
]


# The first two are article 4 of the same rules, the others what petition offices exclude everywhere; the last is none
# of them. Columns: code, name, name_en, text, text_en, refers, basis.
GROUNDS = [
    (
        "not_city", "시의 권한에 속하지 않는 사항", "Not within the city's powers",
        "다른 기관이 정할 일입니다. 어느 기관에 어떻게 말씀하실 수 있는지 함께 알려 드립니다.",
        "Another body decides about it. We tell which one and how to reach it.",
        True, "공론화위원회 운영세칙 제4조",
    ),
    (
        "organisation", "시의 인사·조직에 관한 사항", "The city's own staff and organisation",
        "공무원 개인의 인사나 부서의 조직은 숙의 의제로 다루지 않습니다.",
        "Appointments of officials and the making of departments are not deliberated.",
        False, "공론화위원회 운영세칙 제4조",
    ),
    (
        "trial", "재판이 진행 중인 사항", "A trial is in progress",
        "법원이 심리하고 있는 사건입니다. 판결이 확정된 뒤에 다시 제안하실 수 있습니다.",
        "A court is hearing the case. It can be proposed again after the judgment is final.",
        False, "",
    ),
    (
        "rights", "개인의 권리나 사생활을 침해하는 사항", "It would violate somebody's rights or privacy",
        "특정한 사람의 재산, 건강, 가족 같은 일을 여럿이 정할 수는 없습니다.",
        "Others cannot decide about one person's property, health or family.",
        False, "",
    ),
    (
        "defamation", "특정인이나 단체의 명예를 훼손하는 사항", "Defamation of a person or a group",
        "확인되지 않은 사실로 특정인이나 단체를 비난하는 내용입니다.",
        "It accuses a person or a group without proof.",
        False, "",
    ),
    (
        "duplicate", "이미 다루고 있는 것과 같은 사항", "The same is being dealt with already",
        "같은 쟁점을 다루는 의제나 숙의가 있습니다.",
        "An agenda or a deliberation about the same question exists.",
        False, "",
    ),
    (
        "merits", "심사 기준에 비추어 이번에는 선정하지 않음", "Not selected on the criteria this time",
        "제외할 사항은 아니지만 심사 기준에 비추어 위원회가 선정하지 않았습니다.",
        "Nothing excludes it, but by the criteria the committee did not select it.",
        False, "",
    ),
]  # fmt: skip
# Columns: code, name, name_en, text, text_en.
CRITERIA = [
    ("public", "공공성", "Public concern", "많은 시민의 삶에 닿는 문제인가", "Does it touch many people's lives?"),
    (
        "conflict",
        "갈등의 크기",
        "Size of the conflict",
        "이해와 의견이 실제로 갈리는가",
        "Do interests and opinions clash?",
    ),
    ("power", "시의 권한", "The city's power", "결과를 시가 실행할 수 있는가", "Can the city act on the result?"),
    (
        "fit",
        "숙의 적합성",
        "Fit for deliberation",
        "배우고 토의하면 판단이 나아지는가",
        "Does learning and talking help?",
    ),
    ("urgency", "시급성", "Urgency", "지금 정하지 않으면 늦는가", "Would it be too late if not decided now?"),
]


def install(*, using: str, apps=installed, **_signal) -> None:
    """Write the first version of each row where it is missing: after every migration and every flush."""
    begin = date(2021, 4, 9)
    grounds = [
        dict(zip(("code", "name", "name_en", "text", "text_en", "refers", "basis"), row, strict=True))
        for row in GROUNDS
    ]
    criteria = [dict(zip(("code", "name", "name_en", "text", "text_en"), row, strict=True)) for row in CRITERIA]
    routes = [dict(zip(COLUMNS, row, strict=True)) for row in DEFAULTS]
    every: list[tuple[str, list[dict[str, Any]]]] = [("Route", routes), ("Ground", grounds), ("Criterion", criteria)]
    for name, rows in every:
        try:
            model = apps.get_model("agendas", name)
        except LookupError:  # migrated back to before these rows
            continue
        known = {field.name for field in model._meta.get_fields()}  # routes have no place; migrated back, all lack some
        placed = [{"position": n, "in_force_since": begin} | row for n, row in enumerate(rows, 1)]
        placed = [{name: value for name, value in row.items() if name in known} for row in placed]
        model.objects.using(using).bulk_create([model(**row) for row in placed], ignore_conflicts=True)
