"""The page of a project: everything it shows, already limited to what the reader may see."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from foundation.common.lists import Button
from foundation.common.timeline import TimelineEntry, timeline_of
from foundation.common.typography import amount, short_date
from foundation.documents.models import Document
from foundation.ui.buttons import Act
from ministries.extensions import Panel, gather

from ..enums import SHEET_PAPER, STAGE_DEFINITIONS, Colour, Rating, RevisionState, Stage, UpdateState
from ..extensions import project_panels
from ..models import (
    Baseline,
    Mutualisation,
    Project,
    ProjectLineage,
    ProjectName,
    ProjectSite,
    RevisionRequest,
    StatusUpdate,
)
from ..rules import can_answer_revision, can_read_drafts, can_withdraw_revision
from .forecast import Forecast, forecast_of
from .guards import guard_rules, guards_of, retained, retained_rule
from .life import LINEAGE_WORDS, own_timeline
from .portfolio import orphans
from .project_signals import (
    COST_FORMULA,
    SCHEDULE_FORMULA,
    Marks,
    Variance,
    colour_of,
    colour_rule,
    compute_signals,
    cost_variance,
    current_marks,
    freshness_rule,
    initial_marks,
    schedule_variance,
    signed,
)
from .rollup import RollUp, roll_up
from .sites import SiteSummary, site_summary

if TYPE_CHECKING:
    from foundation.accounts.models import User

UPDATES_SHOWN = 24
VALUES: tuple[tuple[str, str, Any], ...] = (
    ("Début prévu", "planned_start", short_date),
    ("Fin prévue", "planned_end", short_date),
    ("Coût prévu", "planned_cost", amount),
)
SETTLED = (RevisionState.APPROVED, RevisionState.WITHDRAWN)  # the first stands among the baselines


@dataclass(frozen=True)
class Revision:
    """A request that waits: what it would change, and who may answer or withdraw it."""

    request: RevisionRequest
    changes: list[tuple[str, str, str]]  # label, in force, asked
    colour_then: Colour
    buttons: list[Button]


@dataclass(frozen=True)
class Sheet:
    project: Project
    schedule: Variance
    cost: Variance
    initial_schedule: Variance | None
    initial_cost: Variance | None
    baselines: list[Baseline]
    revision: "Revision | None"
    refused: list[RevisionRequest]
    updates: list[StatusUpdate]
    draft: StatusUpdate | None
    sites: list[ProjectSite]
    site_summary: SiteSummary | None
    names: list[ProjectName]
    ancestors: list[ProjectLineage]
    descendants: list[ProjectLineage]
    partners: list
    proposals: list[Mutualisation]
    parts: list[Project]
    roll_up: RollUp | None
    panels: list[Panel]
    timeline: list[TimelineEntry]
    is_stale: bool
    forecast: Forecast | None
    paper: Document | None  # its last sheet that this reader may read
    sdsi: str  # the action that it is for, or that it is an orphan


def sdsi_words(project: Project) -> str:
    typed = project.sdsi_action
    if Project.objects.filter(orphans(), pk=project.pk).exists():
        return f"{typed} (sans lien au plan)" if typed else "aucune (orphelin)"
    return typed or "reliée au plan"


def initial_variances(project: Project, today: date) -> tuple[Variance, Variance] | tuple[None, None]:
    """Against the initial baseline, which no revision moves; nothing before it is set."""
    marks = initial_marks(project)
    if marks == Marks(None, None, None):
        return None, None
    return schedule_variance(project, marks, today), cost_variance(project, marks)


def revision_of(request: RevisionRequest, user: "User", today: date) -> Revision:
    """What a request would change of its project, its signal included, and what this user may do with it."""
    project = request.project
    marks = Marks(request.planned_start, request.planned_end, request.planned_cost)
    now = current_marks(project)
    changes = changes_of(now, marks)
    then = colour_of(schedule_variance(project, marks, today).percent, cost_variance(project, marks).percent)

    def to(name: str) -> str:
        return reverse(f"projects:{name}_revision", args=[request.pk])

    buttons: list[Button] = []
    if can_answer_revision(user, request):
        question = "Mettre cette référence en vigueur ? Elle ne s’efface plus ; la référence initiale reste affichée."
        buttons = [
            Act("Approuver", to("approve"), "primary", "check", confirm=question, confirm_label="Approuver"),
            Button("Refuser", to("refuse"), tone="secondary"),
        ]
    if can_withdraw_revision(user, request):
        buttons.append(Act("Retirer la demande", to("withdraw"), "quiet"))
    return Revision(request, [change for change in changes if change[1] != change[2]], then, buttons)


def changes_of(before: Marks, after: Marks) -> list[tuple[str, str, str]]:
    """Each planned value before and after, in words."""
    pairs = ((before.start, after.start), (before.end, after.end), (before.cost, after.cost))
    return [(label, write(a), write(b)) for (label, _, write), (a, b) in zip(VALUES, pairs, strict=True)]


@dataclass(frozen=True)
class Values:
    """A request, told where it is decided: each value as first planned, as in force when it was asked, as asked."""

    request: RevisionRequest
    rows: tuple[tuple[str, str, str, str], ...]


def values_of(request: RevisionRequest) -> Values:
    """From rows that never change (`project__baselines` is read once)."""
    known = {row.number: row for row in request.project.baselines.all()}
    told = [
        tuple(write(getattr(row, name)) for row in (known[0], known[request.base_number], request))
        for _, name, write in VALUES
    ]
    return Values(request, tuple((label, *values) for (label, _, _), values in zip(VALUES, told, strict=True)))


def revision_in_words(request: RevisionRequest) -> str:
    """« MDGL-003, Courrier électronique : demandée le 4 mai 2026 (périmètre) »"""
    project = request.project
    return (
        f"{project.code}, {project.title} : demandée le {short_date(request.asked_at)}, {request.get_reason_display()}"
    )


def words_of(project: Project) -> dict[str, Any]:
    """What its page says of what it shows: names, definitions, formulas, rules (no query). It comes with its guards."""
    return {
        "stages": dict(Stage.choices),
        "ratings": dict(Rating.choices),
        "definition": STAGE_DEFINITIONS[Stage(project.stage)],
        "schedule_formula": SCHEDULE_FORMULA,
        "cost_formula": COST_FORMULA,
        "colour_rule": colour_rule(),
        "freshness_rule": freshness_rule(),
        "lineage_words": LINEAGE_WORDS,
        "signed": signed,
        "retained": retained(project.colour, project.own_rating, project.asin_rating),
        "retained_rule": retained_rule(),
        "guard_rules": [rule for rule in guard_rules() if rule[0] in {guard.label for guard in guards_of(project)}],
    }


def project_sheet(project: Project, user: "User", today: date) -> Sheet:
    """Gather the page; a fixed number of queries, and those of the panels.

    `project` comes with ministry, structure, lead, parent, council.
    """
    signals = compute_signals(project, today)
    first_schedule, first_cost = initial_variances(project, today)
    # Whoever may see the project reads what was published about it, a partner ministry too.
    updates = list(project.updates.published().order_by("-published_at", "-pk")[:UPDATES_SHOWN])
    draft = project.updates.filter(state=UpdateState.DRAFT).first() if can_read_drafts(user, project) else None
    baselines = list(project.baselines.order_by("-number"))
    asked = list(project.revision_requests.exclude(state__in=SETTLED).told().order_by("-asked_at", "-pk"))
    waiting = next((request for request in asked if request.is_waiting), None)
    sites = list(project.sites.select_related("departement").order_by("position", "pk"))
    lineage = list(
        ProjectLineage.objects.filter(Q(before=project) | Q(after=project))
        .select_related("before", "after")
        .order_by("on", "pk")
    )
    visible = set(
        Project.objects.visible_to(user)
        .filter(Q(ancestors__before=project) | Q(descendants__after=project))
        .values_list("pk", flat=True)
    )
    names = list(project.former_names.order_by("-until", "-pk"))
    timeline = own_timeline(project, updates, baselines, names) + timeline_of(project, user)
    return Sheet(
        project=project,
        schedule=signals.schedule,
        cost=signals.cost,
        initial_schedule=first_schedule,
        initial_cost=first_cost,
        baselines=baselines,
        revision=revision_of(waiting, user, today) if waiting else None,
        refused=[request for request in asked if not request.is_waiting],
        updates=updates,
        draft=draft,
        sites=sites,
        site_summary=site_summary(sites),
        names=names,
        ancestors=[row for row in lineage if row.after_id == project.pk and row.before_id in visible],
        descendants=[row for row in lineage if row.before_id == project.pk and row.after_id in visible],
        partners=list(project.partner_ministries.alphabetical()),
        proposals=list(
            project.mutualisations.visible_to(user)
            .select_related("scope", "proposed_by")
            .order_by("-proposed_at", "pk")
        ),
        parts=list(project.children.visible_to(user).defer("search").order_by("code", "pk")),
        roll_up=roll_up(project, today),
        panels=gather(project_panels, project, user),
        timeline=sorted(timeline, key=lambda entry: entry.on, reverse=True),
        is_stale=project.is_stale(today),
        forecast=forecast_of(project, user),
        paper=Document.objects.visible_to(user).about(project, SHEET_PAPER).select_related("job").first(),
        sdsi=sdsi_words(project),
    )


def marks_table(project: Project) -> list[tuple[str, list]]:
    """The three values of each date and cost, with the initial one: rows of the fiche."""
    marks = current_marks(project)
    return [
        ("Début", [project.initial_start, marks.start, project.forecast_start, project.actual_start]),
        ("Fin", [project.initial_end, marks.end, project.forecast_end, project.actual_end]),
        ("Coût", [project.initial_cost, marks.cost, project.forecast_cost, project.actual_cost]),
    ]
