"""Kinds of jobs that exist in the tests only."""

import pytest

from foundation.jobs import registry


@pytest.fixture
def a_job():
    """`a_job(function, **options)` registers a kind « test » for one test."""

    def register(function, name="test", **options):
        options.setdefault("backoff", (0,))
        registry.KINDS.pop(name, None)
        registry.job(name, label="Travail d’essai", **options)(function)
        return name

    before = dict(registry.KINDS)
    yield register
    registry.KINDS.clear()
    registry.KINDS.update(before)
