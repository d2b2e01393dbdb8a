"""The one search box: accent-blind, ranked, limited to what the reader may see.

One query per kind of row, counts capped.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector, TrigramWordSimilarity
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from markupsafe import Markup, escape

from foundation.accounts.models import Person, User
from foundation.common.database import FRENCH, SortKey, holding_words, prefix_query
from foundation.common.references import numbered, plain
from foundation.common.typography import long_date, short_date
from foundation.people.queries import without_civility
from ministries.models import Commune, LegalText, Ministry, MinistryName
from ministries.models.institution import plain_words
from ministries.models.law import all_words, is_exactly, text_named
from projects.models import Project, ProjectName
from recommendations.models import Recommendation
from sessions.core.enums import SessionKind
from sessions.core.models import AgendaItem, CommissionSession, Decision

SHOWN = 8
COUNTED = 200
# Marks that no text holds: the extract is escaped first, then they become <mark>.
START, STOP = "\ue000", "\ue001"
SESSION_REFERENCE = re.compile(
    r"(?P<code>[^\W\d_]{2,20})\s*[/ ]\s*(?P<year>20\d\d)(?:\s*[/ ]\s*(?P<extra>[Ee]?)(?P<number>\d{1,3}))?/?"
)


@dataclass(frozen=True)
class Hit:
    title: str
    href: str
    extract: Markup | str = ""
    note: Markup | str = ""
    lit_title: Markup | str = ""  # the title with the words found lit, where it was searched
    is_named: bool = False  # it was asked for by its own name or reference

    @property
    def shown_title(self) -> Markup | str:
        return self.lit_title or self.title


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    hits: tuple[Hit, ...]
    more: bool


def marked(extract: str) -> Markup:
    return Markup(str(escape(extract)).replace(START, "<mark>").replace(STOP, "</mark>"))


def search(user: User, words: str, only: str = "") -> list[Group]:
    """Return the groups that have hits, in a fixed order; `only` names one group and shows more of it."""
    words = words.strip()[:200]
    if len(words) < 2:
        return []
    groups = []
    for key, (label, find) in SOURCES.items():
        if only and key != only:
            continue
        limit = COUNTED if only else SHOWN
        hits = find(user, words, limit + 1)
        if hits:
            groups.append(Group(key, label, tuple(hits[:limit]), len(hits) > limit))
    # What was asked for by its own name comes first; the rest keep their order.
    return sorted(groups, key=lambda group: not group.hits[0].is_named)


def _lit(field: Any, query: SearchQuery, **options: Any) -> SearchHeadline:
    return SearchHeadline(field, query, config=FRENCH, start_sel=START, stop_sel=STOP, **options)


def _ranked(
    rows: QuerySet,
    field: str,
    body: Any,
    words: str,
    limit: int,
    *,
    title: str = "",
    or_else: Q | None = None,
    exact: Q | None = None,
) -> QuerySet:
    """The one that was named first, then the best, with the words found set between marks in an extract of
    `body` and in the whole `title`.
    """
    query = prefix_query(words)
    lit = {"lit_title": _lit(title, query, highlight_all=True)} if title else {}
    rows = rows.filter(Q(**{field: query}) | or_else if or_else is not None else Q(**{field: query}))
    extract = _lit(body, query, max_words=30, min_words=12)
    named = is_exactly(exact if exact is not None else Q(pk=None))
    rows = rows.annotate(rank=SearchRank(F(field), query), extract=extract, is_named=named, **lit)
    return rows.order_by("-is_named", "-rank", "pk")[:limit]


def _extract(text: str) -> Markup | str:
    """An extract that shows something found; the beginning of a text that holds none of the words says nothing."""
    return marked(text) if START in (text or "") else ""


def _texts(user: User, words: str, limit: int) -> list[Hit]:
    named, exact = text_named(words)
    found = _ranked(
        LegalText.objects.visible_to(user).defer("body", "extracted", "search"),
        "search",
        all_words(),
        words,
        limit,
        title="title",
        or_else=named | exact,
        exact=exact,
    )
    return [
        Hit(
            f"{row.get_kind_display().capitalize()} n° {row.reference} du {short_date(row.dated_on)}",
            reverse("ministries:text", args=[row.pk]),
            _extract(row.extract),
            marked(row.lit_title),
            is_named=bool(row.is_named),
        )
        for row in found
    ]


def _projects(user: User, words: str, limit: int) -> list[Hit]:
    # A former title finds the project too.
    renamed = ProjectName.objects.filter(title__unaccent__icontains=words).values("project_id")
    rows = Project.objects.visible_to(user).select_related("ministry")
    found = _ranked(
        rows,
        "search",
        "objectives",
        words,
        limit,
        title="title",
        or_else=Q(pk__in=renamed) | Q(code__istartswith=words),
        exact=Q(code__iexact=words) | Q(title__iexact=words),
    )
    return [
        Hit(
            row.title,
            reverse("projects:detail", args=[row.pk]),
            _extract(row.extract),
            f"{row.code} · {row.ministry.short_name} · {row.get_stage_display()}",
            lit_title=marked(row.lit_title),
            is_named=bool(row.is_named),
        )
        for row in found
    ]


def _recommendations(user: User, words: str, limit: int) -> list[Hit]:
    rows = Recommendation.objects.visible_to(user).select_related("commission")
    exact = numbered(words, "recommandation")
    return [
        Hit(
            row.reference,
            reverse("recommendations:detail", args=[row.pk]),
            _extract(row.extract),
            f"{row.commission.code} · {row.get_state_display()}",
            is_named=bool(row.is_named),
        )
        for row in _ranked(rows, "search", "text", words, limit, or_else=exact, exact=exact)
    ]


def _on_the_fly(rows: QuerySet, fields: tuple[Any, ...], body: str, words: str, limit: int, **options: Any) -> QuerySet:
    return _ranked(rows.annotate(vector=SearchVector(*fields, config=FRENCH)), "vector", body, words, limit, **options)


def _session_named(words: str) -> Q | None:
    """« MDEMO/2026/1 », « MDEMO 2026 », « mdemo/2026/E1 »: the reference of a session, or the first parts of it."""
    named = SESSION_REFERENCE.fullmatch(words)
    if named is None:
        return None
    asked = Q(commission__code__iexact=named["code"], year=named["year"])
    if not named["number"]:
        return asked
    kind = Q(kind=SessionKind.EXTRAORDINARY) if named["extra"] else ~Q(kind=SessionKind.EXTRAORDINARY)
    return asked & kind & Q(number=named["number"])


def _sessions(user: User, words: str, limit: int) -> list[Hit]:
    """Sessions by their own words: theme, place, label, reference."""
    rows = CommissionSession.objects.visible_to(user).select_related("commission")
    kind = Case(
        *(When(kind=value, then=Value(f"session {label}")) for value, label in SessionKind.choices),
        default=Value("session"),
        output_field=TextField(),
    )
    label = (
        "theme",
        "place",
        "printed_number",
        "commission__code",
        "commission__name",
        kind,
        Cast("year", TextField()),
    )
    named = _session_named(words)
    found = _on_the_fly(rows, label, "theme", words, limit, or_else=named, exact=named)
    return [
        Hit(
            f"{row.commission.code} : {row.label}",
            reverse("sessions:detail", args=[row.pk]),
            _extract(row.extract) or row.theme,
            " · ".join(
                part
                for part in (row.reference if row.number else "", long_date(row.held_on, weekday=False), row.place)
                if part
            ),
            is_named=bool(row.is_named),
        )
        for row in found
    ]


def _items(user: User, words: str, limit: int) -> list[Hit]:
    rows = AgendaItem.objects.visible_to(user).worded_for(user).select_related("session__commission")
    found = _on_the_fly(rows, ("told_title", "told_description"), "told_description", words, limit, title="told_title")
    return [
        Hit(
            row.told_title,
            reverse("sessions:detail", args=[row.session_id]),
            _extract(row.extract),
            f"{row.session.commission.code} · {row.session.label} · {long_date(row.session.held_on, weekday=False)}",
            lit_title=marked(row.lit_title),
        )
        for row in found
    ]


def _decisions(user: User, words: str, limit: int) -> list[Hit]:
    rows = Decision.objects.visible_to(user).select_related("session__commission", "item")
    exact = numbered(words, "decision")
    found = _on_the_fly(rows, ("text", "item__title"), "text", words, limit, or_else=exact, exact=exact)
    return [
        Hit(
            f"{row.reference} : {row.get_outcome_display()}",
            reverse("sessions:detail", args=[row.session_id]),
            _extract(row.extract),
            f"{row.session.commission.code} · {row.item.title}",
            is_named=bool(row.is_named),
        )
        for row in found
    ]


def _ministries(user: User, words: str, limit: int) -> list[Hit]:
    formerly = holding_words(MinistryName.objects.all(), "name", words).values("ministry_id")
    rows = holding_words(Ministry.objects.visible_to(user), "name", words).order_by()
    rows = Ministry.objects.visible_to(user).filter(
        Q(pk__in=rows.values("pk")) | Q(acronym__iexact=words) | Q(pk__in=formerly)
    )
    return [
        Hit(
            row.name,
            reverse("ministries:detail", args=[row.pk]),
            note=(
                f"{row.acronym or 'sans sigle connu'} ·"
                f" {'jusqu’au ' + short_date(row.valid_to) if row.valid_to else 'en exercice'}"
            ),
            is_named=plain(words) in (plain(row.name), plain(row.acronym)),
        )
        for row in rows.order_by("valid_to", SortKey("name"), "pk")[:limit]
    ]


def _places(user: User, words: str, limit: int) -> list[Hit]:
    """Communes by their name, their département or another spelling of either; the département itself comes first."""
    if not plain_words(words):
        return []
    rows = (
        Commune.objects.visible_to(user)
        .named_like(words)
        .select_related("departement")
        .order_by(SortKey("name"), "pk")[:limit]
    )
    found = list(rows)
    wanted = _folded(words)
    departements = {
        row.departement_id: row.departement
        for row in found
        if any(wanted in _folded(name) for name in (row.departement.name, *row.departement.aliases))
    }
    hits = [
        Hit(
            f"Département : {row.name}",
            f"{reverse('ministries:communes')}?departement={row.pk}",
            note=_spelled(row.aliases) or "ses communes",
        )
        for row in departements.values()
    ]
    hits += [
        Hit(
            f"Commune de {row.name}",
            reverse("ministries:commune", args=[row.pk]),
            note=" · ".join(filter(None, [f"département : {row.departement}", _spelled(row.aliases)])),
            is_named=_folded(words) == _folded(row.name),
        )
        for row in found
    ]
    return hits[:limit]


def _folded(name: str) -> str:
    """A name of place as the database compares it: no accent, case, hyphen or apostrophe."""
    letters = unicodedata.normalize("NFKD", plain_words(name))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def _spelled(aliases: list[str]) -> str:
    return f"ou {', '.join(aliases)}" if aliases else ""


def _people(user: User, words: str, limit: int) -> list[Hit]:
    rows = (
        holding_words(Person.objects.visible_to(user), "full_name", without_civility(words))
        .select_related("scope")
        .order_by(SortKey("full_name"), "pk")
    )
    return [
        Hit(
            row.full_name,
            reverse("people:person", args=[row.pk]),
            note=f"{row.function or 'fonction non renseignée'} · {row.scope}",
            is_named=sorted(plain(row.full_name).split()) == sorted(plain(without_civility(words)).split()),
        )
        for row in rows[:limit]
    ]


# Where the words of a suggestion are taken from: names and titles that the reader may see, never a text behind them.
SPELLED: tuple[tuple[Any, str], ...] = (
    (Person, "full_name"),
    (Project, "title"),
    (LegalText, "title"),
    (Commune, "name"),
    (Ministry, "name"),
)
LIKE, NEAREST = 0.3, 10


def suggestion(user: User, words: str) -> str:
    """What was perhaps meant by words that find nothing: each is replaced by its nearest neighbour, and the whole is
    tried. Empty when nothing is near. Costs five queries and a search.
    """
    asked = plain(words.strip()[:100])
    known: dict[str, str] = {}
    for model, field in SPELLED:
        likeness = TrigramWordSimilarity(asked, SortKey(field))
        rows = model.objects.visible_to(user).annotate(likeness=likeness).filter(likeness__gte=LIKE)
        for text in rows.order_by("-likeness", "pk").values_list(field, flat=True)[:NEAREST]:
            known |= {plain(word): word for word in re.findall(r"[^\W\d_]{3,}", text)}
    meant = []
    for word in asked.split():
        near = get_close_matches(word, known, n=1, cutoff=0.7) if len(word) > 3 else []
        meant.append(known[near[0]] if near else word)
    proposed = " ".join(meant)
    return proposed if plain(proposed) != asked and search(user, proposed) else ""


SOURCES: dict[str, tuple[str, Callable[[User, str, int], list[Hit]]]] = {
    "projets": ("Projets", _projects),
    "recommandations": ("Recommandations", _recommendations),
    "decisions": ("Décisions", _decisions),
    "sessions": ("Sessions", _sessions),
    "points": ("Points d’ordre du jour", _items),
    "textes": ("Textes", _texts),
    "institutions": ("Ministères", _ministries),
    "territoires": ("Départements et communes", _places),
    "personnes": ("Personnes", _people),
}
