import os

import pytest

from .portal import Portal


@pytest.fixture(scope="module")
def idle_portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """A portal where nobody works: no relay, no worker."""
    with django_db_blocker.unblock():
        idle = Portal(tmp_path_factory.mktemp("idle"), f"idle_{os.getpid()}")
        try:
            idle.start(is_worked=False)
            yield idle
        finally:
            idle.stop()
