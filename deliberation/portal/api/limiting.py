"""How much one address may ask: a sliding window, counted in the cache. With the cache away nobody is refused."""

import ipaddress
import math
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied

WINDOW = 60  # seconds
POLICY = "address"


@dataclass(frozen=True)
class Allowance:
    """What is left of ``quota`` requests in a window; ``wait``: seconds until the next one is answered, 0 if now."""

    quota: int
    left: int
    wait: int
    renewed_in: int

    @property
    def headers(self) -> dict[str, str]:
        """RateLimit fields as in draft-ietf-httpapi-ratelimit-headers."""
        told = {
            "RateLimit-Policy": f'"{POLICY}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={self.left};t={self.renewed_in}',
        }
        return told | ({"Retry-After": str(self.wait)} if self.wait else {})


def spend(request) -> Allowance:
    """Count one request of its address. What is refused is not counted, so that waiting always helps.

    The requests of the window before count by the part of it that still lies within the last WINDOW seconds: two
    numbers an address, whatever the limit.
    """
    quota, now = settings.API_REQUESTS_PER_MINUTE, time.time()
    window, passed = divmod(now, WINDOW)
    name = f"api:spent:{subscriber(request)}"
    here, before = f"{name}:{window:.0f}", f"{name}:{window - 1:.0f}"
    cache.add(here, 0, 2 * WINDOW)
    earlier, spent = cache.get(before, 0), _count(here, 1)
    used = spent + earlier * (1 - passed / WINDOW)
    renewed_in = math.ceil(WINDOW - passed)
    if used <= quota:
        return Allowance(quota, int(quota - used), 0, renewed_in)
    _count(here, -1)
    # Of the window before, a part leaves each second; when the own one alone is full, the next window must come.
    fades = math.ceil((used - quota) * WINDOW / earlier) if earlier and spent <= quota else renewed_in
    return Allowance(quota, 0, max(1, min(fades, renewed_in)), renewed_in)


def _count(name: str, change: int) -> int:
    try:
        return cache.incr(name, change)
    except ValueError:  # it has just run out
        return 1


def subscriber(request) -> str:
    """The address that allauth's limits count, too, behind as many proxies as the settings trust; of IPv6 its /64,
    which is what one subscriber has."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):  # a server behind a socket that says of nobody where they come from
        return "somewhere"
    if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
