"""bin/test itself, around a portal of thirty lines: its servers are thrown away, its code is the worst one, nothing
stays.
"""

import os
import subprocess

import pytest

from .conftest import processes_of

pytestmark = pytest.mark.slow

TESTS = """
import os, pathlib, subprocess, psycopg, redis

def test_what_the_tests_are_given():
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "cmsic.settings.test"
    assert pathlib.Path(os.environ["CMSIC_CHROMIUM"]).exists()
    assert pathlib.Path(os.environ["CMSIC_DATA_DIR"]).is_dir()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        assert owner.execute("SELECT current_user, current_setting('fsync')").fetchone() == ("cmsic_owner", "off")
        owner.execute("CREATE DATABASE test_one")
    with psycopg.connect(os.environ["DATABASE_APP_URL"]) as app:
        assert app.execute("SELECT current_user").fetchone() == ("cmsic_app",)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        assert broker.ping()
    pathlib.Path("seen").write_text(os.environ["CMSIC_DATA_DIR"])

def test_that_leaves_a_process():
    subprocess.Popen(["sh", "-c", "sleep 300 & sleep 300 &"], start_new_session=True).wait()

def test_that_fails():
    assert not os.environ.get("FAIL")
"""


@pytest.fixture(autouse=True)
def no_django(portal):
    (portal.root / "pytest.ini").write_text("[pytest]\naddopts = -p no:django -p no:cacheprovider\n")


def bin_test(portal, environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [portal.root / "bin" / "test", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_the_suite_runs_from_nothing_and_leaves_nothing(portal, environment):
    (portal.root / "test_all.py").write_text(TESTS)
    first = bin_test(portal, environment, "test_all.py")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "3 passed" in first.stdout
    assert first.stdout.count("Un test a laissé un processus, arrêté ici") == 2
    assert processes_of(portal) == []
    assert not os.path.exists((portal.root / "seen").read_text())

    # On other servers, and a failure is the answer.
    second = bin_test(portal, {**environment, "CI": "true", "FAIL": "1"}, "test_all.py")
    assert second.returncode == 1
    assert "1 failed, 2 passed" in second.stdout
    assert processes_of(portal) == []


def test_an_interrupted_run_leaves_nothing(portal, environment, started):
    (portal.root / "test_all.py").write_text(
        "import time, pathlib\ndef test_long():\n    print('ICI', flush=True); time.sleep(100)\n"
    )
    run = started([str(portal.root / "bin" / "test"), "-s", "test_all.py"], env=environment)
    for line in run.stdout:
        if "ICI" in line:
            break
    run.terminate()
    run.communicate(timeout=60)
    assert run.returncode == 143
    assert processes_of(portal) == []


def test_the_whole_suite_goes_on_after_a_failed_stage(portal, environment):
    """The stub has no linter configuration, no Dockerfile: those stages fail, pytest still runs and the end tells them
    all.
    """
    (portal.root / "test_all.py").write_text("def test_one(): pass\n")
    done = subprocess.run(
        [portal.root / "bin" / "test"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode != 0
    assert "✗ Dockerfile" in done.stdout
    assert "✓ pytest" in done.stdout
    assert "✓ manage.py check_all" in done.stdout
    assert "étape(s) en échec" in done.stdout
    assert processes_of(portal) == []
