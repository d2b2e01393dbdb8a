"""The life of a recommendation after it was issued: the addressee answers, the secretariat judges."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.common.typography import short_date
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record

from ..enums import RecommendationAction as Action
from ..enums import RecommendationState as State
from ..enums import ReportOutcome
from ..models import Recommendation, RecommendationReport, RecommendationStep
from ..notifications import tell_author, tell_keepers, tell_redated
from ..workflow import RECOMMENDATION_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def accept(recommendation_id: UUID, *, note: str = "", by: "User | None") -> Recommendation:
    """The addressee takes the recommendation on."""
    return _move(_locked(recommendation_id), Action.ACCEPT, reason=note, by=by)


@transaction.atomic
def start(recommendation_id: UUID, *, note: str = "", by: "User | None") -> Recommendation:
    """The addressee says that the work has begun."""
    return _move(_locked(recommendation_id), Action.START, reason=note, by=by)


@transaction.atomic
def report(
    recommendation_id: UUID, *, text: str, proof_file: StoredFile | None = None, proof_link: str = "", by: "User"
) -> RecommendationReport:
    """The addressee reports what was done, with its proof; raise InvalidInput without text or without proof."""
    recommendation = _locked(recommendation_id)
    RECOMMENDATION_WORKFLOW.target(Action.REPORT, State(recommendation.state))
    errors: dict[str, list[str]] = {}
    if not text.strip():
        errors["text"] = ["Dites en quelques mots ce qui a été fait."]
    if proof_file is None and not proof_link.strip():
        errors["proof_link"] = [
            "Joignez une pièce ou donnez l’adresse où la preuve se trouve : sans preuve, le secrétariat ne peut rien"
            " vérifier."
        ]
    if errors:
        raise InvalidInput(errors)
    written = RecommendationReport.objects.create(
        scope_id=recommendation.scope_id,
        recommendation=recommendation,
        text=text.strip(),
        proof_file=proof_file,
        proof_link=proof_link.strip(),
        author=by,
        reported_at=clock.now(),
    )
    _move(recommendation, Action.REPORT, reason="", by=by)
    tell_keepers(recommendation, by=by)
    return written


def hand_in(
    recommendation_id: UUID, *, text: str, proof_link: str = "", proof_file: UploadedFile | None = None, by: "User"
) -> RecommendationReport:
    """Store the piece that comes with a report, then report(); the piece is as closed as its recommendation."""
    row = Recommendation.objects.get(pk=recommendation_id)
    stored = None
    if proof_file is not None:
        closed, commission = row.is_closed_doors, row.commission_id
        stored = receive_upload(proof_file, by=by, scope=row.scope_id, commission_id=commission, is_closed_doors=closed)
    return report(recommendation_id, text=text, proof_link=proof_link, proof_file=stored, by=by)


@transaction.atomic
def validate(recommendation_id: UUID, *, note: str = "", by: "User") -> Recommendation:
    """Accept the proof: the recommendation is executed. Raise Refused to the author of the report."""
    recommendation = _locked(recommendation_id)
    RECOMMENDATION_WORKFLOW.target(Action.VALIDATE, State(recommendation.state))
    _review(recommendation, ReportOutcome.ACCEPTED, reason=note, by=by)
    return _move(recommendation, Action.VALIDATE, reason=note, by=by)


@transaction.atomic
def reject(recommendation_id: UUID, *, reason: str, by: "User") -> Recommendation:
    """Refuse the proof with a reason: the recommendation goes back to work.

    Raise Refused to the author of the report.
    """
    recommendation = _locked(recommendation_id)
    RECOMMENDATION_WORKFLOW.target(Action.REJECT, State(recommendation.state))
    _need_reason(reason, "Dites ce qui manque à la preuve : le destinataire doit savoir quoi compléter.")
    _review(recommendation, ReportOutcome.REFUSED, reason=reason.strip(), by=by)
    return _move(recommendation, Action.REJECT, reason=reason.strip(), by=by)


@transaction.atomic
def lapse(recommendation_id: UUID, *, reason: str, by: "User | None") -> Recommendation:
    """Declare it without object, with a reason; a report that waited is left unexamined."""
    recommendation = _locked(recommendation_id)
    RECOMMENDATION_WORKFLOW.target(Action.LAPSE, State(recommendation.state))
    _need_reason(
        reason, "Dites pourquoi la recommandation n’a plus d’objet : le motif est imprimé à la prochaine session."
    )
    return _move(recommendation, Action.LAPSE, reason=reason.strip(), by=by)


@dataclass(frozen=True)
class NewDate:
    """Another date, and why."""

    due_on: date = fact("nouvelle échéance")
    reason: str = fact("motif", lines=3, help_text="Il reste à l’historique ; les rappels repartent de cette date.")


@transaction.atomic
def redate(recommendation_id: UUID, *, due_on: date, reason: str, by: "User | None") -> Recommendation:
    """Give it another date, with a reason, while it is open; its reminders are armed again and its addressee told."""
    recommendation = _locked(recommendation_id)
    if not recommendation.is_open:
        raise Refused(f"Impossible de changer l’échéance : la recommandation est {recommendation.get_state_display()}.")
    _need_reason(reason, "Dites pourquoi l’échéance change : le motif reste à l’historique.")
    if due_on < recommendation.issued_on:
        raise InvalidInput({"due_on": ["L’échéance précède le jour où la recommandation est émise : corrigez-la."]})
    if due_on == recommendation.due_on:
        raise InvalidInput({"due_on": ["C’est déjà son échéance."]})
    before, recommendation.due_on = recommendation.due_on, due_on
    recommendation.version += 1
    recommendation.save(update_fields=["due_on", "version"])
    said = f"{short_date(before) if before else 'sans échéance'} → {short_date(due_on)} : {reason.strip()}"
    _write_step(recommendation, Action.REDATE, State(recommendation.state), reason=said, by=by)
    record(
        Action.REDATE, recommendation, by=by, reason=reason.strip(), before={"due_on": before}, after={"due_on": due_on}
    )
    tell_redated(recommendation, by=by)
    return recommendation


def _locked(recommendation_id: UUID) -> Recommendation:
    recommendation = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation_id)
    if recommendation.is_draft:
        raise Refused(
            "Impossible de donner suite à cette recommandation : la session qui l’écrit n’est pas encore levée."
        )
    return recommendation


def _need_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise InvalidInput({"reason": [sentence]})


def _review(recommendation: Recommendation, outcome: ReportOutcome, *, reason: str, by: "User") -> None:
    waiting = (
        recommendation.reports.select_for_update(of=("self",))
        .filter(outcome=ReportOutcome.PENDING)
        .order_by("-reported_at", "-pk")
        .first()
    )
    if waiting is None:
        raise Refused("Impossible d’examiner : aucun compte rendu n’attend. Rechargez la page.")
    if waiting.author_id == by.pk:
        raise Refused(
            "Impossible d’examiner ce compte rendu : vous en êtes l’auteur, et une preuve n’est jamais acceptée par son"
            " auteur. Demandez au président de la commission ou à un suppléant de l’examiner."
        )
    waiting.outcome, waiting.reviewed_by, waiting.reviewed_at, waiting.review_reason = outcome, by, clock.now(), reason
    waiting.save(update_fields=["outcome", "reviewed_by", "reviewed_at", "review_reason"])
    tell_author(
        recommendation,
        waiting.author,
        outcome="accepté" if outcome == ReportOutcome.ACCEPTED else "refusé",
        reason=reason,
        by=by,
    )


def _write_step(
    recommendation: Recommendation, action: Action, before: State, *, reason: str, by: "User | None"
) -> None:
    RecommendationStep.objects.create(
        scope_id=recommendation.scope_id,
        recommendation=recommendation,
        action=action,
        from_state=before,
        to_state=recommendation.state,
        by=by,
        by_capacity=(
            by.access.capacity(scope=recommendation.addressee_scope_id, commission=recommendation.commission_id)[:300]
            if by
            else ""
        ),
        at=clock.now(),
        reason=reason,
    )


def _move(recommendation: Recommendation, action: Action, *, reason: str, by: "User | None") -> Recommendation:
    """Write the new state, its step and its line of the journal."""
    before = State(recommendation.state)
    recommendation.state = RECOMMENDATION_WORKFLOW.target(action, before)
    recommendation.version += 1
    recommendation.save(update_fields=["state", "version"])
    _write_step(recommendation, action, before, reason=reason, by=by)
    record(
        action,
        recommendation,
        by=by,
        reason=reason,
        before={"state": before.value},
        after={"state": str(recommendation.state)},
    )
    return recommendation
