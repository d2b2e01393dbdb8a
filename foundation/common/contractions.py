"""« de » before a name, as it is written: « d’Abomey », « des Aguégués », « du Ministère », « de l’Agence »."""

import unicodedata

# The nouns that institutions of here begin with: their article is not in their name.
FEMININE = (
    " agence autorité caisse cellule chambre commission commune cour coordination délégation direction inspection"
    " mairie police préfecture présidence société université "
)
MASCULINE = (
    " bureau cabinet centre comité conseil fonds groupe haut institut laboratoire ministère office organe portail"
    " président projet secrétariat service siège trésor tribunal "
)
ARTICLES = {"les ": "des ", "le ": "du ", "la ": "de la ", "l’": "de l’", "l'": "de l’"}
MUTE_H = ("habil", "habit", "heure", "hist", "homme", "honor", "hopita", "huissier", "hydr", "hygi")


def of(name: str) -> str:
    """« de » and a name: of a place, a person, an institution, or a function."""
    for article, contracted in ARTICLES.items():
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    first = name.partition(" ")[0].lower()
    if f" {first} " in FEMININE:
        return f"de l’{name}" if _is_elided(first) else f"de la {name}"
    if f" {first} " in MASCULINE:
        return f"de l’{name}" if _is_elided(first) else f"du {name}"
    return f"d’{name}" if _is_elided(first) else f"de {name}"


def _is_elided(word: str) -> bool:
    """A vowel heard as one: « d’Abomey », « d’Inès », but « de Ouidah », « de Houéyogbé », « de Yayi »."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    if plain.startswith("ou") and plain[2:3] in tuple("aeiouy"):
        return False
    return plain.startswith(tuple("aeiou")) or plain.startswith(MUTE_H)
