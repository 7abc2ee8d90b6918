from django.contrib import admin

from deliberation.accounts.models import Consent, Identity, Reveal, User


class ReadOnly(admin.ModelAdmin):
    """A list to look at: whatever has a state or proves something is changed by its own acts alone."""

    actions = None

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    """Contacts are left out: they are read through ``reveal``, which logs."""

    fields = ("display_name", "district", "origin", "language", "is_active", "is_staff", "decides", "created_at")
    list_display = ("display_name", "district", "origin", "is_staff", "decides", "created_at", "erased_at")
    list_filter = ("origin", "is_staff", "decides")


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ("user", "purpose", "version", "given_at", "withdrawn_at")
    list_filter = ("purpose",)
    list_select_related = ("user",)


@admin.register(Identity)
class IdentityAdmin(ReadOnly):
    fields = ("user", "provider", "level", "on")
    list_display = ("user", "provider", "level", "on")
    list_filter = ("provider", "level")
    list_select_related = ("user",)


@admin.register(Reveal)
class RevealAdmin(ReadOnly):
    list_display = ("person", "by", "fields", "why", "at")
    list_select_related = ("person", "by")
