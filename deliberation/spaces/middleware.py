import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from deliberation.accounts.middleware import page_before
from deliberation.ledger.actions import Refused
from deliberation.spaces.access import TooLate

# What forms post besides what people type: keys, dates, numbers, codes. Of these nothing is shown again.
CODE = re.compile(r"[!-~]*", re.ASCII)


class refusals:  # noqa: N801 - middleware, named like its neighbours
    """Say a :class:`Refused` act on the page that it came from, one that came too late on the page of the thing.

    Whoever has typed something gets it back on a page of its own, since a redirect would lose it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        late = exception if isinstance(exception, TooLate) else None
        back = late.address if late else page_before(request)
        typed = typed_in(request)
        if typed or back in (None, request.path):
            context = {"reason": exception, "typed": typed, "back": back}
            return render(request, "refused.html", context, status=409)
        (messages.warning if late else messages.error)(request, str(exception))
        return HttpResponseClientRedirect(back) if request.htmx else HttpResponseRedirect(back)


def typed_in(request: HttpRequest) -> list[str]:
    """The texts of a posted form that somebody has typed."""
    return [value for _name, values in request.POST.lists() for value in values if not CODE.fullmatch(value.strip())]
