"""What a conference learned of an e-service, taken into the register where its ministry answers for it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from eservices.enums import Origin
from eservices.models import EService
from eservices.operations import diagnose_problem, reform_problem
from eservices.register.problems import PROBLEMS
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import short_date
from foundation.journal.record import record

from ..enums import ConferenceAct
from ..models import ServiceReview

if TYPE_CHECKING:
    from foundation.accounts.models import User

SUBJECT = 300


@transaction.atomic
def follow_review(review_id: UUID, *, eservice: EService, by: "User | None") -> ServiceReview:
    """Open a problem of the e-service, that says the conference and takes its diagnosis and its reform; once."""
    review = ServiceReview.objects.select_for_update(of=("self",)).select_related("conference").get(pk=review_id)
    if review.problem_id is not None:
        raise Refused("Ce retour d’expérience est déjà suivi au registre des problèmes. Rien n’a été changé.")
    if not review.problems.strip():
        raise InvalidInput({"eservice": ["Ce retour ne dit pas de problème : il n’y a rien à suivre encore."]})
    conference = review.conference
    day = f", {short_date(conference.held_on)}" if conference.held_on else ""
    problem = PROBLEMS.add(
        service=eservice,
        subject=" ".join(review.problems.split())[:SUBJECT],
        origin=Origin.CONFERENCE,
        origin_words=f"{conference.title}{day}"[:SUBJECT],
        reported_on=conference.held_on or clock.today(),
        by=by,
    )
    if review.diagnosis.strip():
        diagnose_problem(problem.pk, diagnosis=review.diagnosis[:3000], by=by)
        if review.reforms.strip():
            reform_problem(problem.pk, reform=review.reforms[:3000], by=by)
    review.problem_id = problem.pk
    review.version += 1
    review.save(update_fields=["problem", "version"])
    record(ConferenceAct.FOLLOW, review, by=by, after={"service": eservice.name})
    return review
