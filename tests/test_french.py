"""Functions in the gender of their holder; what is not known keeps its spelling. Words that we chose, and those we
do not write.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from commissions.models import Seat
from foundation.accounts.models import Person
from foundation.common.french import agree, feminine, in_quality, unknown
from foundation.common.phrases import of_python, of_script, of_template, phrases

ROOT = Path(__file__).resolve().parent.parent
CHARTER = ROOT / "docs" / "redaction.md"


@pytest.mark.parametrize(
    ("his", "hers"),
    [
        ("le directeur départemental du Zou", "la directrice départementale du Zou"),
        ("le secrétaire général du ministère", "la secrétaire générale du ministère"),
        ("le directeur de cabinet", "la directrice de cabinet"),
        ("l’inspecteur général du ministère", "l’inspectrice générale du ministère"),
        ("Directeur adjoint de cabinet", "Directrice adjointe de cabinet"),
        ("Le Président", "La Présidente"),
        ("le point focal du numérique", "le point focal du numérique"),
    ],
)
def test_a_function_agrees(his, hers):
    assert feminine(his) == hers


@pytest.mark.parametrize(
    ("label", "honorific", "function", "quality"),
    [
        ("le ministre ou son représentant", "mme", "Conseillère technique", "représentant le ministre"),
        ("le ministre ou son représentant", "mme", "Ministre de la Santé", "la ministre"),
        ("le ministre ou son représentant", "m", "", "représentant le ministre"),
        ("le directeur de cabinet", "mme", "", "la directrice de cabinet"),
        ("le directeur de cabinet", "", "", "le directeur de cabinet"),
        ("le point focal", "mme", "", "la point focale"),
    ],
)
def test_the_quality_of_a_seat_is_that_of_its_holder(label, honorific, function, quality):
    seat = Seat(label=label, feminine_label="la point focale" if label == "le point focal" else "")
    assert seat.quality_of(Person(full_name="A. B.", honorific=honorific, function=function)) == quality


def test_a_vacant_seat_keeps_the_name_of_its_function():
    assert Seat(label="le ministre ou son représentant").quality_of(None) == "le ministre"


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        ("Le secrétaire", "en qualité de secrétaire"),
        ("l’observateur", "en qualité d’observateur"),
        ("La directrice des systèmes d’information", "en qualité de directrice des systèmes d’information"),
        ("DSI du ministère", "en qualité de DSI du ministère"),
        ("le ministre ou son représentant", "au titre du siège « le ministre ou son représentant »"),
    ],
)
def test_a_seat_is_said_as_a_quality(seat, said):
    assert in_quality(seat) == said


@pytest.mark.parametrize(("honorific", "said"), [("mme", "convoquée"), ("m", "convoqué"), ("", "convoqué(e)")])
def test_a_participle_agrees_with_who_it_is_about(honorific, said):
    assert agree("convoqué", honorific) == said


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("Heure", "non renseignée"),
        ("Nature", "non renseignée"),
        ("Durée prévue", "non renseignée"),
        ("Prochaine session", "non renseignée"),
        ("Lieu", "non renseigné"),
    ],
)
def test_what_is_missing_agrees_with_its_name(fact, said):
    assert unknown(fact) == said


SEVERAL_WORDS = re.compile(r"""plural\((?:[^()"']|\([^()]*\))*["']([^"'{]+ [^"'{]+)["']\)""")


def test_several_words_say_their_plural_whole():
    """`plural(count, "plateforme touchée")` would say « 5 plateforme touchées »; « non renseignées » is right."""
    tops = [path for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name != "tests"]
    files = [path for top in tops for kind in ("*.py", "*.html") for path in top.rglob(kind)]
    found = {f"{path.name} : {words}" for path in files for words in SEVERAL_WORDS.findall(path.read_text())}
    assert {each for each in found if " : non " not in each} == set()
    assert SEVERAL_WORDS.findall('plural(len(found), "plateforme touchée")') == ["plateforme touchée"]


def rejected() -> list[str]:
    """What the charter does not write: the words between back-quotes of its second column."""
    rows = [line.split("|") for line in CHARTER.read_text().splitlines() if line.startswith("| ") and "`" in line]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row[2])]


def everything_said() -> list:
    return list(phrases(ROOT))


@pytest.fixture(scope="module")
def said():
    return everything_said()


def test_the_charter_has_words_to_refuse():
    assert len(rejected()) > 30


@pytest.mark.parametrize("word", rejected())
def test_nothing_says_a_word_that_the_charter_rejects(word, said):
    case = re.NOFLAG if word[0].isupper() else re.IGNORECASE  # a capital: the beginning of a sentence
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", case)
    assert [str(phrase) for phrase in said if pattern.search(phrase.text)] == []


def test_phrases_are_found_where_people_read_them_and_not_where_developers_do():
    source = '''
"""Une docstring que personne ne lit ici."""
logger.info("le journal des développeurs")
raise ValueError("le nom est inconnu")
x = f"Impossible {act} : la session est levée."
y = "Choisissez un siège."
'''
    assert [text for _, text in of_python(source)] == ["Impossible {} : la session est levée.", "Choisissez un siège."]
    page = '{# note #}<p title="Aide de la page">Bonjour à {{ name }}</p>{{ ui.alert("Le vote est clos") }}'
    found = {text.strip() for _, text in of_template(page)}
    assert {"Bonjour à", "Le vote est clos", "Aide de la page"} <= found
    assert "note" not in str(found)
    assert [text for _, text in of_script('// un mot\nsay("La liaison est coupée");')] == ["La liaison est coupée"]


def test_the_command_lists_phrases_with_their_file_and_line(capsys):
    call_command("phrases", "Mes jetons d’API")
    account, tokens = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"templates/people/me\.html:\d+\tMes jetons d’API", account)
    assert re.fullmatch(r"templates/people/tokens\.html:\d+\tMes jetons d’API", tokens)


def test_phrases_cover_the_three_places(said):
    assert {phrase.path.rsplit(".", 1)[1] for phrase in said} == {"py", "html", "txt", "js"}
    assert len(said) > 4000
