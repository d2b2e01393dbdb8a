"""Texts, ministries and places, as the search box finds them."""

import unicodedata

from django.db.models import Q
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.contractions import of
from foundation.common.database import SortKey, holding_words
from foundation.common.references import plain
from foundation.common.searching import Hit, extract_of, marked, on_the_fly, ranked, source
from foundation.common.typography import capitalize_first, short_date

from .models import Commune, CouncilRecord, LegalText, Ministry, MinistryName
from .models.institution import plain_words
from .models.law import all_words, text_named


@source("textes", "Textes", of=LegalText, position=60, spelled="title")
def texts(user: User, words: str, limit: int) -> list[Hit]:
    named, exact = text_named(words)
    found = ranked(
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
            f"{capitalize_first(row.get_kind_display())} n° {row.reference} du {short_date(row.dated_on)}",
            reverse("ministries:text", args=[row.pk]),
            extract_of(row.extract),
            marked(row.lit_title),
            is_named=bool(row.is_named),
        )
        for row in found
    ]


@source("conseil", "Points du Conseil des ministres", of=CouncilRecord, position=65)
def council(user: User, words: str, limit: int) -> list[Hit]:
    rows = CouncilRecord.objects.visible_to(user)
    return [
        Hit(
            row.title,
            reverse("ministries:council_record", args=[row.pk]),
            extract_of(row.extract),
            f"{row.get_kind_display()} du {short_date(row.held_on)}",
            lit_title=marked(row.lit_title),
        )
        for row in on_the_fly(rows, ("title", "text"), "text", words, limit, title="title")
    ]


@source("institutions", "Ministères", of=Ministry, position=70, spelled="name")
def ministries(user: User, words: str, limit: int) -> list[Hit]:
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


@source("territoires", "Départements et communes", of=Commune, position=80, spelled="name")
def places(user: User, words: str, limit: int) -> list[Hit]:
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
            f"Commune {of(row.name)}",
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
