"""The register of decisions: which are in force, which a later one replaces, what is still to be said of them; and
their open reserves.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from assets.models import AssetCategory, Stocktake
from commissions.models import Commission
from eservices.models import EService
from foundation.accounts.models import User
from foundation.common.models import beforehand
from foundation.common.timeline import TimelineEntry, timeline
from foundation.common.typography import local_day, short_date
from ministries.extensions import Panel
from ministries.models import Commune
from projects.enums import RevisionState, Stage
from projects.extensions import PastPart, SheetPart, past_parts, sheet_parts
from projects.models import Project
from sessions.core.enums import Outcome, Relation
from sessions.core.models import OVERRIDES, AgendaItem, Decision, DecisionEffect, DecisionRelation, Reserve
from sessions.core.models.decision import DecisionQuerySet, ReserveQuerySet
from steering.extensions import Line
from systems.models import Platform

from .live_lines import OUTCOME_TONES

# A decision that takes note or adjourns settles nothing about a project: it neither replaces nor is replaced.
SETTLING = (Outcome.FAVOURABLE, Outcome.QUALIFIED, Outcome.UNFAVOURABLE)
SHOWN = 8


def decisions_touched(decision: Decision, projects: Iterable[Project]) -> list[Decision]:
    """The earlier decisions of the commission, in force, that bear on a project of this one (1 query, none where there
    is no project)."""
    on = [project.pk for project in projects]
    if decision.outcome not in SETTLING or not on:
        return []
    return list(in_force_on(decision.commission_id, on).exclude(pk=decision.pk))


def in_force_on(commission_id: UUID, projects: Any) -> QuerySet[Decision]:
    """The decisions in force of a commission on these projects, the newest first."""
    touched = DecisionEffect.objects.filter(project__in=projects).values("decision_id")
    rows = Decision.objects.filter(commission_id=commission_id, outcome__in=SETTLING, pk__in=touched).in_force()
    return rows.order_by("-decided_at", "-year", "-number", "pk")


def open_reserves_on(projects: Iterable[Project]) -> QuerySet[Reserve]:
    """The reserves that earlier decisions left open on these projects."""
    rows = (
        Reserve.objects.open()
        .filter(project__in=[project.pk for project in projects])
        .select_related("decision__commission", "project")
    )
    return rows.order_by("due_on", "decision__year", "decision__number", "pk")


def register_for(user: User) -> DecisionQuerySet:
    """Every decision the reader may see, with its projects, reserves and relations both ways (a fixed number of
    queries).
    """
    seen = Decision.objects.visible_to(user)
    relations = (
        DecisionRelation.objects.filter(earlier__in=seen)
        .select_related("earlier")
        .order_by("earlier__year", "earlier__number", "pk")
    )
    later = (
        DecisionRelation.objects.filter(decision__in=seen)
        .exclude(kind="")
        .select_related("decision")
        .order_by("decision__year", "decision__number", "pk")
    )
    effects = DecisionEffect.objects.select_related("project").order_by("project__code", "pk")
    return (
        seen.select_related("commission", "session", "item")
        .prefetch_related(
            Prefetch("effects", effects, to_attr="effects_shown"),
            Prefetch("reserves", Reserve.objects.order_by("due_on", "pk"), to_attr="reserves_shown"),
            OVERRIDES,
            Prefetch("relations", relations, to_attr="relations_shown"),
            Prefetch("later_relations", later, to_attr="later_shown"),
        )
        .order_by("-year", "-number", "-decided_at", "pk")
    )


def replaced_by(decision: Decision) -> list[Decision]:
    """The later decisions that replace it, of a row of the register (no query)."""
    return [row.decision for row in beforehand(decision, "later_shown") if row.kind == Relation.REPLACES]


def project_decisions(project: Project, user: User) -> Panel | None:
    """The decisions on a project, on its page, among those the reader may see."""
    rows = register_for(user).filter(effects__project=project)
    latest = list(rows[:SHOWN])
    tabled = AgendaItem.objects.visible_to(user).filter(revision__project=project).tabled().select_related("session")
    waiting = list(tabled.filter(revision__state=RevisionState.ASKED).order_by("pk")[:1])
    if not latest and not waiting:
        return None
    return Panel(
        "Décisions",
        "sessions/decisions_panel.html",
        {"decisions": latest, "project": project, "waiting": waiting},
        position=15,
        count=rows.count(),
        anchor="decisions",
    )


def reserves_of(project: Project, user: User) -> list[Line]:
    """The open reserves of the decisions on a project, among those the reader may see (1 query)."""
    rows = Reserve.objects.visible_to(user).open().filter(project=project).select_related("decision")
    return [
        Line(
            row.text,
            reverse("sessions:detail", args=[row.decision.session_id]),
            row.decision.reference,
            f"pour le {short_date(row.due_on)}" if row.due_on else "",
            "attention",
        )
        for row in rows.order_by("due_on", "pk")
    ]


DECIDED, RESERVED = "décisions", "réserves"  # themes of what happened to a project


@timeline.register
def project_events(project: Any, user: User) -> list[TimelineEntry]:
    """The decisions on a project, the day they were taken, with what the chair passed over; its reserves, the day of
    their decision and that they were lifted (3 queries, 1 more where a reserve was passed over).
    """
    if not isinstance(project, Project):
        return []
    entries = []
    effects = DecisionEffect.objects.filter(project=project, decision__in=Decision.objects.visible_to(user))
    effects = effects.select_related("decision__commission", "decision__session")
    for effect in effects.prefetch_related(f"decision__{OVERRIDES}").order_by("pk"):
        decision = effect.decision
        moved = effect.stage_after and effect.stage_after != effect.stage_before
        said = f"Stade « {Stage(effect.stage_after).label} ». " if moved else ""
        passed = [row.sentence for row in decision.overrides.all()]
        if (day := decided_on(decision)) is not None:
            entries.append(
                TimelineEntry(
                    day,
                    f"{decision.reference} : {decision.get_outcome_display()}",
                    "\n\n".join([f"{said}{decision.text}".strip(), *passed]).strip(),
                    str(decision.commission),
                    reverse("sessions:detail", args=[decision.session_id]),
                    OUTCOME_TONES.get(decision.outcome, "neutral"),
                    theme=DECIDED,
                )
            )
    for reserve in _reserves(project, user):
        address = reverse("sessions:detail", args=[reserve.decision.session_id])
        due = f"À lever avant le {short_date(reserve.due_on)}." if reserve.due_on else ""
        if (day := decided_on(reserve.decision)) is not None:
            title = f"Réserve de la {_lower(reserve.decision.reference)}"
            entries.append(
                TimelineEntry(day, title, f"{reserve.text} {due}".strip(), "", address, "attention", theme=RESERVED)
            )
        if reserve.lifted_at is not None:
            entries.append(
                TimelineEntry(
                    local_day(reserve.lifted_at),
                    f"Réserve levée, {_lower(reserve.decision.reference)}",
                    f"{reserve.text}\n\nPreuve : {reserve.lifting_proof}",
                    "",
                    address,
                    "good",
                    theme=RESERVED,
                )
            )
    return entries


ABOUT: dict[type[Any], str] = {
    **{EService: "services", Platform: "platforms", Commune: "communes"},
    **{AssetCategory: "asset_categories", Stocktake: "stocktakes"},
}


@timeline.register
def tabled_events(row: Any, user: User) -> list[TimelineEntry]:
    """The items of the agendas that are about an e-service, a platform, assets or a commune, on the day of their
    session, as this reader knows them (1 query).
    """
    name = next((name for model, name in ABOUT.items() if isinstance(row, model)), None)
    if name is None:
        return []
    items: Any = AgendaItem.objects.visible_to(user).standing_to(user).worded_for(user)
    items = items.filter(**{name: row}, session__held_on__isnull=False).select_related("session__commission")
    return [
        TimelineEntry(
            item.session.held_on,
            item.told_title,
            item.get_outcome_display(),
            f"{item.session.commission.code}, {item.session.label}",
            f"{reverse('sessions:detail', args=[item.session_id])}#point-{item.pk}",
            theme="points de l’ordre du jour",
        )
        for item in items.order_by("-session__held_on", "position", "pk")
    ]


def commune_items(commune: Commune, user: User) -> Panel | None:
    """The items about a commune, on its page: nothing when there is none."""
    events = tabled_events(commune, user)
    return (
        Panel("Ce qui en a été dit", "sessions/tabled_panel.html", {"events": events}, position=60) if events else None
    )


def _reserves(project: Project, user: User) -> ReserveQuerySet:
    rows = Reserve.objects.visible_to(user).filter(project=project).select_related("decision__session")
    return rows.order_by("decision__year", "decision__number", "pk")


def _lower(reference: str) -> str:
    return reference[:1].lower() + reference[1:]


def decided_on(decision: Decision) -> date | None:
    """The day of a decision; that of its session where the source says no more. Reads its session."""
    return local_day(decision.decided_at) if decision.decided_at is not None else decision.session.held_on


@past_parts.register
def reserves_on(project: Project, user: User, day: date) -> PastPart | None:
    """The reserves that were open that day: decided by then, not lifted yet (1 query)."""
    lines = [
        Line(
            row.text,
            reverse("sessions:detail", args=[row.decision.session_id]),
            row.decision.reference,
            f"pour le {short_date(row.due_on)}" if row.due_on else "",
            "late" if row.due_on and row.due_on < day else "attention",
        )
        for row in _reserves(project, user)
        if (decided := decided_on(row.decision)) is not None
        and decided <= day
        and (row.lifted_at is None or local_day(row.lifted_at) > day)
    ]
    return PastPart("Réserves ouvertes", tuple(lines), 10) if lines else None


@sheet_parts.register
def reserves_printed(project: Project, user: User) -> SheetPart | None:
    """The open reserves of the commission of its ministry, once the session was transmitted to the ASIN (1 query)."""
    rows = (
        _reserves(project, user)
        .open()
        .filter(
            decision__commission__ministry_id=project.ministry_id,
            decision__commission__is_rehearsal=False,
            decision__session__transmitted_at__isnull=False,
            decision__session__is_closed_doors=False,
            decision__item__is_closed_doors=False,
        )
    )
    found = list(rows)
    lines = [
        f"{row.decision.reference}{f', pour le {short_date(row.due_on)}' if row.due_on else ''} : {row.text}"
        for row in found
    ]
    return SheetPart("Réserves ouvertes", tuple(lines), 40, "", found[0].decision.commission_id) if found else None


def commission_register(commission: Commission, user: User) -> Panel | None:
    """The decisions of a commission that are in force, on its page; the register has them all."""
    rows = register_for(user).filter(commission=commission).in_force()
    latest = list(rows[:SHOWN])
    if not latest:
        return None
    return Panel(
        "Décisions en vigueur",
        "sessions/decisions_panel.html",
        {"decisions": latest, "commission": commission},
        position=12,
        count=rows.count(),
        anchor="decisions",
    )
