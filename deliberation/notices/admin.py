from django.contrib import admin

from deliberation.accounts.admin import ReadOnly
from deliberation.notices.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ("notice", "medium", "state", "queued_at", "ended_at", "fault")
    list_filter = ("state", "medium")
    list_select_related = ("notice",)
