"""Two written consultations of the demonstration commission: one adopted that waits for its ratification, one that
members are answering.

Written straight into the tables: nobody is to receive a mail because the demonstration was loaded.
"""

from datetime import datetime, timedelta

from django.db import transaction

from commissions.enums import SeriesKind
from commissions.models import Commission
from commissions.operations import next_number
from commissions.queries import statute_on
from foundation.accounts.models import User
from foundation.common import clock
from foundation.journal.record import record
from projects.models import Project
from sessions.consultations.enums import ConsultationState
from sessions.consultations.models import Consultation
from sessions.consultations.operations import give_voices
from sessions.consultations.queries import count, voters_on
from sessions.core.enums import Outcome, Voice

from .fictitious import SECRETARY

ANSWERED = (
    Voice.FOR,
    Voice.FOR,
    Voice.FOR,
    Voice.AGAINST,
    Voice.FOR,
    Voice.FOR,
    Voice.ABSTAIN,
    Voice.FOR,
    Voice.FOR,
    "",
    Voice.FOR,
    Voice.FOR,
)
ANSWERING = (Voice.FOR, "", Voice.FOR, "", Voice.FOR, "", "", Voice.ABSTAIN, "", "", Voice.FOR, "")
REMARK = "Sous réserve que la formation des agents soit inscrite au marché."


@transaction.atomic
def load_consultations(body: Commission) -> None:
    if Consultation.objects.filter(commission=body).exists():
        return
    now = clock.now()
    project = Project.objects.filter(scope_id=body.scope_id, title__startswith="Renouvellement de 120").first()
    adopted = _asked(
        body,
        "Prolongation du marché de maintenance des postes de travail",
        "Êtes-vous favorable à une prolongation de six mois du marché en cours ?",
        "Le marché s’achève avant la prochaine session. Une prolongation de six mois, aux mêmes conditions, laisse le"
        " temps d’un nouvel appel d’offres.",
        opened_at=now - timedelta(days=20),
        days=10,
    )
    if project is not None:
        adopted.projects.add(project)
    _answer(adopted, ANSWERED)
    counted = count(adopted, list(adopted.voices.select_related("seat")))
    adopted.state, adopted.closed_at = ConsultationState.CLOSED, now - timedelta(days=9)
    adopted.votes_for, adopted.votes_against, adopted.abstentions = (
        counted.votes_for,
        counted.votes_against,
        counted.abstentions,
    )
    adopted.result, adopted.snapshot = counted.result, counted.as_snapshot()
    adopted.save()
    opened = _asked(
        body,
        "Calendrier des coupures de l’annuaire pendant les congés",
        "Êtes-vous favorable au calendrier proposé ?",
        "Trois coupures de deux heures, le samedi matin, pour changer les serveurs de l’annuaire. Les services aux"
        " usagers restent ouverts.",
        opened_at=now - timedelta(days=2),
        days=10,
    )
    _answer(opened, ANSWERING)


def _asked(body: Commission, title: str, question: str, text: str, *, opened_at: datetime, days: int) -> Consultation:
    day = opened_at.date()
    row = Consultation.objects.create(
        scope_id=body.scope_id,
        commission=body,
        statute=statute_on(body, day),
        year=day.year,
        number=next_number(body, SeriesKind.CONSULTATION, day.year),
        state=ConsultationState.OPEN,
        title=title,
        question=question,
        text=text,
        proposed_outcome=Outcome.FAVOURABLE,
        opened_at=opened_at,
        closes_on=day + timedelta(days=days),
    )
    give_voices(row, voters_on(body, day))
    record("load_demo", row, by=User.objects.filter(email=SECRETARY).first(), commission=body.pk)
    return row


def _answer(row: Consultation, choices: tuple[str, ...]) -> None:
    assert row.opened_at is not None
    for voice, choice in zip(row.voices.order_by("position"), choices, strict=False):
        if choice:
            voice.choice, voice.answered_at = choice, row.opened_at + timedelta(hours=3 * voice.position)
            voice.comment = REMARK if choice == Voice.ABSTAIN else ""
            voice.save()
