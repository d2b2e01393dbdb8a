"""Sessions, items of agendas and decisions, as the search box finds them."""

import re

from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.references import numbered
from foundation.common.searching import Hit, extract_of, marked, on_the_fly, source
from foundation.common.typography import long_date

from .enums import SessionKind
from .models import AgendaItem, CommissionSession, Decision

SESSION_REFERENCE = re.compile(
    r"(?P<code>[^\W\d_]{2,20})\s*[/ ]\s*(?P<year>20\d\d)(?:\s*[/ ]\s*(?P<extra>[Ee]?)(?P<number>\d{1,3}))?/?"
)


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


@source("sessions", "Sessions", of=CommissionSession, position=40)
def sessions(user: User, words: str, limit: int) -> list[Hit]:
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
    found = on_the_fly(rows, label, "theme", words, limit, or_else=named, exact=named)
    return [
        Hit(
            f"{row.commission.code} : {row.label}",
            reverse("sessions:detail", args=[row.pk]),
            extract_of(row.extract) or row.theme,
            " · ".join(
                part
                for part in (row.reference if row.number else "", long_date(row.held_on, weekday=False), row.place)
                if part
            ),
            is_named=bool(row.is_named),
        )
        for row in found
    ]


@source("points", "Points d’ordre du jour", of=AgendaItem, position=50)
def items(user: User, words: str, limit: int) -> list[Hit]:
    rows = AgendaItem.objects.visible_to(user).worded_for(user).select_related("session__commission")
    found = on_the_fly(rows, ("told_title", "told_description"), "told_description", words, limit, title="told_title")
    return [
        Hit(
            row.told_title,
            reverse("sessions:detail", args=[row.session_id]),
            extract_of(row.extract),
            f"{row.session.commission.code} · {row.session.label} · {long_date(row.session.held_on, weekday=False)}",
            lit_title=marked(row.lit_title),
        )
        for row in found
    ]


@source("decisions", "Décisions", of=Decision, position=30)
def decisions(user: User, words: str, limit: int) -> list[Hit]:
    rows = Decision.objects.visible_to(user).select_related("session__commission", "item")
    exact = numbered(words, "decision")
    found = on_the_fly(rows, ("text", "item__title"), "text", words, limit, or_else=exact, exact=exact)
    return [
        Hit(
            f"{row.reference} : {row.get_outcome_display()}",
            reverse("sessions:detail", args=[row.session_id]),
            extract_of(row.extract),
            f"{row.session.commission.code} · {row.item.title}",
            is_named=bool(row.is_named),
        )
        for row in found
    ]
