"""The two forms of a function: « le directeur de cabinet », « la directrice de cabinet »."""

import re

FEMININE = {
    "administrateur": "administratrice",
    "agent": "agente",
    "assistant": "assistante",
    "auditeur": "auditrice",
    "chargé": "chargée",
    "chef": "cheffe",
    "conseiller": "conseillère",
    "consultant": "consultante",
    "contrôleur": "contrôleuse",
    "coordinateur": "coordinatrice",
    "coordonnateur": "coordonnatrice",
    "délégué": "déléguée",
    "directeur": "directrice",
    "expert": "experte",
    "ingénieur": "ingénieure",
    "inspecteur": "inspectrice",
    "invité": "invitée",
    "observateur": "observatrice",
    "préfet": "préfète",
    "président": "présidente",
    "rapporteur": "rapporteure",
    "représentant": "représentante",
    "suppléant": "suppléante",
    "technicien": "technicienne",
    "vice-président": "vice-présidente",
} | {word: word for word in ("comptable", "gestionnaire", "juriste", "maire", "membre", "ministre", "responsable")}
FEMININE |= {"secrétaire": "secrétaire", "spécialiste": "spécialiste", "archiviste": "archiviste"}
# What may follow the name of a function and agrees with it.
ADJECTIVES = {
    "adjoint": "adjointe",
    "communal": "communale",
    "départemental": "départementale",
    "exécutif": "exécutive",
    "général": "générale",
    "national": "nationale",
    "permanent": "permanente",
    "principal": "principale",
    "régional": "régionale",
    "technique": "technique",
    "délégué": "déléguée",
}
OR_DEPUTY = re.compile(r"\s+ou\s+(?:son|sa|leur)\s+représentante?\s*$", re.IGNORECASE)


def feminine(function: str) -> str:
    """« le secrétaire général du ministère » → « la secrétaire générale du ministère ».

    Only the name of the function and what agrees with it change. A name that is not listed stays as it is written.
    """
    words = function.split(" ")
    article = words[0].lower() if len(words) > 1 else ""
    head = 1 if article in ("le", "la") else 0
    elided = next((mark for mark in ("l’", "l'") if words[head].lower().startswith(mark)), "")
    name = words[head][len(elided) :]
    changed = _matching(name, FEMININE)
    if changed is None:
        return function
    words[head] = words[head][: len(elided)] + changed
    if article == "le":
        words[0] = "La" if words[0][0].isupper() else "la"
    for rank in range(head + 1, len(words)):
        agreed = _matching(words[rank].rstrip(",;"), ADJECTIVES)
        if agreed is None:
            break
        words[rank] = agreed + words[rank][len(words[rank].rstrip(",;")) :]
        if words[rank].endswith((",", ";")):
            break
    return " ".join(words)


def _matching(word: str, forms: dict[str, str]) -> str | None:
    """The other form, with the capital of the first."""
    found = forms.get(word.lower())
    if found is None:
        return None
    return found[0].upper() + found[1:] if word[:1].isupper() else found


def head_of(function: str) -> str:
    """« le secrétaire général du ministère » → « le secrétaire général »: the name and what agrees with it."""
    words = function.split(" ")
    known = set(FEMININE) | set(FEMININE.values())
    agreeing = set(ADJECTIVES) | set(ADJECTIVES.values())
    start = 1 if words[0].lower() in ("le", "la") and len(words) > 1 else 0
    if re.sub("^l[’']", "", words[start].lower()) not in known:
        return ""
    end = start + 1
    while end < len(words) and words[end].lower() in agreeing:
        end += 1
    return " ".join(words[:end])


def without_deputy(function: str) -> str:
    """« le ministre ou son représentant » → « le ministre »: a seat that somebody may hold for another."""
    return OR_DEPUTY.sub("", function.strip())


def bare(function: str) -> str:
    """« Le ministre » → « ministre »"""
    return re.sub(r"^(?:le |la |les |l’|l')", "", function.strip(), flags=re.IGNORECASE)


def in_sentence(function: str) -> str:
    """« La directrice » → « la directrice »: the article that begins a function, after a name."""
    return function[:1].lower() + function[1:] if bare(function) != function.strip() else function


def in_quality(function: str) -> str:
    """« en qualité de secrétaire », « en qualité d’observateur », « représentant le ministre »; a seat with two names
    is said as a seat.
    """
    if " ou " in function:
        return f"au titre du siège « {function} »"
    name = bare(function)
    if name.lower().startswith("représentant "):
        return name[:1].lower() + name[1:]
    name = name if name[:2].isupper() else name[:1].lower() + name[1:]
    return f"en qualité {'d’' if name[:1].lower() in VOWELS else 'de '}{name}"


VOWELS = "aeiouyâàéèêëîïôûœ"
# Names of facts that are feminine: what is missing agrees with them.
FEMININE_FACTS = {
    "adresse", "année", "civilité", "commission", "commune", "date", "description", "durée", "décision", "échéance",
    "étape", "fin", "fonction", "heure", "majorité", "nature", "origine", "personne", "population", "position",
    "présidence", "preuve", "priorité", "périodicité", "qualité", "question", "référence", "réponse", "session",
    "situation", "source", "structure", "superficie", "visioconférence", "voix",
}  # fmt: skip


def unknown(fact: str) -> str:
    """« non renseigné », « non renseignée »: agreed with the name of what is missing."""
    head = next((word for word in fact.lower().split() if word not in ("la", "prochaine", "première", "dernière")), "")
    return f"non renseigné{'e' if head.strip(' :,') in FEMININE_FACTS else ''}"


FEMALE, MALE = "mme", "m"


def agree(word: str, honorific: str) -> str:
    """« convoquée », « convoqué »; both where nobody knows."""
    return {FEMALE: f"{word}e", MALE: word}.get(honorific, f"{word}(e)")
