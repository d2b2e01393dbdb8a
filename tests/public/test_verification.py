"""Who holds a paper learns whether it is ours and whether it holds, and nothing else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cmsic.public.operations import trying
from foundation.documents import codes
from foundation.documents.layout import Frame
from foundation.documents.operations.making import freeze_document, store_paper
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db
FORM = "/verifier/"


def issued(session, *, content=b"%PDF-1.7 one", store=True, **options):
    """A paper of a session and its code."""
    code = codes.new_code()
    document = freeze_document(
        kind="pv",
        title="Procès-verbal de Mme ZINSOUKPÈ",
        subject=session,
        content={"secret": "le plan de licenciement"},
        scope=session.scope_id,
        commission_id=session.commission_id,
        reference="MDGL/2026/1",
        by=None,
        **options,
    )
    return store_paper(document.pk, content, code=code) if store else document, code


def text_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def dropped(client, content, **data):
    return client.post(FORM, {"upload": SimpleUploadedFile("pv.pdf", content), **data})


def test_the_address_printed_as_a_qr_code_on_each_page_opens_the_answer(client):
    _, code = issued(SessionFactory())
    address = Frame(title="", ministry="", code=code).verification_url
    answer = client.get("/" + address.split("/", 3)[3])
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Ce papier est authentique" in page
    assert "C’est la dernière version" in page
    assert "1 sur 1" in page
    assert "MDGL/2026/1" in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "write",
    [
        codes.printed,
        str.lower,
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: f"  {codes.printed(code).replace('-', ' ')} ",
    ],
)
def test_a_code_is_read_as_people_copy_it(client, write):
    _, code = issued(SessionFactory())
    answer = client.post(FORM, {"code": write(code)}, follow=True)
    assert "Ce papier est authentique" in text_of(answer)


def test_a_former_version_says_by_which_one_it_was_replaced_and_when(client):
    session = SessionFactory()
    first, old = issued(session)
    _, new = issued(session, content=b"%PDF-1.7 two", supersedes=first)
    page = text_of(client.get(f"{FORM}{old}"))
    assert "authentique, mais il a été remplacé" in page
    assert "par la version 2" in page
    assert "1 sur 2" in page
    assert "C’est la dernière version" in text_of(client.get(f"{FORM}{new}"))


def test_a_version_that_is_not_laid_out_yet_replaces_nothing(client):
    session = SessionFactory()
    first, code = issued(session)
    issued(session, store=False, supersedes=first)
    assert "C’est la dernière version" in text_of(client.get(f"{FORM}{code}"))


def test_one_byte_changed_is_told(client):
    _, code = issued(SessionFactory())
    assert "à l’octet près" in text_of(dropped(client, b"%PDF-1.7 one"))
    assert "à l’octet près" in text_of(dropped(client, b"%PDF-1.7 one", code=code))
    changed = dropped(client, b"%PDF-1.7 onE", code=code)
    assert changed.status_code == 200
    assert "n’est pas celui qui a été enregistré" in text_of(changed)
    assert "Ce fichier est, à l’octet près" not in text_of(changed)
    alone = dropped(client, b"%PDF-1.7 onE")
    assert (alone.status_code, "n’est aucun papier du portail" in text_of(alone)) == (404, True)


def test_a_true_file_under_the_code_of_another_is_told(client):
    issued(SessionFactory())
    _, other = issued(SessionFactory(), content=b"%PDF-1.7 two")
    assert "ceux de deux papiers" in text_of(dropped(client, b"%PDF-1.7 one", code=other))
    assert "ceux de deux papiers" in text_of(dropped(client, b"%PDF-1.7 one", code=codes.new_code()))


def test_neither_a_name_nor_a_word_of_it_nor_a_closed_session_is_told(client):
    _, code = issued(SessionFactory(is_closed_doors=True), is_closed_doors=True)
    page = text_of(client.get(f"{FORM}{code}"))
    assert "authentique" in page
    assert "réservée à la commission" in page
    assert "Ce que cette page ne dit pas" in page
    for secret in ("ZINSOUKPÈ", "licenciement", "MDGL/2026/1"):
        assert secret not in page


def test_a_specimen_says_that_it_has_no_value(client):
    _, code = issued(SessionFactory(), is_specimen=True)
    assert "spécimen, données fictives" in text_of(client.get(f"{FORM}{code}"))


@pytest.mark.parametrize(
    ("code", "status"), [("x", 404), ("A" * 28, 404), ("A" * 29, 404), ("é" * 28, 404), ("%00", 404), ("<script>", 404)]
)
def test_a_code_of_nothing_is_a_sentence(client, code, status):
    answer = client.get(f"{FORM}{code}")
    assert answer.status_code == status
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("data", [{}, {"code": ""}, {"code": "court"}, {"code": "é" * 28}, {"code": "A" * 61}])
def test_a_form_without_a_code_is_shown_again(client, data):
    assert client.post(FORM, data).status_code == 400


def test_who_finds_nothing_too_often_waits_and_who_finds_does_not(client, monkeypatch):
    monkeypatch.setattr(trying, "TRIES", 3)
    _, code = issued(SessionFactory())
    for _ in range(5):
        assert client.get(f"{FORM}{code}").status_code == 200
    assert [client.get(f"{FORM}{codes.new_code()}").status_code for _ in range(4)] == [404, 404, 404, 429]
    assert client.get(f"{FORM}{code}").status_code == 429
    assert client.get(f"{FORM}{code}", REMOTE_ADDR="10.1.1.9").status_code == 200
    tried = [client.get(f"{FORM}{codes.new_code()}", REMOTE_ADDR=f"2a00:1:2:3::{n}").status_code for n in range(4)]
    assert tried == [404, 404, 404, 429]  # one subscriber, whichever of its addresses


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_reading_and_asking(client, method):
    assert getattr(client, method)(FORM).status_code == 405


def test_the_foot_of_public_pages_leads_there(client):
    assert f'href="{FORM}"' in client.get(FORM).content.decode()
