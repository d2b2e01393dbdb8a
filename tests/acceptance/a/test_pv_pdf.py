"""« The story's PV: 4 pages that a secretary-general would sign (bearing SPÉCIMEN), and the PV of MDGL from real facts;
tagged, French, titled, bookmarked, `page-validation` clean on 3a and ua1. » Sample: two papers, each made once by the
job of the worker.
"""

import json

import page
import pypdf
import pytest

from foundation.common.demonstration import parts
from foundation.documents import store
from foundation.documents.models import Document
from foundation.jobs.operations.running import run
from sessions.papers.operations.papers import find_pv, prepare_pv, submit_pv
from tests.factories.held import held_session

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def read(document: Document) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(store.path_of(document.file.sha256))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).translate(SPACES).split())
    return reader, text


def bookmarks(reader: pypdf.PdfReader) -> list[str]:
    def walk(entries):
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield entry.title

    return list(walk(reader.outline))


def check_form(document: Document, reader: pypdf.PdfReader) -> None:
    """Tagged, French, titled, with its data, and clean under both norms."""
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert reader.metadata.title == document.title
    assert json.loads(reader.attachments["contenu.json"][0]) == document.content
    for profile in ("3a", "ua1"):
        report = page.validate_pdf(str(store.path_of(document.file.sha256)), profile=profile)
        assert [failure.message for failure in report.failures] == [], profile


def test_the_pv_of_the_demonstration_session(run_jobs):
    session = held_session()
    prepare_pv(session.pk, by=None)
    pv = submit_pv(session.pk, by=None)
    assert run_jobs() == 3  # draft, attendance sheet, procès-verbal
    document = Document.objects.select_related("file").get(pk=pv.document_id)
    reader, text = read(document)
    check_form(document, reader)
    assert len(reader.pages) == 4
    for words in (
        "RÉPUBLIQUE DU BÉNIN Fraternité – Justice – Travail Ministère de démonstration",
        "Procès-verbal n° 1/2026/MDEMO",
        "L’an deux mille vingt-six et le mercredi seize septembre, à 15 heures 10",
        "conformément à l’arrêté n° 001/MDEMO/DC/SGM/DPAF/DSI/SA du 16 janvier 2023",
        "8 membres ayant voix délibérative sont présents sur 12, pour 7 requis (article 9",
        "Décision n° 5/2026 : avis favorable",
        "Réserve : produire le récépissé",
        "La séance a été levée à 17 heures 25.",
        "Le Rapporteur Monsieur Sènan AGBÉTIHO",
        "La Présidente Madame Fifamè ZINSOUKPÈ",
        "SPÉCIMEN : données fictives, sans valeur",
        f"Contenu figé, SHA-256 : {document.content_sha256}",
    ):
        assert words.casefold() in text.casefold(), words
    assert bookmarks(reader)[1:4] == ["1. Participation", "2. Quorum", "3. Ordre du jour"]
    assert "Point 4. Registre des usagers, phase 2" in bookmarks(reader)
    # The signatures stand with the lines before them.
    signed = (
        next(sheet for sheet in reader.pages if "Le Rapporteur" in sheet.extract_text())
        .extract_text()
        .translate(SPACES)
    )
    assert "La séance a été levée" in signed


def test_the_pv_of_mdgl_from_real_facts():
    for load in parts()[:4]:  # institutions, texts, projects, the sessions that are documented
        load()
    document, ask = find_pv("MDGL/2024/1")
    assert document is None
    run(ask().pk, worker="tests")
    document, _ = find_pv("MDGL/2024/1")
    reader, text = read(document)
    check_form(document, reader)
    for words in (
        "L’an deux mille vingt-quatre et le mercredi dix-huit septembre, à une heure non renseignée",
        "020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22 du 07 septembre 2022",
        "Raphaël AKOTÈGNON",
        "Projets réalisés (8) Projets en cours (3) Projets à venir (8)",
        "Procès-verbal reconstitué, numéro non renseigné",
        "Quorum : non renseigné.",
        "Décisions : non renseignées.",
        "Sources en désaccord.",
    ):
        # A long reference may go on on the next line.
        assert all(word in "".join(text.split()) for word in words.split()), words
    assert "SPÉCIMEN" not in text
