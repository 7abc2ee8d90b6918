from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.notices import actions
from deliberation.notices.forms import PreferencesForm
from deliberation.notices.models import Delivery, Notice, Preference

PAGE = 20
KEY_DIGITS = 18  # what surely fits a bigint


@login_required
def own(request):
    """My notices, newest first, paged by key."""
    notices, pages = page_of(Notice.objects.filter(person=request.user), request)
    return render(request, "notices/list.html", {"notices": notices, **pages})


@login_required
@require_POST
def read(request, pk: int):
    """Mark one notice as read and go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    actions.mark_read(Notice.objects.filter(pk=notice.pk))
    return redirect(notice.url)


@login_required
@require_POST
def read_all(request):
    actions.mark_read(Notice.objects.filter(person=request.user))
    return redirect("notices:list")


@login_required
def preferences(request):
    declined = Preference.objects.filter(person=request.user, medium=Delivery.Medium.EMAIL, wanted=False).exists()
    form = PreferencesForm(request.POST or None, initial={"email": not declined})
    if request.method == "POST":
        actions.prefer(request.user, Delivery.Medium.EMAIL, "email" in request.POST)
        messages.success(request, _("Your choice is saved."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})


@login_required
def undelivered(request):
    """For the administrator: mails that were refused or whose outcome nobody knows. None is sent again from here."""
    if not request.user.is_staff:
        raise Http404
    states = [Delivery.State.UNKNOWN, Delivery.State.FAILED]
    rows = Delivery.objects.filter(state__in=states).select_related("notice__person")
    deliveries, pages = page_of(rows, request)
    return render(request, "notices/undelivered.html", {"deliveries": deliveries, **pages})


def page_of(rows, request) -> tuple[list, dict[str, str]]:
    """One page by descending key from ``?before=``, and the addresses of its neighbours."""
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= KEY_DIGITS:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    next_url = f"?{urlencode({'before': shown[-1].pk})}" if len(found) > PAGE else ""
    return shown, {"previous_url": reverse(request.resolver_match.view_name) if before else "", "next_url": next_url}
