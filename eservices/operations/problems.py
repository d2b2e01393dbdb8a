"""Report a problem, moderate it, lead it to its improvement, forget the words of who reported it."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents import codes
from foundation.journal.record import record, record_each

from ..enums import Origin
from ..enums import ProblemAct as Act
from ..enums import ProblemState as State
from ..models import EService, ServiceProblem
from ..models.problem import LONGEST, SHORTEST
from ..workflow import PROBLEM_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def report_problem(service_id: UUID, *, words: str) -> tuple[ServiceProblem, str]:
    """Take the words of a citizen about an e-service of the public catalogue; return the code that follows it.

    The code is told once: only its hash is kept. The words stand in no journal.
    """
    service = EService.objects.listed().filter(pk=service_id).first()
    if service is None:
        raise InvalidInput({"service": ["Cet e-service n’est plus au catalogue public : choisissez-en un autre."]})
    words = words.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise InvalidInput({"words": [f"Décrivez le problème en {SHORTEST} à {LONGEST} caractères."]})
    code = codes.new_code()
    problem = ServiceProblem.objects.create(
        scope_id=service.scope_id,
        service=service,
        origin=Origin.CITIZEN,
        reported_on=clock.today(),
        words=words,
        code_hash=codes.code_hash(code),
        state=State.RECEIVED,
        is_fictitious=service.is_fictitious,
    )
    record(Act.REPORT, problem, by=None, after={"service": service.name, "characters": len(words)})
    return problem, code


def _move(problem_id: UUID, act: Act, *, by: "User | None", reason: str = "", **said: str) -> ServiceProblem:
    """One line of the table of moves, with what is said of it."""
    problem = ServiceProblem.objects.select_for_update(of=("self",)).select_related("service").get(pk=problem_id)
    before = State(problem.state)
    problem.state = PROBLEM_WORKFLOW.target(act, before)
    if missing := [name for name, text in said.items() if not text.strip()]:
        raise InvalidInput({name: ["Écrivez-le : c’est ce que lira qui a signalé le problème."] for name in missing})
    for name, text in said.items():
        setattr(problem, name, text.strip())
    problem.state_reason = reason.strip()
    problem.ended_on = clock.today() if problem.state in (State.DONE, State.REJECTED) else None
    problem.version += 1
    with constraints_as_refusals(ServiceProblem):
        problem.save()
    told = {"state": problem.state} | {name: text.strip() for name, text in said.items()}
    record(act, problem, by=by, reason=reason.strip(), before={"state": before}, after=told)
    return problem


def _with_reason(problem_id: UUID, act: Act, reason: str, by: "User | None") -> ServiceProblem:
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif : il reste à l’historique du problème."]})
    return _move(problem_id, act, by=by, reason=reason)


@transaction.atomic
def admit_problem(problem_id: UUID, *, subject: str, by: "User | None") -> ServiceProblem:
    """Keep what was reported, said in one sentence that names nobody."""
    return _move(problem_id, Act.ADMIT, by=by, subject=subject)


@transaction.atomic
def reject_problem(problem_id: UUID, *, reason: str, by: "User | None") -> ServiceProblem:
    """Set aside what is no problem of this e-service."""
    return _with_reason(problem_id, Act.REJECT, reason, by)


@transaction.atomic
def reconsider_problem(problem_id: UUID, *, reason: str, by: "User | None") -> ServiceProblem:
    """Take up again what was set aside; Refused once its words are erased."""
    if ServiceProblem.objects.filter(pk=problem_id, erased_on__isnull=False).exists():
        raise Refused(
            "Impossible de remettre ce signalement à modérer : les mots de l’usager sont effacés. Enregistrez le"
            " problème de nouveau, s’il se retrouve."
        )
    return _with_reason(problem_id, Act.RECONSIDER, reason, by)


@transaction.atomic
def diagnose_problem(problem_id: UUID, *, diagnosis: str, by: "User | None") -> ServiceProblem:
    """Say what causes the problem."""
    return _move(problem_id, Act.DIAGNOSE, by=by, diagnosis=diagnosis)


@transaction.atomic
def reform_problem(problem_id: UUID, *, reform: str, by: "User | None") -> ServiceProblem:
    """Say what is being changed."""
    return _move(problem_id, Act.REFORM, by=by, reform=reform)


@transaction.atomic
def improve_problem(problem_id: UUID, *, improvement: str, by: "User | None") -> ServiceProblem:
    """Say what has changed for the user."""
    return _move(problem_id, Act.IMPROVE, by=by, improvement=improvement)


@transaction.atomic
def close_problem(problem_id: UUID, *, by: "User | None") -> ServiceProblem:
    """The improvement holds: the problem is over."""
    return _move(problem_id, Act.CLOSE, by=by)


@transaction.atomic
def resume_problem(problem_id: UUID, *, reason: str, by: "User | None") -> ServiceProblem:
    """The problem is there again: it goes back to its diagnosis."""
    return _with_reason(problem_id, Act.RESUME, reason, by)


@transaction.atomic
def erase_words(day: date | None = None) -> int:
    """Empty what citizens wrote of problems that ended long enough ago, and the codes that follow them."""
    today = day or clock.today()
    rows = list(ServiceProblem.objects.to_erase(today).select_for_update(of=("self",)).select_related("service"))
    for row in rows:
        row.words, row.code_hash, row.erased_on, row.version = "", "", today, row.version + 1
    ServiceProblem.objects.bulk_update(rows, ["words", "code_hash", "erased_on", "version"])
    record_each(Act.ERASE, [(row, {"erased_on": str(today)}) for row in rows], by=None)
    return len(rows)
