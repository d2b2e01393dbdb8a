"""The PDF over the API: byte for byte, to whom the page gives it, with a token; a page tells a token where to go."""

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import ApiToken
from foundation.accounts.models.token import digest, new_secret
from foundation.common.models import Level
from foundation.documents.models import Document
from foundation.documents.operations.storing import store_bytes
from sessions.papers.operations.papers import make_attendance_sheet, submit_pv
from tests.factories import SessionFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 essai"


@pytest.fixture
def session():
    return SessionFactory(commission=commission_with_members(2), lifted=True)


def stored(document):
    file = store_bytes(
        PDF,
        name="x.pdf",
        content_type="application/pdf",
        scope=document.scope,
        by=None,
        commission_id=document.commission_id,
        level=Level.COMMISSION,
    )
    Document.objects.filter(pk=document.pk).update(
        file=file, pdf_sha256=file.sha256, code_hash=f"{document.pk.hex:0<64}"[:64], stored_at=file.created_at
    )
    return document


def token_of(user):
    secret = new_secret()
    ApiToken.objects.create(user=user, name="essai", secret_hash=digest(secret), abilities=["read"])
    return {"Authorization": f"Token {secret}"}


def test_a_token_downloads_the_pv_and_the_sheet_of_its_commission(client, session):
    token = token_of(member_of(session.commission, Role.MEMBER))
    for document in (submit_pv(session.pk, by=None).document, make_attendance_sheet(session.pk, by=None)):
        address = f"/api/v1/documents/{document.pk}/file"
        waiting = client.get(address, headers=token)
        assert (waiting.status_code, waiting.json()["code"]) == (409, "refused")
        stored(document)
        answer = client.get(address, headers=token)
        assert (answer.status_code, b"".join(answer.streaming_content), answer["Content-Type"]) == (
            200,
            PDF,
            "application/pdf",
        )
        assert client.get(f"/api/v1/documents/{document.pk}", headers=token).json()["state"] == "done"
        assert client.get(address, headers=token_of(UserFactory())).status_code == 404
    assert {row["kind"] for row in client.get("/api/v1/documents", headers=token).json()["results"]} == {
        "pv",
        "emargement",
    }
    assert len(client.get("/api/v1/documents", {"subject": str(session.pk)}, headers=token).json()["results"]) == 1


def test_a_page_asked_with_a_token_says_so_instead_of_showing_a_form(client, session):
    document = stored(submit_pv(session.pk, by=None).document)
    for token in (token_of(member_of(session.commission, Role.MEMBER)), {"Authorization": "Token faux"}):
        answer = client.get(reverse("documents:download", args=[document.pk]), headers=token, follow=True)
        assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (
            401,
            "application/json",
            "Token",
        )
        assert "/api/v1/documents/" in answer.json()["detail"]
    assert client.get(reverse("documents:download", args=[document.pk])).status_code == 302
