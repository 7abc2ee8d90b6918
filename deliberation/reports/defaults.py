"""The retention period that a fresh installation begins with; an administrator adds later versions."""

from datetime import date

from django.apps import apps as installed

# A deliberation shows how a city settled a policy together with its citizens. Table 1 of the decree keeps for good what
# proves an office's core work or the experience of a community; whether a case does, the city's records office decides.
FIRST = {
    "period": "permanent",
    "basis": "공공기록물 관리에 관한 법률 시행령 제26조제1항 및 별표 1(핵심 업무와 지역사회의 경험을 증명하는 기록물)",
    "adopted": False,
    "in_force_since": date(2019, 4, 15),
}


def install(*, using: str, apps=installed, **_signal) -> None:
    """Write the first version where it is missing: after every migration and every flush."""
    try:
        rules = apps.get_model("reports", "RetentionRules")
    except LookupError:  # migrated back to before these rows
        return
    rules.objects.using(using).bulk_create([rules(version=1, **FIRST)], ignore_conflicts=True)
