from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from foundation.accounts.enums import COMMISSION_ROLES, Role
from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked

from .institution import DatedQuerySet, DateRange

APPOINTMENT_ROLES = [(role.value, role.label) for role in Role if role not in COMMISSION_ROLES]


class AppointmentQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "AppointmentQuerySet":
        """Those of one's own scopes, and one's own; all of them for the ASIN and the portal's administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.access.is_national:
            return self
        return self.filter(Q(scope_id__in=user.access.scopes()) | Q(person__user_id=user.pk))


@tracked()
class Appointment(BaseModel):
    """A function held outside a commission between two dates (DSI, project lead, auditor, RSI, ASIN, portal); its grant
    follows it.
    """

    data_level = Level.MINISTRY
    label_is_personal = True

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="appointments", verbose_name="institution"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="appointments", verbose_name="personne"
    )
    role = models.CharField("fonction", max_length=20, choices=APPOINTMENT_ROLES)
    title = models.CharField(
        "intitulé de la fonction",
        max_length=300,
        help_text="Tel qu’à l’acte : « Directeur des systèmes d’information du MDGL ». Il s’écrit au journal.",
    )
    act_reference = models.CharField("acte de nomination", max_length=200, blank=True)
    interim_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="interims", verbose_name="par intérim de"
    )
    valid_from = models.DateField("du")
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "nomination"
        constraints = [
            models.CheckConstraint(
                name="appointment_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Une nomination finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="appointment_interim_has_an_end",
                condition=Q(interim_of=None) | Q(valid_to__isnull=False),
                violation_error_message="Un intérim a une date de fin.",
            ),
            ExclusionConstraint(
                name="appointment_one_interim_at_a_time",
                expressions=[
                    (F("interim_of"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Cette fonction est déjà déléguée à ces dates : annulez d’abord l’autre intérim."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"

    def is_over(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to <= day
