"""« A conference with 24 ministries, 3 panels, 12 recommendations to 9 addressees: prepared, held, reported (PDF looked
at), followed to the proof, in the browser. »
"""

import re
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page

from conferences.enums import CONFERENCE_PAPER
from conferences.models import Conference
from conferences.operations import recommend
from conferences.operations.writing import Advice
from conferences.register.panels import PANELS
from conferences.register.speakers import SPEAKERS
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.documents import store
from foundation.documents.models import Document
from ministries.models import Commune, Ministry, Structure
from recommendations.models import Recommendation
from tests.browser import assert_accessible, assert_fits, at_rest
from tests.conftest import run_waiting
from tests.factories import CommuneFactory, MinistryFactory, ScopeFactory, StructureFactory, member_of, officer_of
from tests.factories.conferences import BodyFactory
from tests.measure import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MINISTRIES, PANELS_HELD, ADVICES = 24, 3, 12
SUBJECTS = ("E-services : ce que disent les usagers", "Passer au cloud national", "Acheter, louer ou mutualiser")


def submit(page: Page, label: str) -> None:
    page.locator("main").get_by_role("button", name=label, exact=True).first.click()
    if (asked := page.locator("dialog[open] [data-cmsic-confirm-yes]")).count():
        asked.click()
    at_rest(page)


def follow(page: Page, label: str) -> None:
    page.locator("main").get_by_role("link", name=label, exact=True).first.click()
    at_rest(page)


def fill(page: Page, **said: str) -> None:
    for name, value in said.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)


def words_of(document: Document) -> str:
    assert document.file is not None
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(store.path_of(document.file.sha256)).pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_conference_of_24_ministries_is_prepared_held_reported_and_followed_to_the_proof(live_page):
    body = BodyFactory(name="Conférence des Directeurs des Systèmes d’Information", code="CDSI")
    ministries = [
        MinistryFactory(name=f"Ministère n° {rank + 1}", acronym=f"M{rank + 1}") for rank in range(MINISTRIES)
    ]
    keeper = member_of(body, Role.SECRETARY)
    dsi = officer_of(ministries[0].scope, Role.DSI)
    officer_of(ScopeFactory(kind="national"), Role.ASIN_READER)
    StructureFactory(ministry=ministries[7], name="Agence des archives")
    CommuneFactory(name="Ouidah")
    today = clock.today()

    page = live_page("/conferences/", user=keeper, width=1280)
    prepare(page, today, keeper)
    hold_and_recommend(page, today, keeper)
    link = page.url
    report_it(page)
    paper = Document.objects.about(Conference.objects.get(), CONFERENCE_PAPER).get()
    told = words_of(paper)
    for words in (
        "24 participants de 24 institutions",
        "12 recommandations, 9 destinataires",
        *SUBJECTS,
        "Ministère n° 24",
    ):
        assert words in told
    assert paper.code_hash

    row = Recommendation.objects.get(text__startswith="Recommandation 1 ")
    followed_to_its_proof(live_page, dsi, keeper, row)
    page = live_page(link.removeprefix(page.url.split("/conferences")[0]), user=dsi, width=360)
    assert "1 exécutée sur 12" in page.locator("#recommandations").inner_text().replace("\u00a0", " ")
    assert_fits(page)
    assert_accessible(page)
    report("conference", ministries=MINISTRIES, panels=PANELS_HELD, recommendations=ADVICES)


def prepare(page: Page, today, keeper) -> None:
    follow(page, "Préparer une conférence")
    fill(
        page,
        number="10",
        title="10e Conférence des DSI",
        theme="Des services que l’on utilise vraiment",
        year=str(today.year),
        held_on=today.isoformat(),
        place="Cotonou",
        communication="L’ASIN rappelle son appui.",
        communication_by="Le directeur général de l’ASIN",
    )
    submit(page, "Enregistrer")
    assert "Aucun panel n’est au programme." in page.locator("main").inner_text()
    add_panels(page, keeper)
    follow(page, "Coller la liste")
    fill(page, lines="\n".join(f"M{rank}" for rank in range(1, MINISTRIES + 1)), function="DSI")
    submit(page, "Noter ces participants")
    submit(page, "Annoncer")
    assert "annoncée" in page.locator("main header, main").first.inner_text()


def add_panels(page: Page, keeper) -> None:
    """The first in the browser, with who speaks; the others are alike."""
    follow(page, "Ajouter un panel")
    fill(page, position="1", title=SUBJECTS[0], moderator="Awa GNANSOUNOU", findings="Constat 1.")
    submit(page, "Enregistrer")
    follow(page, "Ajouter un intervenant")
    fill(page, name="Intervenant 1", institution="ANIP")
    submit(page, "Enregistrer")
    conference = Conference.objects.get()
    for rank, subject in enumerate(SUBJECTS[1:], start=2):
        said = {"moderator": "Awa GNANSOUNOU", "findings": f"Constat {rank}."}
        panel = PANELS.add(conference=conference, position=rank, title=subject, **said, by=keeper)
        SPEAKERS.add(panel=panel, position=1, name=f"Intervenant {rank}", institution="ANIP", by=keeper)
    page.goto(page.url.split("/conferences-")[0] + f"/conferences/{conference.pk}")
    shown = [title.replace("\u00a0", " ") for title in page.locator("#programme h3").all_inner_texts()]
    assert shown == [*SUBJECTS]
    for rank in range(1, PANELS_HELD + 1):
        assert f"Intervenant {rank}" in page.locator("#programme").inner_text()


def hold_and_recommend(page: Page, today, keeper) -> None:
    """The first recommendation in the browser; each other to the next of nine addressees."""
    submit(page, "Dire tenue")
    follow(page, "Écrire une recommandation")
    fill(
        page,
        text="Recommandation 1 de la conférence",
        panel=SUBJECTS[0],
        due_on=(today + timedelta(days=30)).isoformat(),
        ministry="Ministère n° 1",
    )
    submit(page, "Écrire")
    conference = Conference.objects.get()
    panels = list(conference.panels.order_by("position"))
    whom: list[dict[str, Any]] = [{"ministry": row} for row in Ministry.objects.order_by("created_at", "pk")[:6]]
    whom += [
        {"structure": Structure.objects.get(name="Agence des archives")},
        {"commune": Commune.objects.get(name="Ouidah")},
        {"is_for_asin": True},
    ]
    for rank in range(1, ADVICES):
        text, due_on = f"Recommandation {rank + 1} de la conférence", today + timedelta(days=30 + rank)
        advice = Advice(text, panels[rank % PANELS_HELD], due_on=due_on, **whom[rank % len(whom)])
        recommend(conference.pk, advice, by=keeper)
    page.reload()
    assert len(set(Recommendation.objects.values_list("addressee_label", flat=True))) == 9
    assert page.locator("#recommandations tbody tr").count() == ADVICES


def report_it(page: Page) -> None:
    submit(page, "Établir le rapport")
    run_waiting()
    page.reload()
    at_rest(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le rapport").first.click()
    assert re.search(r"\.pdf$", download.value.suggested_filename)


def followed_to_its_proof(live_page, dsi, keeper, row: Recommendation) -> None:
    page = live_page("/recommandations/?mine=1&state=open", user=dsi, width=360)
    follow(page, row.text)
    for label in ("Accepter", "Commencer"):
        submit(page, label)
    follow(page, "Rendre compte")
    fill(page, text="La liste est publiée.", proof_link="https://exemple.bj/preuve")
    submit(page, "Remettre le compte rendu")
    page = live_page(f"/recommandations/{row.pk}", user=keeper, width=1280)
    assert "Conférence d’origine" in page.locator("main").inner_text()
    submit(page, "Accepter la preuve")
    row.refresh_from_db()
    assert row.state == "done"
