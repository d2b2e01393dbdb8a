"""The page of components in a real browser: accessible, quiet, at ease on a phone, and complete."""

import re
from pathlib import Path

import pytest

from tests.browser import assert_accessible, assert_fits

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
WIDTHS = (360, 768, 1280, 1600)


def macros() -> set[str]:
    return {
        name
        for path in (TEMPLATES / "ui").glob("*.html")
        if path.name != "page.html"
        for name in re.findall(r"{%-? macro ([a-z]\w*)\(", path.read_text())
    }


def test_every_component_is_on_the_page():
    page = (TEMPLATES / "ui" / "page.html").read_text()
    called = set(re.findall(r"\bui\.(\w+)\(", page))
    # Drawn by others: the page shows them through their parents.
    through = {"left_out": "chart", "sortable_header": "table", "keys_legend": "chart"}
    assert {name for name in macros() - called if through.get(name) not in called} == set()


def test_every_component_is_in_the_documentation():
    text = (TEMPLATES.parent / "docs" / "composants.md").read_text()
    for path in (TEMPLATES / "ui").glob("*.html"):
        for name, signature in re.findall(r"{%-? macro ([a-z]\w*)\((.*?)\) -%}", path.read_text()):
            assert f"`{name}({signature})`" in text, f"docs/composants.md does not give {name}({signature})"


def test_the_page_is_for_the_team_only(client, db, member_of_the_team):
    assert client.get("/ui/").status_code == 302
    from foundation.accounts.models import User

    client.force_login(
        User.objects.create_user("membre@exemple.bj", "une-phrase-de-passe-longue", full_name="Koffi DOSSOU")
    )
    assert client.get("/ui/").status_code == 403
    client.force_login(member_of_the_team)
    assert client.get("/ui/").status_code == 200
    assert client.post("/ui/").status_code == 405


@pytest.mark.browser
@pytest.mark.slow
def test_the_components_are_accessible_and_fit(live_page, member_of_the_team, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    page = live_page("/ui/", user=member_of_the_team)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.browser
@pytest.mark.slow
def test_menus_and_dialogs_are_accessible_too(live_page, member_of_the_team, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    page = live_page("/ui/", user=member_of_the_team, width=360)
    page.get_by_role("button", name="Plus").click()
    assert page.locator("#plus").is_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="mon compte").click()
    assert page.get_by_role("button", name="Se déconnecter").is_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ouvrir un dialogue").click()
    assert page.get_by_role("dialog", name="Reporter la session").is_visible()
    assert_accessible(page)


@pytest.mark.browser
@pytest.mark.slow
def test_slash_goes_to_the_search_box(live_page, member_of_the_team, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    page = live_page("/ui/", user=member_of_the_team)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "recherche"
    assert page.locator("#recherche").input_value() == ""


@pytest.mark.browser
@pytest.mark.slow
def test_a_destructive_act_asks_first(live_page, member_of_the_team):
    page = live_page("/ui/", user=member_of_the_team)
    page.evaluate(
        "window.pressed = 0; document.querySelector('[data-cmsic-confirm]').addEventListener('click', () => {"
        " window.pressed += 1 })"
    )
    page.get_by_role("button", name="Retirer le point").first.click()
    dialog = page.get_by_role("dialog", name="Confirmer")
    assert "de l’ordre du jour" in dialog.inner_text()
    assert page.evaluate("window.pressed") == 0
    dialog.get_by_role("button", name="Revenir").click()
    assert page.evaluate("window.pressed") == 0
    page.get_by_role("button", name="Retirer le point").first.click()
    dialog.get_by_role("button", name="Retirer le point").click()
    assert page.evaluate("window.pressed") == 1


@pytest.mark.browser
@pytest.mark.slow
def test_pages_before_signing_in_are_accessible(live_page, db):
    page = live_page("/compte/login/")
    for address in ("/compte/login/", "/compte/password/reset/", "/compte/password/reset/done/"):
        page.goto(address)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert_fits(page)
            assert_accessible(page)


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_the_account_are_accessible(live_page, member_of_the_team):
    page = live_page("/compte/2fa/", user=member_of_the_team, width=360)
    for address in (
        "/compte/2fa/",
        "/compte/password/change/",
        "/compte/logout/",
        "/compte/2fa/totp/activate/",
        "/compte/reauthenticate/",
    ):
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.browser
@pytest.mark.slow
def test_signing_in_with_the_form(live_page, member_of_the_team):
    page = live_page("/compte/login/?next=/ui/")
    page.get_by_label("Courriel").fill("equipe@exemple.bj")
    page.get_by_label("Mot de passe").fill("une-phrase-de-passe-longue")
    page.get_by_role("button", name="Se connecter").click()
    assert page.get_by_role("heading", name="Composants", level=1).is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_the_second_factor_from_activation_to_recovery_codes(live_page, member_of_the_team):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page = live_page("/compte/login/?next=/compte/2fa/totp/activate/")
    page.get_by_label("Courriel").fill("equipe@exemple.bj")
    page.get_by_label("Mot de passe").fill("une-phrase-de-passe-longue")
    page.get_by_role("button", name="Se connecter").click()
    assert page.locator("h1").inner_text() == "Confirmer que c’est vous"
    page.get_by_label("Mot de passe").fill("une-phrase-de-passe-longue")
    page.get_by_role("button", name="Confirmer").click()
    secret = page.get_by_label("Secret").input_value()
    assert_accessible(page)
    page.locator("#id_code").fill(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
    page.get_by_role("button", name="Activer").click()
    assert "Codes de récupération" in page.locator("h1").inner_text()
    assert_accessible(page)
    page.goto("/compte/2fa/")
    assert_accessible(page)
    code = member_of_the_team.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    page.context.clear_cookies()
    page.goto("/compte/login/")
    page.get_by_label("Courriel").fill("equipe@exemple.bj")
    page.get_by_label("Mot de passe").fill("une-phrase-de-passe-longue")
    page.get_by_role("button", name="Se connecter").click()
    assert page.locator("h1").inner_text() == "Code de connexion"
    assert_accessible(page)
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="Se connecter").click()
    page.goto("/ui/")
    assert page.get_by_role("heading", name="Composants", level=1).is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_a_long_work_is_followed_until_its_end(live_page, member_of_the_team, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    page = live_page("/essai/attente/", user=member_of_the_team, wait=False)
    page.get_by_role("link", name="Ouvrir le document").wait_for()
    assert page.locator(".progress").count() == 1
    assert page.locator(".progress .badge").inner_text() == "Terminé"
    assert page.locator("[data-hx-get]").count() == 0


@pytest.mark.browser
@pytest.mark.slow
def test_a_form_is_sent_once(live_page, member_of_the_team):
    page = live_page("/ui/", user=member_of_the_team)
    page.evaluate(
        "window.sent = 0; document.addEventListener('submit', (event) => { if (!event.defaultPrevented) window.sent +="
        " 1; event.preventDefault() })"
    )
    button = page.get_by_role("button", name="Relancer les membres sans réponse")
    button.click()
    button.click()
    assert page.evaluate("window.sent") == 1
    assert button.get_attribute("aria-busy") == "true"


@pytest.mark.browser
@pytest.mark.slow
def test_a_file_too_heavy_is_said_before_the_trip(live_page, member_of_the_team, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    page = live_page("/ui/", user=member_of_the_team)
    page.locator("#id_plein-annex").set_input_files(
        {"name": "annexe.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_500_000}
    )
    assert (
        "« annexe.pdf » pèse 2 Mo ; la limite est de 1 Mo."
        in page.locator("[data-cmsic-file-error]").first.inner_text()
    )


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_row_of_tabs_shows_the_one_that_is_open(live_page, member_of_the_team, place):
    page = live_page("/ui/", user=member_of_the_team, width=360)
    row = page.locator(".tabs").first
    # As many tabs as the longest row of the portal, the open one at an end of it.
    row.evaluate(
        """(row, place) => {
      const list = row.querySelector("ul"), one = list.firstElementChild;
      row.querySelector("[aria-current]").removeAttribute("aria-current");
      while (list.children.length < 12) list.append(one.cloneNode(true));
      list[`${place}ElementChild`].firstElementChild.setAttribute("aria-current", "page");
      document.dispatchEvent(new CustomEvent("htmx:afterSwap", { detail: { elt: row } }));
    }""",
        place,
    )
    whole = row.bounding_box()
    shown = row.locator("[aria-current]").bounding_box()
    assert whole["x"] <= shown["x"]
    assert shown["x"] + shown["width"] <= whole["x"] + whole["width"] + 1  # a row is scrolled by whole points
