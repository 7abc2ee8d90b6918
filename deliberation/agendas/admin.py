from django.contrib import admin
from django.db import transaction
from django.db.models import Max
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.models import Criterion, Ground, Route
from deliberation.ledger.actions import record


class RuleAdmin(admin.ModelAdmin):
    """Rule rows: a changed rule is a new version, since what was decided under one keeps it. None is ever deleted."""

    actions = None
    exclude = ("version",)
    key = "code"  # the column that all versions of one rule share
    prose = frozenset({"id", "in_force_since"})  # what the minute leaves out, or writes in its own way

    def get_changeform_initial_data(self, request):
        """A new version begins as the present one (``?code=``), so that only the change is typed."""
        key = request.GET.get(self.key) or self.get_key()
        latest = self.model.objects.filter(**{self.key: key}).order_by("-version").first()
        return {**(model_to_dict(latest, exclude=["id", "in_force_since"]) if latest else {}), **request.GET.dict()}

    def get_key(self) -> str:
        """Which rule is begun with when none is asked for."""
        return ""

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        """Number the version and minute the rule: everyone can see since when what has counted."""
        same = self.model.objects.filter(**{self.key: getattr(obj, self.key)})
        obj.version = (same.aggregate(latest=Max("version"))["latest"] or 0) + 1
        super().save_model(request, obj, form, change)
        facts = {**model_to_dict(obj, exclude=self.prose), "in_force_since": obj.in_force_since.isoformat()}
        record(obj, "rule", by=request.user, role="administrator", facts=facts)

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Route)
class RouteAdmin(RuleAdmin):
    key = "kind"
    prose = RuleAdmin.prose | {"basis"}
    list_display = (
        "kind",
        "version",
        "threshold",
        "window_days",
        "minimum_age",
        "least_level",
        "district_rule",
        "district_number",
        "screening_days",
        "track",
        "in_force_since",
        "basis",
    )
    list_filter = ("kind",)
    ordering = ("kind", "-version")

    def get_key(self) -> str:
        return Route.Kind.CITIZENS


class ListAdmin(RuleAdmin):
    """A list that grows, shrinks and is reordered, each time by a new version of one of its rows."""

    prose = RuleAdmin.prose | {"name", "name_en", "text", "text_en", "basis"}
    list_display: tuple[str, ...] = ("position", "name", "code", "version", "in_use", "in_force_since", "change_it")
    list_display_links = ("name",)
    ordering = ("position", "code", "-version")

    @admin.display(description=_("change"))
    def change_it(self, row):
        address = reverse(f"admin:agendas_{row._meta.model_name}_add")
        return format_html('<a href="{}?code={}">{}</a>', address, row.code, _("new version"))


@admin.register(Ground)
class GroundAdmin(ListAdmin):
    list_display = (*ListAdmin.list_display, "refers", "basis")


@admin.register(Criterion)
class CriterionAdmin(ListAdmin):
    pass
