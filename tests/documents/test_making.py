from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.documents import codes, extensions, store
from foundation.documents.canonical import canonical, sha256
from foundation.documents.extensions import Maker
from foundation.documents.models import Document, StoredFile
from foundation.documents.operations.making import (
    freeze_document,
    render_paper,
    request_paper,
    store_paper,
    transmit_document,
)
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.journal.models import Entry
from tests.factories import CommissionFactory, GrantFactory, ScopeFactory, UserFactory, member_of, officer_of

pytestmark = pytest.mark.django_db


def frozen(commission=None, **options):
    commission = commission or CommissionFactory()
    defaults = {
        "kind": "sample",
        "title": "Essai",
        "subject": commission,
        "content": {"a": 1, "b": ["é"]},
        "scope": commission.scope_id,
        "commission_id": commission.pk,
        "reference": "ESSAI/2024/1",
        "by": None,
    }
    return freeze_document(**(defaults | options))


def test_a_frozen_document_becomes_a_stored_pdf_with_its_hashes(sample_paper, run_jobs):
    sample_paper()
    document = frozen()
    assert document.content_sha256 == sha256(canonical({"a": 1, "b": ["é"]}))
    assert run_jobs() == 1
    document.refresh_from_db()
    assert store.read(document.pdf_sha256).startswith(b"%PDF-")
    assert (document.file.sha256, document.file.content_type, document.file.name) == (
        document.pdf_sha256,
        "application/pdf",
        "sample-ESSAI-2024-1-v1.pdf",
    )
    assert len(document.code_hash) == 64
    assert document.job.state == JobState.DONE
    assert list(Entry.objects.order_by("at").values_list("act", flat=True)) == ["document.freeze", "document.store"]


def test_rendering_twice_keeps_the_first_pdf(sample_paper, run_jobs):
    sample_paper()
    document = frozen()
    run_jobs()
    document.refresh_from_db()
    assert render_paper(document.pk)["pdf_sha256"] == document.pdf_sha256
    assert StoredFile.objects.count() == 1


def test_a_second_request_for_a_paper_that_waits_is_the_same_job(sample_paper):
    sample_paper()
    document = frozen()
    assert request_paper(document, by=UserFactory()).pk == document.job.pk


def test_versions_follow_each_other_and_all_are_kept(sample_paper):
    sample_paper()
    commission = CommissionFactory()
    first = frozen(commission)
    second = frozen(commission, supersedes=first, content={"a": 2})
    assert [document.version for document in Document.objects.about(commission)] == [2, 1]
    assert list(Document.objects.current()) == [second]
    with pytest.raises(Refused, match="une autre l’a déjà remplacée"):
        frozen(commission, supersedes=first)


FROZEN = {
    "title": "autre",
    "content": {"a": 2},
    "content_sha256": "0" * 64,
    "version": 9,
    "is_closed_doors": True,
    "reference": "X",
    "kind": "y",
}


@pytest.mark.parametrize("field", FROZEN)
def test_the_database_refuses_to_change_a_frozen_content(sample_paper, field):
    sample_paper()
    document = frozen()
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**{field: FROZEN[field]})


def test_the_database_refuses_another_pdf_and_a_deletion(sample_paper):
    sample_paper()
    document = stored(frozen())
    with pytest.raises(IntegrityError, match="a stored document never changes"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(pdf_sha256="0" * 64)
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        Document.objects.filter(pk=document.pk).delete()


def test_a_paper_without_all_its_marks_cannot_be_stored(sample_paper):
    sample_paper()
    document = frozen()
    with pytest.raises(IntegrityError, match="document_paper_is_whole"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(pdf_sha256="0" * 64)


def test_an_unknown_kind_fails_where_it_is_asked_for():
    with pytest.raises(ValueError, match="unknown paper 'sample'"):
        frozen()
    assert not Document.objects.exists()


def stored(document):
    """Its paper, without the seconds of a layout."""
    return store_paper(document.pk, b"%PDF-1.7 sample", code=codes.new_code())


def reader(role, commission):
    if role in (Role.DSI, Role.AUDITOR, Role.PROJECT_LEAD):
        return officer_of(commission.scope, role)
    if role in (Role.ASIN_READER, Role.ASIN_ADMIN, Role.PORTAL_ADMIN, Role.RSI):
        return GrantFactory(role=role, scope=ScopeFactory()).user
    return member_of(commission, role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("is_closed", "is_transmitted"), [(False, False), (True, False), (False, True)])
def test_each_role_reads_what_the_commission_opens_to_it(sample_paper, role, is_closed, is_transmitted):
    sample_paper()
    commission, neighbour = CommissionFactory(), CommissionFactory()
    document, _ = (stored(frozen(owner, is_closed_doors=is_closed)) for owner in (commission, neighbour))
    if is_transmitted:
        transmit_document(document.pk, by=member_of(commission, Role.SECRETARY))
    inside = role in (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER)
    may = (
        inside
        or (role in (Role.DSI, Role.AUDITOR) and not is_closed)
        or (role in (Role.ASIN_READER, Role.ASIN_ADMIN) and is_transmitted)
    )
    user = reader(role, commission)
    assert list(Document.objects.visible_to(user)) == [document] * may
    assert list(StoredFile.objects.visible_to(user)) == [Document.objects.get(pk=document.pk).file] * may


def test_closed_doors_are_never_transmitted(sample_paper):
    sample_paper()
    document = stored(frozen(is_closed_doors=True))
    with pytest.raises(Refused, match="huis clos"):
        transmit_document(document.pk, by=UserFactory())


def test_a_document_is_saved_never_shown_in_the_portal(sample_paper, client):
    sample_paper()
    commission = CommissionFactory()
    document = frozen(commission)
    address = reverse("documents:download", args=[document.pk])
    client.force_login(member_of(commission, Role.MEMBER))
    assert client.get(address).status_code == 409
    stored(document)
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sample-ESSAI-2024-1-v1.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer.headers["Cache-Control"]
    client.force_login(member_of(CommissionFactory(), Role.SECRETARY))
    assert client.get(address).status_code == 404
    document.refresh_from_db()
    assert client.get(reverse("documents:file", args=[document.file_id])).status_code == 404


@pytest.fixture
def maker():
    with ExitStack() as until_the_end:

        def register(find):
            until_the_end.enter_context(extensions.document_makers.silenced(lambda: Maker("sample", find)))

        yield register


def test_the_command_writes_the_stored_pdf(sample_paper, maker, tmp_path, capsys):
    sample_paper()
    document = stored(frozen())
    maker(lambda reference: (Document.objects.get(reference=reference), None))
    output = tmp_path / "pv.pdf"
    call_command("document", "sample", "ESSAI/2024/1", "--output", str(output))
    document.refresh_from_db()
    assert sha256(output.read_bytes()) == document.pdf_sha256
    assert "Essai, version 1" in capsys.readouterr().out


def test_the_command_says_in_french_that_nobody_works(sample_paper, maker, tmp_path, settings):
    settings.REDIS_URL = "redis://elsewhere"
    sample_paper()
    document = frozen()
    maker(lambda reference: (document, None))
    with pytest.raises(CommandError, match=r"aucun service de traitement n’est en marche\. Démarrez le portail"):
        call_command("document", "sample", "ESSAI/2024/1", "--output", str(tmp_path / "x"), "--timeout", "1")
    assert Job.objects.get().state == JobState.QUEUED


def test_the_command_repeats_the_refusal_of_the_subject(maker, tmp_path):
    def find(reference):
        raise Refused(f"Aucune session ne porte la référence {reference}. Vérifiez-la dans la liste des sessions.")

    maker(find)
    with pytest.raises(CommandError, match="Aucune session ne porte la référence X/1/1"):
        call_command("document", "sample", "X/1/1", "--output", str(tmp_path / "x"))
