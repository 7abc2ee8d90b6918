"""The page of a theme: what the groups said about it, who drafts it, what comes next; and the acts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.recommendations.groups.models import group_of
from deliberation.recommendations.models import GroupText, Theme
from deliberation.recommendations.pages import drafting_at, page_of, writing_seat
from deliberation.recommendations.themes import actions
from deliberation.recommendations.themes.forms import GivingForm, HandOverForm, OpinionForm, ThemesForm
from deliberation.recommendations.themes.reading import texts_of, themes_with_texts
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import allowed, demand, reach

RIGHTS = ("opine", "write")


def theme_at(request, slug: str, pk: int, right: str | None = None) -> Theme:
    """The theme of the address: 404 for strangers, 403 without the right."""
    return reach(themes_with_texts(), request.user, right, stage__process__slug=slug, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def raise_themes(request, slug, pk):
    """What is to be drafted about: at first the issues of the process are proposed."""
    stage = drafting_at(request, slug, pk, "recommendations.draft")
    form = ThemesForm(stage, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.raise_themes(stage, **form.cleaned_data, by=request.user)
        messages.success(request, _("The themes stand here. Now the groups say what they think, or you give them out."))
        return redirect("recommendations:groups", slug, pk)
    context = page_of(stage.process, stage=stage, form=form)
    return render(request, "recommendations/themes/raise.html", context, status=422 if form.errors else 200)


@require_safe
def theme(request, slug, pk):
    return _shown(request, theme_at(request, slug, pk))


def _shown(request, found: Theme, status: int = 200, **forms):
    """The page; ``forms`` are those that came back with faults."""
    stage, user = found.stage, request.user
    may = {name: allowed(user, f"recommendations.{name}", found) for name in RIGHTS}
    may["draft"] = allowed(user, "recommendations.draft", stage)
    own = group_of(user, stage)
    opinions = texts_of(found, GroupText.What.OPINION)
    said = next((text for text in opinions if own and text.group_id == own.pk), None)
    initial = {"text": said.item.text if said.is_shown else "", "instead": said.item_id} if said else {}
    context = {
        "theme": found,
        "stage": stage,
        "may": may,
        "own": own,
        "opinions": opinions,
        "notes": texts_of(found, GroupText.What.NOTE),
        "said": said,
        "saying": OpinionForm(initial=initial),
        "handing": HandOverForm(),
        "giving": GivingForm(stage) if may["draft"] else None,
        "moderates": allowed(user, "spaces.moderate", stage),
    }
    return render(
        request, "recommendations/themes/theme.html", page_of(stage.process, **context | forms), status=status
    )


@login_required
@require_POST
def say(request, slug, pk):
    """One's group's opinion, which replaces what it said before."""
    found = theme_at(request, slug, pk, "recommendations.opine")
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, saying=form)
    group = group_of(request.user, found.stage)
    if group is None:
        raise PermissionDenied
    seat = own_seat(request.user, found)
    actions.say_opinion(found, group=group, seat=seat, channel=request.channel, **form.cleaned_data)
    messages.success(request, _("Your group's opinion stands here. It can be changed until the theme is drafted."))
    return redirect(found)


@login_required
@require_POST
def give(request, slug, pk):
    found = theme_at(request, slug, pk)
    demand(request.user, "recommendations.draft", found.stage)
    form = GivingForm(found.stage, request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a group."))
        return redirect(found)
    actions.give_theme(found, form.cleaned_data["group"], by=request.user)
    messages.success(request, _("The group has been told; its members can write now."))
    return redirect(found)


@login_required
@require_POST
def hand_over(request, slug, pk):
    found = theme_at(request, slug, pk, "recommendations.write")
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, handing=form)
    seat = writing_seat(request.user, found)
    actions.hand_over(found, by=request.user, seat=seat, channel=request.channel, **form.cleaned_data)
    messages.success(request, _("The draft is before all participants now."))
    return redirect(found)


@login_required
@require_POST
def drop(request, slug, pk):
    found = theme_at(request, slug, pk)
    demand(request.user, "recommendations.draft", found.stage)
    actions.drop_theme(found, by=request.user)
    messages.success(request, _("The theme is not pursued any further."))
    return redirect("recommendations:groups", slug, found.stage_id)
