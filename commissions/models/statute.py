"""The arrêté as rules. A rule nobody could read in a text stays empty: nothing is invented as law."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from ministries.models.institution import DatedQuerySet, DateRange

from ..enums import MajorityBase, MajorityRule, QuorumBase


class StatuteQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "StatuteQuerySet":
        from .commission import Commission

        return self.filter(commission__in=Commission.objects.visible_to(user))


@tracked()
class Statute(VersionedModel):
    """One dated version of a commission's rules, each with its article; a session keeps the version of its date."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="statutes", verbose_name="commission"
    )
    legal_text = models.ForeignKey(
        "ministries.LegalText",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statutes",
        verbose_name="acte",
    )
    number = models.PositiveSmallIntegerField("version", default=1)
    valid_from = models.DateField("en vigueur du", null=True, blank=True)
    valid_to = models.DateField("au (exclu)", null=True, blank=True)

    quorum_base = models.CharField("base du quorum", max_length=20, choices=QuorumBase, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField("quorum : numérateur", null=True, blank=True)
    quorum_denominator = models.PositiveSmallIntegerField("quorum : dénominateur", null=True, blank=True)
    quorum_plus_one = models.BooleanField("quorum : plus un", default=False)
    quorum_number = models.PositiveSmallIntegerField("quorum : nombre de membres, au moins", null=True, blank=True)
    quorum_leaves_out_absentees = models.BooleanField("les membres en congé sortent du compte", null=True, blank=True)
    quorum_counts_proxies = models.BooleanField("les représentés comptent dans le quorum", null=True, blank=True)
    quorum_article = models.CharField("article du quorum", max_length=60, blank=True)

    majority_rule = models.CharField("majorité", max_length=20, choices=MajorityRule, blank=True)
    majority_base = models.CharField("autre majorité : base", max_length=10, choices=MajorityBase, blank=True)
    majority_numerator = models.PositiveSmallIntegerField("autre majorité : numérateur", null=True, blank=True)
    majority_denominator = models.PositiveSmallIntegerField("autre majorité : dénominateur", null=True, blank=True)
    majority_is_strict = models.BooleanField("autre majorité : plus de cette part", default=False)
    majority_number = models.PositiveSmallIntegerField("autre majorité : nombre de voix", null=True, blank=True)
    majority_article = models.CharField("article de la majorité", max_length=60, blank=True)
    casting_vote = models.BooleanField("voix prépondérante du président", null=True, blank=True)
    casting_vote_article = models.CharField("article de la voix prépondérante", max_length=60, blank=True)

    proxies_allowed = models.BooleanField("procurations admises", null=True, blank=True)
    proxy_limit = models.PositiveSmallIntegerField("procurations par mandataire, au plus", null=True, blank=True)
    proxies_article = models.CharField("article des procurations", max_length=60, blank=True)

    notice_days = models.PositiveSmallIntegerField("délai de convocation (jours francs)", null=True, blank=True)
    notice_skips_holidays = models.BooleanField("délai : sans les jours fériés", null=True, blank=True)
    notice_article = models.CharField("article du délai", max_length=60, blank=True)
    sessions_per_year = models.PositiveSmallIntegerField("sessions ordinaires par an", null=True, blank=True)
    sessions_article = models.CharField("article de la périodicité", max_length=60, blank=True)
    second_convocation_days = models.PositiveSmallIntegerField(
        "seconde convocation : délai (jours francs)", null=True, blank=True
    )
    second_quorum_free = models.BooleanField("seconde convocation : sans condition de quorum", null=True, blank=True)
    second_quorum_numerator = models.PositiveSmallIntegerField(
        "seconde convocation : numérateur", null=True, blank=True
    )
    second_quorum_denominator = models.PositiveSmallIntegerField(
        "seconde convocation : dénominateur", null=True, blank=True
    )
    second_quorum_plus_one = models.BooleanField("seconde convocation : plus un", default=False)
    second_quorum_number = models.PositiveSmallIntegerField(
        "seconde convocation : nombre de membres, au moins", null=True, blank=True
    )
    second_convocation_article = models.CharField("article de la seconde convocation", max_length=60, blank=True)
    pv_recipients = models.TextField("destinataires du procès-verbal", blank=True)
    pv_article = models.CharField("article du procès-verbal", max_length=60, blank=True)
    consultation_allowed = models.BooleanField("consultation écrite entre deux sessions", null=True, blank=True)
    consultation_days = models.PositiveSmallIntegerField(
        "consultation écrite : délai de réponse (jours)", null=True, blank=True
    )
    consultation_article = models.CharField("article de la consultation écrite", max_length=60, blank=True)
    dissent_days = models.PositiveSmallIntegerField("explications de vote : délai (jours)", null=True, blank=True)
    dissent_article = models.CharField("article des explications de vote", max_length=60, blank=True)
    composition_article = models.CharField("article de la composition", max_length=60, blank=True)

    objects = StatuteQuerySet.as_manager()

    class Meta:
        verbose_name = "règles de la commission"
        constraints = [
            models.UniqueConstraint(fields=["commission", "number"], name="statute_unique_number"),
            ExclusionConstraint(
                name="statute_one_in_force",
                expressions=[
                    (F("commission"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Une seule version des règles est en vigueur à la fois : ces dates en chevauchent une autre."
                ),
            ),
            models.CheckConstraint(
                name="statute_quorum_is_whole_or_unknown",
                condition=Q(quorum_base="", quorum_numerator=None, quorum_denominator=None, quorum_number=None)
                | (~Q(quorum_base="") & Q(quorum_numerator__gte=1, quorum_denominator__gte=F("quorum_numerator")))
                | (~Q(quorum_base="") & Q(quorum_numerator=None, quorum_denominator=None, quorum_number__isnull=False)),
                violation_error_message=(
                    "Le quorum se donne en entier (base, et une fraction ou un nombre) ou reste non renseigné."
                ),
            ),
            models.CheckConstraint(
                name="statute_second_quorum_is_whole",
                condition=Q(second_quorum_numerator=None, second_quorum_denominator=None)
                | Q(second_quorum_numerator__gte=1, second_quorum_denominator__gte=F("second_quorum_numerator")),
                violation_error_message=(
                    "Le quorum de la seconde convocation se donne par une fraction entière, ou reste non renseigné."
                ),
            ),
            models.CheckConstraint(
                name="statute_other_majority_is_whole",
                condition=(
                    ~Q(majority_rule=MajorityRule.OTHER.value)
                    & Q(majority_base="", majority_numerator=None, majority_denominator=None, majority_number=None)
                )
                | Q(majority_rule=MajorityRule.OTHER.value, majority_number__gte=1)
                | (
                    Q(
                        majority_rule=MajorityRule.OTHER.value,
                        majority_numerator__gte=1,
                        majority_denominator__gte=F("majority_numerator"),
                    )
                    & ~Q(majority_base="")
                ),
                violation_error_message=(
                    "Une autre majorité se donne par sa base et une fraction, ou par un nombre de voix."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} des règles de {self.commission}"

    @property
    def has_quorum_rule(self) -> bool:
        return bool(self.quorum_base) and (
            self.quorum_number is not None or bool(self.quorum_numerator and self.quorum_denominator)
        )

    @property
    def quorum_sentence(self) -> str:
        """« la moitié plus un des sièges à voix délibérative prévus par l’acte »; empty when unknown."""
        if not self.has_quorum_rule:
            return ""
        if self.quorum_number == 0 and not self.quorum_numerator:
            return "aucun quorum n’est exigé"
        parts = [_part(self.quorum_numerator, self.quorum_denominator, self.quorum_plus_one)]
        if self.quorum_number is not None:
            parts.append(f"{self.quorum_number} au moins")
        return f"{', et '.join(part for part in parts if part)} des {self.get_quorum_base_display()}"

    @property
    def second_quorum_sentence(self) -> str:
        """« le tiers des sièges … », after a session without quorum; empty when the act gives no other rule."""
        parts = [_part(self.second_quorum_numerator, self.second_quorum_denominator, self.second_quorum_plus_one)]
        if self.second_quorum_number is not None:
            parts.append(f"{self.second_quorum_number} au moins")
        said = ", et ".join(part for part in parts if part)
        return f"{said} des {self.get_quorum_base_display()}" if said else ""

    @property
    def majority_sentence(self) -> str:
        """« majorité simple des suffrages exprimés », « plus de 2/3 des membres présents ou représentés », « 5 voix au
        moins »; empty when unknown.
        """
        if not self.majority_rule:
            return ""
        if self.majority_rule != MajorityRule.OTHER:
            return MajorityRule(self.majority_rule).label
        if self.majority_number is not None:
            return f"{self.majority_number} voix au moins"
        if self.majority_numerator == self.majority_denominator:
            return f"unanimité des {self.get_majority_base_display()}"
        part = f"{self.majority_numerator}/{self.majority_denominator}"
        return f"{'plus de' if self.majority_is_strict else 'au moins'} {part} des {self.get_majority_base_display()}"


def _part(numerator: int | None, denominator: int | None, plus_one: bool) -> str:
    """« la moitié plus un »; empty without a fraction."""
    if not numerator or not denominator:
        return ""
    fractions = {
        (1, 2): "la moitié",
        (2, 3): "les deux tiers",
        (1, 3): "le tiers",
        (3, 4): "les trois quarts",
        (1, 1): "la totalité",
    }
    return f"{fractions.get((numerator, denominator), f'{numerator}/{denominator}')}{' plus un' if plus_one else ''}"
