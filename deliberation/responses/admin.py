from django.contrib import admin
from django.db import transaction
from django.forms.models import model_to_dict

from deliberation.conflicts.admin import ByStaff
from deliberation.ledger.actions import record
from deliberation.responses.models import AnswerRules

NUMBERS = ("days", "extension_days", "remind_days", "milestone_days", "check_months", "recheck_days", "contests")


@admin.register(AnswerRules)
class AnswerRulesAdmin(ByStaff, admin.ModelAdmin):
    """A change is a new version, which begins as the present one."""

    actions = None
    exclude = ("version",)
    list_display = ("version", *NUMBERS, "basis", "adopted", "in_force_since")
    ordering = ("-version",)

    def get_changeform_initial_data(self, request):
        latest = AnswerRules.objects.order_by("version").last()
        return model_to_dict(latest, fields=[*NUMBERS, "basis"]) if latest else {}

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        obj.version = AnswerRules.next_version()
        super().save_model(request, obj, form, change)
        facts = model_to_dict(obj, fields=[*NUMBERS, "version", "adopted"])
        facts["in_force_since"] = obj.in_force_since.isoformat()
        record(obj, "rule", by=request.user, role="administrator", facts=facts)
