"""« Refused rows come back in a file that, corrected, imports »: the whole circle, by the pages and their jobs."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import ImportRun
from projects.models import Project
from projects.operations.checking import summary_drifts
from tests.projects.world import ministry_with_dsi, signed

pytestmark = pytest.mark.django_db
ROWS, WRONG = 200, 25
HEADER = "Intitulé;Stade;Coût prévu (FCFA);Début prévu;Fin prévue;Objectifs"


@pytest.fixture
def world(run_jobs):
    ministry, dsi = ministry_with_dsi()
    client = signed(dsi)

    def imported(content: bytes, name: str) -> ImportRun:
        sent = {"file": SimpleUploadedFile(name, content), "ministry": str(ministry.pk)}
        assert client.post(reverse("imports:new"), sent).status_code == 302
        run = ImportRun.objects.order_by("-pk").first()
        for act in ("check", "run"):
            assert client.post(reverse(f"imports:{act}", args=[run.pk])).status_code == 302
            run_jobs()
        run.refresh_from_db()
        return run

    return client, imported


def table(is_right):
    for n in range(ROWS):
        wrong = n % (ROWS // WRONG) == 0
        day, cost = ("31/12/2027", f"{n + 1} 000 000") if is_right or not wrong else ("31/13/2027", "bientôt")
        yield f"Plateforme {n:03d} ;identifié;{cost};01/01/2026;{day};Servir « vite ; et bien », ligne {n}"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_refused_rows_corrected_in_their_file_come_in(world, kind):
    client, imported = world
    quoted = "\n".join([HEADER, *(line.replace("Servir « vite ; et", "Servir « vite, et") for line in table(False))])
    first = imported(quoted.encode("cp1252"), "projets.csv")
    assert (first.created, first.refused, first.total) == (ROWS - WRONG, WRONG, ROWS)
    given = b"".join(client.get(reverse(f"imports:refused_{kind}", args=[first.pk])).streaming_content)
    if kind == "csv":
        header, *lines = csv.reader(io.StringIO(given.decode("utf-8-sig")), delimiter=";")
    else:
        header, *lines = [list(row) for row in openpyxl.load_workbook(io.BytesIO(given)).active.values]
    assert len(lines) == WRONG
    places = {title: place for place, title in enumerate(header)}
    for line in lines:  # as a person would: the cells that are named, and nothing else
        assert "C" in line[-1]
        assert "[nombre]" in line[-1]
        assert "[date]" in line[-1]
        line[places["Coût prévu (FCFA)"]], line[places["Fin prévue"]] = "5 000 000", "31/12/2027"
    again = imported(*(as_csv(header, lines) if kind == "csv" else as_xlsx(header, lines)))
    assert again.reused
    assert (again.created, again.refused, again.total) == (WRONG, 0, WRONG)
    assert Project.objects.count() == ROWS
    assert Project.objects.filter(planned_cost=5_000_000).count() >= WRONG
    assert list(summary_drifts()) == []


def as_csv(header, lines):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([header, *lines])
    return out.getvalue().encode("utf-8-sig"), "corrige.csv"


def as_xlsx(header, lines):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in [header, *lines]:
        book.active.append(line)
    book.save(out)
    return out.getvalue(), "corrige.xlsx"
