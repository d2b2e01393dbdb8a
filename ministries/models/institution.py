"""Ministries, their structures and the territory: all dated, so that 2021 is shown as it was."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Replace

from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import CommuneStatus, Precision, StructureKind


class DateRange(Func):
    """daterange(from, to, '[)'): open-ended when `to` is null."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: date | OuterRef) -> Self:
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(Q(valid_to=None) | Q(valid_to__gt=on))


class MinistryQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "MinistryQuerySet":
        return self if user.is_authenticated else self.none()

    def alphabetical(self) -> "MinistryQuerySet":
        return self.order_by(SortKey("name"), "pk")

    def in_office_first(self) -> "MinistryQuerySet":
        return self.order_by(F("valid_to").desc(nulls_first=True), SortKey("name"), "pk")

    def with_names_on(self, day: date) -> "MinistryQuerySet":
        """Add `name_then` and `acronym_then`: what the ministry was called that day; its latest name when no other is
        known.
        """
        names = MinistryName.objects.filter(ministry=OuterRef("pk")).in_force(day).order_by("pk")
        return self.annotate(
            name_then=Coalesce(Subquery(names.values("name")[:1]), F("name")),
            # A name without acronym has none: the acronym of another time is not its own.
            acronym_then=Coalesce(Subquery(names.values("acronym")[:1]), F("acronym")),
        )


@tracked()
class Ministry(VersionedModel):
    """A ministry between two dates. `name` and `acronym` are the latest; MinistryName gives those of another day."""

    data_level = Level.NATIONAL

    scope = models.OneToOneField(
        "accounts.Scope", on_delete=models.PROTECT, related_name="ministry", verbose_name="périmètre"
    )
    name = models.CharField(
        "nom", max_length=300, help_text="L’intitulé exact du décret de composition du Gouvernement."
    )
    acronym = models.CharField(
        "sigle", max_length=20, blank=True, help_text="Laissez vide si aucun sigle n’est attesté : on n’en invente pas."
    )
    valid_from = models.DateField("existe depuis le", null=True, blank=True)
    valid_from_precision = models.CharField(
        "cette date est connue au", max_length=5, choices=Precision, default=Precision.DAY
    )
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    valid_to_precision = models.CharField("précision de la fin", max_length=5, choices=Precision, default=Precision.DAY)
    source = models.TextField("source", max_length=500, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = MinistryQuerySet.as_manager()

    class Meta:
        verbose_name = "ministère"
        constraints = [
            models.CheckConstraint(
                name="ministry_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Un ministère finit après avoir commencé.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class MinistryName(BaseModel):
    """A name and acronym of a ministry between two dates."""

    data_level = Level.NATIONAL

    ministry = models.ForeignKey(Ministry, on_delete=models.CASCADE, related_name="names", verbose_name="ministère")
    name = models.CharField("nom", max_length=300)
    acronym = models.CharField(
        "sigle", max_length=20, blank=True, help_text="Laissez vide si aucun sigle n’est attesté : on n’en invente pas."
    )
    valid_from = models.DateField("du", null=True, blank=True)
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    legal_text = models.ForeignKey(
        "ministries.LegalText", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="texte"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "nom de ministère"
        constraints = [
            ExclusionConstraint(
                name="ministry_name_one_at_a_time",
                expressions=[
                    (F("ministry"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Un ministère porte un seul nom à la fois : ces dates chevauchent celles d’un autre nom."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class MinistrySuccession(BaseModel):
    data_level = Level.NATIONAL

    predecessor = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="successions_out", verbose_name="prédécesseur"
    )
    successor = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="successions_in", verbose_name="successeur"
    )
    on = models.DateField("le", null=True, blank=True)
    note = models.CharField(
        "précision", max_length=300, blank=True, help_text="Par exemple « pour le domaine du numérique »."
    )
    source = models.CharField("source", max_length=500, blank=True)

    class Meta:
        verbose_name = "succession de ministères"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_unique_pair"),
            models.CheckConstraint(
                name="succession_of_two_ministries",
                condition=~Q(predecessor=F("successor")),
                violation_error_message="Un ministère ne se succède pas à lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class StructureQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "StructureQuerySet":
        return self if user.is_authenticated else self.none()


@tracked()
class Structure(VersionedModel):
    """A node of a ministry's tree: cabinet, DC, SGM, DPAF, DSI, directorates, agencies, prefectures, posts."""

    data_level = Level.NATIONAL

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="structures", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="structures", verbose_name="ministère"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="dépend de"
    )
    kind = models.CharField("nature", max_length=15, choices=StructureKind)
    name = models.CharField("nom", max_length=300)
    acronym = models.CharField("sigle", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(
        "rang",
        default=0,
        blank=True,
        validators=[MaxValueValidator(999)],
        help_text="Ordre d’affichage parmi celles du même niveau.",
    )
    valid_from = models.DateField("existe depuis le", null=True, blank=True)
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    source = models.CharField("source", max_length=500, blank=True)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        constraints = [
            models.CheckConstraint(
                name="structure_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Une structure finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="structure_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message="Une structure ne dépend pas d’elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ArrayToString(Func):
    function = "array_to_string"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = models.TextField()


def plain_words(text: str) -> str:
    """What is typed to find a place: without hyphens and apostrophes; accents and case are left to the database."""
    return " ".join(text.replace("-", " ").replace("’", " ").replace("'", " ").split())


def place_words(*fields: str) -> SortKey:
    """Names and other spellings of a place as one text, without accents, case, hyphens and apostrophes."""
    joined: Any = Concat(
        *[
            part
            for name in fields
            for part in (ArrayToString(name) if name.endswith("aliases") else F(name), Value(" "))
        ],
        output_field=models.TextField(),
    )
    for mark in ("-", "’", "'"):
        joined = Replace(joined, Value(mark), Value(" "))
    return SortKey(joined)


class DepartementQuerySet(models.QuerySet["Departement"]):
    def visible_to(self, user) -> "DepartementQuerySet":
        return self if user.is_authenticated else self.none()


class Departement(BaseModel):
    data_level = Level.NATIONAL

    name = models.CharField("nom", max_length=60, unique=True)
    iso_code = models.CharField("code ISO", max_length=2, unique=True)
    aliases = ArrayField(models.CharField(max_length=60), verbose_name="autres graphies", default=list, blank=True)

    objects = DepartementQuerySet.as_manager()

    class Meta:
        verbose_name = "département"

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    def visible_to(self, user) -> "CommuneQuerySet":
        return self if user.is_authenticated else self.none()

    def named_like(self, typed: str) -> "CommuneQuerySet":
        """Find by name, other spelling or département, blind to accents, case and hyphens."""
        rows = self.annotate(words=place_words("name", "aliases", "departement__name", "departement__aliases"))
        for word in plain_words(typed).split():
            rows = rows.filter(words__contains=SortKey(Value(word)))
        return rows

    def sounding_like(self, typed: str) -> "CommuneQuerySet":
        """The nearest spellings, best first: for a search that found nothing."""
        likeness = TrigramWordSimilarity(plain_words(typed), place_words("name", "aliases"))
        return self.annotate(likeness=likeness).filter(likeness__gte=0.4).order_by("-likeness", "pk")


@tracked()
class Commune(VersionedModel):
    data_level = Level.NATIONAL

    scope = models.OneToOneField(
        "accounts.Scope", on_delete=models.PROTECT, related_name="commune", verbose_name="périmètre"
    )
    departement = models.ForeignKey(
        Departement, on_delete=models.PROTECT, related_name="communes", verbose_name="département"
    )
    name = models.CharField("nom", max_length=60, unique=True)
    aliases = ArrayField(models.CharField(max_length=60), verbose_name="autres graphies", default=list, blank=True)
    status = models.CharField("statut", max_length=15, choices=CommuneStatus, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"

    def __str__(self) -> str:
        return self.name
