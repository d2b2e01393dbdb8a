import os

import pytest

from tests.faults.portal import Portal


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """A whole portal to be broken, one for the lines of a file: starting it takes most of the time."""
    with django_db_blocker.unblock():
        broken = Portal(tmp_path_factory.mktemp("portal"), f"faults_{os.getpid()}")
        try:
            broken.start()
            yield broken
        finally:
            broken.stop()
