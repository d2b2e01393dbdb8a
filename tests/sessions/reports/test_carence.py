"""The procès-verbal de carence: its own paper, on one page, and nobody signs who was not there."""

import io
import os
from datetime import date, time, timedelta
from pathlib import Path

import pypdf
import pytest

from commissions.models import Seat
from foundation.documents.canonical import plain
from foundation.documents.models import Document
from foundation.documents.render import render_pdf
from sessions.core.enums import PresenceKind, SessionAction, SessionState
from sessions.core.models import CommissionSession, PresenceEvent, SessionStep
from sessions.core.models.settled import writing_the_past
from sessions.papers.reports.layout import pv_html
from sessions.papers.reports.pv import build_pv_document
from tests.factories.access import UserFactory
from tests.factories.held import DAY, at, demo_commission, holder
from tests.factories.ministries import CommuneFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@writing_the_past()
def noted(session: CommissionSession, position: int, kind: PresenceKind, when, **fields) -> None:
    seat: Seat = session.commission.seats.get(position=position)
    person = holder(session.commission, position)
    PresenceEvent.objects.create(
        scope=session.scope,
        session=session,
        seat=seat,
        kind=kind,
        at=when,
        person=person,
        person_name=person.full_name,
        **fields,
    )


def carence(present=(2, 3, 4), **fields) -> CommissionSession:
    """Convened for 15 h 00 with its letter n° 4; three members came, one excused himself."""
    CommuneFactory(name="Cotonou")
    commission = demo_commission()
    commission.statutes.update(second_convocation_days=2, second_convocation_article="article 12")
    session = SessionFactory(
        commission=commission,
        statute=commission.statutes.get(),
        state=SessionState.NO_QUORUM,
        number=2,
        year=2026,
        held_on=DAY,
        starts_at=time(15),
        place="Salle de conférences du ministère, Cotonou",
        convened_at=at(9) - timedelta(days=9),
        convened_by=UserFactory(),
        convocation_number=4,
        is_fictitious=True,
        **fields,
    )
    for position in present:
        noted(session, position, PresenceKind.ARRIVED, at(15, 2))
    noted(session, 10, PresenceKind.EXCUSED, at(14), note="mission à Parakou")
    SessionStep.objects.create(
        scope=session.scope,
        session=session,
        action=SessionAction.DECLARE_NO_QUORUM,
        from_state=SessionState.CONVENED,
        to_state=SessionState.NO_QUORUM,
        at=at(15, 40),
        by=UserFactory(full_name="Afiavi HOUNTOLO"),
        by_capacity="Secrétaire de la commission",
    )
    return session


def text_of(session: CommissionSession, name: str) -> tuple[int, str]:
    content = build_pv_document(session)
    document = Document(kind="pv", title=content.title, content=plain(content), content_sha256="0" * 64)
    pdf = render_pdf(pv_html(document, code="0123456789ABCDEFGHJKMNPQRSTV"), title=content.title)
    if kept := os.environ.get("CMSIC_KEEP_PAPERS"):
        (Path(kept) / f"{name}.pdf").write_bytes(pdf)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).translate(SPACES).split())


def test_it_says_how_the_members_were_convened_who_came_and_what_the_quorum_was():
    told = build_pv_document(carence()).carence
    assert told.convened == (
        "Par lettre n° 004/MDEMO/2026 du 7 septembre 2026, les membres de la CMSIC du MDEMO ont été convoqués,"
        " conformément à l’arrêté n° 001/MDEMO/DC/SGM/DPAF/DSI/SA du 16 janvier 2023, à la deuxième session ordinaire"
        " au titre de l’année 2026, prévue le mercredi 16 septembre 2026 à 15 heures 00, à la salle de conférences du"
        " ministère, Cotonou."
    )
    assert told.constat == "À 15 heures 40, 3 membres ayant voix délibérative sur 12 sont présents."
    assert told.quorum == (
        "Quorum : 7 membres sont requis (article 9, la moitié plus un des sièges à voix délibérative prévus par"
        " l’acte) ; 3 comptés."
    )
    assert told.second.replace("\u00a0", " ") == (
        "Seconde convocation, sur le même ordre du jour : 2 jours francs au moins après l’envoi (article 12)."
    )


def test_it_is_one_page_with_nothing_of_the_ordinary_procès_verbal():
    pages, text = text_of(carence(), "carence")
    assert pages == 1
    for word in ("s’est tenue", "Déroulement", "ouverture", "non renseigné", "3. Ordre du jour", "Rapporteur"):
        assert word.casefold() not in text.casefold(), word
    for words in ("Présents (3)", "Excusés (1)", "Absents (8)", "mission à Parakou", "à 15 heures 40"):
        assert words in text, words


def test_the_second_convocation_is_named_once_it_is_sent():
    session = carence()
    SessionFactory(
        commission=session.commission,
        postponed_from=session,
        state=SessionState.CONVENED,
        number=3,
        year=2026,
        held_on=date(2026, 9, 21),
        starts_at=time(9),
        convened_at=at(16),
        convened_by=UserFactory(),
        convocation_number=5,
    )
    assert build_pv_document(session).carence.second.replace("\u00a0", " ") == (
        "Seconde convocation : le lundi 21 septembre 2026 à 9 heures 00, par lettre n° 005/MDEMO/2026 ; 2 jours francs"
        " au moins après l’envoi (article 12)."
    )


@pytest.mark.parametrize(
    ("present", "signed"),
    [
        # The rapporteur and the vice-president came.
        ((2, 3, 5), [("Le Rapporteur", "Monsieur Sènan AGBÉTIHO"), ("Le Vice-président", "Monsieur Dossou AHOLIDJÈ")]),
        # The secretary came, and neither the president nor the vice-president.
        (
            (4, 7, 13),
            [
                ("La Secrétaire de séance", "Madame Afiavi HOUNTOLO"),
                ("Pour les membres présents", "Madame Rachidatou BIOKPARÉ"),
            ],
        ),
        # Nobody came: whoever stated the carence signs alone.
        ((), [("Pour le secrétariat de la commission", "Afiavi HOUNTOLO")]),
    ],
)
def test_those_who_were_there_sign(present, signed):
    told = build_pv_document(carence(present)).carence
    assert [(line.role, line.name) for line in told.signatures] == signed


def test_a_session_that_was_opened_keeps_the_course_of_what_it_did():
    assert build_pv_document(carence(opened_at=at(15, 5))).carence is None
