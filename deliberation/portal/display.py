"""How a reader wants pages shown: text size and contrast, kept in two cookies that ``templates/base.html`` reads."""

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"text_size": {"normal", "large", "largest"}, "contrast": {"normal", "high"}}
ONE_YEAR = 60 * 60 * 24 * 365


@require_POST
def choose(request):
    """Keep the choices made and lead back to the page that they were made on."""
    target = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if inside else "portal:home")
    for name, allowed in CHOICES.items():
        if request.POST.get(name) in allowed:
            response.set_cookie(
                name,
                request.POST[name],
                max_age=ONE_YEAR,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
    return response
