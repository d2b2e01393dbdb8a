"""The formal French of the papers of a session: titles, acts, places, persons.

A fact nobody knows is said « non renseigné ».
"""

import re
from datetime import date, datetime, time

from django.utils import timezone

from commissions.enums import CommissionKind, SeatRole
from commissions.models import Commission
from foundation.accounts.enums import Honorific
from foundation.accounts.models import Person
from foundation.common.contractions import of as de
from foundation.common.french import feminine
from foundation.common.typography import (
    UNKNOWN,
    act_date,
    date_in_words,
    hour,
    local_day,
    long_date,
    ordinal_in_words,
    plural,
    short_hour,
)
from ministries.enums import LegalLinkKind, LegalTextKind
from ministries.models import Commune, LegalText

from ..enums import SessionKind
from ..models import CommissionSession

ACTS = {
    LegalTextKind.LOI: ("la loi", "à la loi"),
    LegalTextKind.DECRET: ("le décret", "au décret"),
    LegalTextKind.ARRETE: ("l’arrêté", "à l’arrêté"),
    LegalTextKind.DECISION: ("la décision", "à la décision"),
    LegalTextKind.CIRCULAIRE: ("la circulaire", "à la circulaire"),
    LegalTextKind.NOTE: ("la note de service", "à la note de service"),
    LegalTextKind.RELEVE: ("le relevé du Conseil des ministres", "au relevé du Conseil des ministres"),
    LegalTextKind.OTHER: ("le texte", "au texte"),
}
OF_ACTS = {
    LegalTextKind.LOI: "de la loi",
    LegalTextKind.DECRET: "du décret",
    LegalTextKind.ARRETE: "de l’arrêté",
    LegalTextKind.DECISION: "de la décision",
    LegalTextKind.CIRCULAIRE: "de la circulaire",
    LegalTextKind.NOTE: "de la note de service",
    LegalTextKind.RELEVE: "du relevé du Conseil des ministres",
    LegalTextKind.OTHER: "du texte",
}
PLACES = {
    "novotel": "au Novotel",
    "centre": "au centre",
    "salle": "à la salle",
    "siège": "au siège",
    "ministère": "au Ministère",
    "cabinet": "au cabinet",
    "palais": "au Palais",
    "immeuble": "à l’immeuble",
    "hôtel": "à l’hôtel",
    "amphithéâtre": "à l’amphithéâtre",
    "auditorium": "à l’auditorium",
    "bureau": "au bureau",
    "direction": "à la direction",
}
PLACED = re.compile(r"^(?:au|aux|à|en|dans|chez|sur)\s", re.IGNORECASE)
ARTICLES = {"le ": "au ", "les ": "aux ", "la ": "à la ", "l’": "à l’", "l'": "à l’"}
CHAIRS: dict[str, tuple[str, str]] = {
    SeatRole.PRESIDENT: ("Le Président", "La Présidente"),
    SeatRole.VICE_PRESIDENT: ("Le Vice-président", "La Vice-présidente"),
}
REPORTERS: dict[str, tuple[str, str]] = {
    SeatRole.RAPPORTEUR: ("Le Rapporteur", "La Rapporteure"),
    SeatRole.SECRETARY: ("Le Secrétaire de séance", "La Secrétaire de séance"),
}
RANK = re.compile(
    r"^(?:\d+\s*(?:e|è|er|re|ère|ème|ième|eme|ere)?|première|deuxième|seconde|troisième|quatrième)(?:\s+session)?$",
    re.IGNORECASE,
)


def du_ministry(name: str) -> str:
    return f"du {name}" if name.startswith("Ministère") or name.isupper() else de(name)


def at_place(place: str) -> str:
    """« à Cotonou », « à la salle de conférences », « au Ministère … », « en un lieu non renseigné »."""
    place = place.strip()
    if not place:
        return f"en un lieu {UNKNOWN}"
    if PLACED.match(place):
        return place[:1].lower() + place[1:]
    for article, phrase in ARTICLES.items():
        if place.lower().startswith(article):
            return phrase + place[len(article) :]
    first, _, rest = place.partition(" ")
    if "hôtel" in place.partition(",")[0].lower().split(" ")[1:]:
        return f"au {place}"
    placed = PLACES.get(first.lower().rstrip(","))
    if placed is not None:
        return f"{placed}{',' if first.endswith(',') else ''} {rest}".strip()
    return f"à {place}"


def city_of(*places: str) -> str:
    """The commune that the first of these places names (« Salle de conférences, Cotonou »), or nothing: no town is
    guessed (1 query).
    """
    parts = [
        part.strip().casefold().removeprefix("à ") for place in places for part in reversed(re.split(r"[,;()–]", place))
    ]
    if not any(parts):
        return ""
    names = {
        spelling.casefold(): name
        for name, aliases in Commune.objects.values_list("name", "aliases")
        for spelling in (name, *aliases)
    }
    return next((names[part] for part in parts if part in names), "")


def named(person: Person | None, capacity: str = "") -> str:
    """« Monsieur Prénom NOM, directeur de cabinet »; either half may be missing."""
    parts = [
        person.titled_name if person is not None else "",
        capacity or (agreed(person.function, person) if person is not None else ""),
    ]
    return ", ".join(part for part in parts if part)


def within(quality: str) -> str:
    """A quality within a sentence: « Le directeur » takes no capital there."""
    return quality[:1].lower() + quality[1:] if quality.startswith(("Le ", "La ", "L’", "Les ")) else quality


def is_she(person: Person | None) -> bool:
    return person is not None and person.honorific == Honorific.MADAME


def agreed(function: str, person: Person | None) -> str:
    """A function in the gender of who holds it: « directeur adjoint » of a woman is « directrice adjointe »."""
    return feminine(function) if is_she(person) else function


def by_gender(person: Person | None, him: str, her: str, unknown: str = "") -> str:
    """« prié », « priée »; « prié(e) » when the civility is not known."""
    if person is None or not person.honorific:
        return unknown or him
    return her if is_she(person) else him


def chair_title(role: str, person: Person | None) -> str:
    """« La Présidente », « Le Vice-président »; « Le Président de séance » for whoever presides from another seat."""
    him, her = CHAIRS.get(role, ("Le Président de séance", "La Présidente de séance"))
    return her if is_she(person) else him


def reporter_title(role: str, person: Person | None) -> str:
    him, her = REPORTERS.get(role, REPORTERS[SeatRole.RAPPORTEUR])
    return her if is_she(person) else him


def act(text: LegalText) -> str:
    """« l’arrêté n° 020/MDGL/… du 07 septembre 2022 »"""
    return _act(text, ACTS[LegalTextKind(text.kind)][0])


FRAMEWORK = "2018-531"  # the decree that founds every CMSIC


def according_to(text: LegalText | None) -> str:
    """« conformément à l’arrêté n° … du …, pris en application du décret n° … »; nothing when no act is known
    (1 query).
    """
    if text is None:
        return ""
    applied = [
        link.target_text
        for link in text.links_out.filter(kind=LegalLinkKind.APPLIES).select_related("target_text").order_by("pk")
    ]
    taken = f", pris en application {' et '.join(_act(row, OF_ACTS[LegalTextKind(row.kind)]) for row in applied)}"
    return f"conformément {_act(text, ACTS[LegalTextKind(text.kind)][1])}{taken if applied else ''}"


def founding_act(session: CommissionSession) -> LegalText | None:
    """The act of the commission; else the decree that founds every CMSIC, when the portal holds it (1 query)."""
    statute = session.statute
    text = (statute.legal_text if statute is not None else None) or session.commission.founded_by
    if text is None and session.commission.kind == CommissionKind.CMSIC:
        return LegalText.objects.filter(reference=FRAMEWORK, kind=LegalTextKind.DECRET, is_fictitious=False).first()
    return text


def _act(text: LegalText, name: str) -> str:
    dated = f" du {act_date(text.dated_on)}" if text.dated_on else ""
    return f"{name} n° {text.reference}{dated}"


def is_rank(printed: str) -> bool:
    """« 1ère » is a rank; « 9e Conférence des DSI » is a name."""
    return bool(RANK.match(printed.strip()))


def session_in_words(session: CommissionSession) -> str:
    """« première session ordinaire »; the name as printed for a body whose sittings have names."""
    kind = f" {session.get_kind_display()}" if session.kind != SessionKind.UNSPECIFIED else ""
    printed = session.printed_number.strip()
    if printed and not is_rank(printed):
        return printed
    if session.number:
        return f"{ordinal_in_words(session.number)} session{kind}"
    rank = printed.lower().removesuffix("session").strip()
    return f"{rank} session{kind}".strip()


def commission_in_words(commission: Commission, acronym: str, ministry: str) -> str:
    """« la CMSIC du MDGL »; the full name of a national body."""
    if commission.kind == CommissionKind.CMSIC:
        return f"la CMSIC {du_ministry(acronym or ministry)}" if acronym or ministry else "la CMSIC"
    return commission.name


def session_of(session: CommissionSession, body: str) -> str:
    """« de la première session ordinaire de la CMSIC du MDGL au titre de l’année 2024 »"""
    printed = session.printed_number.strip()
    if printed and not is_rank(printed):
        own = body.split(" ")[0].casefold()  # « Conférence », « Atelier »: the name of the sitting says the body
        return f": {printed}" if own in printed.casefold() else f": {printed}, {body}"
    body = body if body.startswith("la ") else f"« {body} »" if not body.startswith("Confér") else f"la {body}"
    return f"de la {session_in_words(session)} {de(body)} au titre de l’année {session.year}"


def pv_title(session: CommissionSession, body: str, *, is_carence: bool = False) -> str:
    return f"Procès-verbal{' de carence' if is_carence else ''} {session_of(session, body)}"


def opening_words(day: date | None, at: time | datetime | None) -> str:
    """« L’an deux mille vingt-quatre et le mercredi dix-huit septembre, à 15 heures 00 »"""
    when = f"L’an {date_in_words(day)}" if day is not None else f"À une date {UNKNOWN}e"
    return f"{when}, " + (f"à {hour(at)}" if at is not None else f"à une heure {UNKNOWN}e")


def convocation_reference(session: CommissionSession) -> str:
    """012/MDGL/2026, wherever the letter is cited; empty before the convocation."""
    if session.convocation_number is None:
        return ""
    year = (session.convened_at and local_day(session.convened_at).year) or session.year
    return f"{session.convocation_number:03d}/{session.commission.code}/{year}"


def opened_in_words(session: CommissionSession) -> str:
    """« La session est ouverte à 9 h 49, 11 minutes avant l’heure de la convocation. »"""
    said = f"La session est ouverte à {short_hour(session.opened_at)}"
    if session.opened_at is None or session.held_on is None or session.starts_at is None:
        return f"{said}."
    called = timezone.make_aware(datetime.combine(session.held_on, session.starts_at))
    minutes = int((called - session.opened_at).total_seconds() // 60)
    return f"{said}, {plural(minutes, 'minute')} avant l’heure de la convocation." if minutes > 0 else f"{said}."


def convocation_words(session: CommissionSession) -> str:
    """« et sur convocation n° 003/MDEMO/2024 du 2 septembre 2024 »; nothing when none is known."""
    if session.convened_at is None:
        return ""
    reference = convocation_reference(session)
    number = f" n° {reference}" if reference else ""
    return f"et sur convocation{number} du {long_date(session.convened_at, weekday=False)}"


def at_hour(moment: datetime | None) -> str:
    """« 15 h 20 » for tables and remarks; nothing when the hour is not known."""
    return short_hour(moment) if moment is not None else ""
