"""`manage.py document` where nobody works: it starts what it needs, writes the PDF, and leaves nothing running."""

import subprocess
import sys

import pytest

from .portal import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("idle")]


def document(portal, reference, output):
    command = [sys.executable, "manage.py", "document", "pv", reference, "--output", str(output)]
    return subprocess.run(
        command, cwd=ROOT, env=portal.environment(), capture_output=True, text=True, timeout=200, check=False
    )


def test_the_command_makes_the_pdf_by_itself_and_leaves_nobody_at_work(idle_portal, tmp_path):
    idle_portal.do("submit", 1)
    (reference,) = idle_portal.do("references")
    first = document(idle_portal, reference, tmp_path / "pv.pdf")
    assert (first.returncode, first.stderr) == (0, "")
    assert (tmp_path / "pv.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert idle_portal.do("alive") == {}
    again = document(idle_portal, reference, tmp_path / "again.pdf")
    assert again.returncode == 0
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "pv.pdf").read_bytes()
    assert idle_portal.do("oracle") == []


def test_an_unknown_reference_is_refused_with_a_sentence(idle_portal, tmp_path):
    answer = document(idle_portal, "RIEN/2024/1", tmp_path / "x.pdf")
    assert answer.returncode == 1
    assert "Aucune session ne porte la référence RIEN/2024/1" in answer.stderr
    assert not (tmp_path / "x.pdf").exists()
