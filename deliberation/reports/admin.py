from django.contrib import admin
from django.db import transaction
from django.forms.models import model_to_dict

from deliberation.conflicts.admin import ByStaff
from deliberation.ledger.actions import record
from deliberation.reports.models import RetentionRules


@admin.register(RetentionRules)
class RetentionRulesAdmin(ByStaff, admin.ModelAdmin):
    """A change is a new version, which begins as the present one."""

    actions = None
    exclude = ("version",)
    list_display = ("version", "period", "basis", "adopted", "in_force_since")
    ordering = ("-version",)

    def get_changeform_initial_data(self, request):
        latest = RetentionRules.objects.order_by("version").last()
        return model_to_dict(latest, fields=["period", "basis"]) if latest else {}

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        obj.version = RetentionRules.next_version()
        super().save_model(request, obj, form, change)
        facts = model_to_dict(obj, fields=["period", "version", "adopted"])
        facts["in_force_since"] = obj.in_force_since.isoformat()
        record(obj, "rule", by=request.user, role="administrator", facts=facts)
