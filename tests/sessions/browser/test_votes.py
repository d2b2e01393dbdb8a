"""Every way of voting, pressed on the live page: what refuses to close a vote, then its close."""

import pytest
from playwright.sync_api import expect

from sessions.core.enums import BallotResult
from sessions.core.models import Ballot
from sessions.meeting.operations import holding
from tests.sessions.held import held

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    world = held()
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    return world


def voting_page(live_page, world, method: str):
    page = live_page(f"/sessions/{world.session.pk}/direct?point={world.item.pk}", user=world.secretary, wait=False)
    page.wait_for_selector("[data-live-nojs][hidden]", state="attached")
    page.locator("#mettre-aux-voix summary").click()
    page.select_option("#voter_proposed_outcome", "favourable")
    page.get_by_role("button", name=method, exact=True).click()
    expect(page.locator(".ballot--open")).to_be_visible(timeout=10_000)
    return page


def close(page):
    page.get_by_role("button", name="Clore le vote").click()


def refused(page, sentence: str) -> None:
    expect(page.locator("#compter .live-refusal, [data-live-refused]")).to_contain_text(sentence, timeout=10_000)
    assert Ballot.objects.get().result == ""


def closed(live_page, page) -> Ballot:
    expect(page.locator(".ballot--adopted")).to_be_visible(timeout=10_000)
    live_page.console.problems = [line for line in live_page.console.problems if "400" not in line]
    ballot = Ballot.objects.get()
    assert ballot.result == BallotResult.ADOPTED
    return ballot


def test_a_vote_by_name_closes_with_the_voices_that_were_noted(live_page, world):
    page = voting_page(live_page, world, "Vote nominal")
    close(page)
    refused(page, "Aucune voix n’est notée")
    for place, voice in enumerate(("Pour", "Contre", "Pour")):
        page.locator(".voices__line").nth(place).get_by_role("button", name=voice).click()
        pressed = page.locator(".voices__line").nth(place).locator('[aria-pressed="true"]')
        expect(pressed).to_contain_text(voice, timeout=10_000)
    close(page)
    ballot = closed(live_page, page)
    assert (ballot.votes_for, ballot.votes_against, ballot.abstentions) == (2, 1, 0)


def test_a_secret_vote_closes_with_as_many_papers_as_marks(live_page, world):
    page = voting_page(live_page, world, "Vote secret")
    expect(page.locator("#compter_president_vote")).to_have_count(0)
    for place in range(2):
        page.locator(".voters li").nth(place).get_by_role("button").click()
        expect(page.locator(".ballot--open [role=status]")).to_contain_text(f"{place + 1} bulletin", timeout=10_000)
    page.fill("#compter_votes_for", "3")
    page.fill("#compter_votes_against", "0")
    page.fill("#compter_abstentions", "0")
    close(page)
    refused(page, "marquez chaque membre")
    page.fill("#compter_votes_for", "2")
    close(page)
    assert closed(live_page, page).votes_for == 2


def test_a_show_of_hands_closes_with_its_count(live_page, world):
    page = voting_page(live_page, world, "Voter à main levée")
    page.fill("#compter_votes_for", "9")
    page.fill("#compter_votes_against", "0")
    page.fill("#compter_abstentions", "0")
    close(page)
    refused(page, "Le compte dépasse")
    page.fill("#compter_votes_for", "7")
    page.fill("#compter_abstentions", "1")
    page.select_option("#compter_president_vote", "for")
    close(page)
    ballot = closed(live_page, page)
    assert (ballot.votes_for, ballot.abstentions, ballot.president_vote) == (7, 1, "for")
