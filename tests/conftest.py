"""What every test may use: the grants of the application's role, a store of files of its own, the jobs run
on the spot.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from _pytest import runner

from foundation.common.stack import with_room

from .mailbox import mailbox  # noqa: F401 - a fixture

pytest_plugins = ["tests.browser"] if (Path(__file__).parent / "browser.py").exists() else []


def pytest_collection_finish(session):
    """Leave the code and the thousands of tests out of each garbage collection: going through them again costs a tenth
    of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    if getattr(session.config.option, "loadgroup", False):
        apart = [item.nodeid for item in session.items if item.get_closest_marker("xdist_group")]
        if not all("@" in nodeid for nodeid in apart):
            raise pytest.UsageError(
                "xdist no longer keeps the tests of a group with one worker: each would make their world"
            )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """A test stands deep below pytest: its calls too have room."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


def pytest_make_parametrize_id(config, val, argname):
    """A file is named by its argument: a workbook holds the second it was made, and each worker makes its own."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker, testrun_uid):
    """Start from a clone of the schema made once for all the workers (tests/schema.py): pytest-django finds
    it ready.
    """
    from django.db import connection

    from . import schema

    os.environ[schema.RUN] = testrun_uid
    with django_db_blocker.unblock():
        schema.clone(connection.creation._get_test_db_name())
    return True


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once():
    """WhiteNoise looks at every static file when a client begins: for the thousands of clients of the tests, that is
    more than most of their pages.
    """
    from whitenoise.middleware import WhiteNoiseMiddleware

    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def find_once(server):
        if not found:
            find(server)
            found.update(server.files)
        server.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(autouse=True)
def files_of_this_test(request, settings, tmp_path_factory):
    """An empty store for each test that touches it; made at first use."""
    settings.FILES_DIR = tmp_path_factory.getbasetemp() / f"files-{abs(hash(request.node.nodeid)):x}"


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """A module that makes its rows once: what its own fixtures make stands until its last test, what a test does is
    undone after it.

    A fixture of the module asks for `standing` and makes; one of the test hands over a `deepcopy`.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration, for the tests of one module: a database of its own, at the hour when it was loaded."""
    from . import schema

    name = f"demo_{os.getpid()}"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        schema.clone(name, of=schema.DEMO)
        patched.setenv("CMSIC_CLOCK_FILE", str(schema.demo_folder() / "clock"))
        with schema.connected_to(name):
            yield
        schema.drop(name)


@pytest.fixture
def as_application_role(db) -> Callable:
    """`with as_application_role():` speaks to the database as the web process does, without the owner's rights."""
    from django.db import connection, transaction

    @contextmanager
    def become() -> Iterator[None]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE cmsic_app")
            yield
            cursor.execute("RESET ROLE")

    return become


@pytest.fixture(scope="session", autouse=True)
def tables_emptied_by_rows():
    from django.test import TransactionTestCase

    from . import schema

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: schema.empty())
        yield


@pytest.fixture(scope="session")
def run_standing_jobs() -> Callable[..., int]:
    """`run_jobs` for the fixtures of a module, which ask for `standing`."""
    return run_waiting


@pytest.fixture
def run_jobs(db) -> Callable[..., int]:
    """`run_jobs()` does on the spot, one attempt each, the jobs that wait; returns how many.

    A job that fails fails the test, unless allowed.
    """
    return run_waiting


def run_waiting(*, allow_failures: bool = False, limit: int = 200) -> int:
    """Do the jobs that wait, one attempt each; return how many. A job that fails fails the test, unless allowed."""
    from django.db.models import Q
    from django.utils import timezone

    from foundation.jobs.enums import JobState
    from foundation.jobs.models import Job
    from foundation.jobs.operations.running import run

    done = 0
    while done < limit:
        due = Job.objects.waiting().filter(Q(run_after=None) | Q(run_after__lte=timezone.now()))
        job = due.order_by("created_at", "pk").first()
        if job is None:
            return done
        run(job.pk, worker="tests")
        job.refresh_from_db()
        done += 1
        if job.state not in (JobState.DONE, JobState.CANCELLED) and not allow_failures:
            pytest.fail(f"job {job.kind} ended {job.state}: {job.error or job.refusal}")
    pytest.fail(f"more than {limit} jobs")


@pytest.fixture
def ministry(db):
    """The ministry of which most registers are tested; a module that wants another writes its own."""
    from .factories import MinistryFactory

    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def dsi(ministry):
    from foundation.accounts.enums import Role

    from .factories import officer_of

    return officer_of(ministry.scope, Role.DSI)


@pytest.fixture
def asin(db):
    from foundation.accounts.enums import Role, ScopeKind

    from .factories import ScopeFactory, officer_of

    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
