"""What bin/run refuses to do, and the sentence that says what to do instead."""

import os
import shutil
import socket
import subprocess
from collections import namedtuple

import pytest
from launcher import native, running
from launcher.checkout import NEEDED_AT_FIRST, Checkout, check_disk, check_owner
from launcher.console import Problem
from launcher.environment import Environment
from launcher.instance import Instance

from .conftest import ROOT  # also makes the launcher importable


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_another_to_try(taken_port, console):
    with pytest.raises(Problem, match=rf"Le port {taken_port} est déjà pris(.|\n)*PORT={taken_port + 1} bin/run"):
        running.choose_port(str(taken_port), "127.0.0.1", console)


def test_without_port_the_next_free_one_is_taken(taken_port, console, monkeypatch):
    monkeypatch.setattr(running, "DEFAULT_PORT", taken_port)
    assert running.choose_port(None, "127.0.0.1", console) > taken_port
    assert f"Le port {taken_port} est pris" in console.stream.getvalue()


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "80 80", "8000.5"])
def test_an_odd_port_is_refused(value, console):
    with pytest.raises(Problem, match="donnez un nombre de 1 à 65535"):
        running.choose_port(value, "127.0.0.1", console)


def test_an_address_of_another_machine_is_refused(console):
    with pytest.raises(Problem, match="Corrigez BIND ou PORT"):
        running.choose_port("8000", "192.0.2.1", console)


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**11, 10**11, 1_500_000_000))
    with pytest.raises(Problem, match=r"Il reste 1,5 Go de libre .* il en faut 2,0 Go(.|\n)*Libérez de la place"):
        check_disk(tmp_path, NEEDED_AT_FIRST)


def test_the_disk_is_checked_before_the_installation(checkout, console, monkeypatch):
    (checkout.root / "requirements").mkdir()
    for kind in ("run", "dev"):
        (checkout.root / "requirements" / f"{kind}.txt").write_text("django==5.2.19\n")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(0, 0, 0))
    with pytest.raises(Problem, match="Libérez de la place"):
        Environment(checkout, console).prepare("run")


def test_a_checkout_prepared_by_another_account_is_told(checkout):
    with pytest.raises(Problem, match=r"a déjà été préparé par le compte(.|\n)*clonez le dépôt ailleurs"):
        check_owner(checkout.local, os.geteuid() + 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_checkout_that_cannot_be_written_is_told(tmp_path):
    root = tmp_path / "portail"
    root.mkdir(mode=0o500)
    with pytest.raises(Problem, match="Impossible d’écrire dans"):
        Checkout(root).open()


def test_missing_libraries_without_apt_name_the_packages(checkout, console, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    need = native.Need("absent", "Bibliothèque absente", ("libabsente-1", "libabsente-2"), ("libabsente.so.1",))
    with pytest.raises(Problem, match="apt-get install --no-install-recommends libabsente-1 libabsente-2"):
        native.prepare(checkout, console, [need])


def test_a_browser_that_does_not_start_stops_the_tests(checkout, console, monkeypatch):
    monkeypatch.setenv("CMSIC_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Problem, match="CMSIC_CHROMIUM désigne « /nowhere/chromium »"):
        native.browser(checkout, console)


def test_a_missing_browser_without_apt_is_told(checkout, console, monkeypatch):
    monkeypatch.delenv("CMSIC_CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Problem, match="Il manque un navigateur Chromium"):
        native.browser(checkout, console)


@pytest.fixture
def instances(checkout, console):
    pair = Instance(checkout, console), Instance(checkout, console)
    yield pair
    for instance in pair:
        instance.release()


def test_a_second_run_says_where_the_first_answers(instances):
    first, second = instances
    first.own_for_long()
    first.publish("run", {}, "http://127.0.0.1:8000/")
    with pytest.raises(Problem, match=r"déjà lancé : http://127.0.0.1:8000/ \(processus \d+\)"):
        second.own_for_long()
    first.release()
    second.own_for_long(patience=0)


def test_a_command_joins_the_servers_that_run_and_keeps_them_up(instances):
    owner, guest = instances
    owner.own_for_long()
    owner.publish("run", {"REDIS_URL": "unix:///s"}, "")
    assert guest.join() == {"REDIS_URL": "unix:///s"}
    guest.release()
    owner.withdraw(wait=True)  # would wait for ever had the guest kept its lock
    owner.release()
    assert guest.join(patience=1) is None


def test_an_unknown_option_is_refused():
    done = subprocess.run([ROOT / "bin" / "run", "--vite"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "bin/run ne connaît pas « --vite »" in done.stderr
