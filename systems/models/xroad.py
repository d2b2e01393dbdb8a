"""X-Road as it tells itself: its members and their subsystems, the files that it gave, and who asked whom for what.

A message is kept under the fingerprint of what tells it apart: a journal read twice, or two that overlap, count once.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import ASIN_ROLES
from foundation.accounts.models.reading import SharedQuerySet
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.standing import stands
from foundation.common.typography import plural
from foundation.journal.history import tracked

from ..enums import COUNTED_ONE, FileKind, FileState
from .platform import Listed

CODE = 255  # what X-Road gives to an identifier


class OfTheNetwork(VersionedModel):
    """What the list of X-Road names; one that leaves it is kept."""

    data_level = Level.NATIONAL

    is_listed = models.BooleanField("dans la liste des membres", default=True, editable=False)
    seen_on = models.DateField("première liste", null=True, blank=True, editable=False)
    removed_on = models.DateField("sorti de la liste le", null=True, blank=True, editable=False)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True


@tracked(exclude=["listed_on"])
class Member(OfTheNetwork):
    instance = models.CharField("instance", max_length=CODE)
    member_class = models.CharField("classe", max_length=CODE)
    code = models.CharField("code", max_length=CODE)
    name = models.CharField("nom", max_length=500, blank=True)
    listed_on = models.DateField("dernière liste", null=True, blank=True, editable=False)
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ministère",
        help_text="Celui dont il relève : ses échanges observés se lisent alors du ministère.",
    )

    class Meta:
        verbose_name = "membre X-Road"
        verbose_name_plural = "membres X-Road"
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "member_class", "code"],
                name="xroad_member_once",
                violation_error_message="Ce membre est déjà au registre.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.identifier

    @property
    def identifier(self) -> str:
        return f"{self.instance}/{self.member_class}/{self.code}"


@tracked()
class Subsystem(OfTheNetwork):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="subsystems", verbose_name="membre")
    code = models.CharField("sous-système", max_length=CODE, blank=True)
    platform = models.ForeignKey(
        Listed,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsystems",
        verbose_name="plateforme",
        help_text="Celle qui échange sous ce nom.",
    )

    class Meta:
        verbose_name = "sous-système X-Road"
        verbose_name_plural = "sous-systèmes X-Road"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "code"],
                name="xroad_subsystem_once",
                violation_error_message="Ce sous-système est déjà au registre.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member.identifier}/{self.code}"


class XRoadFileQuerySet(models.QuerySet["XRoadFile"]):
    def visible_to(self, user) -> Self:
        """The ASIN reads them."""
        return self if user.is_authenticated and user.has_role(*ASIN_ROLES) else self.none()


@tracked()
class XRoadFile(VersionedModel):
    """A file that X-Road gave, and what came of it."""

    data_level = Level.NATIONAL

    kind = models.CharField("nature", max_length=10, choices=FileKind)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="fichier")
    name = models.CharField("nom du fichier", max_length=255)
    as_of = models.DateField(
        "tiré le", help_text="Jour où la liste des membres, ou le journal des messages, a été tiré."
    )
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.WAITING)
    counts = models.JSONField("ce qui en est venu", default=list, editable=False)  # each label with its number
    problem = models.TextField("motif du refus", blank=True, editable=False)
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )
    opened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="déposé par"
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = XRoadFileQuerySet.as_manager()
    is_waiting = stands(FileState.WAITING)

    class Meta:
        verbose_name = "fichier X-Road"
        verbose_name_plural = "fichiers X-Road"

    def __str__(self) -> str:
        return self.name

    @property
    def counted(self) -> str:
        """« 12 ajoutés, 1 sorti »; empty before it is read."""
        return ", ".join(plural(value, COUNTED_ONE.get(label, label), label) for label, value in self.counts)


class FlowQuerySet(models.QuerySet["Flow"]):
    def visible_to(self, user) -> Self:
        """Those of which one end is of one's ministry; everything for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        own = user.access.scopes()
        ends = Q()
        for end in ("client", "service"):
            ends |= Q(**{f"{end}__platform__scope_id__in": own})
            ends |= Q(**{f"{end}__member__ministry__scope_id__in": own})
        return self.filter(ends)


class Flow(BaseModel):
    """Who asks whom for which service, as the journals show it: counted from the messages, never typed."""

    data_level = Level.TECHNICAL  # a count: those at either end read it

    client = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="asks", verbose_name="demandeur")
    service = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="serves", verbose_name="fournisseur")
    service_code = models.CharField("service", max_length=CODE, blank=True)
    is_meta = models.BooleanField("service de la plateforme elle-même", default=False)
    requests = models.PositiveBigIntegerField("requêtes", default=0)
    failures = models.PositiveBigIntegerField("échecs", default=0)
    first_on = models.DateField("vu d’abord le", null=True, blank=True)
    last_on = models.DateField("vu en dernier le", null=True, blank=True)
    answered_on = models.DateField("dernière réponse", null=True, blank=True)

    objects = FlowQuerySet.as_manager()

    class Meta:
        verbose_name = "échange observé"
        verbose_name_plural = "échanges observés"
        constraints = [models.UniqueConstraint(fields=["client", "service", "service_code"], name="xroad_flow_once")]

    def __str__(self) -> str:
        return f"{self.client} → {self.service} : {self.service_code}"


class FlowMessage(BaseModel):
    """One message of a flow; its identifier is its fingerprint."""

    data_level = Level.TECHNICAL

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="messages", verbose_name="échange observé")
    sent_on = models.DateField("le")
    succeeded = models.BooleanField("réussi")

    class Meta:
        verbose_name = "message observé"
        verbose_name_plural = "messages observés"

    def __str__(self) -> str:
        return str(self.pk)
