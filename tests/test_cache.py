"""The cache shares its Redis with the broker."""

import redis
from django.conf import settings
from django.core.cache import cache


def test_clearing_the_cache_leaves_the_brokers_jobs_and_other_processes_keys():
    broker = redis.Redis.from_url(settings.REDIS_URL)
    others = [f"{settings.REDIS_PREFIX}:jobs", f"{settings.REDIS_PREFIX}0:1:counted", "somebody-else:1:counted"]
    for key in others:
        broker.set(key, "kept", ex=60)
    cache.set_many({f"key-{n}": n for n in range(1500)}, 60)
    cache.clear()
    assert cache.get_many([f"key-{n}" for n in range(1500)]) == {}
    assert [broker.get(key) for key in others] == [b"kept"] * 3
    assert broker.delete(*others) == 3
