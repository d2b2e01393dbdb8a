"""What is followed of a commune: who oversees it, what was counted there on a day, its next three steps."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Q

from foundation.accounts.enums import ASIN_ROLES
from foundation.common import clock
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from ministries.models.institution import DatedQuerySet

from ..enums import Connection

COUNTED = [MaxValueValidator(1_000_000)]


class OversightQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "OversightQuerySet":
        return self if user.is_authenticated else self.none()


@tracked()
class Oversight(VersionedModel):
    """A ministry in charge of the communes between two dates: its agents read what is followed of all of them."""

    data_level = Level.NATIONAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="oversights", verbose_name="ministère"
    )
    valid_from = models.DateField("du", null=True, blank=True, help_text="Vide si aucune source ne le dit.")
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    source = models.CharField("source", max_length=500, help_text="Le texte ou la page qui le dit.")
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = OversightQuerySet.as_manager()

    class Meta:
        verbose_name = "ministère chargé des communes"
        constraints = [
            models.CheckConstraint(
                name="oversight_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Une charge finit après avoir commencé : corrigez l’une des deux dates.",
            ),
            models.UniqueConstraint(
                fields=["ministry", "valid_from"],
                name="oversight_begins_once",
                nulls_distinct=False,
                violation_error_message="Ce ministère est déjà chargé des communes depuis ce jour : corrigez la ligne.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.ministry)


def read_by(rows: Any, user: Any) -> Any:
    """Of rows that have a scope, communes among them: one’s own; all for the ASIN and the ministry in charge."""
    if not user.is_authenticated:
        return rows.none()
    if user.has_role(*ASIN_ROLES):
        return rows
    if not (scopes := user.access.scopes()):
        return rows.none()
    charged = Oversight.objects.in_force(clock.today()).filter(scope_id__in=scopes)
    return rows.filter(Q(scope_id__in=scopes) | Exists(charged))


class FollowedQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FollowedQuerySet":
        rows: FollowedQuerySet = read_by(self, user)
        return rows


class OfCommune(VersionedModel):
    """A row that a commune keeps of itself; a neighbour does not read it."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commune = models.ForeignKey(
        "ministries.Commune", on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="commune"
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = FollowedQuerySet.as_manager()

    class Meta:
        abstract = True


@tracked()
class CommuneReading(OfCommune):
    """What was counted in a commune on a day: agents, professional addresses in use, how it is connected."""

    read_on = models.DateField("constaté le")
    agents = models.PositiveIntegerField("agents de la commune", null=True, blank=True, validators=COUNTED)
    addresses = models.PositiveIntegerField(
        "adresses professionnelles en usage",
        null=True,
        blank=True,
        validators=COUNTED,
        help_text="Les agents qui se servent d’une adresse de l’administration pour leur travail, pas les comptes"
        " ouverts.",
    )
    connection = models.CharField("connexion de la mairie", max_length=10, choices=Connection, blank=True)
    speed = models.PositiveIntegerField(
        "débit constaté (Mbit/s)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    source = models.CharField("preuve ou source", max_length=500, blank=True)

    class Meta:
        verbose_name = "relevé de la commune"
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "read_on"],
                name="commune_read_once_a_day",
                violation_error_message="Un relevé de ce jour existe déjà pour cette commune : corrigez-le.",
            ),
            models.CheckConstraint(
                name="commune_reading_counts_addresses_among_agents",
                condition=Q(agents=None, addresses=None)
                | Q(agents__isnull=False, addresses__isnull=False, addresses__lte=F("agents")),
                violation_error_message="Dites les deux nombres, les adresses en usage parmi les agents : le second ne"
                " dépasse pas le premier.",
            ),
            models.CheckConstraint(
                name="commune_reading_has_a_speed_of_a_connection",
                condition=Q(speed=None) | ~Q(connection__in=["", Connection.NONE.value]),
                violation_error_message="Un débit est celui d’une connexion : dites laquelle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune}, {self.read_on:%d/%m/%Y}"


@tracked()
class NextStep(OfCommune):
    """One of the three next steps of a commune; a step that is done leaves its rank to another."""

    rank = models.PositiveSmallIntegerField("rang", choices=[(rank, str(rank)) for rank in (1, 2, 3)])
    text = models.CharField("étape", max_length=300)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "prochaine étape"
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "rank"],
                name="next_step_has_its_rank",
                condition=Q(done_on=None),
                violation_error_message="Une étape de ce rang attend déjà : dites-la faite, ou prenez un autre rang.",
            ),
            models.CheckConstraint(
                name="next_step_has_a_rank_of_three",
                condition=Q(rank__gte=1, rank__lte=3),
                violation_error_message="Trois étapes au plus : 1, 2 ou 3.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_late(self, day: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < day
