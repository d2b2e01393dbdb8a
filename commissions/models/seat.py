"""Seats apart from persons: rights and duties hang on the seat, its holders come and go."""

import re
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from foundation.accounts.enums import Honorific
from foundation.accounts.models import Person
from foundation.common.french import bare, feminine, without_deputy
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import capitalize_first
from foundation.journal.history import tracked
from ministries.models.institution import DatedQuerySet, DateRange

from ..enums import HolderKind, SeatRole
from .commission import Commission


class SeatQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "SeatQuerySet":
        return self.filter(commission__in=Commission.objects.visible_to(user))

    def voting(self) -> "SeatQuerySet":
        return self.filter(has_vote=True)

    def in_protocol_order(self) -> "SeatQuerySet":
        return self.order_by("position", "pk")


@tracked()
class Seat(VersionedModel):
    data_level = Level.MINISTRY
    holders_then: "list[Mandate]"  # read beforehand: those of the day of a session

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, related_name="seats", verbose_name="commission"
    )
    label = models.CharField(
        "fonction", max_length=300, help_text="Telle que l’acte la nomme : « le directeur de cabinet »."
    )
    feminine_label = models.CharField(
        "fonction au féminin",
        max_length=300,
        blank=True,
        help_text="« la directrice de cabinet ». Vide : accordée d’après la fonction.",
    )
    role = models.CharField("rôle", max_length=15, choices=SeatRole, default=SeatRole.MEMBER)
    has_vote = models.BooleanField("voix délibérative", default=True)
    position = models.PositiveSmallIntegerField(
        "rang protocolaire",
        default=0,
        validators=[MaxValueValidator(999)],
        help_text="L’ordre des listes et du procès-verbal ; 1 pour le président.",
    )
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="structure",
    )
    article = models.CharField("article", max_length=60, blank=True, help_text="Par exemple « article 4 ».")
    valid_from = models.DateField("existe depuis le", null=True, blank=True)
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "siège"
        constraints = [
            models.CheckConstraint(
                name="seat_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Un siège est supprimé après sa création.",
            ),
            models.CheckConstraint(
                name="seat_observer_has_no_vote",
                condition=~Q(role__in=[SeatRole.OBSERVER.value, SeatRole.SECRETARY.value]) | Q(has_vote=False),
                violation_error_message="Un observateur ou un secrétaire n’a pas de voix délibérative.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def precision(self) -> str:
        """What its name says more than its role: « (le ministre) »; nothing for « le secrétaire de la commission »."""
        role = SeatRole(self.role).label
        name = re.sub(r"^(le|la) |^l’", "", self.label.strip().lower())
        return "" if name in (role, f"{role} de la commission") else f" ({self.label})"

    def quality_of(self, person: Person | None) -> str:
        """What the holder is, in his or her own gender: « la directrice de cabinet », « représentant le ministre ».

        A seat of « le ministre ou son représentant » is held by the minister only when the person's function says so.
        """
        return quality_in(self.label, person, feminine_label=self.feminine_label)


def _is_she(person: Person | None) -> bool:
    return person is not None and person.honorific == Honorific.MADAME


def role_of(seat: Seat, person: Person) -> str:
    """« présidente », « rapporteur »: the role of the seat in the gender of who holds it."""
    role = SeatRole(seat.role).label
    return feminine(role) if _is_she(person) else role


def held_as(kind: str, person: Person) -> str:
    """« titulaire », « suppléante », « par intérim »: how this person holds a seat."""
    if kind == HolderKind.INTERIM:
        return "par intérim"
    said = HolderKind(kind).label
    return feminine(said) if _is_she(person) else said


def quality_in(label: str, person: Person | None, *, feminine_label: str = "") -> str:
    """The quality of who holds a seat of that name."""
    titular = without_deputy(label)
    if titular != label.strip() and person is not None:
        function = bare(person.function).lower()
        is_titular = without_deputy(function) == function and function.startswith(
            (bare(titular).lower(), feminine(bare(titular)).lower())
        )
        if not is_titular:
            return f"représentant {titular[:1].lower()}{titular[1:]}"
    return (feminine_label or feminine(titular)) if _is_she(person) else titular


def quality_under(label: str, seat: Seat | None, person: Person | None) -> str:
    """The same under the name that the seat bore when it was written down: « La directrice, par intérim »."""
    name, interim, _ = label.partition(", par intérim")
    today = seat.feminine_label if seat is not None and seat.label[: len(name)] == name else ""
    return capitalize_first(quality_in(name, person, feminine_label=today)) + interim


class MandateQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "MandateQuerySet":
        return self.filter(seat__commission__in=Commission.objects.visible_to(user))


@tracked()
class Mandate(VersionedModel):
    """A person holds a seat between two dates, as titular, substitute or interim; never two of one kind at once."""

    data_level = Level.MINISTRY
    label_is_personal = True

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="mandates", verbose_name="siège")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="mandates", verbose_name="personne"
    )
    kind = models.CharField("qualité", max_length=10, choices=HolderKind, default=HolderKind.TITULAR)
    valid_from = models.DateField("du")
    valid_to = models.DateField(
        "jusqu’au (exclu)", null=True, blank=True, help_text="Laissez vide si l’acte ne fixe pas de fin."
    )
    act_reference = models.CharField("acte de désignation", max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        constraints = [
            models.CheckConstraint(
                name="mandate_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Un mandat finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="mandate_interim_has_an_end",
                condition=~Q(kind=HolderKind.INTERIM.value) | Q(valid_to__isnull=False),
                violation_error_message="Un intérim a une date de fin.",
            ),
            ExclusionConstraint(
                name="mandate_one_holder_at_a_time",
                expressions=[
                    (F("seat"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Ce siège a déjà un titulaire (un suppléant, un intérimaire) à ces dates : mettez d’abord fin à son"
                    " mandat."
                ),
            ),
        ]

    def is_over(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to <= day

    @property
    def quality(self) -> str:
        """« titulaire », « suppléante », « par intérim ». Needs `person`."""
        return held_as(self.kind, self.person)

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"
