"""A text sent as a file is searched by what is written in it."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cmsic.search.queries import search
from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.common.models import Level
from foundation.documents.operations.receiving import ACTS, receive_upload
from foundation.documents.render import render_pdf
from foundation.jobs.models import Job
from foundation.journal.record import entries_of
from ministries.enums import Extraction, LegalTextKind
from ministries.models import LegalText
from ministries.operations import ask_extraction, create_text, edit_text
from ministries.operations.texts import TEXT_FIELDS, extract_text, give_up_extraction
from tests.factories import (
    DecisionFactory,
    LegalTextFactory,
    MinistryFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
WORDS = (
    "L’arrêté fixe la décentralisation des services. Article 9 : la commission délibère valablement si la moitié plus"
    " un de ses membres est présente."
)


def pdf(text=WORDS):
    return render_pdf(f'<html lang="fr"><title>Arrêté</title><h1>Arrêté</h1><p>{text}</p></html>', title="Arrêté")


def scan():
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PDF")
    return out.getvalue()


def word(text=WORDS):
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.add_table(1, 2).cell(0, 1).text = "Secrétaire général du ministère"
    document.save(out)
    return out.getvalue()


def picture():
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()


def sent(name, content):
    return receive_upload(
        SimpleUploadedFile(name, content), by=UserFactory(), scope=None, allowed=ACTS, level=Level.NATIONAL
    )


def create(file, **fields):
    return create_text(
        **(
            {
                "kind": LegalTextKind.ARRETE,
                "reference": "020/ME/DC",
                "title": "portant attributions",
                "file": file,
                "by": None,
            }
            | fields
        )
    )


@pytest.mark.parametrize(("name", "make"), [("acte.pdf", pdf), ("acte.docx", word)])
def test_the_words_of_a_pdf_or_docx_are_found_with_or_without_accents(name, make, run_jobs):
    text = create(sent(name, make()))
    assert text.extraction == Extraction.RUNNING
    run_jobs()
    text.refresh_from_db()
    assert text.extraction == Extraction.DONE, text.extraction_note
    for typed in ("arrete", "arrêté", "decentralisation", "décentralisation", "DELIBERE", '"moitié plus un"'):
        assert [row.pk for row in LegalText.objects.found_by(typed)] == [text.pk], typed
    found = LegalText.objects.with_extracts("decentralisation").get(pk=text.pk)
    assert "\ue000décentralisation\ue001" in found.body_extract
    (group,) = search(UserFactory(), "decentralisation")
    assert "<mark>décentralisation</mark>" in group.hits[0].extract
    assert [entry.act for entry in entries_of(text)] == ["create_text", "extract_text"]


def test_the_cells_of_a_table_of_a_docx_are_read(run_jobs):
    text = create(sent("acte.docx", word()))
    run_jobs()
    assert LegalText.objects.found_by("secretaire general").get() == text


@pytest.mark.parametrize(
    ("name", "make", "why"), [("scan.pdf", scan, "scan sans texte"), ("photo.png", picture, "image, sans texte")]
)
def test_a_scan_says_that_it_holds_no_text(name, make, why, run_jobs, client):
    text = create(sent(name, make()))
    run_jobs()
    text.refresh_from_db()
    assert (text.extraction, text.extraction_note, text.extracted) == (Extraction.UNREADABLE, why, "")
    client.force_login(UserFactory())
    assert f"Fichier illisible : {why}" in client.get(reverse("ministries:text", args=[text.pk])).content.decode()


def test_the_words_of_a_replaced_file_are_forgotten_and_a_late_reading_of_it_changes_nothing(run_jobs):
    first = sent("un.pdf", pdf("Le quorum des membres titulaires et de leurs suppléants, première rédaction."))
    text = create(first)
    run_jobs()
    text.refresh_from_db()
    values = {name: getattr(text, name) for name in TEXT_FIELDS}
    second = sent("deux.docx", word())
    edit_text(text.pk, **values, file=second, base_version=text.version, by=None)
    extract_text(text.pk, first.pk)
    text.refresh_from_db()
    assert (text.extraction, text.extracted) == (Extraction.RUNNING, "")
    assert not LegalText.objects.found_by("redaction").exists()
    run_jobs()
    assert LegalText.objects.found_by("decentralisation").get() == text


def test_a_reading_given_up_is_shown_and_asked_again(run_jobs, client):
    ministry = MinistryFactory()
    text = create(sent("acte.pdf", pdf()), ministry=ministry)
    give_up_extraction(text.pk, text.file_id)
    Job.objects.all().delete()
    client.force_login(officer_of(ministry.scope, Role.DSI))
    address = reverse("ministries:text", args=[text.pk])
    assert "Relancer l’extraction" in client.get(address).content.decode()
    assert client.post(reverse("ministries:extract_text", args=[text.pk])).status_code == 302
    with pytest.raises(Refused, match="déjà en cours"):
        ask_extraction(text.pk, by=None)
    run_jobs()
    assert "décentralisation" in client.get(address).content.decode()


def test_a_text_without_file_has_nothing_to_extract():
    with pytest.raises(Refused, match="aucun fichier"):
        ask_extraction(LegalTextFactory().pk, by=None)


def test_a_file_too_long_for_the_index_is_kept_up_to_where_it_holds():
    """The index of PostgreSQL refuses a text of too many different words."""
    text = LegalTextFactory()
    text.extracted, text.extraction = " ".join(f"m{number:x}z" for number in range(150_000)), Extraction.DONE
    from ministries.operations.texts import _save_words

    _save_words(text)
    text.refresh_from_db()
    assert 100_000 < len(text.extracted) < 900_000
    assert "n’a pas été lue" in text.extraction_note


def test_a_link_is_made_and_removed_from_either_end(client):
    ministry = MinistryFactory()
    ours, law = LegalTextFactory(ministry=ministry), LegalTextFactory()
    client.force_login(officer_of(ministry.scope, Role.DSI))
    client.post(reverse("ministries:link_text", args=[ours.pk]), {"kind": "by-amends", "target": law.reference})
    link = ours.links_in.get()
    assert (link.source_text, link.kind) == (law, "amends")
    ours.refresh_from_db()
    assert ours.state == "amended"
    page = client.get(reverse("ministries:text", args=[ours.pk])).content.decode()
    assert "Modifié par" in page
    assert client.post(reverse("ministries:unlink_text", args=[ours.pk, link.pk])).status_code == 302
    assert not ours.links_in.exists()


def test_the_page_of_a_text_shows_the_sessions_and_items_under_it(client):
    commission = commission_with_members(2)
    item = DecisionFactory(item__session=SessionFactory(commission=commission, lifted=True)).item
    text = commission.statutes.get().legal_text
    item.legal_texts.add(text)
    client.force_login(member_of(commission, Role.SECRETARY))
    page = client.get(reverse("ministries:text", args=[text.pk])).content.decode()
    for shown in (
        "Sessions tenues sous ses règles",
        "Points d’ordre du jour qui le citent",
        item.title,
        "Décisions prises sous ses règles",
    ):
        assert shown in page
    client.force_login(UserFactory())
    assert item.title not in client.get(reverse("ministries:text", args=[text.pk])).content.decode()
