"""« The story, in a real browser » on MDEMO: the secretary prepares, convenes, holds and lifts the first ordinary
session of the year, and its procès-verbal is made; the DSI updates three projects; the ASIN officer sees the national
figures move. Then what the portal refuses.

One real portal for the file (gunicorn, relay, worker, Valkey, PostgreSQL, SMTP), the demo data, real clicks. Each part
of the story is a fixture that goes on from the one before; the tests say what must be true after it.
"""

import io
import os
import re
import signal
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser import at_rest, choose
from tests.e2e.portal import DemoPortal
from tests.e2e.visitor import SPACES, Record, Visitor
from tests.html import validate_html

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("demo"),
]

SECRETARY, SUBSTITUTE, DSI, FOREIGN_DSI, ASIN = (
    "secretaire@mdemo.test",
    "secretaire-suppleant@mdemo.test",
    "dsi@mdemo.test",
    "dsi@mdemo-n.test",
    "asin@asin.test",
)
MEMBER = "dpaf@mdemo.test"
SECURITY, COMPUTERS, SITE, EARLIER = (
    "Politique de sécurité du système d’information",
    "Renouvellement de 120 postes de travail",
    "Portail d’information des usagers",
    "Suite donnée aux recommandations antérieures",
)
SAVED = re.compile(r"Enregistré \d\d:\d\d:\d\d")


@dataclass
class Story:
    """What the tests share: who is at which screen, and what was noted on the way."""

    portal: object
    browser: object
    record: Record = field(default_factory=Record)
    visitors: dict = field(default_factory=dict)
    session: str = ""  # the address of the session's page
    refusal: str = ""
    quorum: str = ""
    before: dict = field(default_factory=dict)  # the national figures
    after: dict = field(default_factory=dict)
    texts: tuple = ()  # two texts that crossed, as the portal showed them
    pdf: Path = Path()

    def visitor(self, email: str) -> Visitor:
        if email not in self.visitors:
            self.visitors[email] = Visitor(self.browser, self.portal, self.record).sign_in(email)
        return self.visitors[email]


@pytest.fixture(scope="module")
def demo_portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """A whole portal on the demo data, for all the tests of this file."""
    with django_db_blocker.unblock():
        portal = DemoPortal(tmp_path_factory.mktemp("demo-portal"), f"e2e_{os.getpid()}")
        try:
            portal.at("2026-10-01 09:00")
            portal.start()
            yield portal
        finally:
            portal.stop()


@pytest.fixture(scope="module")
def story(demo_portal, browser):
    told = Story(demo_portal, browser)
    expect.set_options(timeout=20_000)  # a whole portal on two busy cores
    yield told
    expect.set_options(timeout=5_000)
    for visitor in told.visitors.values():
        visitor.leave()


def national_figures(asin):
    """The four figures that one reads across the room, and the row of the ministry."""
    asin.follow("Tableaux de bord", within=asin.page.locator(".rail"))
    figures = [
        " ".join(text.translate(SPACES).split())
        for text in asin.page.locator(".headline-figures > *").all_inner_texts()
    ]
    row = asin.page.locator(".matrix tbody tr", has=asin.page.get_by_role("link", name="MDEMO", exact=True))
    cells = [" ".join(text.translate(SPACES).split()) for text in row.locator("td").all_inner_texts()]
    words = ("commissions ont siégé", "sessions ordinaires", "recommandations ouvertes", "projets sont au rouge")
    found = {
        word: int(match[1])
        for word in words
        for text in figures
        if (match := re.search(rf"(\d+)(?: sur \d+)? {word}", text))
    }
    stale = re.search(r"(\d+) fiches? périmées?", " ".join(figures))  # said when there is any
    found["fiches périmées"] = int(stale[1]) if stale else 0
    held = re.search(r"(\d+) sur (\d+)", cells[0])
    return found | {"MDEMO": held[0] if held else cells[0]}


@pytest.fixture(scope="module")
def prepared(story):
    """The first ordinary session of the year, its date and its four items."""
    story.before = national_figures(story.visitor(ASIN))
    story.visitors[ASIN].look("tableau national avant")
    secretary = Visitor(story.browser, story.portal, story.record)
    secretary.go("/")
    secretary.look("connexion", phone=True)
    story.visitors[SECRETARY] = secretary.sign_in(SECRETARY)
    page = secretary.page
    secretary.look("accueil", phone=True)
    secretary.follow("Sessions", within=page.locator(".rail"))
    secretary.look("sessions", phone=True)
    secretary.follow("Préparer une session")
    page.get_by_label("Date", exact=True).fill("2026-10-14")
    page.get_by_label("Heure", exact=True).fill("10:00")
    page.get_by_label("Durée prévue (minutes)").fill("150")
    page.get_by_label("Lieu").fill("Salle de réunion du cabinet, Cotonou")
    page.get_by_label("Thème").fill("Équiper les services et informer les usagers")
    page.get_by_label("Inscrire les points d’usage").uncheck()  # this agenda is written by hand
    secretary.look("nouvelle session", phone=True)
    secretary.click("Préparer la session")
    page.wait_for_url(re.compile(r"/preparation$"))
    secretary.look("ordre du jour vide")
    story.session = page.url.removesuffix("/preparation").removeprefix(story.portal.address)
    for item in (
        {"title": SECURITY, "kind": "communication", "minutes": "25", "presenter": "Koffi DJANOUDÉ"},
        {
            "title": COMPUTERS,
            "kind": "project_review",
            "minutes": "40",
            "presenter": "Sènan AGBÉTIHO",
            "project": COMPUTERS,
        },
        {"title": SITE, "kind": "project_review", "minutes": "40", "presenter": "Yasmine OROUGNIMA", "project": SITE},
        {"title": EARLIER, "kind": "follow_up", "minutes": "25", "presenter": "Afiavi HOUNTOLO"},
    ):
        write_item(secretary, item)
    secretary.look("ordre du jour", phone=True)
    return story


def write_item(secretary, item):
    page = secretary.page
    page.get_by_label("Intitulé", exact=True).fill(item["title"])
    page.get_by_label("Nature").select_option(item["kind"])
    page.get_by_label("Minutes prévues").fill(item["minutes"])
    choose(page, "Présenté par", item["presenter"])
    if "project" in item:
        choose(page, "Projets liés", item["project"])
    secretary.click("Inscrire le point")
    expect(page.locator(".agenda__title", has_text=item["title"])).to_be_visible()


def test_the_session_is_prepared(prepared):
    assert prepared.visitors[SECRETARY].text(".agenda__total") == "130 min sur 150 prévues"


@pytest.fixture(scope="module")
def convened(prepared):
    """The members are convened twelve clear days before; two of them answer by the link of their mail, without an
    account.
    """
    secretary, portal = prepared.visitors[SECRETARY], prepared.portal
    portal.at("2026-10-01 09:40")
    secretary.follow("Convoquer les membres")
    secretary.look("avant de convoquer", phone=True)
    secretary.click("Convoquer les membres")
    at_rest(secretary.page)
    secretary.look("session convoquée", phone=True)
    portal.wait(lambda: len(portal.post.letters) == 13, 60, "letters")
    answer_by_link(prepared, MEMBER, "Je serai présent", name="réponse au lien")
    answer_by_link(prepared, "igm@mdemo.test", "Je m’excuse", reason="Mission de contrôle à Parakou.")
    secretary.go(f"{prepared.session}/convocations")
    secretary.look("convocations", phone=True)
    return prepared


def answer_by_link(story, email, answer, *, reason="", name=""):
    (mail,) = story.portal.post.to(email)
    link = re.search(
        rf"{re.escape(story.portal.address)}/sessions/convocation/\S+", mail.get_body(("plain",)).get_content()
    ).group()
    member = Visitor(story.browser, story.portal, story.record)
    member.go(link)
    if name:
        member.look(name, phone=True)
    member.page.get_by_label(answer).check()
    if reason:
        member.page.get_by_label("pour quel motif").fill(reason)
    member.click("Envoyer ma réponse")
    expect(member.page.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    if name:
        member.look(f"{name}, envoyée", phone=True)
    member.leave()


def test_letters_and_invitations_left_by_mail(convened):
    (mail,) = convened.portal.post.to(MEMBER)
    assert mail["Subject"] == "Convocation, MDEMO : mercredi 14 octobre 2026, 10 h 00"
    parts = {part.get_content_type(): part for part in mail.walk()}
    letter = pypdf.PdfReader(io.BytesIO(parts["application/pdf"].get_content()))
    words = " ".join(letter.pages[0].extract_text().translate(SPACES).split())
    # The third letter of the year: the ministry sat twice before.
    for said in ("Rachidatou BIOKPARÉ", "mercredi 14 octobre 2026", SECURITY, "N° 003/MDEMO/2026"):
        assert said in words
    invite = parts["text/calendar"].get_content()
    assert "METHOD:REQUEST" in invite
    assert "DTSTART;TZID=Africa/Porto-Novo:20261014T100000" in invite


def test_two_members_answered_without_an_account(convened):
    secretary = convened.visitors[SECRETARY]
    told = secretary.text()
    assert "11 membres n’ont pas répondu. 1 présent, 0 suppléant, 0 procuration, 1 excusé." in told
    assert "Mission de contrôle à Parakou." in told


@pytest.fixture(scope="module")
def opened(convened):
    """On the day: six are there, the portal refuses and quotes the article; then nine, and the session opens."""
    secretary, portal = convened.visitors[SECRETARY], convened.portal
    page = secretary.page
    portal.at("2026-10-14 09:52")
    secretary.go(convened.session)
    secretary.follow("Tenir la session")
    secretary.follow("Relever les présences")
    secretary.look("présences", phone=True)
    secretary.click("Cocher présent le membre qui l’a annoncé")
    for name in ("Fifamè ZINSOUKPÈ", "Dossou AHOLIDJÈ", "Imourane SAKALÉ", "Sènan AGBÉTIHO", "Yasmine OROUGNIMA"):
        tick(page, name)
    secretary.follow("Aller à la séance")
    portal.at("2026-10-14 10:03")
    secretary.look("avant l’ouverture", phone=True)
    secretary.click("Ouvrir la session")
    convened.refusal = secretary.text(".live-refusal")
    convened.record.forgive("status of 409", "/ouvrir")
    secretary.look("ouverture refusée")
    for name in ("Mahoutin DANSOVI", "Prudence KPÈDÉKON", "Koffi DJANOUDÉ"):
        tick(page, name)
    portal.at("2026-10-14 10:12")
    secretary.click("Ouvrir la session")
    expect(page.locator(".live__state")).to_contain_text("Ouverte")
    convened.quorum = secretary.text(".gauge")
    secretary.look("session ouverte", phone=True)
    return convened


def tick(page, name):
    seat = page.locator(".seat", has=page.get_by_text(name, exact=True))
    seat.get_by_role("button", name=re.compile("^Présente?$")).click()
    expect(seat.get_by_role("button", name=re.compile("^Partie?$"))).to_be_visible()


def test_a_quorum_short_by_one_is_refused_with_its_article(opened):
    assert (
        opened.refusal
        == "Impossible d’ouvrir la session. Le quorum n’est pas atteint (6 présents, 7 requis, article 9). Relevez les"
        " présences, ou constatez la carence."
    )


def test_the_quorum_is_reached_and_the_session_opens(opened):
    assert opened.quorum == "Quorum 9 sur 12 présents, 7 requis, article 9 Quorum atteint"


OPENING = (
    "La présidente souhaite la bienvenue aux membres et invite les services à présenter des dossiers chiffrés, en"
    " disant pour chacun ce qu’il change pour l’usager.\n\nL’ordre du jour est adopté sans modification."
)
ADDRESS = (
    "Elle salue les progrès de l’année, remercie les membres venus des départements et demande que chaque avis soit"
    " motivé."
)
MINUTES = {
    SECURITY: {
        "communication": (
            "Le responsable de la sécurité rend compte de la politique adoptée en juin : neuf mesures sur douze sont"
            " appliquées. Les comptes d’administration sont séparés des comptes courants ; la double authentification"
            " couvre la messagerie et les applications financières. Restent la sauvegarde hors site, le chiffrement des"
            " portables et l’exercice de crise."
        ),
        "debate": (
            "Le directeur de cabinet demande un calendrier pour les trois mesures restantes. Il lui est répondu que la"
            " sauvegarde hors site dépend du raccordement au centre de données national, attendu au premier"
            " trimestre.\n\nLa directrice de la planification rappelle que l’exercice de crise ne coûte rien."
        ),
        "conclusion": "L’exercice de crise se tiendra avant le 31 décembre 2026 ; il en sera rendu compte.",
        "decision": "La commission prend acte de la communication.",
    },
    COMPUTERS: {
        "communication": (
            "Le directeur des systèmes d’information présente le remplacement de 120 postes de plus de sept ans, pour"
            " 130 000 000 FCFA inscrits au budget national. Les postes remplacés seront effacés, puis reversés aux"
            " écoles."
        ),
        "debate": (
            "Le secrétaire général demande que les directions départementales soient servies les premières. Le"
            " directeur des études souhaite que la garantie couvre trois ans et l’intervention sur site. Il leur est"
            " répondu que le cahier des charges prévoit l’une et l’autre."
        ),
        "conclusion": (
            "Les directions départementales sont servies dès le premier lot ; la garantie est de trois ans sur site."
        ),
        "decision": (
            "La commission donne un avis favorable au renouvellement des 120 postes de travail, dans la limite de 130"
            " 000 000 FCFA."
        ),
    },
    SITE: {
        "communication": (
            "La directrice des services aux usagers expose le besoin : quarante démarches décrites sur papier, aucune"
            " en ligne. Le portail donnera pour chacune les pièces, le délai et le coût, et renverra aux e-services"
            " ouverts."
        ),
        "debate": (
            "Le responsable de la sécurité rappelle que le site recueillera des adresses : la formalité auprès de"
            " l’APDP précède la mise en ligne. Le directeur de cabinet demande qui tiendra les fiches à jour.\n\nLa"
            " directrice propose un correspondant par direction, désigné par note de service."
        ),
        "conclusion": "Le projet répond à un besoin constaté ; sa mise en ligne attend la formalité de l’APDP.",
        "decision": (
            "La commission donne un avis favorable au portail d’information des usagers, sous la réserve énoncée."
        ),
    },
    EARLIER: {
        "debate": (
            "La secrétaire lit l’état des recommandations encore ouvertes, direction par direction. Les membres"
            " constatent que deux recommandations de sécurité ont dépassé leur échéance et que la preuve du recensement"
            " des pièces attend d’être vérifiée."
        ),
        "conclusion": "Chaque direction répond par le portail avant la fin du mois.",
        "decision": "La commission prend acte de l’état des recommandations.",
    },
}
RESERVE = "Produire le récépissé de la formalité auprès de l’APDP avant toute mise en ligne."
ASKS = {
    SITE: (
        "Désigner par direction un correspondant chargé des fiches de démarches",
        "Secrétariat général du ministère",
        "2026-11-30",
    ),
    EARLIER: (
        "Tenir l’exercice de crise et en rendre compte à la prochaine session",
        "Direction des systèmes d’information",
        "2026-12-31",
    ),
}
LATE_MINUTES = "Le directeur départemental ajoute que deux salles n’ont pas l’électricité."


@pytest.fixture(scope="module")
def held(opened):
    """The items one by one, the minutes saved as they are typed; a member comes late; two secretaries write the same
    text.
    """
    secretary, portal, page = opened.visitors[SECRETARY], opened.portal, opened.visitors[SECRETARY].page
    secretary.act("Ouverture, divers, clôture", role="link")
    write(page, "opening", OPENING, waiting=True)
    page.locator("#noter-parole summary").click()
    page.locator("#parole_kind").select_option("opening")
    page.locator("#parole_speaker").select_option(label="Fifamè ZINSOUKPÈ, Représentant le ministre")
    page.locator("#parole_summary").fill(ADDRESS)
    secretary.act("Noter")
    expect(page.locator(".speeches")).to_contain_text(ADDRESS)
    secretary.look("ouverture")
    take(secretary, SECURITY, "noted", until="2026-10-14 10:47")
    portal.at("2026-10-14 10:52")
    tick(page, "Abdel WOROUMÉ")
    start(secretary, COMPUTERS)
    for section, text in MINUTES[COMPUTERS].items():
        write(page, section, text)
    secretary.look("compte rendu", phone=True)
    opened.texts = cross(opened)
    vote(secretary, "favourable", votes=(10, 0, 0), at="2026-10-14 11:21")
    page.locator("#decider_outcome").select_option("favourable")
    secretary.act("Décider")
    expect(page.locator(".decision__head")).to_contain_text("Décision n°")
    secretary.look("avis favorable")
    start(secretary, SITE)
    for section, text in MINUTES[SITE].items():
        write(page, section, text)
    vote(secretary, "qualified", votes=(9, 0, 1), at="2026-10-14 11:58")
    page.locator("#decider_outcome").select_option("qualified")
    page.locator("#decider_reserve_1").fill(RESERVE)
    page.locator("#decider_reserve_1_due_on").fill("2027-01-31")
    secretary.act("Décider")
    expect(page.locator(".decision__reserve")).to_contain_text(RESERVE)
    recommend(secretary, *ASKS[SITE])
    secretary.look("avis sous réserve", phone=True)
    portal.at("2026-10-14 12:00")
    take(secretary, EARLIER, "noted", until="2026-10-14 12:19")
    recommend(secretary, *ASKS[EARLIER])
    secretary.act("Ouverture, divers, clôture", role="link")
    write(
        page,
        "miscellaneous",
        "La deuxième session ordinaire de l’année se tiendra dans la première quinzaine de décembre.",
    )
    write(
        page,
        "closing",
        "La présidente remercie les membres et souhaite un bon retour à ceux qui viennent des départements.",
    )
    return opened


def write(page, section, text, *, waiting=False):
    """Type in a text of the minutes until the portal says that it is saved: by itself after a pause, or at once with
    Ctrl+S.
    """
    field = page.locator(f'[data-live-section="{section}"]')
    with page.expect_response(lambda answer: answer.url.endswith("/textes") and answer.ok):
        field.fill(text)
        if not waiting:
            field.press("Control+s")
    expect(page.locator("[data-cmsic-saving-text]")).to_have_text(SAVED)


def start(secretary, title):
    page = secretary.page
    with page.expect_response(lambda answer: "/direct" in answer.url and answer.ok):
        page.locator(".points__item", has_text=title).get_by_role("link").click()
    expect(page.locator("#point-titre")).to_have_text(re.compile(re.escape(title[:30])))
    secretary.act("Aborder ce point")
    expect(page.locator(".points__item--current")).to_contain_text(title[:30])


def take(secretary, title, outcome, *, until):
    """An item without a vote: what is said, and what is noted."""
    start(secretary, title)
    for section, text in MINUTES[title].items():
        write(secretary.page, section, text)
    secretary.portal.at(until)
    secretary.page.locator("#decider_outcome").select_option(outcome)
    secretary.act("Décider")
    expect(secretary.page.locator(".decision__head")).to_contain_text("Décision n°")


def vote(secretary, outcome, *, votes, at):
    page = secretary.page
    page.locator("#mettre-aux-voix summary").click()
    page.get_by_label("Sens proposé").select_option(outcome)
    secretary.act("Voter à main levée")
    for label, count in zip(("Pour", "Contre", "Abstentions"), votes, strict=True):
        page.get_by_label(label, exact=True).fill(str(count))
    secretary.portal.at(at)
    secretary.act("Clore le vote")
    expect(page.locator(".ballot__count")).to_contain_text(f"{votes[0]} pour")


def recommend(secretary, text, addressee, due_on):
    page = secretary.page
    page.locator("#ecrire-reco summary").click()
    page.locator("#reco_text").fill(text)
    page.locator("#reco_addressee").select_option(label=addressee)
    page.locator("#ecrire-reco").get_by_label("Échéance").fill(due_on)
    secretary.act("Écrire la recommandation")
    expect(page.locator(".reco", has_text=text)).to_be_visible()


def cross(story):
    """The substitute has the page open while the secretary goes on; he writes without having seen her last words."""
    secretary, other = story.visitors[SECRETARY], story.visitor(SUBSTITUTE)
    other.go(f"{story.session}/direct")
    expect(other.page.locator("#point-titre")).to_have_text(COMPUTERS)
    field = other.page.locator('[data-live-section="debate"]')
    other.context.set_offline(True)
    field.fill(f"{MINUTES[COMPUTERS]['debate']}\n\n{LATE_MINUTES}")
    write(
        secretary.page, "debate", f"{MINUTES[COMPUTERS]['debate']}\n\nLe calendrier de livraison sera joint au marché."
    )
    other.context.set_offline(False)
    dialog = other.page.locator("#conflit")
    expect(dialog).to_be_visible(timeout=20_000)
    shown = tuple(dialog.locator(".diff__text").all_inner_texts())
    story.record.forgive("status of 409", "/textes")
    story.record.forgive("ERR_INTERNET_DISCONNECTED", always=False)  # it may not have tried to save meanwhile
    other.look("deux textes", phone=True)
    dialog.get_by_label("Texte à garder").fill(
        f"{MINUTES[COMPUTERS]['debate']}\n\nLe calendrier de livraison sera joint au marché.\n\n{LATE_MINUTES}"
    )
    other.click("Garder ce texte", within=dialog)
    expect(other.page.locator("[data-cmsic-saving-text]")).to_have_text(SAVED)
    expect(secretary.page.locator('[data-live-section="debate"]')).to_have_value(
        re.compile(re.escape(LATE_MINUTES)), timeout=15_000
    )
    return shown


def test_two_secretaries_see_both_texts_and_lose_none(held):
    stored, sent = held.texts
    assert "Le calendrier de livraison sera joint au marché." in stored
    assert LATE_MINUTES in sent
    assert LATE_MINUTES not in stored


@pytest.fixture(scope="module")
def lifted(held):
    """Two presses on « Lever la session », as an impatient hand does."""
    secretary, page = held.visitors[SECRETARY], held.visitors[SECRETARY].page
    held.portal.at("2026-10-14 12:34")
    page.locator(".live-drop summary").click()
    secretary.look("avant de lever", phone=True)
    page.locator(".live-drop__panel").get_by_role("button", name="Lever la session").dblclick()
    expect(page.locator(".live__state")).to_contain_text("Levée")
    secretary.look("session levée", phone=True)
    secretary.go(held.session)
    secretary.look("page de la session levée", phone=True)
    return held


def test_a_double_click_lifts_once_and_without_error(lifted):
    secretary = lifted.visitors[SECRETARY]
    assert secretary.page.locator(".timeline").get_by_text("Levée", exact=True).count() == 1
    assert lifted.record.console.problems == []
    secretary.go(f"{lifted.session}/direct")
    assert "Session levée à 12 h 34" in secretary.text()


@pytest.fixture(scope="module")
def submitted(lifted, tmp_path_factory):
    """The draft is read, submitted, made by the worker while the page waits, and downloaded."""
    secretary, portal, page = lifted.visitors[SECRETARY], lifted.portal, lifted.visitors[SECRETARY].page
    secretary.go(lifted.session)
    secretary.follow("Procès-verbal")
    expect(page.get_by_role("link", name="Télécharger le PDF")).to_be_visible(timeout=60_000)
    secretary.look("projet de procès-verbal", phone=True)
    portal.at("2026-10-15 09:10")
    worker = portal.processes["worker"].pid
    portal.signal_all(worker, signal.SIGSTOP)  # so that there is time to see the page wait
    try:
        secretary.follow("Soumettre le procès-verbal")
        secretary.click("Soumettre le procès-verbal")
        at_rest(secretary.page)
        expect(page.locator(".papers__file, .papers__side").get_by_role("progressbar")).to_be_visible()
        secretary.look("procès-verbal en cours", phone=True)
    finally:
        portal.signal_all(worker, signal.SIGCONT)
    expect(page.get_by_role("link", name="Télécharger le PDF")).to_be_visible(timeout=60_000)
    secretary.look("procès-verbal soumis", phone=True)
    with page.expect_download() as download:
        secretary.click("Télécharger le PDF", role="link")
    folder = (
        Path(os.environ["CMSIC_KEEP_PAPERS"])
        if os.environ.get("CMSIC_KEEP_PAPERS")
        else tmp_path_factory.mktemp("papers")
    )
    lifted.pdf = folder / download.value.suggested_filename
    download.value.save_as(lifted.pdf)
    return lifted


def test_the_pv_is_four_pages_that_say_what_happened(submitted):
    reader = pypdf.PdfReader(submitted.pdf)
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).translate(SPACES).split())
    for words in PV_WORDS:
        assert words.casefold() in text.casefold(), words
    for sheet in reader.pages:
        assert "SPÉCIMEN : données fictives, sans valeur" in sheet.extract_text().translate(SPACES)
    assert len(reader.pages) == 4


PV_WORDS = (
    "Procès-verbal n° 2/2026/MDEMO",  # that of September is still a draft
    "Procès-verbal de la troisième session ordinaire de la CMSIC du MDEMO au titre de l’année 2026",
    "L’an deux mille vingt-six et le mercredi quatorze octobre, à 10 heures 12",
    "sous la présidence de Madame Fifamè ZINSOUKPÈ",
    "conformément à l’arrêté n° 001/MDEMO/DC/SGM/DPAF/DSI/SA du 16 janvier 2023",
    "10 membres présents, 1 excusé, 1 absent.",
    "à partir de 10 h 52",
    "9 membres ayant voix délibérative sont présents sur 12, pour 7 requis (article 9",
    "10 h 52 Arrivée : Abdel WOROUMÉ 10 0 10 / 12 7 atteint",
    "Décision n° 11/2026 : avis favorable",
    "Décision n° 12/2026 : avis favorable sous réserve",
    RESERVE.rstrip("."),
    LATE_MINUTES,
    "Le calendrier de livraison sera joint au marché.",
    ASKS[SITE][0],
    ASKS[EARLIER][0],
    "La séance a été levée à 12 heures 34.",
    "Fait à Cotonou, le 15 octobre 2026.",
    "Le Rapporteur Monsieur Sènan AGBÉTIHO",
    "La Présidente Madame Fifamè ZINSOUKPÈ",
)
UPDATES = {
    "Entrepôt de données et indicateurs du secteur": {
        "progress": "48",
        "forecast_end": "2028-06-30",
        "forecast_cost": "452000000",
        "narrative": "Le premier appel d’offres est infructueux ; le second est lancé avec un lot de moins.",
    },
    "Formation des correspondants numériques": {
        "progress": "70",
        "narrative": "Deux sessions de plus tenues à Parakou et à Abomey.",
    },
    "Numérisation des archives, phase 1 : neuf sites": {
        "progress": "48",
        "narrative": "Quatre sites sur neuf sont achevés.",
    },
}


@pytest.fixture(scope="module")
def updated(submitted):
    """The day after, the DSI updates three projects on one page; the ASIN officer looks at the figures, and at what is
    behind them.
    """
    submitted.portal.at("2026-10-15 11:00")
    dsi = submitted.visitor(DSI)
    dsi.follow("Projets", within=dsi.page.locator(".rail"))
    dsi.look("projets", phone=True)
    dsi.follow("Mettre à jour mes projets")
    for title, values in UPDATES.items():
        row = dsi.page.locator("[data-cmsic-row]", has=dsi.page.locator("summary").get_by_text(title, exact=True))
        row.locator("summary").click()
        for name, value in values.items():
            row.locator(f"[name$='-{name}']").fill(value)
    dsi.look("mes projets", phone=True)
    dsi.click("Publier les 3")
    expect(dsi.page.get_by_text("3 mises à jour publiées")).to_be_visible()
    dsi.look("mes projets, publiés")
    asin = submitted.visitors[ASIN]
    asin.go("/")
    submitted.after = national_figures(asin)
    asin.look("tableau national après", phone=True)
    return submitted


def test_the_national_figures_move(updated):
    assert updated.before["MDEMO"] == "2 sur 2"
    assert updated.after["MDEMO"] == "3 sur 2"
    moved = {word: updated.after[word] - number for word, number in updated.before.items() if isinstance(number, int)}
    assert moved == {
        "commissions ont siégé": 0,
        "sessions ordinaires": 0,  # of those due: this commission had held its two, the third makes up for no other
        "recommandations ouvertes": 2,  # late ones: two of the demonstration fall due in between
        "projets sont au rouge": 1,
        "fiches périmées": -2,
    }


def test_the_asin_officer_drills_down_to_the_row(updated):
    asin = updated.visitors[ASIN]
    asin.page.locator(".headline-figures").get_by_role("link", name=re.compile("projets sont au rouge")).click()
    asin.look("projets au rouge", phone=True)
    asin.follow("Entrepôt de données et indicateurs du secteur")
    told = asin.text()
    assert "452 000 000" in told
    assert UPDATES["Entrepôt de données et indicateurs du secteur"]["narrative"] in told
    asin.look("fiche d’un projet", phone=True)


def test_a_foreign_dsi_finds_nothing(updated):
    foreign = updated.visitor(FOREIGN_DSI)
    paper = updated.visitors[SECRETARY].page.get_by_role("link", name="Télécharger le PDF").get_attribute("href")
    for path in ("", "/direct", "/presences", "/convocations", "/pv", "/emargement"):
        assert foreign.context.request.get(updated.session + path).status == 404, path
    assert foreign.context.request.get(paper).status == 404
    foreign.go(updated.session)
    foreign.look("session d’un autre", phone=True)


def test_axe_finds_nothing_on_any_page_of_the_story(updated):
    assert updated.record.inaccessible == []


def test_the_console_of_chromium_stays_empty(updated):
    assert updated.record.console.problems == []
    assert updated.record.server_errors == []


def test_every_page_of_the_story_is_valid_html(updated):
    pages = updated.record.pages
    names = list(pages)
    assert [
        re.sub(r"^page-(\d+)", lambda found: names[int(found[1])], line) for line in validate_html(list(pages.values()))
    ] == []


def test_no_page_allows_inline_scripts_or_styles(updated):
    for address, policy in updated.record.policies.items():
        rules = dict(rule.split(" ", 1) for rule in policy.split("; ") if " " in rule)
        assert rules["default-src"] == "'none'", address
        for name in ("script-src", "style-src"):
            assert "unsafe" not in rules[name], address
