from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from deliberation.conflicts.rulebook import LEVELS, AdviceRule, AdviceRules, Checklist, ChecklistItem


class RowForm(forms.ModelForm):
    """A row of a new version: kept when it has its first text, though it is as the earlier version has it."""

    tells: ClassVar[str]

    def has_changed(self) -> bool:
        return bool(self.data.get(self.add_prefix(self.tells)))


class ItemForm(RowForm):
    tells = "title"


class AdviceRuleForm(RowForm):
    tells = "track"


class ItemFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """The grades must be within what the items can give."""
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.has_changed() and getattr(form, "cleaned_data", None)]
        weights = sum(row.get("weight") or 0 for row in rows if not row.get("DELETE"))
        first, second = self.instance.grade_1_from, self.instance.grade_2_from
        if first is None or second is None:
            return
        least, most = min(LEVELS) * weights, max(LEVELS) * weights
        if not least < second < first <= most:
            message = _("These items give %(least)d to %(most)d points: the grades must begin in between, in order.")
            raise ValidationError(message % {"least": least, "most": most})


class ByStaff:
    """Administrators look and add; nobody changes or deletes, since results keep the version that they were made by."""

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RowsInline(ByStaff, admin.TabularInline):
    """The rows of a version; a new one begins with those of the latest, and room for two more."""

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else len(latest_rows(self.parent_model)) + 2


class ItemsInline(RowsInline):
    model = ChecklistItem
    form = ItemForm
    formset = ItemFormSet


class AdviceInline(RowsInline):
    model = AdviceRule
    form = AdviceRuleForm


def latest_rows(rules: type[Checklist | AdviceRules]) -> list[dict[str, Any]]:
    """The columns of the rows of the latest version, but for keys."""
    latest = rules.objects.order_by("-version").first()
    if latest is None:
        return []
    rows = latest.items.all() if isinstance(latest, Checklist) else latest.rows.all()
    columns = [field.name for field in rows.model._meta.concrete_fields if not field.is_relation and field.name != "id"]
    return [model_to_dict(row, columns) for row in rows]


class RulesAdmin(ByStaff, admin.ModelAdmin):
    """Rule rows: a changed rule is a new version, begun as the latest stands."""

    actions = None
    list_display = ("version", "basis", "adopted", "in_force_since")
    ordering = ("-version",)
    exclude = ("version",)

    def get_changeform_initial_data(self, request) -> dict[str, Any]:
        latest = self.model._default_manager.order_by("-version").first()
        columns = {field.name for field in self.model._meta.concrete_fields}
        return model_to_dict(latest, columns - {"id", "version", "adopted", "in_force_since"}) if latest else {}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        return options if obj.pk else options | {"initial": latest_rows(self.model)}

    def save_model(self, request, obj, form, change):
        obj.version = self.model.next_version()
        super().save_model(request, obj, form, change)


@admin.register(Checklist)
class ChecklistAdmin(RulesAdmin):
    inlines = (ItemsInline,)


@admin.register(AdviceRules)
class AdviceRulesAdmin(RulesAdmin):
    inlines = (AdviceInline,)
