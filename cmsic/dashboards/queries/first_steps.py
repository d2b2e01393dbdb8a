"""What the home page says when nothing waits: the first steps of a role, or what moved since the last visit."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from commissions.models import Commission
from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.accounts.models import Person, User
from foundation.common.typography import plural
from ministries.models import Appointment, Commune, Ministry, Structure
from projects.enums import Colour
from projects.models import Project
from recommendations.enums import RecommendationState
from recommendations.models import Recommendation, RecommendationStep
from sessions.core.models import CommissionSession

EACH = 5  # events of a kind shown


@dataclass(frozen=True)
class Step:
    label: str
    note: str
    href: str
    is_done: bool


@dataclass(frozen=True)
class Moved:
    """Something that happened, with its page."""

    on: date
    what: str
    note: str
    href: str


def first_steps_of(user: User, today: date) -> list[Step]:
    """The steps that put a role to work, done ones included; none when all are done."""
    steps = [*_of_admin(user, today), *_of_dsi(user), *_of_rsi(user)]
    return [] if all(step.is_done for step in steps) else steps


def _of_admin(user: User, today: date) -> list[Step]:
    if not user.has_role(Role.PORTAL_ADMIN):
        return []
    ministries = Ministry.objects.in_force(today)
    held = Appointment.objects.in_force(today)
    lacking = ministries.exclude(scope_id__in=held.filter(role=Role.DSI).values("scope_id")).count()
    idle = ministries.exclude(pk__in=Commission.objects.alive().filter(ministry__isnull=False).values("ministry_id"))
    without = idle.count()
    count = ministries.count()
    new_appointment = reverse("ministries:new_appointment")
    return [
        Step(
            "Enregistrer les ministères",
            plural(count, "ministère enregistré", "ministères enregistrés"),
            reverse("ministries:new"),
            count > 0,
        ),
        Step(
            "Nommer l’équipe de l’ASIN",
            "elle suit tous les ministères",
            new_appointment,
            held.filter(role__in=ASIN_ROLES).exists(),
        ),
        Step(
            "Nommer le DSI de chaque ministère", _lack(lacking, "sans DSI"), new_appointment, count > 0 and not lacking
        ),
        Step(
            "Créer la commission de chaque ministère",
            _lack(without, "sans commission"),
            reverse("commissions:start"),
            count > 0 and not without,
        ),
    ]


def _lack(count: int, what: str) -> str:
    return f"{plural(count, 'ministère')} {what}" if count else "fait pour tous les ministères"


def _of_dsi(user: User) -> list[Step]:
    scopes = user.access.scopes(Role.DSI)
    ministry = Ministry.objects.filter(scope_id__in=scopes).alphabetical().first() if scopes else None
    if ministry is None:
        return []
    commission = Commission.objects.alive().filter(ministry=ministry).order_by("pk").first()
    return [
        Step(
            "Décrire les structures du ministère",
            "elles mènent les projets et reçoivent les recommandations",
            reverse("ministries:new_structure", args=[ministry.pk]),
            Structure.objects.filter(scope_id=ministry.scope_id, valid_to=None).exists(),
        ),
        Step(
            "Avoir une commission",
            "l’ASIN la crée, d’après son arrêté" if commission is None else commission.name,
            reverse("commissions:list") if commission is None else reverse("commissions:detail", args=[commission.pk]),
            commission is not None,
        ),
        Step(
            "Inscrire un premier projet",
            "il reçoit son code, puis sa référence initiale",
            reverse("projects:create"),
            Project.objects.filter(scope_id=ministry.scope_id).exists(),
        ),
    ]


def _of_rsi(user: User) -> list[Step]:
    scopes = user.access.scopes(Role.RSI)
    commune = Commune.objects.filter(scope_id__in=scopes).order_by("pk").first() if scopes else None
    if commune is None:
        return []
    person = Person.objects.filter(user_id=user.pk).first()
    waiting = Recommendation.objects.visible_to(user).open().filter(commune=commune).count()
    return [
        Step(
            "Compléter vos coordonnées",
            "la commission et l’ASIN vous joignent par elles",
            reverse("people:me"),
            person is not None and bool(person.phone),
        ),
        Step(
            "Rendre compte de ce qui est recommandé à la commune",
            plural(waiting, "recommandation ouverte", "recommandations ouvertes") if waiting else "rien d’ouvert",
            f"{reverse('recommendations:list')}?mine=1",
            not waiting,
        ),
    ]


def moved_since(user: User, since: datetime) -> list[Moved]:
    """For the ASIN, who waits for nothing: the sessions whose papers came since then, the projects that turned red, the
    recommendations carried out; the latest first (three queries).
    """
    if not user.access.is_asin:
        return []
    return sorted(
        [*_sessions(user, since), *_reds(user, since), *_done(user, since)], key=lambda row: row.on, reverse=True
    )


def _local(at: datetime) -> date:
    return timezone.localtime(at).date()


def _sessions(user: User, since: datetime) -> list[Moved]:
    """A session is open to the ASIN from the day its papers are sent to it."""
    rows = CommissionSession.objects.visible_to(user).filter(
        transmitted_at__gte=since, lifted_at__isnull=False, commission__is_rehearsal=False
    )
    return [
        Moved(
            _local(row.transmitted_at),
            f"{row.commission.code} : {row.label}",
            "session levée, ses papiers transmis",
            reverse("sessions:detail", args=[row.pk]),
        )
        for row in rows.select_related("commission").order_by("-transmitted_at", "pk")[:EACH]
        if row.transmitted_at is not None
    ]


def _reds(user: User, since: datetime) -> list[Moved]:
    rows = Project.objects.visible_to(user).followed().filter(colour=Colour.RED, colour_since__gte=_local(since))
    return [
        Moved(
            row.colour_since,
            f"{row.code} : {row.title}",
            f"projet passé au rouge{', données périmées' if row.is_stale_now else ''}",
            reverse("projects:detail", args=[row.pk]),
        )
        for row in rows.defer("search").order_by("-colour_since", "code")[:EACH]
        if row.colour_since is not None
    ]


def _done(user: User, since: datetime) -> list[Moved]:
    steps = RecommendationStep.objects.filter(
        recommendation__in=Recommendation.objects.visible_to(user), to_state=RecommendationState.DONE, at__gte=since
    )
    return [
        Moved(
            _local(step.at),
            step.recommendation.text[:90],
            "recommandation exécutée",
            reverse("recommendations:detail", args=[step.recommendation_id]),
        )
        for step in steps.select_related("recommendation").order_by("-at", "pk")[:EACH]
    ]
