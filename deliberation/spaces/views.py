from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deliberation.ledger.actions import Refused
from deliberation.spaces.access import reach
from deliberation.spaces.actions import decide
from deliberation.spaces.attaching import storage_of
from deliberation.spaces.forms import ModerationForm
from deliberation.spaces.kinds import KINDS
from deliberation.spaces.models import Attachment, Item, Membership
from deliberation.spaces.paging import counted, page_of


@login_required
def queue(request):
    """The texts that wait for this moderator, oldest first; there is no such page for anyone else."""
    if not Membership.objects.current().moderating().filter(user=request.user).exists():
        raise Http404
    waiting = Item.objects.visible_to(request.user).waiting()
    page = page_of(request, waiting.select_related("author"), "submitted_at", "id")
    for item in page.rows:
        item.kind_label = KINDS[item.kind].label
    return render(request, "spaces/queue.html", {"page": page, "number": counted(waiting)})


@login_required
def item(request, pk: int):
    """One text with its earlier wordings, and the decision about it."""
    item = reach(Item.objects.select_related("author", "decided_by"), request.user, "spaces.moderate", pk=pk)
    form = ModerationForm(item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        decided = dict(form.cleaned_data)
        step = decided.pop("step")
        decide(item, step, by=request.user, **decided)
        messages.success(request, _("The decision is recorded."))
        return redirect("spaces:queue")
    earlier = item.versions.exclude(n=item.version).order_by("-n")[:20]
    context = {"item": item, "kind": KINDS[item.kind].label, "form": form, "earlier": earlier}
    return render(request, "spaces/item.html", context, status=422 if form.errors else 200)


@require_safe
def file(request, pk: int):
    """An attachment, always to be saved and never shown in place: what people upload is not a page of ours."""
    attachment = reach(Attachment.objects, request.user, pk=pk)
    storage = storage_of(attachment)
    if not storage.exists(attachment.file):
        raise Refused(_("The file is not there at the moment. Please tell the office."))
    response = FileResponse(
        storage.open(attachment.file),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store" if attachment.restricted else "private"
    return response
