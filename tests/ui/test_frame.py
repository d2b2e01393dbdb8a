"""The frame of the pages: rail, capacities, messages, error pages, weight, vendored files and letters of the fonts."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch, path, reverse
from fontTools.ttLib import TTFont
from lxml import html as lxml_html

from foundation.common import errors
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.middleware import refusal_response
from foundation.ui.interface import changed_words, initials_of, query_url
from foundation.ui.navigation import navigation

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"


@pytest.fixture
def posted(member_of_the_team):
    def make(data=None):
        request = RequestFactory().post(
            "/sessions/1/ouvrir/", data or {}, headers={"referer": "http://testserver/sessions/1/"}
        )
        request.user, request.session, request._messages = member_of_the_team, {}, []
        return request

    return make


def page(response) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(response.content.decode())


def test_the_rail_of_the_portal_leads_to_the_territories():
    assert ("Territoires", reverse("ministries:communes")) in [(item.label, item.href) for item in navigation(None)]


def test_the_rail_shows_the_subjects_in_the_order_of_the_work():
    labels = [item.label for item in navigation(None)]
    assert labels == [
        "Accueil",
        "Sessions",
        "Recommandations",
        "Projets",
        "Systèmes",
        "Territoires",
        "Tableaux de bord",
        "Commissions",
        "Textes",
        "Ministères",
    ]


def test_an_address_that_is_gone_is_an_error_and_not_a_hole_in_the_rail(settings):
    settings.ROOT_URLCONF = "tests.ui.test_frame"
    with pytest.raises(NoReverseMatch):
        navigation(None)


urlpatterns = [path("", lambda request: None, name="home")]


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/", "Accueil"),
        ("/projets/list/", "Projets"),
        ("/projets/list/mes-projets", "Projets"),
        ("/promesses/", "Projets"),
        ("/ailleurs/", None),
    ],
)
def test_the_rail_says_where_one_is(settings, address, label):
    settings.ROOT_URLCONF = "tests.ui.urls"
    assert [item.label for item in navigation(RequestFactory().get(address)) if item.current] == (
        [label] if label else []
    )


def test_the_frame_names_the_person_and_her_capacities(client, member_of_the_team):
    client.force_login(member_of_the_team)
    tree = page(client.get("/ui/"))
    menu = tree.get_element_by_id("moi").text_content()
    assert "Awa GNANSOUNOU" in menu
    assert "Administratrice du portail" in menu
    assert "Directrice des systèmes d’information" in menu
    assert tree.xpath("//form[@action='/compte/logout/']//input[@name='csrfmiddlewaretoken']")


def test_no_page_has_inline_style_script_or_handler(client, member_of_the_team):
    client.force_login(member_of_the_team)
    for address in ("/ui/", "/compte/2fa/", "/compte/password/change/"):
        tree = page(client.get(address))
        assert tree.xpath("//@style") == []
        assert tree.xpath("//style") == []
        assert [
            script for script in tree.xpath("//script[not(@src)]") if script.get("type") != "application/json"
        ] == []
        assert [
            name
            for element in tree.iter()
            if isinstance(element.tag, str)
            for name in element.attrib
            if name.startswith("on")
        ] == []


def test_a_refusal_gives_the_sentence_the_blockers_and_what_was_typed(posted):
    refusal = Refused("Impossible d’ouvrir la session.", blockers=["L’ordre du jour est vide."], article="article 9")
    response = refusal_response(posted({"motif": "Le ministre <b>voyage</b>."}), refusal)
    assert response.status_code == 409
    text = page(response).text_content()
    for words in ("Impossible d’ouvrir la session.", "L’ordre du jour est vide.", "article 9"):
        assert words in text
    assert page(response).xpath("//input[@id='saisi-motif-1']/@value") == ["Le ministre <b>voyage</b>."]
    assert page(response).xpath("//a[normalize-space()='Revenir à la page']/@href") == ["http://testserver/sessions/1/"]


def test_a_conflict_shows_both_texts_and_keeps_mine(posted):
    conflict = Conflict(
        "Le point 3 a changé.",
        current_version=4,
        sides={"debat": ("avant le 30 juin", "avant le <i>31</i> mai")},
        author="Koffi DOSSOU",
    )
    response = refusal_response(posted({"debat": "avant le <i>31</i> mai", "autre": "à garder"}), conflict)
    assert response.status_code == 409
    tree = page(response)
    assert [element.text for element in tree.xpath("//del")] == ["30 juin"]
    assert [element.text for element in tree.xpath("//ins")] == ["<i>31</i> mai"]
    assert tree.get_element_by_id("votre-texte-1").text.strip() == "avant le <i>31</i> mai"
    assert tree.xpath("//input[@id='saisi-autre-1']/@value") == ["à garder"]


def test_invalid_input_names_the_field(posted):
    response = refusal_response(
        posted({"montant": "douze"}), InvalidInput({"montant": ["Saisissez un nombre entier."]})
    )
    assert response.status_code == 400
    assert "Saisissez un nombre entier." in page(response).text_content()


@pytest.mark.parametrize("view", [errors.bad_request, errors.forbidden, errors.not_found])
def test_error_pages_stand_without_a_user(view):
    request = RequestFactory().get("/")
    assert page(view(request, Exception())).xpath("count(//h1)") == 1


def test_the_page_of_a_failure_asks_nothing_of_the_database(member_of_the_team, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = type("Broken", (), {"__getattr__": lambda self, name: 1 / 0})()
    with django_assert_num_queries(0):
        response = errors.server_error(request)
    assert "Erreur du portail" in response.content.decode()


def test_public_pages_draw_without_a_request():
    assert "Portail CMSIC" in render_to_string("base_public.html", {}, using="jinja2")
    assert "Se connecter" in render_to_string("base.html", {}, using="jinja2")


def test_a_message_is_shown_once(client, member_of_the_team):
    client.force_login(member_of_the_team)
    client.post(
        "/compte/password/change/",
        {
            "oldpassword": "une-phrase-de-passe-longue",
            "password1": "une-autre-phrase-secrete",
            "password2": "une-autre-phrase-secrete",
        },
    )
    assert [element.text_content() for element in page(client.get("/ui/")).xpath("//div[@data-cmsic-toasts]//p")] == [
        "Le mot de passe est changé."
    ]
    assert page(client.get("/ui/")).xpath("//div[@data-cmsic-toasts]//p") == []


def test_words_that_changed_are_marked():
    before, after = changed_words("avant le 30 juin 2026", "avant le 31 mai 2026")
    assert before == [("avant le ", False), ("30 juin ", True), ("2026", False)]
    assert after == [("avant le ", False), ("31 mai ", True), ("2026", False)]
    assert changed_words("", "a") == ([], [("a", True)])


def test_the_address_keeps_its_filters():
    params = RequestFactory().get("/?stage=run&after=x&f=1&f=2").GET
    assert query_url(params, sort="-name", after=None) == "?stage=run&f=1&f=2&sort=-name"
    assert params["after"] == "x"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Awa GNANSOUNOU", "AG"), ("Ɖossou Ɛkué", "ƉƐ"), ("Koffi Ayéfounin d’ALMEIDA", "KD"), ("ASIN", "A"), ("", "")],
)
def test_initials(name, initials):
    assert initials_of(name) == initials


def compressed(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_the_frame_stays_light():
    # performance.md, V11: styles 15 kB, our scripts 10 kB, the typeface 35 kB, compressed.
    assert (
        compressed(
            "vendor/bootstrap/5.3.9/bootstrap-used.css",
            "css/tokens.css",
            "css/base.css",
            "css/components.css",
            "css/print.css",
        )
        <= 15_000
    )
    assert compressed("js/portal.js") <= 10_000
    assert compressed("img/icons.svg", "img/mark.svg") <= 5_000
    assert (STATIC / "fonts/inter-web.woff2").stat().st_size <= 35_000


def test_vendored_files_are_those_of_their_packages(tmp_path):
    script = STATIC / "vendor" / "verify.py"
    assert subprocess.run([sys.executable, str(script)], check=False).returncode == 0
    # A copy with one byte more is caught.
    copy = tmp_path / "repo"
    for name in ("static", "tests/vendor"):
        shutil.copytree(ROOT / name, copy / name)
    with (copy / "tests/vendor/axe.min.js").open("a") as file:
        file.write(" ")
    run = subprocess.run(
        [sys.executable, str(copy / "static/vendor/verify.py")], check=False, capture_output=True, text=True
    )
    assert run.returncode == 1
    assert "axe.min.js" in run.stderr


@pytest.mark.parametrize(
    "font",
    [
        "inter-web.woff2",
        "pdf/Inter-Regular.ttf",
        "pdf/Inter-SemiBold.ttf",
        "pdf/Inter-Bold.ttf",
        "pdf/Inter-Italic.ttf",
    ],
)
def test_fonts_hold_the_letters_of_benin_and_of_french(font):
    letters = set(TTFont(STATIC / "fonts" / font).getBestCmap())
    wanted = "ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸàâçéèêëîïôœùûüÿ«»’“”…–—\u00a0\u202fɖƉɛƐɔƆŋŊẹọṣǹ№✓→←°€×≥≤−" + "éèêëàâ".upper()
    assert {letter for letter in wanted if ord(letter) not in letters} == set()
