"""The terms that a fresh installation begins with; an administrator adds later versions."""

from datetime import date

from django.apps import apps as installed

# No article of Incheon sets a term for the mayor's answer: thirty days are what its charters promise. Half a year is
# how long the city took to its first check (recommended on 2020-07-29, checked by the committee on 2021-02-09).
FIRST = {
    "days": 30,
    "extension_days": 30,
    "remind_days": 7,
    "milestone_days": 30,
    "check_months": 6,
    "recheck_days": 30,
    "contests": 5,
    "basis": "공식 규정 없음: 설계안에 적은 시장의 약속을 따르며, 약속이 없으면 30일로 계산",
    "adopted": False,
    "in_force_since": date(2019, 4, 15),
}


def install(*, using: str, apps=installed, **_signal) -> None:
    """Write the first version where it is missing: after every migration and every flush."""
    try:
        rules = apps.get_model("responses", "AnswerRules")
    except LookupError:  # migrated back to before these rows
        return
    rules.objects.using(using).bulk_create([rules(version=1, **FIRST)], ignore_conflicts=True)
