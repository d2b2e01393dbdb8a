from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from foundation.accounts.models.person import PHONE
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import NBSP
from foundation.journal.history import tracked
from foundation.notifications.senders import Sender, portal_address

from ..enums import CommissionKind, HolderKind

REMINDER_WAIT = 2  # days left to members to answer when the commission says nothing
CODE = r"^[A-Z0-9][A-Z0-9-]{1,19}$"
CODE_SENTENCE = "Des majuscules sans accent, des chiffres et des tirets, 2 caractères au moins : MDGL."


class CommissionQuerySet(models.QuerySet["Commission"]):
    def visible_to(self, user) -> "CommissionQuerySet":
        """Those of one's own commissions and scopes; all of them for the ASIN and the portal's administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.access.is_national:
            return self.filter(is_rehearsal=False)
        if not user.access.grants:
            return self.none()
        return self.filter(Q(pk__in=user.access.commissions()) | Q(scope_id__in=user.access.scopes()))

    def alive(self) -> "CommissionQuerySet":
        """Those that sit; a rehearsal is none (ADR 0018)."""
        return self.filter(closed_on=None, is_rehearsal=False)

    def alive_on(self, day: date) -> "CommissionQuerySet":
        """Those that sat on a day; one whose founding day is not known is taken to."""
        founded = Q(founded_on=None) | Q(founded_on__lte=day)
        return self.filter(founded, Q(closed_on=None) | Q(closed_on__gt=day), is_rehearsal=False)

    def of_data(self, data: str) -> "CommissionQuerySet":
        """Those of real ministries (« reelles »), or of the demonstration (« demo »); all of them otherwise."""
        if data not in ("reelles", "demo"):
            return self
        invented = data == "demo"
        return self.filter(Q(ministry__is_fictitious=invented) | Q(ministry=None, is_fictitious=invented))

    def with_seat_counts(self, day: date) -> "CommissionQuerySet":
        """Add `seat_count` and `vacant_count`: seats of that day, and those without a titular then."""
        from .seat import Mandate, Seat

        held = Mandate.objects.filter(seat=OuterRef("pk"), kind=HolderKind.TITULAR).in_force(day)
        seats = Seat.objects.filter(commission=OuterRef("pk")).in_force(day).order_by().values("commission")
        return self.annotate(
            seat_count=Coalesce(Subquery(seats.annotate(n=Count("pk")).values("n")), 0),
            vacant_count=Coalesce(Subquery(seats.filter(~Exists(held)).annotate(n=Count("pk")).values("n")), 0),
        )


@tracked()
class Commission(VersionedModel):
    """A CMSIC of a ministry, or a national body (no ministry). What its arrêté fixes stands in its statutes."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="commissions", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commissions",
        verbose_name="ministère",
        help_text="Celui d’une CMSIC ; aucun pour un organe national.",
    )
    kind = models.CharField("nature", max_length=10, choices=CommissionKind, default=CommissionKind.CMSIC)
    code = models.CharField(
        "code",
        max_length=20,
        unique=True,
        validators=[RegexValidator(CODE, CODE_SENTENCE)],
        help_text="Court et définitif : il s’imprime dans les numéros, par exemple MDGL dans « MDGL/2024/1 ».",
    )
    name = models.CharField(
        "nom",
        max_length=300,
        help_text="« Commission Ministérielle des Systèmes d’Information et de la Connectivité du… »",
    )
    objectives = models.TextField(
        "objectifs", max_length=20_000, blank=True, help_text="Les missions que l’acte lui donne."
    )
    founded_by = models.ForeignKey(
        "ministries.LegalText",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="founded_commissions",
        verbose_name="acte de création",
    )
    founded_on = models.DateField("créée le", null=True, blank=True)
    closed_on = models.DateField("dissoute le", null=True, blank=True)
    meeting_place = models.CharField("lieu habituel", max_length=300, blank=True)
    email = models.EmailField(
        "adresse de la commission",
        blank=True,
        help_text=(
            "Boîte de son secrétariat, pas celle d’une personne : ses invitations et ses lettres en viennent, et c’est"
            " à elle que les membres répondent."
        ),
    )
    phone = models.CharField(
        "téléphone", max_length=30, blank=True, validators=[PHONE], help_text="De son secrétariat."
    )
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        verbose_name="rappels automatiques",
        help_text=(
            "Combien de jours avant la session le portail écrit de nouveau aux membres qui n’ont pas répondu : par"
            " exemple « 7, 2 ». Vide : aucun rappel de lui-même."
        ),
    )
    reminder_wait = models.PositiveSmallIntegerField(
        "délai avant une relance",
        null=True,
        blank=True,
        validators=[MaxValueValidator(30)],
        help_text=(
            "Combien de jours laisser aux membres pour répondre avant de les relancer. Vide :"
            f" {REMINDER_WAIT} jours ; la veille de la session, on relance toujours."
        ),
    )
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)
    is_rehearsal = models.BooleanField("répétition", default=False, editable=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        verbose_name = "commission"
        constraints = [
            models.CheckConstraint(
                name="cmsic_has_a_ministry",
                condition=~Q(kind=CommissionKind.CMSIC.value) | Q(ministry__isnull=False),
                violation_error_message="Une CMSIC est celle d’un ministère.",
            ),
            models.CheckConstraint(
                name="commission_closed_after_founded",
                condition=Q(closed_on=None) | Q(founded_on=None) | Q(closed_on__gte=F("founded_on")),
                violation_error_message="Une commission est dissoute après sa création.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days_to_answer(self) -> int:
        """How long its members are left to answer before they are reminded."""
        return REMINDER_WAIT if self.reminder_wait is None else self.reminder_wait

    @property
    def organizer(self) -> Sender:
        """Who invites, whoever holds the pen; from the portal's own address as long as the commission has none."""
        return Sender(f"Secrétariat {self.code}", self.email or portal_address(), self.phone)

    @property
    def reached_at(self) -> str:
        """« téléphone 01 21 30 00 00, courriel cmsic@exemple.bj »: how a paper says where its secretariat answers."""
        known = (("téléphone", self.phone.replace(" ", NBSP)), ("courriel", self.email))
        return ", ".join(f"{label} {value}" for label, value in known if value)

    @property
    def reply_to(self) -> Sender | None:
        """Who reads the answers to its letters."""
        return self.organizer if self.email else None

    @property
    def commission_id(self):
        """Its own identifier, so that journal and rules treat it as the rows below it."""
        return self.pk
