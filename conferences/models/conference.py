"""An edition of a national body: what is prepared, held, then reported (ADR 0078).

Data: the body, theme, day, place; panels with moderator and speakers; participants by institution and function, named
or counted; the communication of the ASIN; findings; recommendations, which are rows of `recommendations`; documents.
No quorum, no vote, no excuses: a body whose act asks for them holds sessions, as any commission.
"""

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, Q, Sum
from django.db.models.functions import Coalesce

from foundation.accounts.enums import Role
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.standing import stands
from foundation.journal.history import tracked

from ..enums import BODY_KEEPERS, TOOK_PLACE, ConferenceState

if TYPE_CHECKING:
    from foundation.accounts.models import User

YEAR = [MinValueValidator(1960), MaxValueValidator(2100)]
RANK = [MinValueValidator(1), MaxValueValidator(999)]
PEOPLE = [MinValueValidator(1), MaxValueValidator(9999)]


def announced_to(user: "User", to: str = "") -> Q:
    """What stands under a conference that this user may read: `to` is the path to it, « conference__ »."""
    if not user.is_authenticated or not user.access.grants:
        return Q(pk__in=[])
    if user.has_role(Role.ASIN_ADMIN):
        return Q()
    told = ~Q(**{f"{to}state": ConferenceState.PREPARING})
    kept = user.access.commissions(*BODY_KEEPERS)
    return told | Q(**{f"{to}body_id__in": kept}) if kept else told


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def visible_to(self, user: "User") -> "ConferenceQuerySet":
        """Once announced, all who hold a right somewhere; before, the keepers of the body and the administrator of the
        ASIN.
        """
        return self.filter(announced_to(user))

    def took_place(self) -> "ConferenceQuerySet":
        return self.filter(state__in=TOOK_PLACE)

    def with_participants_of(self, ministry: Any) -> "ConferenceQuerySet":
        """Those to which a ministry sent somebody."""
        return self.filter(Exists(Participant.objects.filter(conference=models.OuterRef("pk"), ministry=ministry)))

    def with_counts(self) -> "ConferenceQuerySet":
        """Add `panel_count`, `people`, `institutions` and `advice`: panels, participants, whence, recommendations; and
        `day`, the first of its year where its own is not known.
        """
        people = Participant.objects.filter(conference=models.OuterRef("pk")).order_by().values("conference")
        panels = Panel.objects.filter(conference=models.OuterRef("pk")).order_by().values("conference")
        advice = ConferenceRecommendation.objects.filter(conference=models.OuterRef("pk")).order_by()
        first = models.Func(F("year"), 1, 1, function="make_date", output_field=models.DateField())
        return self.annotate(
            day=Coalesce("held_on", first),
            panel_count=Coalesce(models.Subquery(panels.annotate(n=Count("pk")).values("n")), 0),
            people=Coalesce(models.Subquery(people.annotate(n=Sum("count")).values("n")), 0),
            institutions=Coalesce(
                models.Subquery(people.annotate(n=Count("institution", distinct=True)).values("n")), 0
            ),
            advice=Coalesce(models.Subquery(advice.values("conference").annotate(n=Count("pk")).values("n")), 0),
        )


@tracked()
class Conference(VersionedModel):
    data_level = Level.NATIONAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    body = models.ForeignKey(
        "commissions.Commission",
        on_delete=models.PROTECT,
        related_name="conferences",
        verbose_name="organe",
        help_text="Conférence des DSI, atelier des RSI, comité national.",
    )
    number = models.PositiveSmallIntegerField(
        "numéro de l’édition", null=True, blank=True, validators=RANK, help_text="Vide quand aucune source ne le donne."
    )
    title = models.CharField("intitulé", max_length=300, help_text="Par exemple « 9e Conférence des DSI ».")
    theme = models.CharField("thème", max_length=500, blank=True)
    year = models.PositiveSmallIntegerField("au titre de l’année", validators=YEAR)
    rank_in_year = models.PositiveSmallIntegerField("rang dans l’année", null=True, blank=True, validators=RANK)
    held_on = models.DateField("date", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Si elle dure plus d’un jour.")
    place = models.CharField("lieu", max_length=300, blank=True)
    objectives = models.TextField("objectifs", max_length=10_000, blank=True)
    opening = models.TextField(
        "ouverture", max_length=20_000, blank=True, help_text="Qui a ouvert les travaux, ce qui a été dit."
    )
    communication = models.TextField("communication de l’ASIN", max_length=20_000, blank=True)
    communication_by = models.CharField(
        "communication présentée par", max_length=300, blank=True, help_text="Nom et fonction."
    )
    findings = models.TextField("constats", max_length=20_000, blank=True, help_text="Ceux de toute la conférence.")
    conclusion = models.TextField("clôture", max_length=20_000, blank=True)
    source = models.CharField("source", max_length=1_000, blank=True)
    date_note = models.CharField(
        "réserve sur la date", max_length=500, blank=True, help_text="Ce que disent les sources qui se contredisent."
    )
    state = models.CharField(
        "état", max_length=10, choices=ConferenceState, default=ConferenceState.PREPARING, editable=False
    )
    state_reason = models.TextField("motif de l’état", max_length=2_000, blank=True, editable=False)
    announced_at = models.DateTimeField("annoncée le", null=True, blank=True, editable=False)
    reported_at = models.DateTimeField("rapportée le", null=True, blank=True, editable=False)
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)

    objects = ConferenceQuerySet.as_manager()
    is_cancelled, is_reported = stands(ConferenceState.CANCELLED), stands(ConferenceState.REPORTED)

    class Meta:
        verbose_name = "conférence"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                name="conference_unique_number",
                violation_error_message="Cet organe a déjà une édition de ce numéro.",
            ),
            models.CheckConstraint(
                name="conference_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(held_on__isnull=False, ends_on__gte=F("held_on")),
                violation_error_message="Une conférence finit le jour où elle commence, ou après.",
            ),
            models.CheckConstraint(
                name="conference_reported_with_its_day",
                condition=~Q(state=ConferenceState.REPORTED.value)
                | Q(reported_at__isnull=False, held_on__isnull=False),
                violation_error_message="Une conférence rapportée a sa date et celle de son rapport.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        """That of its body, for the journal and the rules."""
        return self.body_id

    @property
    def is_held(self) -> bool:
        return self.state in TOOK_PLACE

    @property
    def reference(self) -> str:
        return f"{self.body.code}/CONF/{self.number or self.held_on or self.year}"


class PartQuerySet(models.QuerySet):
    """Rows that stand under a conference."""

    def visible_to(self, user: "User") -> "PartQuerySet":
        """Those of the conferences that one may read."""
        return self.filter(announced_to(user, "conference__"))


class Part(VersionedModel):
    conference: Any  # each part has its own column

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")

    class Meta:
        abstract = True

    @property
    def commission_id(self):
        return self.conference.body_id


@tracked()
class Panel(Part):
    data_level = Level.NATIONAL

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="panels", verbose_name="conférence"
    )
    position = models.PositiveSmallIntegerField("rang", default=1, validators=RANK)
    title = models.CharField("sujet", max_length=500)
    moderator = models.CharField("modérateur", max_length=200, blank=True)
    moderator_function = models.CharField("fonction du modérateur", max_length=300, blank=True)
    summary = models.TextField("échanges", max_length=20_000, blank=True)
    findings = models.TextField("constats", max_length=20_000, blank=True)
    source = models.CharField("source", max_length=500, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "panel"

    def __str__(self) -> str:
        return self.title


class SpeakerQuerySet(models.QuerySet["PanelSpeaker"]):
    def visible_to(self, user: "User") -> "SpeakerQuerySet":
        """Those of the conferences that one may read."""
        return self.filter(announced_to(user, "panel__conference__"))


@tracked()
class PanelSpeaker(VersionedModel):
    data_level = Level.NATIONAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="speakers", verbose_name="panel")
    position = models.PositiveSmallIntegerField("rang", default=1, validators=RANK)
    name = models.CharField("nom", max_length=200, blank=True, help_text="Vide quand seule l’institution est connue.")
    function = models.CharField("fonction", max_length=300, blank=True)
    institution = models.CharField("institution", max_length=300, blank=True)
    subject = models.TextField("ce qui a été exposé", max_length=5_000, blank=True)
    source = models.CharField("source", max_length=500, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = "intervenant"
        constraints = [
            models.CheckConstraint(
                name="speaker_is_somebody",
                condition=~Q(name="") | ~Q(institution=""),
                violation_error_message="Nommez l’intervenant, ou l’institution qu’il représente.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.institution

    @property
    def words(self) -> str:
        """« Nadège SÈWANOU, directrice, ASIN »."""
        return ", ".join(filter(None, [self.name, self.function, self.institution]))

    @property
    def conference(self) -> Conference:
        return self.panel.conference

    @property
    def commission_id(self):
        return self.conference.body_id


@tracked()
class Participant(Part):
    """One person, or how many of one function an institution sent."""

    data_level = Level.NATIONAL

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="participants", verbose_name="conférence"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ministère",
    )
    institution = models.CharField(
        "institution", max_length=300, blank=True, help_text="Vide pour un ministère : son nom y est mis."
    )
    function = models.CharField("fonction", max_length=300, help_text="Par exemple « DSI », « RSSI », « RSI ».")
    name = models.CharField("nom", max_length=200, blank=True, help_text="Vide pour une délégation comptée.")
    count = models.PositiveSmallIntegerField("nombre", default=1, validators=PEOPLE)
    source = models.CharField("source", max_length=500, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "participant"
        constraints = [
            models.CheckConstraint(
                name="participant_named_is_one",
                condition=Q(name="") | Q(count=1),
                violation_error_message="Une personne nommée compte pour une.",
            ),
            models.CheckConstraint(
                name="participant_comes_from_somewhere",
                condition=~Q(institution=""),
                violation_error_message="Dites de quel ministère ou de quelle institution.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.function}, {self.institution}"

    def save(self, *args, **options) -> None:
        """A ministry gives its name of the day."""
        if self.ministry is not None and not self.institution:
            self.institution = self.ministry.name
        super().save(*args, **options)


class AdviceQuerySet(models.QuerySet["ConferenceRecommendation"]):
    def visible_to(self, user: "User") -> "AdviceQuerySet":
        """Those of the conferences that one may read; one still being written, to who keeps the conference."""
        rows = self.filter(announced_to(user, "conference__"))
        if not user.is_authenticated or user.has_role(Role.ASIN_ADMIN):
            return rows
        kept = user.access.commissions(*BODY_KEEPERS)
        return rows.filter(Q(recommendation__is_draft=False) | Q(conference__body_id__in=kept))


class ConferenceRecommendation(BaseModel):
    """A recommendation of a conference: a draft until its report, then followed as any other."""

    data_level = Level.NATIONAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="recommendations", verbose_name="conférence"
    )
    panel = models.ForeignKey(
        Panel, on_delete=models.SET_NULL, null=True, blank=True, related_name="recommendations", verbose_name="panel"
    )
    position = models.PositiveSmallIntegerField("rang", default=1)
    recommendation = models.OneToOneField(
        "recommendations.Recommendation",
        on_delete=models.CASCADE,
        related_name="conference_origin",
        verbose_name="recommandation",
    )

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = "recommandation d’une conférence"
        verbose_name_plural = "recommandations des conférences"

    def __str__(self) -> str:
        return str(self.recommendation)

    @property
    def commission_id(self):
        return self.conference.body_id


class ConferenceDocument(BaseModel):
    data_level = Level.NATIONAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, related_name="documents", verbose_name="conférence"
    )
    title = models.CharField("titre", max_length=300)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="pièce")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce d’une conférence"
        verbose_name_plural = "pièces des conférences"

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        return self.conference.body_id
