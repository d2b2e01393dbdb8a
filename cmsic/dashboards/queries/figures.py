"""Figures that cross apps: the life of commissions. Those of one app stand in that app."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, register, show_rows
from foundation.common.typography import known, plural, short_date
from sessions.core.enums import SessionKind

from .national import HELD, held_of_due, vacant_seats
from .watch import ENDING_WITHIN, counted_rows, ending_after, pv_delay, submitted_pvs, with_first_session, with_pvs

FILTERS = ("ministry", "commission", "year", "data", "today")


def _day(filters: Mapping[str, Any]) -> date:
    return filters.get("today") or clock.today()


def _year(filters: Mapping[str, Any]) -> int:
    return int(filters.get("year") or _day(filters).year)


def counted_commissions(user: User, filters: Mapping[str, Any]) -> "QuerySet[Any]":
    """The CMSIC of ministries in force that the user may count, with `held` (ordinary sessions of the year) and `due`
    (null when no text says).
    """
    day = _day(filters)
    rows = Commission.objects.visible_to(user).of_data(filters.get("data", ""))
    if one := filters.get("commission"):  # any body, when it is asked for by name
        rows = rows.filter(pk=getattr(one, "pk", one))
    else:
        rows = rows.filter(pk__in=counted_rows(day).values("pk"))
        if not user.access.is_asin:
            rows = rows.filter(ministry__scope_id__in=user.access.scopes())
    if ministry := filters.get("ministry"):
        rows = rows.filter(ministry=getattr(ministry, "pk", ministry))
    due = (
        Statute.objects.filter(commission=OuterRef("pk"))
        .in_force(day)
        .order_by("-number")
        .values("sessions_per_year")[:1]
    )
    sessions = Q(
        commission_sessions__year=_year(filters),
        commission_sessions__kind=SessionKind.ORDINARY,
        commission_sessions__state__in=HELD,
    )
    if day < clock.today():
        sessions &= Q(commission_sessions__held_on__lte=day)
    held = Count("commission_sessions", filter=sessions)
    return rows.annotate(held=held, due=Subquery(due)).select_related("ministry").order_by("code", "pk")


def watch_address(filters: Mapping[str, Any], **query: Any) -> str:
    """The same commissions in their list, which is that of today."""
    if _day(filters) < clock.today() or filters.get("commission"):
        return ""
    asked = {name: getattr(filters.get(name), "pk", filters.get(name)) for name in ("ministry", "data")}
    known = {name: value for name, value in asked.items() if value}
    return f"{reverse('dashboards:watch')}?{urlencode({'counted': 1, 'year': _year(filters)} | known | query)}"


def commissions_that_sat(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = counted_commissions(user, filters).filter(held__gt=0)
    return FigureValue(rows.count(), rows, as_of=_day(filters), href=watch_address(filters, concern="sat"))


def _sessions(user: User, filters: Mapping[str, Any], each: Callable[[Any], int]) -> FigureValue:
    """A count of sessions over the commissions whose periodicity is known; the others are said."""
    rows = counted_commissions(user, filters)
    known = [row for row in rows if row.due is not None]
    return FigureValue(
        sum(each(row) for row in known) if known or not rows else None,
        rows,
        withheld=len(rows) - len(known),
        as_of=_day(filters),
        href=watch_address(filters),
        listed=len(rows),
    )


def sessions_held_of_due(user: User, filters: Mapping[str, Any]) -> FigureValue:
    return _sessions(user, filters, lambda row: held_of_due(row.held, row.due))


def sessions_due(user: User, filters: Mapping[str, Any]) -> FigureValue:
    return _sessions(user, filters, lambda row: row.due)


def seats_vacant(user: User, filters: Mapping[str, Any]) -> FigureValue:
    day = _day(filters)
    rows = (
        vacant_seats(counted_commissions(user, filters).values("pk"), day)
        .select_related("commission")
        .order_by(F("commission__code"), "position", "pk")
    )
    return FigureValue(rows.count(), rows, as_of=day)


def first_session(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = with_first_session(counted_commissions(user, filters), _day(filters))
    known = [row.first_after.days for row in rows if row.first_after is not None]
    return FigureValue(
        round(sum(known) / len(known)) if known else None,
        rows,
        withheld=len(rows) - len(known),
        as_of=_day(filters),
        href=watch_address(filters),
        listed=len(rows),
    )


def mandates_ending(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = ending_after(_day(filters)).filter(seat__commission__in=counted_commissions(user, filters).values("pk"))
    rows = rows.select_related("person", "seat__commission").order_by("valid_to", "pk")
    return FigureValue(rows.count(), rows, as_of=_day(filters))


def pv_delays(user: User, filters: Mapping[str, Any]) -> FigureValue:
    """A mean over every session, which its rows give commission by commission: the sessions themselves are not all open
    to the reader.
    """
    day = _day(filters)
    rows = with_pvs(counted_commissions(user, filters), day)
    mean = submitted_pvs(day).filter(commission__in=rows.values("pk")).aggregate(mean=Avg(pv_delay()))["mean"]
    return FigureValue(
        round(mean / timedelta(days=1)) if mean is not None else None,
        rows.filter(pv_after__isnull=False),
        as_of=_day(filters),
    )


def pvs_expected(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = with_pvs(counted_commissions(user, filters), _day(filters)).filter(pv_missing__gt=0)
    return FigureValue(
        sum(row.pv_missing for row in rows),
        rows,
        as_of=_day(filters),
        href=watch_address(filters, concern="pv"),
        listed=len(rows),
    )


register(
    Figure(
        key="commissions.sat",
        label="Commissions ayant siégé",
        sentence="commissions ont siégé cette année",
        sentence_one="commission a siégé cette année",
        formula=(
            "Nombre de CMSIC d’un ministère en exercice dont au moins une session ordinaire de l’année est levée ou"
            " archivée. Les organes nationaux et les commissions de ministères remplacés ne sont pas comptés."
        ),
        method_version=1,
        compute=commissions_that_sat,
        filters=FILTERS,
    )
)
register(
    Figure(
        key="sessions.held_of_due",
        label="Sessions tenues",
        sentence="sessions ordinaires dues ont été tenues cette année",
        sentence_one="session ordinaire due a été tenue cette année",
        formula=(
            "Somme, pour les commissions dont l’arrêté fixe la périodicité, de leurs sessions ordinaires de l’année"
            " levées ou archivées, chacune dans la limite de ce qu’elle doit : ce qu’une commission tient au-delà ne"
            " rattrape pas le retard d’une autre."
        ),
        method_version=2,
        compute=sessions_held_of_due,
        withheld_words="sans périodicité connue, non comptées",
        filters=FILTERS,
    )
)
register(
    Figure(
        key="sessions.due",
        label="Sessions dues",
        sentence="sessions ordinaires sont dues cette année",
        sentence_one="session ordinaire est due cette année",
        formula="Somme des sessions ordinaires par an que fixe l’arrêté de chaque commission.",
        method_version=1,
        compute=sessions_due,
        withheld_words="sans périodicité connue, non comptées",
        filters=FILTERS,
    )
)
register(
    Figure(
        key="seats.vacant",
        label="Sièges vacants",
        sentence="sièges à voix délibérative sont vacants",
        sentence_one="siège à voix délibérative est vacant",
        formula=(
            "Nombre de sièges à voix délibérative en vigueur, des CMSIC en exercice, sans titulaire au jour indiqué."
        ),
        method_version=1,
        compute=seats_vacant,
        filters=FILTERS,
    )
)
register(
    Figure(
        key="commissions.first_session",
        label="De l’acte à la première session",
        sentence="jours en moyenne entre l’acte de création et la première session tenue",
        sentence_one="jour en moyenne entre l’acte de création et la première session tenue",
        formula=(
            "Moyenne, sur les CMSIC en exercice qui ont siégé, des jours entre la date de l’acte de création (à défaut,"
            " la date de création) et la première session levée ou archivée."
        ),
        method_version=1,
        compute=first_session,
        withheld_words="sans session tenue ou sans date d’acte, non comptées",
        filters=FILTERS,
    )
)
register(
    Figure(
        key="mandates.ending",
        label="Mandats qui finissent bientôt",
        sentence="mandats de titulaire finissent bientôt",
        sentence_one="mandat de titulaire finit bientôt",
        formula=(
            "Nombre de mandats de titulaire en cours, dans les CMSIC en exercice, dont la fin fixée tombe dans les"
            f" {ENDING_WITHIN} jours."
        ),
        method_version=1,
        compute=mandates_ending,
        filters=FILTERS,
    )
)
register(
    Figure(
        key="pv.delay",
        label="Délai du procès-verbal",
        sentence="jours en moyenne entre la levée de la session et la soumission du procès-verbal",
        sentence_one="jour en moyenne entre la levée de la session et la soumission du procès-verbal",
        formula=(
            "Moyenne, sur les sessions tenues dans le portail dont le procès-verbal est soumis aux membres, du temps"
            " entre la levée et la soumission. Les sessions reconstituées ne comptent pas."
        ),
        method_version=1,
        compute=pv_delays,
        filters=FILTERS,
    )
)
register(
    Figure(
        key="pv.expected",
        label="Procès-verbaux attendus",
        sentence="procès-verbaux ne sont pas encore soumis",
        sentence_one="procès-verbal n’est pas encore soumis",
        formula=(
            "Nombre de sessions levées dans le portail, des CMSIC en exercice, dont le procès-verbal n’est pas soumis"
            " aux membres."
        ),
        method_version=1,
        compute=pvs_expected,
        filters=FILTERS,
    )
)
show_rows(
    Commission,
    lambda row: reverse("commissions:detail", args=[row.pk]),
    (
        ("Commission", lambda row: f"{row.code} · {row.ministry.name if row.ministry else row.name}"),
        ("Sessions tenues", lambda row: str(getattr(row, "held", "–"))),
        ("Sessions dues", lambda row: known(getattr(row, "due", None))),
        (
            "Tenues, parmi les dues",
            lambda row: "–" if getattr(row, "due", None) is None else str(held_of_due(row.held, row.due)),
        ),
        ("Première session", lambda row: short_date(row.first_on) if hasattr(row, "first_on") else "–"),
        (
            "Délai du procès-verbal",
            lambda row: plural(row.pv_after.days, "jour") if getattr(row, "pv_after", None) is not None else "–",
        ),
        ("Procès-verbaux attendus", lambda row: str(getattr(row, "pv_missing", "–"))),
    ),
)
show_rows(
    Seat,
    lambda row: reverse("commissions:detail", args=[row.commission_id]),
    (("Siège", lambda row: row.label), ("Commission", lambda row: row.commission.code)),
)
show_rows(
    Mandate,
    lambda row: reverse("commissions:seat", args=[row.seat_id]),
    (
        ("Siège", lambda row: row.seat.label),
        ("Titulaire", lambda row: row.person.full_name),
        ("Commission", lambda row: row.seat.commission.code),
        ("Fin du mandat", lambda row: short_date(row.valid_to)),
    ),
)
