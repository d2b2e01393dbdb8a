"""Reference numbers of acts: kept as given, loosely checked, decoded for display.

Nothing is refused for its reference.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

# « 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22 »; the year may stand before the number, or after it.
PATTERN = re.compile(
    r"^(?:(?P<year>\d{4})-)?(?P<number>\d{1,4})(?:[-/](?P<later_year>\d{4}))?/(?P<issuer>[A-Z]{2,8})(?P<path>(?:/[A-Z0-9-]{1,12})+)$"
)
# Laws and decrees: « 2018-531 », « 97-028 ».
NATIONAL_PATTERN = re.compile(r"^(?P<year>\d{2}|\d{4})-(?P<number>\d{1,4})$")
# What may stand before the number: « Arrêté 2022 N° », « NS N° », « Nº », « n° ».
LEAD = re.compile(
    r"^(?P<words>[A-Za-zÀ-ÿ .]*?)\s*(?P<year>(?:19|20)\d{2})?\s*(?:n\s?[°ºo]\.?|num[ée]ro)\s*", re.IGNORECASE
)
VISA = re.compile(r"^(?P<number>\d{1,4})SGG(?P<year>\d{2})$")
EXAMPLE = "020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22"


class Certainty(Enum):
    KNOWN = "attesté"
    INFERRED = "usage déduit, non attesté par un texte"
    UNKNOWN = "sens non renseigné"


@dataclass(frozen=True)
class Segment:
    text: str
    meaning: str
    certainty: Certainty

    @property
    def is_known(self) -> bool:
        return self.certainty != Certainty.UNKNOWN

    @property
    def is_inferred(self) -> bool:
        return self.certainty == Certainty.INFERRED


@dataclass(frozen=True)
class Reference:
    text: str  # as given
    segments: tuple[Segment, ...]
    number: str
    year: int | None
    issuer: str
    notice: str  # why it looks unusual; empty when it does not


KNOWN_SEGMENTS = {
    "DC": "directeur ou direction de cabinet",
    "SGM": "secrétaire général du ministère",
    "DPAF": "direction de la planification, de l’administration et des finances",
    "DSI": "direction des systèmes d’information",
    "DPP": "direction de la programmation et de la prospective",
    "DAF": "direction de l’administration et des finances",
    "IGM": "inspection générale du ministère",
    "PR": "Présidence de la République",
    "SGG": "secrétariat général du Gouvernement",
    "CM": "Conseil des ministres",
    "ANIP": "Agence nationale d’identification des personnes",
    "ARMP": "Autorité de régulation des marchés publics",
}
INFERRED_SEGMENTS = {
    "SA": "secrétariat administratif",
    "CJ": "cellule juridique",
    "SGSI": "service des systèmes d’information (ancienne appellation)",
    "OJ": "ordre du jour",
    "ORD": "séance ordinaire",
    "SP": "secrétariat permanent",
}


def bare(text: str) -> tuple[str, int | None]:
    """Take away « Arrêté 2022 N° » or « NS N° »; return what follows and the year said there."""
    text = " ".join(text.split())
    lead = LEAD.match(text)
    if lead is None:
        return text, None
    return text[lead.end() :].strip(), int(lead["year"]) if lead["year"] else None


def looks_usual(text: str) -> bool:
    rest, _ = bare(text)
    return bool(PATTERN.match(rest) or NATIONAL_PATTERN.match(rest))


def decode(text: str, *, ministries: Mapping[str, str] | None = None) -> Reference:
    """Read a reference segment by segment. `ministries` maps acronyms to names; what is not known says so."""
    rest, lead_year = bare(text)
    if national := NATIONAL_PATTERN.match(rest):
        council_year = int(national["year"]) if len(national["year"]) == 4 else 1900 + int(national["year"])
        pair = (
            Segment(national["year"], f"année {council_year}", Certainty.KNOWN),
            Segment(national["number"], "numéro dans l’année", Certainty.KNOWN),
        )
        return Reference(text, pair, national["number"], council_year, "", "")
    match = PATTERN.match(rest)
    if match is None:
        notice = (
            f"Cette référence n’a pas la forme habituelle (par exemple {EXAMPLE}). Elle est gardée telle quelle ;"
            " vérifiez-la sur l’acte."
        )
        return Reference(text, (), "", lead_year, "", notice)
    year = next((int(found) for found in (match["year"], match["later_year"]) if found), lead_year)
    head = (
        rest.split("/", 1)[0]
        if not (match["later_year"] and f"/{match['later_year']}/" in rest)
        else f"{match['number']}/{match['later_year']}"
    )
    segments = [
        Segment(
            head,
            f"numéro {match['number']}" + (f" de l’année {year}" if year and str(year) in head else ""),
            Certainty.KNOWN,
        )
    ]
    issuer = match["issuer"]
    name = (ministries or {}).get(issuer) or KNOWN_SEGMENTS.get(issuer, "")
    segments.append(Segment(issuer, name or "ministère ou institution", Certainty.KNOWN if name else Certainty.UNKNOWN))
    visa_year = None
    for part in match["path"].strip("/").split("/"):
        if visa := VISA.match(part):
            visa_year = 2000 + int(visa["year"])
            segments.append(
                Segment(
                    part,
                    f"visa n° {visa['number']} du secrétariat général du Gouvernement, {visa_year}",
                    Certainty.INFERRED,
                )
            )
        elif part in KNOWN_SEGMENTS:
            segments.append(Segment(part, KNOWN_SEGMENTS[part], Certainty.KNOWN))
        elif part in INFERRED_SEGMENTS:
            segments.append(Segment(part, INFERRED_SEGMENTS[part], Certainty.INFERRED))
        else:
            segments.append(Segment(part, "direction ou service", Certainty.UNKNOWN))
    return Reference(text, tuple(segments), match["number"], year or visa_year, issuer, "")
