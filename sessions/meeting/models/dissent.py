"""The explanation of a vote: kept, printed in the procès-verbal, then frozen."""

import pgtrigger
from django.db import models

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from sessions.core.models.decision import Ballot
from sessions.core.models.session import CommissionSession

FROZEN = """
IF TG_OP = 'DELETE' THEN subject := OLD.session_id; ELSE subject := NEW.session_id; END IF;
IF EXISTS (SELECT 1 FROM commission_sessions_procesverbal WHERE session_id = subject AND state <> 'draft') THEN
  RAISE EXCEPTION 'explanation_is_frozen: % is refused once the minutes are submitted', TG_OP;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class ExplanationQuerySet(models.QuerySet["VoteExplanation"]):
    def visible_to(self, user) -> "ExplanationQuerySet":
        return self.filter(ballot__in=Ballot.objects.visible_to(user))


@tracked()
class VoteExplanation(VersionedModel):
    """Why a member voted as he did, in his words; written by him, or by the secretary for him."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="vote_explanations", verbose_name="session"
    )
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="explanations", verbose_name="vote")
    seat = models.ForeignKey("commissions.Seat", on_delete=models.PROTECT, related_name="+", verbose_name="siège")
    person_name = models.CharField("nom", max_length=200, help_text="Tel qu’à la session.")
    text = models.TextField("explication de vote", max_length=10_000)
    written_at = models.DateTimeField("écrite le")
    written_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="écrite par"
    )
    is_for_another = models.BooleanField("écrite par le secrétaire pour le membre", default=False)

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = "explication de vote"
        verbose_name_plural = "explications de vote"
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="vote_explanation_once_per_seat")]
        triggers = [
            pgtrigger.Trigger(
                name="vote_explanation_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("subject", "uuid")],
                func=FROZEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name} : {self.text[:60]}"

    @property
    def commission_id(self):
        return self.session.commission_id
