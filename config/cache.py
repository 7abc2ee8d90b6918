"""Redis as a cache that may be away: a page then works without it, a little slower."""

import logging

import redis.exceptions
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)
AWAY = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


class ForgivingRedisCache(RedisCache):
    """Answers like an empty cache while Redis cannot be reached. Nothing that must not be lost lives in a cache."""

    def get(self, key, default=None, version=None):
        try:
            return super().get(key, default, version)
        except AWAY as error:
            return _away(error, default)

    def get_many(self, keys, version=None):
        try:
            return super().get_many(keys, version)
        except AWAY as error:
            return _away(error, {})

    def set(self, key, value, *args, **kwargs):
        try:
            return super().set(key, value, *args, **kwargs)
        except AWAY as error:
            return _away(error, None)

    def set_many(self, data, *args, **kwargs):
        try:
            return super().set_many(data, *args, **kwargs)
        except AWAY as error:
            return _away(error, list(data))

    def add(self, key, value, *args, **kwargs):
        try:
            return super().add(key, value, *args, **kwargs)
        except AWAY as error:
            return _away(error, True)

    def incr(self, key, delta=1, version=None):
        try:
            return super().incr(key, delta, version)
        except AWAY as error:
            return _away(error, delta)

    def touch(self, key, *args, **kwargs):
        try:
            return super().touch(key, *args, **kwargs)
        except AWAY as error:
            return _away(error, False)

    def clear(self):
        """Forget this cache's own keys alone: Django empties the whole database, and the broker's jobs with it."""
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:{self.version}:*", count=1000):
            client.delete(key)

    def delete(self, key, version=None):
        try:
            return super().delete(key, version)
        except AWAY as error:
            return _away(error, False)


def _away(error, answer):
    log.warning("the cache is away: %s", error)
    return answer
