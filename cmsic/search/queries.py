"""The one search box: accent-blind, ranked, limited to what the reader may see. One query per kind of row, counts capped."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchRank, SearchVector
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.urls import reverse
from markupsafe import Markup, escape

from cmsic.accounts.models import Person, User
from cmsic.common.database import FRENCH, SortKey, french_query
from cmsic.common.typography import long_date, short_date
from ministries.models import Commune, LegalText, Ministry
from projects.models import Project
from recommendations.models import Recommendation
from sessions.models import AgendaItem, Decision

SHOWN = 8
COUNTED = 200
# Marks that no text holds: the extract is escaped first, then they become <mark>.
START, STOP = "\ue000", "\ue001"


@dataclass(frozen=True)
class Hit:
    title: str
    href: str
    extract: Markup | str = ""
    note: str = ""


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
    return groups


def _ranked(rows: QuerySet, field: str, body: str, words: str, limit: int) -> QuerySet:
    query = french_query(words)
    headline = SearchHeadline(body, query, config=FRENCH, start_sel=START, stop_sel=STOP, max_words=30, min_words=12)
    return rows.filter(**{field: query}).annotate(rank=SearchRank(F(field), query), extract=headline).order_by("-rank", "pk")[:limit]


def _texts(user: User, words: str, limit: int) -> list[Hit]:
    rows = LegalText.objects.visible_to(user)
    found = _ranked(rows, "search", "body", words, limit)
    return [
        Hit(
            f"{row.get_kind_display().capitalize()} n° {row.reference} du {short_date(row.dated_on)}",
            reverse("ministries:text", args=[row.pk]),
            marked(row.extract),
            row.title,
        )
        for row in found
    ]


def _projects(user: User, words: str, limit: int) -> list[Hit]:
    rows = Project.objects.visible_to(user).select_related("ministry")
    found = list(_ranked(rows, "search", "objectives", words, limit))
    if len(found) < limit:
        # A former title finds the project too.
        renamed = (
            rows.filter(former_names__title__unaccent__icontains=words)
            .exclude(pk__in=[row.pk for row in found])
            .distinct()
            .order_by("pk")[: limit - len(found)]
        )
        found += list(renamed)
    return [
        Hit(
            row.title,
            reverse("projects:detail", args=[row.pk]),
            marked(getattr(row, "extract", "")),
            f"{row.code} · {row.ministry.short_name} · {row.get_stage_display()}",
        )
        for row in found
    ]


def _recommendations(user: User, words: str, limit: int) -> list[Hit]:
    rows = Recommendation.objects.visible_to(user).select_related("commission")
    return [
        Hit(row.reference, reverse("recommendations:detail", args=[row.pk]), marked(row.extract), f"{row.commission.code} · {row.get_state_display()}")
        for row in _ranked(rows, "search", "text", words, limit)
    ]


def _on_the_fly(rows: QuerySet, fields: tuple[str, ...], body: str, words: str, limit: int) -> QuerySet:
    return _ranked(rows.annotate(vector=SearchVector(*fields, config=FRENCH)), "vector", body, words, limit)


def _sessions(user: User, words: str, limit: int) -> list[Hit]:
    rows = AgendaItem.objects.visible_to(user).select_related("session__commission")
    found = _on_the_fly(rows, ("title", "description", "session__theme"), "title", words, limit)
    return [
        Hit(
            row.title,
            reverse("sessions:detail", args=[row.session_id]),
            marked(row.extract),
            f"{row.session.commission.code} · {row.session.label} · {long_date(row.session.held_on, weekday=False)}",
        )
        for row in found
    ]


def _decisions(user: User, words: str, limit: int) -> list[Hit]:
    rows = Decision.objects.visible_to(user).select_related("session__commission", "item")
    found = _on_the_fly(rows, ("text", "item__title"), "text", words, limit)
    return [
        Hit(
            f"{row.reference} : {row.get_outcome_display()}",
            reverse("sessions:detail", args=[row.session_id]),
            marked(row.extract),
            f"{row.session.commission.code} · {row.item.title}",
        )
        for row in found
    ]


def _institutions(user: User, words: str, limit: int) -> list[Hit]:
    ministries = Ministry.objects.visible_to(user).filter(
        Q(name__unaccent__icontains=words) | Q(acronym__iexact=words) | Q(names__name__unaccent__icontains=words)
    )
    hits = [
        Hit(
            row.name,
            reverse("ministries:detail", args=[row.pk]),
            note=f"{row.acronym or 'sans sigle connu'} · {'jusqu’au ' + short_date(row.valid_to) if row.valid_to else 'en exercice'}",
        )
        for row in ministries.distinct().order_by("valid_to", SortKey("name"), "pk")[:limit]
    ]
    spellings = SortKey(Func(F("aliases"), Value(" "), function="array_to_string", output_field=TextField()))
    communes = (
        Commune.objects.visible_to(user)
        .annotate(other_spellings=spellings)
        .filter(Q(name__unaccent__icontains=words) | Q(other_spellings__contains=SortKey(Value(words))))
        .select_related("departement")
    )
    hits += [
        Hit(f"Commune de {row.name}", reverse("ministries:commune", args=[row.pk]), note=f"département : {row.departement}")
        for row in communes.order_by(SortKey("name"), "pk")[:limit]
    ]
    return hits[:limit]


def _people(user: User, words: str, limit: int) -> list[Hit]:
    rows = Person.objects.visible_to(user).filter(full_name__unaccent__icontains=words).select_related("scope").order_by(SortKey("full_name"), "pk")
    return [
        Hit(row.full_name, reverse("people:person", args=[row.pk]), note=f"{row.function or 'fonction non renseignée'} · {row.scope}") for row in rows[:limit]
    ]


SOURCES: dict[str, tuple[str, Callable[[User, str, int], list[Hit]]]] = {
    "projets": ("Projets", _projects),
    "recommandations": ("Recommandations", _recommendations),
    "decisions": ("Décisions", _decisions),
    "sessions": ("Points et sessions", _sessions),
    "textes": ("Textes", _texts),
    "institutions": ("Ministères et communes", _institutions),
    "personnes": ("Personnes", _people),
}
