"""The revision of a baseline: one asks, another answers, or a commission decides; nobody alone turns a red project
green.

Until the answer nothing moves. Who may answer is a setting (PROJECT_REVISION_APPROVERS): no text says it. What a
commission decided is noted by another than whoever asked (ADR 0060).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date, plural, short_date
from foundation.journal.record import record

from ..enums import RevisionReason, RevisionState
from ..models import Baseline, Project, RevisionRequest
from ..notifications import tell_answer, tell_approvers
from ..rules import approving_roles, grants_for
from ..workflow import revision_blockers
from .baselines import PLANNED_FIELDS, PlannedValues, adopt_revision, check_planned, planned_values
from .storing import as_text, locked, refuse_if


@dataclass(frozen=True)
class Decided:
    """The decision of a commission that answers a request."""

    reference: str  # « Décision n° 3/2026 »
    body: str  # « la commission MDGL, décision n° 3/2026 du 4 mai 2026 »


def _correction_blockers(current: Baseline) -> list[str]:
    """An error of typing is seen within days; later, a value that moves is a revision like any other."""
    days = settings.PROJECT_CORRECTION_DAYS
    if clock.now() - current.created_at <= timedelta(days=days):
        return []
    return [
        f"La référence en vigueur est enregistrée depuis le {short_date(current.created_at)} : une erreur de saisie se"
        f" corrige dans les {plural(days, 'jour')}. Choisissez le motif qui dit pourquoi la valeur change."
    ]


def _capacity(user: User, roles: Collection[Role], scope_id: UUID) -> str:
    """The function under which he asks or answers: the one that gives him the right to."""
    grants = grants_for(user, roles, scope_id)
    return grants[0].capacity if grants else user.access.capacity(scope=scope_id)


@transaction.atomic
def ask_revision(
    project_id: Any,
    planned: PlannedValues,
    *,
    reason: RevisionReason,
    explanation: str,
    by: User,
    base_version: int | None = None,
) -> RevisionRequest:
    """Ask that new planned values become the baseline: another answers.

    Raise Refused before the initial baseline, when a request waits already, when nothing moves, for an error of typing
    found too late, and on a finished project except for such an error: a drift is not erased after the fact.
    """
    project, reason = locked(project_id), RevisionReason(reason)
    refuse_if(revision_blockers(project), "demander la révision de la référence")
    if not explanation.strip():
        raise InvalidInput(
            {
                "explanation": [
                    "Expliquez la révision : ce qui a changé, et pourquoi l’ancienne référence ne tient plus."
                ]
            }
        )
    current = project.baselines.order_by("-number").first()
    assert current is not None  # revision_blockers
    check_planned(planned, not_before=current.adopted_on)
    values = planned_values(planned)
    project.check_version(base_version, values)
    if {name: getattr(project, name) for name in PLANNED_FIELDS} == values:
        raise Refused(
            "Impossible de demander la révision de la référence : les valeurs prévues sont celles de la référence en"
            " vigueur. Changez au moins une date ou le coût."
        )
    if reason == RevisionReason.CORRECTION:
        refuse_if(_correction_blockers(current), "corriger une erreur de saisie")
    elif project.is_done:
        raise Refused(
            "Impossible de demander la révision de la référence d’un projet réalisé : l’écart constaté ne s’efface pas."
            " Seule la correction d’une erreur de saisie reste possible."
        )
    if (before := waiting_revision(project)) is not None:
        raise Refused(
            f"Impossible de demander la révision de la référence : celle que {before.asker()} a demandée le"
            f" {long_date(before.asked_at, weekday=False)} attend déjà sa réponse. Retirez-la d’abord."
        )
    request = RevisionRequest.objects.create(
        scope_id=project.scope_id,
        project=project,
        base_number=current.number,
        **values,
        reason=reason,
        explanation=explanation.strip(),
        decision_reference=planned.decision_reference,
        asked_by=by,
        asked_capacity=_capacity(by, [Role.DSI], project.scope_id),
        asked_at=clock.now(),
    )
    tell_approvers(request, by=by)
    record(
        "ask_revision",
        request,
        by=by,
        reason=f"{reason.label} : {request.explanation}",
        before={name: as_text(getattr(project, name)) for name in PLANNED_FIELDS},
        after={name: as_text(value) for name, value in values.items()},
    )
    return request


def _waiting(request_id: UUID, act: str) -> RevisionRequest:
    """Lock the project, then its request. Raise Refused when it has its answer already."""
    project_id = RevisionRequest.objects.values_list("project_id", flat=True).get(pk=request_id)
    locked(project_id)
    rows = RevisionRequest.objects.select_for_update(of=("self",)).told()
    request: RevisionRequest = rows.select_related("project__ministry", "project__lead").get(pk=request_id)
    if not request.is_waiting:
        when = request.answered_at or request.asked_at
        whom = f" par {request.answerer()}" if request.answered_by else ""
        raise Refused(
            f"Impossible de {act} : cette demande est {request.get_state_display()} depuis le"
            f" {long_date(when, weekday=False)}{whom}."
        )
    return request


def _answer(
    request: RevisionRequest, state: RevisionState, *, by: User, answer: str = "", decided: Decided | None = None
) -> None:
    """Raise Refused when whoever asked answers himself, whatever else he may do."""
    if request.asked_by_id == by.pk:
        raise Refused(
            "Qui demande une révision ne l’approuve ni ne la refuse : une autre personne répond."
            if decided is None
            else "Qui demande une révision ne note pas la décision qui l’adopte ou la refuse : une autre personne tient"
            " ce point, ou le président répond lui-même sur la page du projet."
        )
    request.state, request.answer = state, answer
    if decided is not None:
        request.answered_body, request.decision_reference = decided.body[:300], decided.reference
    request.answered_by, request.answered_at = by, clock.now()
    request.answered_capacity = _capacity(by, approving_roles(), request.scope_id)
    request.version += 1
    request.save()


@transaction.atomic
def approve_revision(request_id: UUID, *, by: User, decided: Decided | None = None) -> RevisionRequest:
    """Put what was asked in force, from today. Raise Refused when the baseline moved since it was asked, or when
    whoever asked would approve. `decided`: by the decision of a commission, which `by` notes.
    """
    request = _waiting(request_id, "approuver la révision")
    project = request.project
    if project.revision_count != request.base_number:
        raise Refused(
            f"Impossible d’approuver la révision : la référence n° {project.revision_count} est en vigueur depuis la"
            " demande. Refusez celle-ci ; une autre partira des valeurs d’aujourd’hui."
        )
    _answer(request, RevisionState.APPROVED, by=by, decided=decided)
    planned = PlannedValues(
        request.planned_start,
        request.planned_end,
        request.planned_cost,
        clock.today(),
        approver=request.answerer(),
        decision_reference=request.decision_reference,
    )
    reason = RevisionReason(request.reason)
    adopt_revision(project.pk, planned, reason=reason, explanation=request.explanation, by=by, request=request)
    tell_answer(request, by=by)
    return request


@transaction.atomic
def refuse_revision(request_id: UUID, *, reason: str, by: User, decided: Decided | None = None) -> RevisionRequest:
    """Leave the baseline as it is, and say why to whoever asked."""
    request = _waiting(request_id, "refuser la révision")
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi : qui a demandé la révision lit ce motif."]})
    _answer(request, RevisionState.REFUSED, by=by, answer=reason.strip(), decided=decided)
    tell_answer(request, by=by)
    record("refuse_revision", request, by=by, reason=request.answer, after={"state": request.state})
    return request


@transaction.atomic
def withdraw_revision(request_id: UUID, *, by: User) -> RevisionRequest:
    """Take a request back before its answer; nothing of it stays in the figures."""
    request = _waiting(request_id, "retirer la demande")
    request.state, request.version = RevisionState.WITHDRAWN, request.version + 1
    request.save(update_fields=["state", "version"])
    record("withdraw_revision", request, by=by, after={"state": request.state})
    return request


def waiting_revision(project: Project) -> RevisionRequest | None:
    """The request that waits for an answer, if any."""
    found: RevisionRequest | None = project.revision_requests.waiting().told().first()
    return found
