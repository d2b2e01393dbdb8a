"""What a conference learned of an e-service, taken into the register where its ministry answers for it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Field

from eservices.enums import Origin
from eservices.models import EService, ServiceProblem
from eservices.operations import diagnose_problem, reform_problem
from eservices.register.problems import PROBLEMS
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import integer, short_date
from foundation.journal.record import record

from ..enums import ConferenceAct, ConferenceState
from ..models import ServiceReview

if TYPE_CHECKING:
    from foundation.accounts.models import User


TOLD_AT = 300  # characters of where a problem was told; its day is also that of the report


def _refuse_longer(problem: str, review: ServiceReview) -> None:
    """The register of problems is read at a glance: what it cannot hold is shortened by who knows, never cut here."""
    for name, said, text in (
        ("subject", "ses problèmes comptent", problem),
        ("diagnosis", "son diagnostic compte", review.diagnosis),
        ("reform", "ses réformes comptent", review.reforms),
    ):
        field = ServiceProblem._meta.get_field(name)
        assert isinstance(field, Field)
        most = field.max_length or 0
        if len(text) > most:
            raise Refused(
                f"Impossible de suivre ce retour : {said} {integer(len(text))} caractères, le registre en garde"
                f" {integer(most)}. Abrégez le retour d’expérience, puis recommencez."
            )


@transaction.atomic
def follow_review(review_id: UUID, *, eservice: EService, by: "User | None") -> ServiceReview:
    """Open a problem of the e-service, that says the conference and takes its diagnosis and its reform; once."""
    review = ServiceReview.objects.select_for_update(of=("self",)).select_related("conference").get(pk=review_id)
    if review.problem_id is not None:
        raise Refused("Ce retour d’expérience est déjà suivi au registre des problèmes. Rien n’a été changé.")
    if not review.problems.strip():
        raise InvalidInput({"eservice": ["Ce retour ne dit pas de problème : il n’y a rien à suivre encore."]})
    conference = review.conference
    if conference.state == ConferenceState.PREPARING:
        raise Refused("Impossible de suivre ce retour : sa conférence n’est pas encore annoncée.")
    is_asin = by is None or by.has_role(Role.ASIN_ADMIN)
    if review.ministry_id not in (None, eservice.ministry_id) and not is_asin:
        raise InvalidInput({"eservice": ["Ce retour parle d’un e-service d’un autre ministère : choisissez le sien."]})
    problem_said = " ".join(review.problems.split())
    _refuse_longer(problem_said, review)
    told_at = f"{conference.title}, {short_date(conference.held_on)}" if conference.held_on else conference.title
    problem = PROBLEMS.add(
        service=eservice,
        subject=problem_said,
        origin=Origin.CONFERENCE,
        origin_words=told_at if len(told_at) <= TOLD_AT else conference.title,
        reported_on=conference.held_on or clock.today(),
        by=by,
    )
    if review.diagnosis.strip():
        diagnose_problem(problem.pk, diagnosis=review.diagnosis, by=by)
        if review.reforms.strip():
            reform_problem(problem.pk, reform=review.reforms, by=by)
    review.problem_id = problem.pk
    review.version += 1
    review.save(update_fields=["problem", "version"])
    record(ConferenceAct.FOLLOW, review, by=by, after={"service": eservice.name})
    return review
