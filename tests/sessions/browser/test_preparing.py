"""Preparing and answering in a real Chromium: order by mouse and keyboard, no script, small screen, axe."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from foundation.jobs.models import Job
from sessions.papers.operations.papers import prepare_pv
from sessions.papers.queries.session_files import MAKE_FILE
from sessions.preparing.notifications import new_answer_address
from sessions.preparing.operations.convening import convene
from tests.browser import assert_accessible, assert_fits, at_rest
from tests.factories import (
    AgendaItemFactory,
    AnnexFactory,
    ProjectFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
)
from tests.factories.files import pdf_of
from tests.factories.files import stored as stored_file
from tests.factories.held import held_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3), planned_minutes=40)
    for position, title in enumerate(["Ouverture", "Budget", "Projets", "Divers"], start=1):
        AgendaItemFactory(
            session=session, position=position, title=title, kind="heading" if position == 1 else "communication"
        )
    session.agenda_items.get(title="Projets").projects.add(ProjectFactory(ministry=session.commission.ministry))
    return session


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


def titles(page):
    return [text.strip() for text in page.locator(".agenda__title").all_inner_texts()]


def stored(session):
    return list(session.agenda_items.in_order().values_list("title", flat=True))


def test_the_agenda_is_put_in_order_by_mouse_and_keyboard(live_page, session, secretary):
    address = reverse("sessions:prepare", args=[session.pk])
    page = live_page(address, user=secretary)
    status = page.locator("[data-agenda-status]")
    lines = page.locator(".agenda__line")
    lines.nth(1).drag_to(lines.nth(3), target_position={"x": 120, "y": 30})
    expect(status).to_have_text("Ordre enregistré.")
    assert titles(page) == stored(session) == ["Ouverture", "Projets", "Divers", "Budget"]
    page.locator(".agenda__title").nth(3).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".agenda__title").nth(2)).to_be_focused()
    page.wait_for_function("() => document.querySelector('[data-agenda-status]').textContent === 'Ordre enregistré.'")
    assert stored(session) == ["Ouverture", "Projets", "Budget", "Divers"]
    assert page.locator(".agenda__number").all_inner_texts() == ["", "1", "2", "3"]
    other = live_page(address, user=secretary)
    other.locator(".agenda__title").nth(1).focus()
    other.keyboard.press("Alt+ArrowDown")
    expect(other.locator("[data-agenda-status]")).to_have_text("Ordre enregistré.")
    page.locator(".agenda__title").nth(3).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(status).to_contain_text("a été modifié entre-temps")
    assert stored(session) == ["Ouverture", "Budget", "Projets", "Divers"]
    live_page.console.problems.clear()  # the refused save is written there too
    expect(other.get_by_role("combobox", name="Projets liés")).to_be_hidden()
    other.get_by_label("Nature").select_option("project_review")
    expect(other.get_by_role("combobox", name="Projets liés")).to_be_visible()


def test_a_finger_puts_an_item_elsewhere(live_page, session, secretary):
    page = live_page(
        reverse("sessions:prepare", args=[session.pk]), user=secretary, width=412, has_touch=True, is_mobile=True
    )
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 80, "y": y} for y in points]})

    def drag(*, after_ms):
        page.evaluate("document.querySelector('.agenda').scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(300)
        boxes = [line.bounding_box() for line in page.locator(".agenda__line").all()]
        begin, end = boxes[1]["y"] + boxes[1]["height"] / 2, boxes[3]["y"] + boxes[3]["height"] * 0.8
        touch("touchStart", begin)
        page.wait_for_timeout(after_ms)
        for part in range(1, 11):
            touch("touchMove", begin + (end - begin) * part / 10)
            page.wait_for_timeout(30)
        touch("touchEnd")

    drag(after_ms=0)  # a finger that moves at once scrolls the page
    page.wait_for_timeout(400)
    assert titles(page) == stored(session) == ["Ouverture", "Budget", "Projets", "Divers"]
    drag(after_ms=350)
    expect(page.locator("[data-agenda-status]")).to_have_text("Ordre enregistré.")
    assert titles(page) == stored(session) == ["Ouverture", "Projets", "Divers", "Budget"]
    assert page.locator(".agenda__number").all_inner_texts() == ["", "1", "2", "3"]


def test_without_script_the_buttons_move_an_item(live_page, session, secretary):
    page = live_page(
        reverse("sessions:prepare", args=[session.pk]), user=secretary, java_script_enabled=False, wait=False
    )
    page.get_by_role("button", name="Monter « Divers »").click()
    page.wait_for_load_state()
    assert titles(page) == stored(session) == ["Ouverture", "Budget", "Divers", "Projets"]
    expect(page.get_by_label("Projets liés")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_and_are_accessible(live_page, session, secretary, width):
    convened = SessionFactory(commission=session.commission)
    AgendaItemFactory(session=convened, position=1)
    convene(convened.pk, by=secretary)
    item = session.agenda_items.get(title="Projets")
    addresses = [
        reverse("sessions:list"),
        reverse("sessions:create"),
        reverse("sessions:record_past"),
        reverse("sessions:detail", args=[session.pk]),
        reverse("sessions:prepare", args=[session.pk]) + f"?point={item.pk}",
        reverse("sessions:convocations", args=[convened.pk]),
        reverse("sessions:detail", args=[convened.pk]),
        reverse("sessions:answer_for", args=[convened.convocations.first().pk]),
    ]
    page = live_page(addresses[0], user=secretary, width=width)
    for address in addresses:
        page.goto(address)
        at_rest(page)
        assert_fits(page)
        assert_accessible(page)


def test_a_member_answers_on_a_telephone_without_an_account(live_page, session):
    convene(session.pk, by=UserFactory())
    convocation = session.convocations.order_by("number").first()
    address = new_answer_address(convocation)
    page = live_page(address[address.index("/sessions/") :], width=360)
    assert_fits(page)
    assert_accessible(page)
    page.get_by_label("Je m’excuse").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites en quelques mots pourquoi")
    assert page.get_by_label("Je m’excuse").is_checked()
    page.get_by_label("Si vous vous excusez").fill("En mission à Parakou")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert_accessible(page)
    convocation.refresh_from_db()
    assert (convocation.answer, convocation.answer_reason) == ("excused", "En mission à Parakou")


def test_the_members_are_convened_after_a_look_and_once(live_page, session, secretary):
    prepare = reverse("sessions:prepare", args=[session.pk])
    page = live_page(prepare, user=secretary)
    page.get_by_role("link", name="Convoquer les membres", exact=True).click()
    expect(page.get_by_role("heading", name="La lettre")).to_be_visible()
    expect(page.get_by_text("J’ai l’honneur de vous convoquer")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)
    late = live_page(reverse("sessions:convening", args=[session.pk]), user=secretary)
    page.get_by_role("button", name="Convoquer les membres").click()
    expect(page.get_by_text("Les convocations partent à")).to_be_visible()
    expect(page.get_by_role("link", name="Feuille d’émargement").first).to_be_visible()
    expect(page.get_by_role("button", name="Relancer")).to_have_count(0)
    late.get_by_role("button", name="Convoquer les membres").click()
    expect(late.get_by_text("la session est à l’état « convoquée »").first).to_be_visible()
    assert session.convocations.count() == 4
    live_page.console.problems.clear()


def test_the_silent_are_reminded_once_they_had_time(live_page, session, secretary):
    convene(session.pk, by=secretary)
    type(session).objects.filter(pk=session.pk).update(convened_at=timezone.now() - timedelta(days=2))
    page = live_page(reverse("sessions:convocations", args=[session.pk]), user=secretary)
    for said in ("4 relances partent", "ont déjà été relancés aujourd’hui"):
        page.get_by_role("button", name="Relancer les 4 sans réponse").click()
        page.locator("[data-cmsic-confirm-dialog]").get_by_role("button", name="Relancer", exact=True).click()
        expect(page.get_by_text(said)).to_be_visible()


def test_several_annexes_come_at_once_or_none(live_page, session, secretary):
    item = session.agenda_items.get(title="Budget")
    page = live_page(reverse("sessions:prepare", args=[session.pk]) + f"?point={item.pk}", user=secretary)

    def attach(*files):
        page.get_by_text("Joindre des annexes").click()
        page.get_by_label("Fichiers").set_input_files(
            [{"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in files]
        )
        page.get_by_role("button", name="Joindre", exact=True).click()

    attach(("Note.pdf", pdf_of("Note")), ("Plan.pdf", pdf_of("Plan")))
    expect(page.get_by_text("2 annexes sont jointes.")).to_be_visible()
    assert list(item.annexes.order_by("position").values_list("title", flat=True)) == ["Note", "Plan"]
    page.reload()
    attach(("Tableau.pdf", pdf_of("Tableau")), ("Virus.pdf", b"MZ"))
    expect(page.get_by_role("alert").first).to_be_visible()
    assert item.annexes.count() == 2
    live_page.console.problems.clear()


def test_behind_the_link_the_question_comes_first_then_the_file(live_page, session, run_jobs):
    item = session.agenda_items.get(title="Budget")
    AnnexFactory(item=item, title="Tableau des dépenses", file=stored_file(pdf_of("Dépenses"), "depenses.pdf"))
    convene(session.pk, by=UserFactory())
    Job.objects.filter(kind=MAKE_FILE).update(state="dead", finished_at=timezone.now())
    address = new_answer_address(session.convocations.order_by("number").first())
    page = live_page(address[address.index("/sessions/") :], width=360)
    top = page.get_by_label("Je m’excuse").bounding_box()["y"]
    assert top < page.get_by_text("Ordre du jour", exact=True).bounding_box()["y"]
    assert top < 640  # the three answers without scrolling
    assert_fits(page)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tableau des dépenses").click()
    assert download.value.suggested_filename == "depenses.pdf"
    page.get_by_role("button", name="Établir le dossier en un seul PDF").click()
    expect(page.get_by_text("en cours d’établissement")).to_be_visible()
    run_jobs()
    page.get_by_role("link", name="Actualiser la page").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tout en un seul PDF").click()
    assert download.value.suggested_filename.startswith("dossier-")


def test_the_minutes_are_submitted_after_a_look_and_once(live_page):
    session = held_session()
    prepare_pv(session.pk, by=None)
    secretary = member_of(session.commission, Role.SECRETARY)
    page = live_page(reverse("sessions:pv", args=[session.pk]), user=secretary)
    page.get_by_role("link", name="Soumettre le procès-verbal").click()
    expect(page.get_by_text("donné à la soumission et gardé")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)
    late = live_page(reverse("sessions:submitting", args=[session.pk]), user=secretary)
    page.get_by_role("button", name="Soumettre le procès-verbal").click()
    expect(page.get_by_text("porte le n° 1/2026").first).to_be_visible()
    late.get_by_role("button", name="Soumettre le procès-verbal").click()
    expect(late.get_by_text("déjà soumis").first).to_be_visible()
    live_page.console.problems.clear()
