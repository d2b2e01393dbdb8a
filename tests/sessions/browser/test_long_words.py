"""A word of two hundred letters in every text of a session: nothing runs off a phone, nor off the paper."""

import io

import pypdf
import pytest
from django.db import connection, models
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.documents.canonical import plain
from foundation.documents.models import Document
from foundation.documents.render import render_pdf
from sessions.core.models import AgendaItem, CommissionSession, Decision, Guest, MinuteText, Speech
from sessions.core.models.settled import writing_the_past
from sessions.papers.operations.papers import prepare_pv
from sessions.papers.reports.layout import pv_html
from sessions.papers.reports.pv import build_pv_document
from tests.browser import assert_fits
from tests.factories.held import held_session

LONG = "X" * 200
FREE = (models.CharField, models.TextField)
SKIPPED = {"urgency_motive", "reconstituted_from", "printed_number", "own", "own_rows"}


def lengthened(session: CommissionSession) -> CommissionSession:
    """Every free text of the session and of its parts, at its limit when that is under two hundred letters."""
    with writing_the_past(), connection.cursor():
        for model in (CommissionSession, AgendaItem, Decision, Guest, MinuteText, Speech):
            values = {
                field.name: LONG[: field.max_length or 200]
                for field in model._meta.concrete_fields
                if type(field) in FREE and not field.choices and field.editable and field.name not in SKIPPED
            }
            rows = model.objects.filter(pk=session.pk) if model is CommissionSession else model.objects.all()
            rows.update(**values)
    session.refresh_from_db()
    return session


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["detail", "pv", "attendance_sheet", "live"])
def test_a_page_of_a_session_fits_a_phone(live_page, live_server, name):
    session = lengthened(held_session())
    prepare_pv(session.pk, by=None)
    secretary = User.objects.get(grants__role=Role.SECRETARY, grants__commission_id=session.commission_id)
    page = live_page(reverse(f"sessions:{name}", args=[session.pk]), user=secretary, width=360)
    assert_fits(page)


@pytest.mark.django_db
def test_no_line_runs_off_the_paper():
    content = build_pv_document(lengthened(held_session()))
    document = Document(kind="pv", title=content.title, content=plain(content), content_sha256="0" * 64)
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(pv_html(document), title=content.title))).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    assert any(set(line.strip()) == {"X"} for line in lines)
    # A line of the paper is 170 mm wide: about 70 capitals.
    assert max(len(line) for line in lines if set(line.strip()) == {"X"}) < 100
