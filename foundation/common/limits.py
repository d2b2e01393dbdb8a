"""How often something may be asked for, counted in the cache that all processes share."""

from django.core.cache import cache


def is_within(key: str, most: int, seconds: int) -> bool:
    """Count this time; false once `key` was met more than `most` times in the `seconds` after the first."""
    name = f"limit:{key}"
    if cache.add(name, 1, seconds):
        return True
    try:
        return cache.incr(name) <= most
    except ValueError:  # it expired in between
        return True
