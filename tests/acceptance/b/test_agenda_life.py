"""« The whole agenda life »: proposal → conformity sheet → agenda A → convened → late item → agenda B with its list of
changes mailed → session → item postponed → the next session carries it with its lineage. One story, in a real
Chromium."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from sessions.core.enums import PresenceKind
from sessions.core.models import CommissionSession
from sessions.meeting.operations.holding import open_session
from sessions.meeting.operations.presence import record_presence
from sessions.preparing.enums import ConformityQuestion
from tests.browser import assert_accessible, assert_fits, at_rest, choose
from tests.factories import ProjectFactory, commission_with_members, member_of, officer_of
from tests.sessions.held import voting_seats

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

NETWORK, LATE = "Réseau local du siège", "Panne du centre de données"


def press(page, name, answer=""):
    page.get_by_role("button", name=name, exact=True).first.click()
    if answer:
        dialog = page.locator("[data-cmsic-confirm-dialog]")
        dialog.get_by_role("button", name=answer, exact=True).click()
    at_rest(page)


def follow(page, name):
    page.get_by_role("link", name=name).first.click()
    at_rest(page)


def look(page):
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def said(text):
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def test_the_whole_life_of_an_agenda(live_page, run_jobs):
    commission = commission_with_members(3)
    ProjectFactory(ministry=commission.ministry, title=NETWORK)
    secretary = member_of(commission, Role.SECRETARY)
    today = timezone.localdate()

    # A project lead proposes an item and answers its conformity sheet.
    page = live_page("/sessions/propositions/proposer", user=officer_of(commission.scope, Role.PROJECT_LEAD))
    page.get_by_label("Intitulé", exact=True).fill(NETWORK)
    page.get_by_label("Objectifs").fill("Câbler les trois bâtiments du siège.")
    choose(page, "Projets liés", NETWORK)
    press(page, "Enregistrer le brouillon")
    proposal = page.url
    follow(page, "Remplir la fiche")
    follow(page, "Remplir la fiche")
    for question in ConformityQuestion:
        page.locator(f"input[name={question.value}][value=yes]").check()
    look(page)
    press(page, "Enregistrer la fiche")
    look(page)
    page.goto(proposal)
    press(page, "Soumettre")
    look(page)

    # The DSI endorses it, the secretary prepares a session and puts it on the agenda.
    dsi = live_page(proposal, user=officer_of(commission.scope, Role.DSI))
    press(dsi, "Valider")
    desk = live_page("/sessions/preparer", user=secretary)
    desk.get_by_label("Date", exact=True).fill(str(today))
    desk.get_by_label("Heure", exact=True).fill("10:00")
    desk.get_by_label("Lieu").fill("Salle A")
    desk.get_by_label("Motif de l’urgence").fill("Raccordement imminent")
    look(desk)
    press(desk, "Préparer la session")
    prepare = desk.url
    expect(desk.locator(".agenda__title")).to_have_count(2)  # what the portal writes before a first session
    follow(desk, "proposition attend")
    look(desk)
    follow(desk, NETWORK)
    follow(desk, "Inscrire à une session")
    press(desk, "Inscrire")
    expect(desk.locator(".agenda__title", has_text=NETWORK)).to_be_visible()

    # The sheet holds the agenda back until it is checked; then the members are convened on agenda A.
    assert "n’est pas vérifiée" in said(desk.locator("main").inner_text())
    follow(desk, "Fiche de conformité")
    press(desk, "Marquer comme vérifiée")
    desk.goto(prepare)
    follow(desk, "Convoquer les membres")
    look(desk)
    press(desk, "Convoquer les membres")
    session = CommissionSession.objects.get(commission=commission)
    assert session.agenda_releases.get().letter == "A"
    run_jobs()
    mail.outbox.clear()

    # A late item waits until agenda B is released; its list of changes is mailed to each member.
    desk.goto(prepare)
    desk.get_by_label("Intitulé", exact=True).fill(LATE)
    press(desk, "Inscrire le point")
    expect(desk.get_by_text("1 changement n’est pas encore annoncé")).to_be_visible()
    look(desk)
    press(desk, "Diffuser l’ordre du jour B", "Diffuser")
    run_jobs()
    letters = [letter for letter in mail.outbox if "Ordre du jour B" in letter.subject]
    assert len(letters) == 4
    assert all(f"Point ajouté : 4. {LATE}" in said(letter.body) for letter in letters)
    assert LATE in desk.locator(".changes").inner_text()  # from A to B, on the page
    look(desk)

    # The session is held; the late item is postponed, and the next session carries it with its lineage.
    for seat in voting_seats(commission):
        record_presence(session.pk, seat_id=seat.pk, kind=PresenceKind.ARRIVED, by=secretary)
    open_session(session.pk, by=secretary)
    desk.goto(f"/sessions/{session.pk}")
    assert "Points tardifs" in said(desk.locator("main").inner_text()) or "Point tardif" in said(
        desk.locator("main").inner_text()
    )
    follow(desk, f"Reporter « {LATE} » à une autre session")
    desk.get_by_label("Motif").fill("Le rapport de l’hébergeur manque")
    press(desk, "Reporter le point")
    following = CommissionSession.objects.exclude(pk=session.pk).get(commission=commission)
    desk.goto(f"/sessions/{session.pk}")
    expect(desk.get_by_text("Reporté à la")).to_be_visible()
    desk.goto(f"/sessions/{following.pk}")
    expect(desk.get_by_text("Vient de la")).to_be_visible()
    carried = following.agenda_items.get(title=LATE)
    assert carried.postponed_from == session.agenda_items.get(title=LATE)
    assert following.held_on is None or following.held_on > today - timedelta(days=1)
    look(desk)
