"""The letter of convocation: who signs it, and that it stands on one page."""

import io
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pypdf
import pytest

from foundation.accounts.models import Person
from foundation.documents.canonical import plain
from foundation.documents.models import Document
from foundation.documents.render import render_pdf
from sessions.core.enums import ItemKind
from sessions.core.models import Convocation
from sessions.preparing.reports.convocation import build_letter, form_of_address, letter_html
from tests.factories import AgendaItemFactory, SessionFactory
from tests.factories.held import demo_commission, holder
from tests.factories.ministries import CommuneFactory

pytestmark = pytest.mark.django_db
ITEMS = (
    ("Politique de sécurité du système d’information", 12),
    ("Renouvellement de 120 postes de travail", 5),
    ("Portail d’information des usagers", 7),
    ("Suite donnée aux recommandations antérieures", 13),
)


def convocation_of(commission, **fields) -> Convocation:
    held_on = date(2026, 10, 14)
    session = SessionFactory(
        commission=commission,
        convened=True,
        number=1,
        held_on=held_on,
        starts_at=time(10),
        planned_minutes=150,
        place="Salle de réunion du cabinet, Cotonou",
        theme="Équiper les services et informer les usagers",
        video_link="https://visio.exemple.bj/mdemo-octobre",
        is_fictitious=True,
        **fields,
    )
    for position, (title, presenter) in enumerate(ITEMS, start=1):
        AgendaItemFactory(
            session=session,
            position=position,
            kind=ItemKind.COMMUNICATION,
            title=title,
            presenter=holder(commission, presenter),
        )
    seat = commission.seats.get(position=4)
    return Convocation.objects.create(
        scope=session.scope,
        session=session,
        seat=seat,
        person=holder(commission, 4),
        seat_label=seat.label,
        secret_hash="0" * 64,
        number=4,
    )


def test_a_letter_of_four_items_with_its_urgency_stands_on_one_page():
    urgent = {"convened_at": datetime(2026, 10, 12, 9, tzinfo=UTC), "convocation_number": 1}
    motive = (
        "La convention de financement du bailleur doit être signée avant le 20 octobre 2026, et l’avis de la commission"
        " en est une condition."
    )
    convocation = convocation_of(demo_commission(), urgency_motive=motive, **urgent)
    letter = build_letter(convocation, changed=True, former_answer="envoie son suppléant")
    assert letter.urgency_rule.replace("\u00a0", " ") == "1 jour franc au lieu de 5, article 6"
    document = Document(kind="convocation", title="Convocation", content=plain(letter), is_specimen=True)
    pdf = render_pdf(letter_html(document, code="0123456789ABCDEFGHJKMNPQRSTV"), title="Convocation")
    if kept := os.environ.get("CMSIC_KEEP_PAPERS"):
        (Path(kept) / "convocation-urgente.pdf").write_bytes(pdf)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_letter_says_where_the_secretariat_answers_as_far_as_it_is_known():
    commission = demo_commission()
    convocation = convocation_of(commission)

    def said():
        document = Document(kind="convocation", title="Convocation", content=plain(build_letter(convocation)))
        return " ".join(letter_html(document, code="").replace("\u00a0", " ").split())

    assert "auprès du secrétariat de la commission." in said()
    for values, words in (
        ({"phone": "01 21 30 00 00"}, "(téléphone 01 21 30 00 00)"),
        ({"email": "cmsic@mdemo.test"}, "(téléphone 01 21 30 00 00, courriel cmsic@mdemo.test)"),
    ):
        for name, value in values.items():
            setattr(convocation.session.commission, name, value)
        assert f"auprès du secrétariat de la commission {words}." in said()


def test_on_a_second_page_the_signature_stands_with_what_it_closes():
    """Whatever the length of the agenda: the lines about the break, where a signature was left alone."""
    commission = demo_commission()
    convocation = convocation_of(commission)
    for position in range(5, 21):
        AgendaItemFactory(session=convocation.session, position=position, title=f"Point ajouté {position}")
    for position in range(21, 24):
        content = plain(build_letter(convocation))
        document = Document(kind="convocation", title="Convocation", content=content, is_specimen=True)
        pages = pypdf.PdfReader(io.BytesIO(render_pdf(letter_html(document, code=""), title="Convocation"))).pages
        signed = next(sheet.extract_text() for sheet in pages if "Fifamè ZINSOUKPÈ" in sheet.extract_text())
        assert "Vous êtes priée de dire si vous serez présente" in " ".join(signed.replace("\u00a0", " ").split())
        AgendaItemFactory(session=convocation.session, position=position, title="Encore un point")
    assert len(pages) == 2


def test_the_letter_bears_the_function_and_gender_of_who_convenes():
    commission = demo_commission()
    convocation = convocation_of(commission)
    letter = build_letter(convocation)
    assert (letter.signatory_function, letter.signatory_name) == ("La présidente de la commission", "Fifamè ZINSOUKPÈ")
    commission.seats.get(position=1).mandates.update(valid_to=convocation.session.held_on - timedelta(days=1))
    letter = build_letter(convocation)
    assert (letter.signatory_function, letter.signatory_name) == (
        "Le vice-président de la commission",
        "Dossou AHOLIDJÈ",
    )
    commission.seats.get(position=2).mandates.update(valid_to=convocation.session.held_on - timedelta(days=1))
    letter = build_letter(convocation)
    assert (letter.signatory_function, letter.signatory_name) == ("Le président de la commission", "")


def test_it_is_a_letter_with_its_place_object_address_and_enclosures():
    CommuneFactory(name="Cotonou")
    convocation = convocation_of(demo_commission(), convocation_number=1)
    letter = build_letter(convocation)
    assert letter.dated.startswith("Cotonou, le ")
    assert letter.object == "Convocation à la 1re session ordinaire au titre de l’année 2026"
    assert (letter.recipient_name, letter.recipient_function, letter.address) == (
        "Madame Rachidatou BIOKPARÉ",
        "Directrice de la planification, de l’administration et des finances",
        "Madame la Directrice",
    )
    assert (letter.reference, letter.invited, letter.attending) == ("N° 001/MDEMO/2026", "priée", "présente")
    assert letter.enclosed == ("invitation pour l’agenda électronique, jointe au courriel",)
    html = letter_html(Document(kind="convocation", title="Convocation", content=plain(letter)), code="")
    assert "agréer, Madame la Directrice, l’expression de ma considération distinguée" in html.replace("\u00a0", " ")


def test_a_change_says_what_changed_and_from_what():
    convocation = convocation_of(demo_commission(), convocation_number=1)
    convocation.letter = Document(content=plain(build_letter(convocation)))
    session = convocation.session
    session.held_on, session.starts_at, session.place = date(2026, 10, 21), time(15), "Palais des congrès, Cotonou"
    letter = build_letter(convocation, changed=True)
    assert letter.changes == (
        "date : mercredi 21 octobre 2026, au lieu de : mercredi 14 octobre 2026",
        "heure : 15 heures 00, au lieu de : 10 heures 00",
        "lieu : Palais des congrès, Cotonou, au lieu de : Salle de réunion du cabinet, Cotonou",
    )
    assert letter.object.startswith("Modification de la convocation")


@pytest.mark.parametrize(
    ("honorific", "function", "address"),
    [
        ("m", "Secrétaire général du ministère", "Monsieur le Secrétaire général"),
        ("mme", "Inspectrice générale du ministère", "Madame l’Inspectrice générale"),
        ("mme", "Représentant le ministre", "Madame"),
        ("", "Directeur de cabinet", "Madame, Monsieur"),
    ],
)
def test_the_form_of_address_is_that_of_the_function(honorific, function, address):
    assert form_of_address(Person(full_name="A. B.", honorific=honorific), function) == address
