"""French typography and French words for dates, hours, amounts and ordinals.

Non-breaking spaces are added here, when a page or a paper is drawn: nobody sees them in a diff.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils import timezone
from markupsafe import Markup, escape
from num2words import num2words

from .pasted import block_html

NARROW = "\u202f"  # before ; : ! ? and between thousands
NBSP = "\u00a0"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
UNKNOWN = "non renseigné"


# What is not a sentence is left as it is: addresses, e-mails, references of acts, versions, codes in capitals,
# errors of formulas.
LEFT_ALONE = re.compile(
    r"""(?:https?|ftp|mailto)://?[^\s<>«»]*[^\s<>«».,;:!?)]   # an address, without the sign that ends the sentence
      | www\.[^\s<>«»]*[^\s<>«».,;:!?)]
      | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                            # an e-mail
      | \b\d+(?:-\d+)?/\ ?[A-Z]{2,}(?:/\ ?[A-Z0-9-]+)*           # a reference: 020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22
      | \b[A-Z0-9]+(?:[_;:=?&][A-Z0-9_]+)+\b                    # a code
      | \#[A-Z]+(?:/[A-Z0-9]+)?[!?]                             # the error of a formula: #DIV/0!
    """,
    re.VERBOSE,
)
BOUND = re.compile(
    r"\b(n°|N°|art\.|articles?|annexes?|points?|page|pages|p\.|MM\.|M\.|Mmes?|Mlles?|Dr|Pr|Me|alinéas?|tableaux?|chapitres?)"
    r" (?=\S)"
)
NUMBERED = ("annexe", "point", "page", "alinéa", "tableau", "chapitre")  # bound to a number only
UNITS = (
    r"%|FCFA|MFCFA|millions?\b|milliards?\b|minutes?\b|heures?\b|jours?\b|mois\b|ans?\b|h\b|Ko\b|Mo\b|Go\b|km\b"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)


def nbsp(text: str) -> str:
    """Set the non-breaking spaces that French asks for; safe to apply twice. Addresses and references stay as typed."""
    text, parts, end = text.replace("\ue000", ""), [], 0
    for found in LEFT_ALONE.finditer(text):
        # The space before an address may be bound, what it is made of may not.
        parts += [text[end : found.start()], found[0]]
        end = found.end()
    parts.append(text[end:])
    if len(parts) == 1:
        return _bound(text)
    # A sign stands for each part left alone, so that what surrounds it is read as one sentence.
    kept = parts[1::2]
    whole = "\ue000".join(parts[0::2])
    pieces = _bound(whole).split("\ue000")
    return "".join(
        piece + (kept[rank].replace("/ ", "/") if rank < len(kept) else "") for rank, piece in enumerate(pieces)
    )


def _bound(text: str) -> str:
    if re.search("[;!?»]", text):
        # « ?! » is one sign: the space stands before the first only.
        text = re.sub(
            r"[ \u00a0\u202f]*(?<![;!?])([;!?]+|»)",
            lambda m: (NBSP if m[1] == "»" else NARROW) + m[1] if m.start() else m[1],
            text,
        )
    text = re.sub(r"(?<=\S)[ \u00a0\u202f]+:(?=\s|$)", NBSP + ":", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + NBSP, text)
    text = BOUND.sub(_bound_word, text)
    text = re.sub(rf"(?<=\d) (?=(?:{UNITS}))", NBSP, text)
    text = re.sub(r"(?<=\d[ \u00a0\u202f]h) (?=\d{2}\b)", NBSP, text)  # 10 h 30
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, text)


def _bound_word(found: re.Match[str]) -> str:
    follows = found.string[found.end() : found.end() + 1]
    if found[1].rstrip("sx") in NUMBERED and not follows.isdigit():
        return found[0]
    return found[1] + NBSP


def quoted(text: str) -> str:
    """« text », its own quotation marks turned into “ ”."""
    return f"« {inner_quotes(text)} »"


def inner_quotes(text: str) -> str:
    return re.sub(r"«\s*", "“", re.sub(r"\s*»", "”", text))


def shortened(text: str, limit: int = 60) -> str:
    """The first words, then « … »."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def in_words(number: int) -> str:
    """2024 → « deux mille vingt-quatre ». French of Benin counts as in France (soixante-dix, quatre-vingts)."""
    return num2words(number, lang="fr")


def local_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime | None, *, weekday: bool = True) -> str:
    """mercredi 18 septembre 2024; « 1er » for the first day of a month; « non renseigné » when unknown."""
    if value is None:
        return UNKNOWN
    day = local_day(value)
    number = "1er" if day.day == 1 else str(day.day)
    words = f"{number} {MONTHS[day.month - 1]} {day.year}"
    return f"{DAYS[day.weekday()]} {words}" if weekday else words


def short_date(value: date | datetime | None) -> str:
    if not value:
        return UNKNOWN
    return _in_figures(local_day(value))


@lru_cache(maxsize=8192)  # the same days come back on every line of a list
def _in_figures(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def capitalize_first(text: str) -> str:
    """« en cours » as « En cours »; nothing else changes, as str.capitalize would."""
    return text[:1].upper() + text[1:]


def act_date(value: date | None) -> str:
    """07 septembre 2022: two digits, as in acts; « 1er » for the first day of a month."""
    if value is None:
        return UNKNOWN
    return f"{'1er' if value.day == 1 else f'{value.day:02d}'} {MONTHS[value.month - 1]} {value.year}"


def date_in_words(value: date | datetime) -> str:
    """« deux mille vingt-quatre et le mercredi dix-huit septembre »: completes « L’an »."""
    day = local_day(value)
    number = "premier" if day.day == 1 else in_words(day.day)
    return f"{in_words(day.year)} et le {DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}"


def hour(value: time | datetime | None) -> str:
    """15 heures 00; « non renseigné » when unknown."""
    if value is None:
        return UNKNOWN
    moment = timezone.localtime(value).time() if isinstance(value, datetime) else value
    return f"{moment.hour} heure{'s' if moment.hour > 1 else ''} {moment.minute:02d}"


def short_hour(value: time | datetime | None) -> str:
    if value is None:
        return UNKNOWN
    moment = timezone.localtime(value).time() if isinstance(value, datetime) else value
    return f"{moment.hour} h {moment.minute:02d}".replace(" ", NARROW)


def input_time(value: datetime | None) -> str:
    """15:02, as a field of hours wants it."""
    return timezone.localtime(value).strftime("%H:%M") if value else ""


def short_datetime(value: datetime | None) -> str:
    return f"{short_date(value)} à {short_hour(value)}" if value else UNKNOWN


def ordinal(number: int, *, feminine: bool = True) -> str:
    """1re, 2e: for a number beside a word (« 1re session »)."""
    if number == 1:
        return "1re" if feminine else "1er"
    return f"{number}e"


def ordinal_in_words(number: int, *, feminine: bool = True) -> str:
    """première, deuxième…"""
    if number == 1:
        return "première" if feminine else "premier"
    return num2words(number, lang="fr", to="ordinal")


def integer(value: int | Decimal | None) -> str:
    return f"{int(value):,}".replace(",", NARROW) if value is not None else UNKNOWN


def amount(value: int | Decimal | None) -> str:
    """An amount in francs CFA, thousands set apart."""
    return f"{integer(value)}{NBSP}FCFA" if value is not None else UNKNOWN


def short_amount(value: int | Decimal | None) -> str:
    """« 59,3 millions de FCFA », « 1,045 milliard de FCFA »: four figures at least, so that no gap between two amounts
    is rounded away.
    """
    if value is None:
        return UNKNOWN
    for unit, size in (("milliard", 10**9), ("million", 10**6)):
        exact = Decimal(value) / size
        if exact.copy_abs() >= 1:
            digits = max(1, 4 - len(str(int(exact.copy_abs()))))
            figure = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP).normalize()
            text = f"{figure:f}".replace(".", ",")
            return f"{text}{NBSP}{unit}{'s' if figure.copy_abs() >= 2 else ''} de FCFA"
    return amount(value)


@lru_cache(maxsize=4096)
def percent(value: float | Decimal | int | None, digits: int = 0) -> str:
    return f"{value:.{digits}f}".replace(".", ",") + f"{NBSP}%" if value is not None else UNKNOWN


def plural(count: int, singular: str, many: str = "") -> str:
    """« 1 réponse », « 13 réponses », « 0 réponse »: French counts zero as singular."""
    return f"{integer(count)}{NBSP}{singular if abs(count) < 2 else many or singular + 's'}"


def inside_a_sentence(label: str) -> str:
    """« date de fin » for a column named « Date de fin »; « PSSIE » and « X-Road » as they are."""
    first = label.partition(" ")[0]
    return label if first[1:] != first[1:].lower() else label[:1].lower() + label[1:]


def known(value: Any) -> str:
    """The value, or « non renseigné »: never an empty cell that looks like a zero."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return UNKNOWN if value is None or value == "" else str(value)


def is_told(value: Any) -> bool:
    """Whether a value says something: zero and « non » do."""
    return not (value is None or value in ("", UNKNOWN))


LONGEST_NUMBER = 30  # characters: what is longer is an address or a path, and must break
NUMBER = re.compile(r"(?=\S*[-/])(?:(?=\S*\d)[^\W_]+(?:[-/.][^\W_]+)+|\b[A-Z]{2,}(?:-[A-Z]+)+\b)")


def unbroken(value: str) -> str:
    """A number (« B-2026-007 », « 012/2026 ») or a code (« MDEMO-O ») in one piece, what else a text says as it is."""
    if "-" not in value and "/" not in value:
        return value  # most cells of a list: the pattern looks twice ahead of each sign
    parts: list[str] = []
    last = 0
    for found in [] if isinstance(value, Markup) else NUMBER.finditer(value):
        if len(found[0]) > LONGEST_NUMBER:
            continue
        parts += [escape(value[last : found.start()]), Markup('<span class="text-nowrap">{}</span>').format(found[0])]
        last = found.end()
    return Markup("").join([*parts, escape(value[last:])]) if parts else value


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs: blank lines part them, single line ends are kept, pasted tables stay tables."""
    lines = text.replace("\r\n", "\n").strip("\n ").split("\n")
    blocks = [list(block) for is_blank, block in groupby(lines, key=lambda line: not line.strip()) if not is_blank]
    return Markup("").join(block_html(block, nbsp) for block in blocks)


FILTERS: dict[str, Callable[..., Any]] = {
    "nbsp": nbsp,
    "quoted": quoted,
    "long_date": long_date,
    "short_date": short_date,
    "act_date": act_date,
    "hour": hour,
    "short_hour": short_hour,
    "input_time": input_time,
    "short_datetime": short_datetime,
    "ordinal": ordinal,
    "integer": integer,
    "amount": amount,
    "short_amount": short_amount,
    "percent": percent,
    "plural": plural,
    "inside_a_sentence": inside_a_sentence,
    "known": known,
    "unbroken": unbroken,
    "paragraphs": paragraphs,
}
