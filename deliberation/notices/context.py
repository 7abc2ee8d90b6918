from django.utils.functional import SimpleLazyObject

from deliberation.notices.models import Notice

SHOWN_AT_MOST = 99


def unread_notices(request):
    """How many notices the signed-in person has not read; asked of the database only by a page that shows it."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {}
    unread = Notice.objects.filter(person=request.user.pk, read_at=None)
    return {"unread_notices": SimpleLazyObject(unread[:SHOWN_AT_MOST].count)}
