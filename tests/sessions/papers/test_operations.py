"""Prepare, submit, refresh, retry, transmit: one number, one frozen content, one stored paper."""

import json

import pytest

from commissions.operations import next_number
from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.documents import store
from foundation.documents.canonical import canonical, sha256
from foundation.documents.extensions import maker
from foundation.documents.models import Document
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.jobs.operations.running import run
from foundation.journal.record import entries_of
from sessions.core.enums import PvState, SessionState
from sessions.core.extensions import session_lifted
from sessions.core.models import ProcesVerbal
from sessions.papers.enums import ATTENDANCE, PV, PV_DRAFT
from sessions.papers.operations.papers import (
    PREPARE_PAPERS,
    make_attendance_sheet,
    prepare_pv,
    refresh_pv,
    retry_paper,
    submit_pv,
    transmit_session,
)
from sessions.papers.queries.papers import paper_reference, session_of_reference
from tests.factories import SessionFactory, commission_with_members, member_of, officer_of
from tests.factories.held import DAY, held_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def lifted():
    return SessionFactory(commission=commission_with_members(3), lifted=True, number=1)


@pytest.fixture
def secretary(lifted):
    return member_of(lifted.commission, Role.SECRETARY)


def reconstituted(commission, number=None, **fields):
    return SessionFactory(
        commission=commission,
        state=SessionState.LIFTED,
        number=number,
        is_reconstituted=True,
        reconstituted_from="La Nation",
        **fields,
    )


def test_lifting_prepares_a_draft_that_its_writers_only_may_have(lifted, secretary):
    for prepare in session_lifted:
        prepare(lifted, secretary)
    run(Job.objects.get(kind=PREPARE_PAPERS).pk, worker="tests")
    pv = ProcesVerbal.objects.get(session=lifted)
    assert (pv.state, pv.number, pv.document.kind, pv.job.kind) == (PvState.DRAFT, None, PV_DRAFT, "render_document")
    for user in (secretary, member_of(lifted.commission, Role.MEMBER), officer_of(lifted.scope, Role.DSI)):
        assert not Document.objects.visible_to(user).filter(pk=pv.document_id).exists()


def test_preparing_twice_changes_nothing(lifted):
    first = prepare_pv(lifted.pk, by=None)
    assert prepare_pv(lifted.pk, by=None).pk == first.pk
    assert Document.objects.count() == 1


def test_submitting_numbers_freezes_and_records(lifted, secretary):
    prepare_pv(lifted.pk, by=secretary)
    pv = submit_pv(lifted.pk, by=secretary)
    pv.refresh_from_db()
    assert (pv.state, pv.number, pv.submitted_by, pv.document.kind, pv.document.version) == (
        PvState.SUBMITTED,
        1,
        secretary,
        PV,
        1,
    )
    assert pv.document.content["reference"] == f"Procès-verbal n° 1/{pv.year}/{lifted.commission.code}"
    assert pv.document.content_sha256 == sha256(canonical(pv.document.content))
    assert [line.act for line in entries_of(pv)] == ["prepare_pv", "submit_pv"]
    assert Document.objects.visible_to(member_of(lifted.commission, Role.MEMBER)).filter(pk=pv.document_id).exists()


def test_a_second_click_is_refused_and_takes_no_number(lifted, secretary):
    submit_pv(lifted.pk, by=secretary)
    with pytest.raises(Refused, match=f"déjà soumis : il porte le n° 1/{lifted.year}"):
        submit_pv(lifted.pk, by=secretary)
    assert Document.objects.filter(kind=PV).count() == 1
    assert next_number(lifted.commission, "pv", lifted.year) == 2


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in SessionState
        if state not in (SessionState.LIFTED, SessionState.NO_QUORUM, SessionState.ARCHIVED)
    ],
)
def test_a_session_that_was_not_held_has_no_pv(state):
    session = SessionFactory(commission=commission_with_members(2), convened=True, state=state)
    for act in (prepare_pv, submit_pv, refresh_pv):
        with pytest.raises(Refused, match="Levez-la d’abord"):
            act(session.pk, by=None)


def test_what_is_submitted_is_not_made_again_and_keeps_what_was_frozen(lifted, secretary):
    pv = submit_pv(lifted.pk, by=secretary)
    with pytest.raises(Refused, match="son contenu est figé"):
        refresh_pv(lifted.pk, by=secretary)
    lifted.place = "Ailleurs"
    lifted.save(update_fields=["place"])
    assert "Ailleurs" not in Document.objects.get(pk=pv.document_id).content["formula"]


def test_a_draft_is_made_again_as_a_new_version(lifted, secretary):
    first = prepare_pv(lifted.pk, by=secretary).document
    second = refresh_pv(lifted.pk, by=secretary).document
    assert (second.version, second.supersedes) == (2, first)


def test_a_reconstituted_session_gets_its_pv_without_number():
    session = reconstituted(commission_with_members(2), held_on=DAY)
    pv = prepare_pv(session.pk, by=None)
    assert (pv.number, pv.state, pv.document.kind, pv.document.content["status"]) == (
        None,
        PvState.DRAFT,
        PV,
        "reconstituted",
    )
    with pytest.raises(Refused, match="reconstituée"):
        submit_pv(session.pk, by=None)
    assert refresh_pv(session.pk, by=None).document.version == 2


def test_a_reconstituted_session_is_addressed_by_its_place_among_the_dates():
    commission = commission_with_members(2)
    later = reconstituted(commission, held_on=DAY.replace(month=11))
    earlier = reconstituted(commission, held_on=DAY.replace(month=3))
    assert [session_of_reference(f"{commission.code}/{DAY.year}/{rank}") for rank in (1, 2, 3)] == [
        earlier,
        later,
        None,
    ]
    assert [paper_reference(row) for row in (earlier, later)] == [
        f"{commission.code}/{DAY.year}/1",
        f"{commission.code}/{DAY.year}/2",
    ]


def test_a_number_comes_before_a_place_and_extraordinary_sessions_have_their_own_series():
    commission = commission_with_members(2)
    ordinary = SessionFactory(commission=commission, lifted=True, number=1, year=2026, held_on=DAY)
    extra = SessionFactory(commission=commission, lifted=True, number=1, year=2026, kind="extraordinary", held_on=DAY)
    assert [session_of_reference(f"{commission.code.lower()}/2026/{rank}") for rank in ("1", "E1", "2")] == [
        ordinary,
        extra,
        None,
    ]
    assert [session_of_reference(text) for text in ("", "MDGL", "MDGL/24/1", "MDGL/2024/0")] == [None] * 4


def test_the_command_finds_the_stored_paper_or_asks_for_it(lifted):
    with pytest.raises(Refused, match="Aucune session ne porte la référence XX/2024/1"):
        maker("pv").find("XX/2024/1")
    document, ask = maker("pv").find(lifted.reference)
    assert document is None
    job = ask()
    assert (job.kind, ask().pk) == ("render_document", job.pk)
    assert Document.objects.filter(kind=PV_DRAFT).count() == 1


def test_a_paper_given_up_is_asked_for_again(lifted):
    pv = prepare_pv(lifted.pk, by=None)
    Job.objects.filter(pk=pv.job_id).update(state=JobState.DEAD, finished_at=pv.document.created_at)
    assert retry_paper(pv.document_id, by=None).state == JobState.QUEUED


def test_closed_doors_stay_in_the_commission():
    session = held_session(is_closed_doors=True)
    pv = submit_pv(session.pk, by=None)
    assert pv.document.is_closed_doors
    assert not Document.objects.visible_to(officer_of(session.scope, Role.DSI)).filter(pk=pv.document_id).exists()
    with pytest.raises(Refused, match="à huis clos"):
        transmit_session(session.pk, by=None)


def test_one_item_behind_closed_doors_closes_the_whole_paper():
    session = held_session()
    session.agenda_items.filter(position=5).update(is_closed_doors=True)
    assert submit_pv(session.pk, by=None).document.is_closed_doors


def test_transmitting_opens_the_session_and_its_pv_to_the_asin_once(lifted, secretary):
    with pytest.raises(Refused, match="n’est pas encore soumis"):
        transmit_session(lifted.pk, by=secretary)
    pv = submit_pv(lifted.pk, by=secretary)
    asin = officer_of(lifted.scope, Role.ASIN_READER)
    assert not Document.objects.visible_to(asin).exists()
    transmit_session(lifted.pk, by=secretary)
    assert list(Document.objects.visible_to(asin)) == [Document.objects.get(pk=pv.document_id)]
    with pytest.raises(Refused, match="déjà transmise"):
        transmit_session(lifted.pk, by=secretary)


def test_the_attendance_sheet_is_blank_before_and_filled_after():
    session = held_session()
    filled = make_attendance_sheet(session.pk, by=None)
    assert (filled.kind, filled.content["is_filled"], filled.content["lines"][0]["attendance"]) == (
        ATTENDANCE,
        True,
        "Présente",
    )
    session.state = SessionState.CONVENED
    session.save(update_fields=["state"])
    blank = make_attendance_sheet(session.pk, by=None)
    assert (blank.version, blank.supersedes, blank.content["is_filled"], blank.content["lines"][0]["attendance"]) == (
        2,
        filled,
        False,
        "",
    )


@pytest.mark.slow
def test_the_stored_pdf_is_whole_valid_and_made_once(run_jobs):
    """One real rendering: pages, text, bookmarks, data, PDF/A-3a and PDF/UA-1."""
    import page
    import pypdf

    session = held_session()
    prepare_pv(session.pk, by=None)
    pv = submit_pv(session.pk, by=None)
    run_jobs()
    document = Document.objects.select_related("file").get(pk=pv.document_id)
    reader = pypdf.PdfReader(store.path_of(document.file.sha256))
    assert 4 <= len(reader.pages) <= 5
    text = " ".join("\n".join(sheet.extract_text() for sheet in reader.pages).split())
    for words in (
        "L’an deux mille vingt-six et le mercredi seize septembre",
        "Fifamè ZINSOUKPÈ",
        "Décision n° 6/2026",
        f"Procès-verbal n° 1/2026/{session.commission.code}",
        "SPÉCIMEN",
    ):
        assert words in text.replace("\u202f", " "), words
    assert reader.metadata.title == document.title
    assert "fr" in str(reader.trailer["/Root"]["/Lang"])
    assert [entry.title for entry in reader.outline[1] if not isinstance(entry, list)][:3] == [
        "1. Participation",
        "2. Quorum",
        "3. Ordre du jour",
    ]
    assert json.loads(reader.attachments["contenu.json"][0]) == document.content
    for profile in ("3a", "ua1"):
        report = page.validate_pdf(str(store.path_of(document.file.sha256)), profile=profile)
        assert [failure.message for failure in report.failures] == []
    with pytest.raises(Refused, match="déjà enregistré"):
        retry_paper(document.pk, by=None)
