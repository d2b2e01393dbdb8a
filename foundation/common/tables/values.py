"""What a cell says: a day, a number, yes or no, a text without its markup. An unreadable one is a ValueError whose text
is the sentence for whoever typed it; an empty one, or one that says that nothing is known, is None.
"""

import html
import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from ..typography import short_date
from .reading import SERIAL, folded

# Said where nothing is known: an empty cell says the same.
NOTHING = frozenset(
    (
        *("", "-", "--", "—", "–", "?", "/", "n/a", "na", "nd", "n d", "nc", "n c", "ns", "so", "s o", "neant", "vide"),
        *("non renseigne", "non renseignee", "non disponible", "non communique", "non connu", "inconnu", "inconnue"),
        *("null", "none", "nan", "a definir", "a determiner"),
    )
)
# The first letters under which a month is written, in French and in English.
MONTHS = {
    **{
        "jan": 1,
        "janv": 1,
        "fev": 2,
        "feb": 2,
        "fevr": 2,
        "mar": 3,
        "mars": 3,
        "avr": 4,
        "apr": 4,
        "mai": 5,
        "may": 5,
        "juin": 6,
    },
    **{"jun": 6, "juil": 7, "jul": 7, "aou": 8, "aout": 8, "aug": 8, "sep": 9, "sept": 9, "oct": 10},
    **{"nov": 11, "dec": 12},
}
FULL_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre"),
    *("decembre", "january", "february", "march", "april", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
FIGURES = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[ T].*)?")
WORDS = re.compile(r"(?:[a-z]+ )?(?:(\d{1,2})(?:er|e|st|nd|rd|th)?[ \-/])?([a-z]{3,9})[ \-/](\d{2}|\d{4})")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
YEAR_AND_MONTH = re.compile(r"(\d{4})[/.\-](\d{1,2})")
YEAR = re.compile(r"(?:19|20)\d\d")
ORDERS = {"dmy": "jour/mois/année", "mdy": "mois/jour/année"}

TIMES = {"k": 3, "m": 6, "md": 9, "mds": 9, "mrd": 9, "milliers": 3, "millier": 3, "million": 6, "millions": 6}
TIMES |= {"milliard": 9, "milliards": 9, "mille": 3}
CURRENCY = r"f ?cfa|fcfa|xof|cfa|francs?|eur|euros?|€|\$|f"
FOREIGN = re.compile(r"€|\$|\b(?:eur|euros?|usd)\b", re.IGNORECASE)
AMOUNT = re.compile(
    rf"(?:{CURRENCY})? ?([+\-−]?)([\d .,']+?) ?(%?) ?({'|'.join(sorted(TIMES, key=len, reverse=True))})? ?"
    rf"(?:d'|de )?(?:{CURRENCY})?"
)
YES = frozenset(("oui", "o", "1", "x", "vrai", "true", "yes", "y", "ok"))
NO = frozenset(("non", "n", "0", "faux", "false", "no"))
MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
# Our own files write an apostrophe before what a spreadsheet would take for a formula.
NEUTRALISED = re.compile(r"\A'(?=[ \u00a0\u202f]*[=+\-@\t\r\n])")


def is_nothing(text: str) -> bool:
    return folded(text).strip(" .") in NOTHING


def day_of(text: str, order: str = "dmy", *, is_end: bool = False) -> date | None:
    """A day as spreadsheets and people write it. A month or a year alone is its first day, its last one for an end."""
    if is_nothing(text):
        return None
    plain = " ".join(folded(text).replace(",", " ").split())
    try:
        found = _in_figures(text.strip(), plain, order) or _in_words(plain) or _in_part(text.strip(), plain)
    except ValueError:
        found = None
    if found is None:
        raise ValueError(
            f"« {text[:40]} » ne se lit pas comme une date. Écrivez-la comme 03/08/2016, 2016-08-03, « 3 août 2016 » ou"
            " « août 2016 »."
        )
    day, until = found
    kept = until if is_end else day
    if not 1960 <= kept.year <= 2100:
        raise ValueError(
            f"L’année {kept.year} ne peut pas être juste ({short_date(kept)}) : donnez une date entre 1960 et 2100."
        )
    return kept


Span = tuple[date, date]


def _in_figures(text: str, plain: str, order: str) -> Span | None:
    if serial := SERIAL.fullmatch(text):
        day = date(1899, 12, 30) + timedelta(days=int(serial[1]))
        return day, day
    found = FIGURES.fullmatch(text)
    if found is None:
        return None
    first, second, third = (int(part) for part in found.groups())
    if len(found[1]) == 4:
        day = date(first, second, third)
    elif order == "mdy":
        day = date(_year(found[3]), first, second)
    else:
        day = date(_year(found[3]), second, first)
    return day, day


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 1900 + year if year >= 70 else 2000 + year


def _in_words(plain: str) -> Span | None:
    found = WORDS.fullmatch(plain)
    if found is None:
        return None
    name = found[2]
    month = MONTHS.get(name) or (MONTHS.get(name[:4]) or MONTHS.get(name[:3]) if name in FULL_MONTHS else None)
    if month is None:
        return None
    year = _year(found[3])
    if found[1]:
        day = date(year, month, int(found[1]))
        return day, day
    return _month(year, month)


def _in_part(text: str, plain: str) -> Span | None:
    if found := MONTH_AND_YEAR.fullmatch(text):
        return _month(int(found[2]), int(found[1]))
    if found := YEAR_AND_MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if YEAR.fullmatch(plain):
        return date(int(plain), 1, 1), date(int(plain), 12, 31)
    return None


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def is_in_figures(text: str, *, is_whole: bool = False) -> bool:
    """Whether these figures are a day whose order is not said, with its year in full where `is_whole`."""
    found = FIGURES.fullmatch(text.strip())
    return found is not None and len(found[1]) <= 2 and len(found[3]) in ((4,) if is_whole else (2, 4))


def order_of(texts: list[str]) -> str:
    """Which of day and month comes first, as far as these cells tell: « dmy », « mdy », or nothing where none does."""
    firsts = seconds = 0
    for text in texts:
        found = FIGURES.fullmatch(text.strip())
        if found is not None and len(found[1]) <= 2:
            firsts += int(found[1]) > 12
            seconds += int(found[2]) > 12
    if firsts or seconds:
        return "dmy" if firsts >= seconds else "mdy"
    return ""


def number_of(text: str, *, is_whole: bool = False) -> Decimal | None:
    """A number with spaces, a decimal comma, a unit. Where only whole numbers make sense, « 59.300 » is 59 300."""
    read = _amount_in(text, is_whole=is_whole)
    return None if read is None else read[0]


def _amount_in(text: str, *, is_whole: bool) -> tuple[Decimal, bool] | None:
    """A number, and whether it says itself what it is counted in."""
    if is_nothing(text):
        return None
    plain = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'").lower().split())
    found = AMOUNT.fullmatch(plain)
    if found is None or not re.search(r"\d", found[2]):
        raise ValueError(f"« {text[:40]} » ne se lit pas comme un nombre. Écrivez-le comme 59 300 000 ou 7,5.")
    figures = re.sub(r"[ ']", "", found[2])
    try:
        value = Decimal(_with_a_point(figures, is_whole=is_whole and not found[4]))
    except InvalidOperation:
        raise ValueError(f"« {text[:40]} » ne se lit pas comme un nombre.") from None
    value = value.scaleb(TIMES[found[4]]) if found[4] else value
    return (-value if found[1] in ("-", "−") else value), bool(found[4])


def francs_of(text: str, *, factor: int = 1) -> Decimal | None:
    """An amount in francs CFA of a column counted in `factor` francs; a cell that says its own unit (« 290 millions »)
    is that in any column. Raise ValueError where it is in another currency.
    """
    if FOREIGN.search(text):
        raise ValueError(f"« {text[:40]} » n’est pas en francs CFA : convertissez-le.")
    read = _amount_in(text, is_whole=factor == 1)
    if read is None:
        return None
    value, tells_its_unit = read
    return value if tells_its_unit else value * factor


def _with_a_point(figures: str, *, is_whole: bool) -> str:
    """« 1.234,56 », « 1,234.56 » and « 1234,56 » are the same number: the last sign alone may be the decimal one."""
    commas, points = figures.count(","), figures.count(".")
    if commas and points:
        decimal = max(figures.rfind(","), figures.rfind("."))
        return re.sub(r"[,.]", "", figures[:decimal]) + "." + figures[decimal + 1 :]
    if commas > 1 or points > 1:
        if not re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", figures):
            raise InvalidOperation
        return re.sub(r"[,.]", "", figures)
    if is_whole and re.fullmatch(r"[1-9]\d{0,2}[,.]\d{3}", figures):
        return re.sub(r"[,.]", "", figures)
    return figures.replace(",", ".")


def truth_of(text: str) -> bool | None:
    if is_nothing(text):
        return None
    said = folded(text)
    if said in YES:
        return True
    if said in NO:
        return False
    raise ValueError(f"« {text[:40]} » ne se lit ni comme oui ni comme non. Écrivez « oui » ou « non ».")


class _Words(HTMLParser):
    BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"))
    HIDDEN = frozenset(("script", "style", "head", "title"))

    def __init__(self, *, addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses = addresses
        self.parts: list[str] = []
        self.hidden = 0
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BREAKS:
            self.parts.append("\n")
        elif tag == "a":
            href = " ".join((dict(attrs).get("href") or "").split())
            self.hrefs.append(href if self.addresses and href.startswith(("http://", "https://")) else "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.HIDDEN))
        if tag == "a" and self.hrefs and (href := self.hrefs.pop()):
            self.parts.append(f" ({href})")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def words_of(text: str, *, addresses: bool = True) -> str:
    """A text as it reads: the markup of web pages gone, the address of a link kept unless without `addresses`, lines
    kept, spaces single.
    """
    text = NEUTRALISED.sub("", text)
    if MARKUP.search(text):
        words = _Words(addresses=addresses)
        words.feed(text)
        words.close()
        text = html.unescape("".join(words.parts))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
