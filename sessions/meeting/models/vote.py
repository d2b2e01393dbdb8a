"""Who voted, and what where the vote is by name; the items that are adopted together."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked
from sessions.core.enums import Outcome, Voice
from sessions.core.models.agenda import AgendaItem
from sessions.core.models.decision import Ballot, Decision
from sessions.core.models.presence import PresenceQuerySet
from sessions.core.models.session import CommissionSession
from sessions.core.models.settled import kept_once_over


class VoteQuerySet(models.QuerySet["BallotVote"]):
    def visible_to(self, user) -> "VoteQuerySet":
        return self.filter(ballot__in=Ballot.objects.visible_to(user))


@tracked()
class BallotVote(BaseModel):
    """The voice of one seat in a vote by name. A voice given by proxy stands under the seat that gave it."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(CommissionSession, on_delete=models.CASCADE, related_name="+", verbose_name="session")
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes", verbose_name="vote")
    seat = models.ForeignKey("commissions.Seat", on_delete=models.PROTECT, related_name="+", verbose_name="siège")
    person_name = models.CharField("nom", max_length=200, help_text="Tel qu’à la session.")
    choice = models.CharField("voix", max_length=10, choices=Voice)
    cast_through = models.ForeignKey(
        "commissions.Seat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="donnée par le mandataire",
    )
    through_name = models.CharField("nom du mandataire", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="noté par"
    )

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = "voix d’un vote nominal"
        verbose_name_plural = "voix d’un vote nominal"
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="ballot_vote_once_per_seat")]
        triggers = [
            kept_once_over("named_vote_of_a_session_over"),
            pgtrigger.Trigger(
                name="named_vote_of_a_closed_ballot",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("subject", "uuid")],
                func="""
IF TG_OP = 'DELETE' THEN subject := OLD.ballot_id; ELSE subject := NEW.ballot_id; END IF;
IF coalesce(current_setting('cmsic.correction', true), '') = ''
   AND EXISTS (SELECT 1 FROM commission_sessions_ballot WHERE id = subject AND state <> 'open') THEN
  RAISE EXCEPTION 'ballot_is_closed: % of a named vote is refused without a correction', TG_OP;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} : {self.get_choice_display()}"


class BallotMark(models.Model):
    """Who has put a paper in the box of a secret vote that is open.

    No instant, no time-ordered key, no history; erased at the close (ADR 0013).
    """

    data_level: ClassVar[Level] = Level.COMMISSION

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="marks", verbose_name="vote")
    seat = models.ForeignKey("commissions.Seat", on_delete=models.PROTECT, related_name="+", verbose_name="siège")

    class Meta:
        verbose_name = "émargement d’un vote secret"
        verbose_name_plural = "émargements d’un vote secret"
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="ballot_mark_once_per_seat")]

    def __str__(self) -> str:
        return "émargement"


@tracked()
class ConsentLine(BaseModel):
    """An item put among those that are adopted together without discussion.

    An objection takes it out; the line stays, with who objected.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="consent_lines", verbose_name="session"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="consent_lines", verbose_name="point")
    outcome = models.CharField("conclusion proposée", max_length=12, choices=Outcome)
    put_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="inscrit par"
    )
    removed_at = models.DateTimeField("sorti le", null=True, blank=True)
    removed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sorti par"
    )
    objector = models.CharField("à la demande de", max_length=300, blank=True)
    objection = models.CharField("objection", max_length=1000, blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="consent_line", verbose_name="décision"
    )

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "point adopté sans débat"
        verbose_name_plural = "points adoptés sans débat"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(removed_at=None),
                name="consent_line_once_per_item",
                violation_error_message="Ce point est déjà parmi ceux adoptés sans débat.",
            ),
            models.CheckConstraint(
                name="consent_line_out_or_adopted",
                condition=Q(removed_at=None) | Q(decision=None),
                violation_error_message="Un point sorti du bloc n’est pas adopté avec lui.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def commission_id(self):
        return self.session.commission_id
