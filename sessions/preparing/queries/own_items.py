"""What the portal itself puts on an agenda: the procès-verbal to approve, where the recommendations are, which projects
moved, what use is made of those that are done.
"""

from collections.abc import Iterable, Set
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q

from commissions.enums import CommissionKind
from foundation.accounts.models import User
from foundation.common.typography import long_date, short_date
from projects.enums import Stage
from projects.models import Project, StatusUpdate
from recommendations.enums import OPEN_STATES, ReportOutcome
from recommendations.models import Recommendation
from recommendations.queries.following import age_words, due_words
from sessions.core.enums import ItemKind, OwnItem, PvState, SessionKind, SessionState
from sessions.core.models import AgendaItem, CommissionSession
from steering.models import Indicator
from steering.queries.panels import INDICATOR_TONES, measured, way
from steering.queries.use import without_indicator

Row = dict[str, Any]
HELD = (SessionState.LIFTED, SessionState.ARCHIVED)
APPROVED = (PvState.APPROVED, PvState.SIGNED, PvState.PUBLISHED)
SOON = timedelta(days=30)
KINDS = {
    OwnItem.PREVIOUS_PV: ItemKind.PREVIOUS_PV,
    OwnItem.RECOMMENDATIONS: ItemKind.FOLLOW_UP,
    OwnItem.MOVED_PROJECTS: ItemKind.MOVED_PROJECTS,
    OwnItem.USE_INDICATORS: ItemKind.USE_INDICATORS,
}  # in the order of the agenda


def has_own_items(session: CommissionSession) -> bool:
    """An ordinary session of a ministry's commission; national bodies and extraordinary sessions say their
    own agenda.
    """
    return session.commission.kind == CommissionKind.CMSIC and session.kind == SessionKind.ORDINARY


def previous_session(session: CommissionSession) -> CommissionSession | None:
    """The last session that the commission held before this one."""
    held = CommissionSession.objects.filter(
        commission_id=session.commission_id, state__in=HELD, held_on__isnull=False
    ).exclude(pk=session.pk)
    if session.held_on is not None:
        held = held.filter(held_on__lt=session.held_on)
    return held.order_by("-held_on", "-pk").select_related("commission", "pv").first()


def own_titles(session: CommissionSession, previous: CommissionSession | None) -> dict[OwnItem, str]:
    """What there is to put on this agenda, with its title; nothing to approve before a first session, nor once
    approved.
    """
    titles = {}
    pv = getattr(previous, "pv", None)
    if previous is not None and (pv is None or pv.state not in APPROVED):
        titles[OwnItem.PREVIOUS_PV] = (
            f"Approbation du procès-verbal de la {previous.label}, tenue le"
            f" {long_date(previous.held_on, weekday=False)}"
        )
    titles[OwnItem.RECOMMENDATIONS] = "Suivi des recommandations antérieures"
    titles[OwnItem.MOVED_PROJECTS] = (
        "Projets qui ont avancé depuis la dernière session" if previous is not None else "État d’avancement des projets"
    )
    if Indicator.objects.filter(scope_id=session.scope_id).followed().exists():
        titles[OwnItem.USE_INDICATORS] = "Indicateurs d’usage"
    return titles


def own_rows(item: AgendaItem, previous: CommissionSession | None, *, today: date) -> list[Row]:
    """The lines of an item as things are today (at most 3 queries)."""
    since = previous.held_on if previous is not None else None
    if item.own == OwnItem.RECOMMENDATIONS:
        return _recommendation_rows(item.session, since, today)
    if item.own == OwnItem.MOVED_PROJECTS:
        return _project_rows(item.session, since, today)
    if item.own == OwnItem.USE_INDICATORS:
        return _use_rows(item.session, today)
    return []


def _recommendation_rows(session: CommissionSession, since: date | None, today: date) -> list[Row]:
    """Those of the commission and those that a national body addresses to its ministry: still open, the latest due
    first, then those whose execution was accepted since the last session.
    """
    rows = Recommendation.objects.followed_by(session.commission).select_related("commission")
    rows, opened = rows.prefetch_related("reports"), Q(state__in=OPEN_STATES)
    done = Q(reports__outcome=ReportOutcome.ACCEPTED, reports__reviewed_at__date__gte=since) if since else Q(pk=None)
    found = sorted(
        rows.filter(opened | done).distinct(), key=lambda row: (not row.is_open, row.due_on or date.max, row.pk)
    )
    return [_recommendation_row(row, today, is_received=row.commission_id != session.commission_id) for row in found]


def _recommendation_row(row: Recommendation, today: date, *, is_received: bool) -> Row:
    reports = sorted(row.reports.all(), key=lambda report: report.reported_at)
    last = reports[-1] if reports else None
    if last is None:
        proof = "aucun compte rendu"
    elif last.outcome == ReportOutcome.ACCEPTED:
        proof = f"preuve acceptée le {short_date(last.reviewed_at)}"
    elif last.outcome == ReportOutcome.REFUSED:
        proof = f"preuve refusée : {last.review_reason}"
    else:
        proof = f"compte rendu du {short_date(last.reported_at)}, à examiner"
    due_soon = row.due_on is not None and row.due_on <= today + SOON
    tone = "good" if not row.is_open else "late" if row.is_late(today) else "attention" if due_soon else "neutral"
    return {
        "kind": "recommendation",
        "id": str(row.pk),
        "title": f"{row.reference} ({row.commission.code})" if is_received else row.reference,
        "text": row.text,
        "state": row.get_state_display(),
        "tone": tone,
        "detail": " · ".join(filter(None, (row.addressee_label, age_words(row, today), due_words(row, today), proof))),
        "is_restricted": row.is_closed_doors,
    }


def _project_rows(session: CommissionSession, since: date | None, today: date) -> list[Row]:
    """The projects of the ministry whose stage or progress is no longer what the last session knew."""
    if since is None:
        return []
    updates = StatusUpdate.objects.published().filter(scope_id=session.scope_id, published_at__date__lte=today)
    news = {
        u.project_id: u
        for u in updates.filter(published_at__date__gt=since, attests_no_change=False).order_by("published_at")
    }
    before = {
        u.project_id: u for u in updates.filter(published_at__date__lte=since).order_by("project_id", "published_at")
    }
    stages = dict(
        apps.get_model("projects", "ProjectEvent")
        .objects.filter(scope_id=session.scope_id, pgh_created_at__date__lte=since)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
        .values_list("pgh_obj_id", "stage")
    )
    rows = []
    for project in Project.objects.filter(scope_id=session.scope_id).order_by("title", "pk"):
        news_of, old = news.get(project.pk), before.get(project.pk)
        known = old.stage if old is not None else stages.get(project.pk, project.stage)
        moved = [f"{Stage(known).label} → {project.get_stage_display()}"] if known != project.stage else []
        progress, was = (news_of.progress if news_of else None), (old.progress if old else None)
        if progress is not None and progress != was:
            moved.append(f"avancement {was} % → {progress} %" if was is not None else f"avancement {progress} %")
        # Said for a year of what moved; at first, it is what moved.
        if (greened := project.greened_on) and project.was_greened(today) and (greened > since or moved or news_of):
            moved.append(f"verdi par révision le {short_date(greened)}")
        if news_of is None and not moved:
            continue
        told = (news_of.narrative if news_of else "") or ""
        detail = " · ".join(moved) or "mise à jour publiée, sans changement de stade"
        rows.append(
            {
                "kind": "project",
                "id": str(project.pk),
                "title": project.title,
                "text": told,
                "state": project.get_stage_display(),
                "tone": "information" if moved else "neutral",
                "detail": detail + (f" · mise à jour du {short_date(news_of.published_at)}" if news_of else ""),
                "is_restricted": False,
            }
        )
    return rows


def _use_rows(session: CommissionSession, today: date) -> list[Row]:
    """Each indicator with its last measure, then the finished projects whose use nothing measures (2 queries)."""
    found = Indicator.objects.filter(scope_id=session.scope_id).followed().with_current().select_related("project")
    rows = []
    for row in found.order_by("project__title", "title", "pk"):
        standing = row.standing(today)
        measure = f"{measured(row.current_value, row.unit)} le {short_date(row.current_on)}" if row.current_on else ""
        parts = [
            f"départ : {measured(row.initial_value, row.unit)}",
            f"dernière mesure : {measure}" if measure else "aucune mesure",
            f"cible : {measured(row.target_value, row.unit)} pour le {short_date(row.target_on)}",
            f"chemin fait : {way(row)}",
        ]
        rows.append(_use_row(row.project, row.title, standing.label, INDICATOR_TONES[standing], " · ".join(parts)))
    missing = without_indicator(Project.objects.filter(scope_id=session.scope_id)).defer("search")
    ended = "achevé, sans rien qui mesure son usage ; le DSI en définit les indicateurs"
    rows += [_use_row(row, "", "sans indicateur", "late", ended) for row in missing.order_by("title", "pk")]
    return rows


def _use_row(project: Project, text: str, state: str, tone: str, detail: str) -> Row:
    said = {"title": project.title, "text": text, "state": state, "tone": tone, "detail": detail}
    return {"kind": "project", "id": str(project.pk), "is_restricted": False} | said


def rows_seen(rows: Iterable[Row], user: User) -> list[Row]:
    """The lines about what this reader may see (at most 2 queries)."""
    rows = list(rows)
    asked = {kind: [row["id"] for row in rows if row["kind"] == kind] for kind in ("recommendation", "project")}
    found: set[str] = set()
    for kind, model in (("recommendation", Recommendation), ("project", Project)):
        if asked[kind]:
            found |= {
                str(pk) for pk in model.objects.visible_to(user).filter(pk__in=asked[kind]).values_list("pk", flat=True)
            }
    return [row for row in rows if row["id"] in found]


def missing_own(session: CommissionSession, present: Set[str]) -> int:
    """How many items of the portal were taken off an agenda in preparation; `present` are those that stand."""
    if session.state != SessionState.PREPARING or not has_own_items(session):
        return 0
    return sum(1 for own in own_titles(session, previous_session(session)) if own not in present)
