"""A meeting's live screens ask every two seconds whether there is news; most are answered without any other service.

Pages of rooms above ask in the same way, less often, at ``/stages/<id>/live/<screen>/``, by names no meeting uses.
Each change gives the screens that show it a new random stamp, after its commit. A screen that sends the present stamp
gets 204 from ``polls``, before any session or database; with another stamp it gets the new part of the page. What many
screens have in common is drawn at most once in FRESH, by one request while the others get what was drawn before, and
kept in the cache; each process remembers for GLANCE what it read there. ``pass`` in the address proves, signed, that
the page was let in. A stamp lasts five minutes, so that a change whose stamp was lost with its process is late, not
lost.
"""

import re
import secrets
import time

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from deliberation.processes.models import Stage
from deliberation.rounds.meetings.models import Meeting

LASTS = 5 * 60
PASS_LASTS = 4 * 60 * 60
# Milliseconds for which what was drawn, and what was read of the cache, is new enough: with the 2.1 seconds of the
# slowest poll, less than three.
FRESH, GLANCE = 500, 100
MOST_SEEN = 200
DRAWS_WITHIN = 2  # seconds after which another one draws, because whoever began has not come back
SALT = "rounds.live"
POLL = re.compile(r"/processes/[-\w]+/(?:meetings|stages)/(\d+)/live/([-\w]+)/")
SHARED = ("hall", "floor")  # screens on which everybody sees the same
SCREENS = ("console", *SHARED)


def touch(thing: Meeting | Stage, *screens: str) -> None:
    """Tell screens of a meeting, or all, once the transaction is through, that there is something new."""

    def tell() -> None:
        cache.set_many({_stamp_key(thing.pk, screen): secrets.token_hex(6) for screen in screens or SCREENS}, LASTS)
        _seen.clear()

    transaction.on_commit(tell, robust=True)


def stamp_of(thing: Meeting | Stage, screen: str) -> str:
    """The present stamp of a screen. Read it *before* what is shown under it."""
    key = _stamp_key(thing.pk, screen)
    return cache.get(key) or _begun(key)


def _begun(key: str) -> str:
    new = secrets.token_hex(6)
    return new if cache.add(key, new, LASTS) else cache.get(key, new)


def pass_for(meeting: Meeting, screen: str) -> str:
    """What lets a screen of an open space fetch news without a session; a closed space is asked every time."""
    return "" if meeting.space.closed else signing.dumps([meeting.pk, screen], salt=SALT)


def keep(meeting: Meeting, screen: str, language: str, stamp: str, part: str) -> None:
    """Keep a part of a page that many screens have in common."""
    if kind_of(screen) in SHARED and not meeting.space.closed:
        key = _part_key(meeting.pk, screen, language)
        cache.set(key, [now_in_ms(), stamp, part], LASTS)
        cache.delete(_drawing_key(key))
        _seen.clear()


def polls(get_response):
    """Middleware: answer polls without news, and those whose news lie in the cache; it stands before the session's."""

    def middleware(request):
        poll = request.method == "GET" and POLL.fullmatch(request.path_info)
        response = (_answer(request, *poll.groups()) if poll else None) or get_response(request)
        if poll:
            response["X-Now"] = str(now_in_ms())
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def kind_of(screen: str) -> str:
    """A venue's own hall screen, ``hall-7``, is drawn by itself and has its news with the other hall screens."""
    return screen.partition("-")[0]


def now_in_ms() -> int:
    return time.time_ns() // 1_000_000


def _answer(request, meeting: str, screen: str) -> HttpResponse | None:
    """What can be said without asking the page itself, or None when it has to be drawn."""
    shown, language = request.GET.get("stamp"), request.GET.get("language", "")
    part_key = _part_key(meeting, screen, language)
    stamp, kept = _glance(_stamp_key(meeting, screen), part_key)
    if stamp and shown == stamp:
        return HttpResponse(status=204)
    if not kept or not _let_in(request, meeting, screen):
        return None
    drawn_at, drawn_for, part = kept
    old = drawn_for != stamp and now_in_ms() - drawn_at > FRESH
    if old and cache.add(_drawing_key(part_key), 1, DRAWS_WITHIN):
        return None
    if drawn_for == shown:
        return HttpResponse(status=204)
    content = part.encode()
    return HttpResponse(content, headers={"Content-Length": str(len(content))})


_seen: dict[str, tuple[int, str | None, list | None]] = {}  # by the key of a part: when, its stamp, what is kept of it


def _glance(stamp_key: str, part_key: str) -> tuple[str | None, list | None]:
    """A screen's stamp and part as this process last read them, which was a moment ago."""
    now = now_in_ms()
    read_at, stamp, kept = _seen.get(part_key, (0, None, None))
    if now - read_at > GLANCE:
        found = cache.get_many([stamp_key, part_key])
        stamp, kept = found.get(stamp_key), found.get(part_key)
        if len(_seen) > MOST_SEEN:
            _seen.clear()
        _seen[part_key] = (now, stamp, kept)
    return stamp, kept


def _let_in(request, meeting: str, screen: str) -> bool:
    try:
        return signing.loads(request.GET.get("pass", ""), salt=SALT, max_age=PASS_LASTS) == [int(meeting), screen]
    except signing.BadSignature:
        return False


def _stamp_key(meeting: int | str, screen: str) -> str:
    return f"live:{meeting}:{kind_of(screen)}"


def _part_key(meeting: int | str, screen: str, language: str) -> str:
    return f"live:{meeting}:{screen}:{language}"


def _drawing_key(part_key: str) -> str:
    return f"{part_key}:drawing"
