"""The live page in a real browser: what is typed is kept, whatever happens to the line, the sign-in or the other
editor.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from sessions.core.enums import SessionState
from sessions.core.models import AgendaItem, Decision, MinuteText, Speech, TextRevision
from sessions.meeting.operations import checking_in, deciding, holding, voting
from sessions.meeting.operations.deciding import RecommendationLine
from tests.browser import assert_accessible, assert_fits, at_rest, sign_in
from tests.factories import member_of
from tests.sessions.held import arrive, held

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# How many buttons are shown beside the state of saving, and how many of them stand over its words.
COVERED = """(text) => {
  const words = document.querySelector("[data-cmsic-saving-text]");
  words.textContent = text;
  const box = words.getBoundingClientRect();
  const acts = [...document.querySelectorAll(".live__acts :is(button, summary)")].filter((act) => act.checkVisibility()).map((act) => act.getBoundingClientRect());
  return [acts.length, acts.filter((act) => act.left < box.right && box.left < act.right && act.top < box.bottom && box.top < act.bottom).length];
}"""  # noqa: E501
SAVED = re.compile(r"Enregistré \d\d:\d\d:\d\d")
SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def opened(live_page, world, user=None, **options):
    page = live_page(
        f"/sessions/{world.session.pk}/direct?point={world.item.pk}",
        user=user or world.secretary,
        wait=False,
        **options,
    )
    page.wait_for_selector("[data-live-nojs][hidden]", state="attached")
    return page


def debate(page):
    return page.locator('[data-live-section="debate"]')


def saving(page):
    return page.locator("[data-cmsic-saving-text]")


def kept_rows(page):
    return page.evaluate(
        """() => new Promise((resolve) => { const open = indexedDB.open("cmsic-seance", 1);
            open.onupgradeneeded = () => open.result.createObjectStore("texts", { keyPath: "id" });
            open.onsuccess = () => { const all = open.result.transaction("texts").objectStore("texts").getAll(); all.onsuccess = () => { open.result.close(); resolve(all.result); }; }; })"""  # noqa: E501
    )


def follow(page):
    """What the page asks every five seconds, at once; a press counts for a little after it has ended."""
    with page.expect_response("**/direct/etat"):
        page.evaluate(f"new Promise((then) => setTimeout(then, 350)).then(() => {SEEN_AGAIN})")


def crossing(late, field, text, early, first_text):
    """Type on two pages at once: the line of `late` holds until `early` has saved."""
    late.context.set_offline(True)
    field.fill(text)
    debate(early).fill(first_text)
    expect(saving(early)).to_have_text(SAVED, timeout=30_000)
    late.context.set_offline(False)


def test_a_text_saves_itself_and_says_when(live_page):
    world = held()
    page = opened(live_page, world)
    debate(page).fill("Le DSI présente le dossier.")
    expect(saving(page)).to_have_text(SAVED, timeout=10_000)
    assert MinuteText.objects.get().text == "Le DSI présente le dossier."
    expect(page.locator(".live-field__meta", has_text="révision 1")).to_have_count(1)
    assert kept_rows(page) == []


def test_the_page_fits_and_is_accessible_on_a_laptop_and_a_phone(live_page):
    world = held()
    for width in (1280, 360):
        page = opened(live_page, world, width=width)
        assert_fits(page)
        assert_accessible(page)
    page = live_page(f"/sessions/{world.session.pk}/presences", user=world.secretary, width=360)
    assert_fits(page)
    assert_accessible(page)


def test_two_editors_see_both_texts_and_lose_none(live_page):
    world = held()
    first = opened(live_page, world)
    second = opened(live_page, world, user=member_of(world.commission, Role.SECRETARY))
    crossing(
        second, debate(second), "Ce que le second écrit <script>alert(1)</script>.", first, "Ce que le premier écrit."
    )
    dialog = second.locator("#conflit")
    expect(dialog).to_be_visible(timeout=15_000)
    expect(dialog.locator(".diff__text").first).to_have_text("Ce que le premier écrit.")
    expect(dialog.locator(".diff__text").last).to_have_text("Ce que le second écrit <script>alert(1)</script>.")
    assert_accessible(second)
    dialog.get_by_role("button", name="Garder ce texte").click()
    expect(saving(second)).to_have_text(SAVED, timeout=15_000)
    texts = list(TextRevision.objects.order_by("revision").values_list("text", flat=True))
    both = "Ce que le premier écrit.\n\nCe que le second écrit <script>alert(1)</script>."
    assert texts == ["Ce que le premier écrit.", both]
    follow(first)
    # The first page follows, since nothing is half typed there.
    expect(debate(first)).to_have_value(both, timeout=15_000)
    live_page.console.problems.clear()


def test_keeping_the_stored_text_leaves_the_other_in_the_history(live_page):
    world = held()
    page = opened(live_page, world)
    other = opened(live_page, world, user=member_of(world.commission, Role.SECRETARY))
    crossing(other, debate(other), "Le second.", page, "Le premier.")
    expect(other.locator("#conflit")).to_be_visible(timeout=15_000)
    other.get_by_role("button", name="Garder le texte enregistré").click()
    expect(debate(other)).to_have_value("Le premier.")
    assert list(TextRevision.objects.order_by("revision").values_list("text", flat=True)) == [
        "Le premier.",
        "Le second.",
        "Le premier.",
    ]
    live_page.console.problems.clear()


def test_a_line_that_drops_keeps_the_text_on_the_device_even_when_the_page_is_closed(live_page):
    world = held()
    page = opened(live_page, world)
    context = page.context
    context.set_offline(True)
    debate(page).fill("Écrit sans réseau.")
    page.locator('[data-live-section="conclusion"]').fill("Conclu sans réseau.")
    expect(saving(page)).to_have_text("Hors ligne, 2 modifications gardées", timeout=10_000)
    assert sorted(row["text"] for row in kept_rows(page)) == ["Conclu sans réseau.", "Écrit sans réseau."]
    assert not TextRevision.objects.exists()
    page.close(run_before_unload=False)
    context.set_offline(False)
    back = context.new_page()
    back.goto(f"/sessions/{world.session.pk}/direct?point={world.item.pk}")
    expect(debate(back)).to_have_value("Écrit sans réseau.", timeout=15_000)
    # Saved by the last breath of the page that closed, or by this one: the device forgets only then.
    deadline = time.monotonic() + 20
    while kept_rows(back) and time.monotonic() < deadline:
        back.wait_for_timeout(200)
    assert kept_rows(back) == []
    assert sorted(MinuteText.objects.values_list("text", flat=True)) == ["Conclu sans réseau.", "Écrit sans réseau."]
    live_page.console.problems.clear()


def test_the_line_comes_back_and_the_page_saves_by_itself(live_page):
    world = held()
    page = opened(live_page, world)
    page.context.set_offline(True)
    debate(page).fill("Sans réseau.")
    expect(saving(page)).to_have_text("Hors ligne, 1 modification gardée", timeout=10_000)
    page.context.set_offline(False)
    expect(saving(page)).to_have_text(SAVED, timeout=15_000)
    assert MinuteText.objects.get().text == "Sans réseau."
    live_page.console.problems.clear()


def test_an_expired_sign_in_opens_a_dialog_and_the_text_stays(live_page, live_server):
    world = held()
    page = opened(live_page, world)
    page.context.clear_cookies()
    debate(page).fill("Tapé après l’expiration.")
    dialog = page.locator("#expiree")
    expect(dialog).to_be_visible(timeout=15_000)
    expect(debate(page)).to_have_value("Tapé après l’expiration.")
    sign_in(page.context, live_server.url, world.secretary)
    dialog.get_by_role("button", name="C’est fait, enregistrer").click()
    expect(saving(page)).to_have_text(SAVED, timeout=15_000)
    expect(dialog).to_be_hidden()
    assert MinuteText.objects.get().text == "Tapé après l’expiration."
    live_page.console.problems.clear()


def test_another_account_in_the_same_browser_reads_nothing_of_what_was_typed(live_page, live_server):
    world = held()
    other = member_of(world.commission, Role.SECRETARY)
    page = opened(live_page, world)
    page.context.clear_cookies()
    sign_in(page.context, live_server.url, other)
    debate(page).fill("Un secret de travail.")
    expect(page.locator("#expiree")).to_be_visible(timeout=15_000)
    expect(page.locator("#live")).to_be_hidden()
    assert not TextRevision.objects.exists()
    theirs = page.context.new_page()
    theirs.goto(f"/sessions/{world.session.pk}/direct?point={world.item.pk}")
    expect(theirs.locator('[data-live-section="debate"]')).to_have_value("")
    live_page.console.problems.clear()


def test_behind_closed_doors_nothing_stays_on_the_device(live_page):
    world = held(is_closed_doors=True)
    page = opened(live_page, world)
    expect(page.get_by_text("n’est gardé sur cet appareil")).to_be_visible()
    page.context.set_offline(True)
    debate(page).fill("Un propos du huis clos.")
    expect(saving(page)).to_have_text("Hors ligne, 1 modification dans cette page seulement", timeout=10_000)
    assert kept_rows(page) == []
    page.context.set_offline(False)
    expect(saving(page)).to_have_text(SAVED, timeout=15_000)
    live_page.console.problems.clear()


def test_an_item_is_held_with_the_keyboard_alone(live_page):
    world = held()
    page = opened(live_page, world)
    page.keyboard.press("Alt+n")
    expect(page.locator(".points__item--current .points__title")).to_have_text("Point 1", timeout=10_000)
    page.keyboard.press("Alt+b")
    page.keyboard.type("On débat.")
    page.keyboard.press("Alt+s")
    page.keyboard.type("La commission prend acte.")
    page.keyboard.press("Control+s")
    expect(saving(page)).to_have_text(SAVED, timeout=10_000)
    page.select_option("#decider_outcome", "noted")
    page.get_by_role("button", name="Décider", exact=True).click()
    expect(page.locator(".decision__head")).to_contain_text("Décision n° 1", timeout=10_000)
    page.keyboard.press("Alt+n")
    expect(page.locator(".points__item--current .points__title")).to_have_text("Point 2", timeout=10_000)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#raccourcis")).to_be_visible()
    decision = Decision.objects.get()
    assert (decision.outcome, decision.text) == ("noted", "La commission prend acte.")


def test_ctrl_enter_records_where_one_writes_and_stays_on_the_item(live_page):
    world = held()
    page = opened(live_page, world)
    current = page.locator(".points__item--current .points__title")
    page.keyboard.press("Alt+n")
    expect(current).to_have_text("Point 1", timeout=10_000)
    page.keyboard.press("Alt+b")
    page.keyboard.type("On débat.")
    page.keyboard.press("Control+Enter")
    expect(saving(page)).to_have_text(SAVED, timeout=1_400)  # before the pause after which a text saves itself
    assert MinuteText.objects.get().text == "On débat."
    page.keyboard.press("Alt+i")
    page.fill("#parole_speaker_name", "Le directeur de cabinet")
    page.locator("#parole_summary").press_sequentially("Il demande un calendrier.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".speeches")).to_contain_text("Il demande un calendrier.", timeout=10_000)
    expect(current).to_have_text("Point 1")
    assert Speech.objects.get().summary == "Il demande un calendrier."
    # Nothing typed: nothing is done, and the item stays.
    page.locator("#noter-parole summary").click()
    page.locator("#parole_summary").press("Control+Enter")
    page.wait_for_timeout(500)
    expect(current).to_have_text("Point 1")
    assert Speech.objects.count() == 1


def test_every_field_with_something_typed_counts_in_the_state_of_saving(live_page):
    world = held()
    page = opened(live_page, world)
    expect(saving(page)).to_have_text("Rien à enregistrer")
    page.locator("#noter-parole summary").click()
    page.fill("#parole_summary", "Il demande")
    expect(saving(page)).to_have_text("1 champ rempli, pas encore enregistré")
    page.fill("#parole_speaker_name", "Le directeur de cabinet")
    expect(saving(page)).to_have_text("2 champs remplis, pas encore enregistrés")
    # Still counted while one looks at another item, and when a text has been saved meanwhile.
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#point-titre")).to_have_text("Point 2", timeout=10_000)
    expect(saving(page)).to_have_text("2 champs remplis, pas encore enregistrés")
    debate(page).fill("On débat du deuxième point.")
    expect(saving(page)).to_have_text("Modifié, pas encore enregistré")
    expect(page.locator(".live-field__meta", has_text="révision 1")).to_have_count(1, timeout=10_000)
    expect(saving(page)).to_have_text("2 champs remplis, pas encore enregistrés")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#parole_summary")).to_have_value("Il demande", timeout=10_000)
    page.fill("#parole_summary", "")
    page.fill("#parole_speaker_name", "")
    expect(saving(page)).to_have_text(SAVED)


def test_on_a_telephone_the_state_of_saving_is_read_whole(live_page):
    world = held()
    page = opened(live_page, world, width=360)
    page.locator("form[data-live-next] button").click()
    expect(page.locator(".live__clock")).to_be_visible(timeout=10_000)
    for text in (
        "Rien à enregistrer",
        "2 champs remplis, pas encore enregistrés",
        "Hors ligne, 12 modifications dans cette page seulement",
    ):
        # In one go: the page may draw itself again between two questions.
        acts, covered = page.evaluate(COVERED, text)
        assert (acts > 0, covered) == (True, 0), text
        assert_fits(page)


def test_what_is_half_typed_stays_when_somebody_arrives(live_page):
    world = held(present=7)
    page = opened(live_page, world)
    page.locator("#ecrire-reco summary").click()
    page.fill("#reco_text", "Une recommandation à moitié")
    debate(page).fill("Un débat à moitié")
    seat = page.locator("#presence .seat").nth(7)
    seat.get_by_role("button", name="Présent").click()
    expect(page.locator("#presence .gauge__number")).to_have_text("8", timeout=10_000)
    expect(page.locator("#reco_text")).to_have_value("Une recommandation à moitié")
    expect(debate(page)).to_have_value("Un débat à moitié")
    expect(page.locator("#ecrire-reco")).to_have_attribute("open", "")


def test_two_acts_at_once_are_both_seen_and_neither_stays_half_typed(live_page):
    world = held(present=7)
    page = opened(live_page, world)
    page.route(
        "**/direct/etat", lambda route: route.abort()
    )  # what the page asks every five seconds must not be what mends it
    page.locator("#noter-parole summary").click()
    page.fill("#parole_speaker_name", "Le directeur de cabinet")
    page.fill("#parole_summary", "Il demande un calendrier.")
    page.evaluate(
        """() => { document.querySelectorAll("#presence form[action$=noter] button").forEach((button) => { if (button.textContent === "Présent") button.click(); });
        document.querySelector("#parole-nouvelle").requestSubmit(); }"""  # noqa: E501
    )
    expect(page.locator("#presence .gauge__number")).to_have_text("12", timeout=10_000)
    expect(page.locator(".speeches")).to_contain_text("Il demande un calendrier.", timeout=10_000)
    expect(page.locator("#parole_summary")).to_have_value("")
    live_page.console.problems = [line for line in live_page.console.problems if "/direct/etat" not in line]


def press(page, element):
    """Press on it, and keep the button down."""
    box = element.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


@pytest.mark.parametrize("asked", ["before the press", "after the press"])
def test_a_click_on_an_item_is_not_lost_when_another_editor_acts_meanwhile(live_page, asked):
    world = held()
    page = opened(live_page, world)
    other = world.seats[11]
    page.evaluate("document.getElementById('live').dataset.drawn = 'once'")
    link = page.locator("[data-live-item]").nth(1)
    arrive(world.session, other, minutes_ago=1)
    if asked == "before the press":
        waiting = []
        page.route("**/direct?point=*", lambda route: waiting.append(route))
        with page.expect_request("**/direct?point=*"):  # the page drawn again is under way
            page.evaluate(SEEN_AGAIN)
        press(page, link)
        with page.expect_response("**/direct?point=*"):
            for route in waiting:
                route.continue_()
        page.unroute("**/direct?point=*")
    else:
        press(page, link)
        follow(page)
    at_rest(page)
    assert page.evaluate("document.getElementById('live').dataset.drawn") == "once"
    page.mouse.up()
    expect(page.locator("#point-titre")).to_have_text("Point 2", timeout=10_000)
    expect(page.locator("#presence .gauge__number")).to_have_text("9", timeout=10_000)


def test_what_another_editor_did_is_drawn_once_a_press_that_does_nothing_ends(live_page):
    world = held()
    page = opened(live_page, world)
    press(page, page.locator("h1"))
    arrive(world.session, world.seats[11], minutes_ago=1)
    follow(page)
    at_rest(page)
    expect(page.locator("#presence .gauge__number")).to_have_text("8")
    page.mouse.up()
    follow(page)
    expect(page.locator("#presence .gauge__number")).to_have_text("9", timeout=10_000)
    expect(page.locator("#point-titre")).to_have_text("Point 1")


def test_a_refusal_is_said_in_the_form_and_the_fields_stay(live_page):
    world = held()
    page = opened(live_page, world)
    page.fill("#decider_text", "Favorable sous réserve.")
    page.select_option("#decider_outcome", "qualified")
    page.get_by_role("button", name="Décider", exact=True).click()
    expect(page.locator("#decider .live-refusal")).to_contain_text("porte au moins une réserve", timeout=10_000)
    expect(page.locator("#decider_text")).to_have_value("Favorable sous réserve.")
    page.fill("#decider_reserve_1", "Chiffrer.")
    page.get_by_label("Adopté par consensus").check()
    page.get_by_role("button", name="Décider", exact=True).click()
    expect(page.locator(".decision__reserve")).to_contain_text("Chiffrer.", timeout=10_000)
    live_page.console.problems = [line for line in live_page.console.problems if "400" not in line]


def test_lifting_carries_the_items_that_stay_ticked_and_says_what_comes_next(live_page):
    world = held(items=4)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    page = opened(live_page, world)
    lever = page.locator(".live__lifting summary")
    expect(lever).not_to_have_class(re.compile("button--primary"))
    lever.click()
    panel = page.locator(".live-drop__panel")
    assert panel.locator('[name="carry"]:checked').count() == 3
    panel.get_by_label("3. Point 3").uncheck()
    panel.locator('[name="at"]').fill("00:01")
    panel.get_by_role("button", name="Lever la session").click()
    expect(panel.locator(".live-refusal")).to_contain_text("précède", timeout=15_000)
    expect(panel.get_by_label("3. Point 3")).not_to_be_checked()
    panel.locator('[name="at"]').fill("")
    panel.get_by_role("button", name="Lever la session").click()
    expect(page.locator(".live__state")).to_contain_text("Levée", timeout=15_000)
    assert [item.postponed_to.count() for item in world.items] == [0, 1, 0, 1]
    following = page.locator(".alert", has_text="La suite")
    expect(following.get_by_role("link", name="Relire et soumettre le procès-verbal")).to_be_visible()
    following.get_by_role("link", name="Préparer la suivante").click()
    expect(page.locator(".agenda-read")).to_contain_text("Point 4")
    live_page.console.problems = [line for line in live_page.console.problems if "400" not in line]


def test_the_quorum_lost_is_told_in_its_block_which_goes_when_it_is_found_again(live_page):
    world = held(present=7)
    page = opened(live_page, world)
    page.clock.install()
    seat = page.locator("#presence .seat", has=page.get_by_role("button", name="Parti")).last
    seat.get_by_role("button", name="Parti").click()
    block = page.locator(".alert--late", has_text="Le quorum n’est plus atteint")
    expect(block).to_have_count(1, timeout=15_000)
    assert page.locator(".toast--late").count() == 0
    page.locator("#presence").get_by_role("button", name="Revenu").click()
    expect(block).to_have_count(0, timeout=15_000)
    page.clock.fast_forward("00:07")  # a message that passes goes by itself
    expect(page.locator(".toast")).to_have_count(0, timeout=15_000)


def test_the_carence_is_refused_then_stated_with_its_second_convocation(live_page):
    world = held(present=6)
    page = opened(live_page, world)
    said = RecommendationLine(text="Écrite entre-temps.")
    written = deciding.recommend(world.session.pk, item_id=world.item.pk, line=said, by=world.secretary)

    def state_it():
        page.get_by_role("button", name="Carence et seconde convocation").click()
        page.get_by_role("button", name="Constater et reconvoquer").click()

    state_it()
    expect(page.locator("[data-live-refused]")).to_contain_text("une recommandation a été écrite", timeout=15_000)
    deciding.remove_recommendation(written.pk, by=world.secretary)
    page.reload()
    page.wait_for_selector("[data-live-nojs][hidden]", state="attached")
    state_it()
    page.wait_for_url(re.compile("/modifier"), timeout=15_000)
    expect(page.locator(".toast")).to_contain_text("La carence est constatée")
    world.session.refresh_from_db()
    assert world.session.state == SessionState.NO_QUORUM
    page.goto(page.url.replace(page.url.split("/sessions/")[1], f"{world.session.pk}/direct"))
    following = page.locator(".alert", has_text="La suite")
    expect(following.get_by_role("link", name="Procès-verbal de carence")).to_be_visible()
    expect(following.get_by_role("link", name="Seconde convocation")).to_be_visible()
    live_page.console.problems = [line for line in live_page.console.problems if "409" not in line]


def test_a_suspended_session_is_resumed_from_its_block(live_page):
    world = held(state=SessionState.SUSPENDED, present=6)
    page = opened(live_page, world)
    expect(page.locator(".alert--late")).to_contain_text("Le quorum n’est plus atteint")
    arrive(world.session, world.seats[6])
    follow(page)
    block = page.locator(".alert", has_text="La session est suspendue")
    expect(block).to_be_visible(timeout=20_000)
    assert_fits(page)
    assert_accessible(page)
    block.get_by_role("button", name="Reprendre la session").click()
    expect(page.locator(".live__state")).to_contain_text("Ouverte", timeout=15_000)


def test_one_writes_in_boxes_of_eight_lines_that_grow_and_reads_the_material_beside(live_page):
    world = held()
    AgendaItem.objects.filter(pk=world.item.pk).update(description="Ce que le projet change.")
    page = opened(live_page, world)
    for name in ("debate", "conclusion", "decision"):
        assert page.locator(f'[data-live-section="{name}"]').bounding_box()["height"] >= 8 * 1.55 * 18
    debate(page).fill("une ligne\n" * 60)
    assert debate(page).bounding_box()["height"] >= 60 * 1.55 * 18
    page.locator("#dossier summary").click()
    expect(page.locator("#dossier")).to_contain_text("Ce que le projet change.")
    with page.context.expect_page() as beside:
        page.locator("#dossier").get_by_role("link", name=world.project.title).click()
    beside.value.close()
    expect(saving(page)).to_have_text(SAVED, timeout=15_000)


def test_the_screen_of_the_room_holds_in_1280_by_800(live_page):
    world = held(present=8)
    title = "Examen du projet de refonte complète du système d’information de gestion des ressources humaines de l’État"
    AgendaItem.objects.filter(pk=world.item.pk).update(title=title)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    checking_in.open_check_in(world.session.pk, by=world.secretary)
    voting.put_to_the_vote(
        world.item.pk, method="by_name", question=title, proposed_outcome="favourable", by=world.secretary
    )
    page = live_page(f"/sessions/{world.session.pk}/ecran", user=world.secretary, width=1280, wait=False)
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".screen__vote")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 800
    assert_fits(page)


def test_what_is_unfolded_stays_so_when_another_act_redraws_the_page(live_page):
    world = held()
    page = opened(live_page, world)
    page.locator("#retirer summary").click()
    page.locator("#lever summary").click()  # last: a menu closes when one presses elsewhere
    reference = page.locator("#live").get_attribute("data-stamp")
    holding.suspend(world.session.pk, by=world.secretary)
    follow(page)
    expect(page.locator(".live__state")).to_contain_text("Suspendue", timeout=15_000)
    assert page.locator("#live").get_attribute("data-stamp") != reference
    expect(page.locator("#lever").get_by_role("button", name="Lever la session")).to_be_visible()
    expect(page.locator("#retirer").get_by_label("Motif")).to_be_visible()
    assert page.locator("#live details:not([id])").count() == 0  # only what has a name is found again


def test_who_voted_is_marked_one_after_the_other_without_unfolding_again(live_page):
    world = held(present=8)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    voting.put_to_the_vote(
        world.item.pk, method="show_of_hands", question="Adopter ?", proposed_outcome="favourable", by=world.secretary
    )
    page = opened(live_page, world)
    page.locator("#votants summary").click()
    for marked in (1, 2):
        page.locator("#votants button:not(.button--primary)").first.click()
        expect(page.locator("#votants button.button--primary")).to_have_count(marked, timeout=10_000)
        expect(page.locator("#votants button").first).to_be_visible()
    assert page.locator("#live details:not([id])").count() == 0


def test_a_double_click_on_lift_lifts_once(live_page):
    world = held()
    page = opened(live_page, world)
    page.locator(".live-drop summary").click()
    page.locator(".live-drop__panel").get_by_role("button", name="Lever la session").dblclick()
    expect(page.locator(".live__state")).to_contain_text("Levée", timeout=15_000)
    assert world.session.steps.filter(action="lift").count() == 1
    world.session.refresh_from_db()
    assert world.session.state == SessionState.LIFTED
    live_page.console.problems = [line for line in live_page.console.problems if "409" not in line]


def test_what_is_half_typed_for_an_item_waits_there_and_does_not_follow_to_another(live_page):
    world = held()
    page = opened(live_page, world)
    page.locator("#ecrire-reco summary").click()
    page.fill("#reco_text", "Pour le premier point")
    page.select_option("#decider_outcome", "adjourned")
    page.locator("[data-live-item]").nth(1).click()
    expect(page.locator("#point-titre")).to_have_text("Point 2", timeout=10_000)
    expect(page.locator("#reco_text")).to_have_value("")
    expect(page.locator("#decider_outcome")).to_have_value("")
    page.locator("[data-live-item]").nth(0).click()
    expect(page.locator("#point-titre")).to_have_text("Point 1", timeout=10_000)
    expect(page.locator("#reco_text")).to_have_value("Pour le premier point")
    expect(page.locator("#decider_outcome")).to_have_value("adjourned")
