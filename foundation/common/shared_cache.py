"""The cache all processes share, and what stands in for it while it is away (ADR 0032)."""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SECONDS_AWAY = 5  # between two attempts to reach it: a page never waits for it more than once in that time


class SharedCache(RedisCache):
    """Valkey; while it is away, each process counts by itself, so that people sign in and limits still hold."""

    away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._alone = LocMemCache(f"in place of {server}", {})

    def _reach(self, act: str, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= SharedCache.away_until:
            try:
                answer = getattr(super(), act)(*args, **options)
                SharedCache.away_until = 0.0
                return answer
            except (RedisError, OSError) as error:
                SharedCache.away_until = time.monotonic() + SECONDS_AWAY
                log.warning("the shared cache is away: each process counts by itself", extra={"error": repr(error)})
        return getattr(self._alone, act)(*args, **options)

    def add(self, *args: Any, **options: Any) -> Any:
        return self._reach("add", *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        return self._reach("get", *args, **options)

    def set(self, *args: Any, **options: Any) -> Any:
        return self._reach("set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> Any:
        return self._reach("touch", *args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        return self._reach("delete", *args, **options)

    def get_many(self, *args: Any, **options: Any) -> Any:
        return self._reach("get_many", *args, **options)

    def set_many(self, *args: Any, **options: Any) -> Any:
        return self._reach("set_many", *args, **options)

    def delete_many(self, *args: Any, **options: Any) -> Any:
        return self._reach("delete_many", *args, **options)

    def has_key(self, *args: Any, **options: Any) -> Any:
        return self._reach("has_key", *args, **options)

    def incr(self, *args: Any, **options: Any) -> Any:
        return self._reach("incr", *args, **options)

    def clear(self) -> Any:
        return self._reach("clear")
