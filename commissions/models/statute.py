"""The arrêté as rules. A rule nobody could read in a text stays empty: nothing is invented as law."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from ministries.models.institution import DatedQuerySet, DateRange

from ..enums import MajorityBase, MajorityRule, QuorumBase


def _number(label: str, *, least: int = 0, most: int = 365, help_text: str = "") -> models.PositiveSmallIntegerField:
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=bounds, help_text=help_text)


def _answer(label: str) -> models.BooleanField:
    return models.BooleanField(label, null=True, blank=True)


def _article(label: str) -> models.CharField:
    said = "Par exemple « article 9 » : il sera cité dans chaque refus."
    return models.CharField(label, max_length=60, blank=True, help_text=said)


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
    valid_from = models.DateField("s’applique à partir du", null=True, blank=True)
    valid_to = models.DateField("au (exclu)", null=True, blank=True)

    quorum_base = models.CharField("base du quorum", max_length=20, choices=QuorumBase, blank=True)
    quorum_numerator = _number("quorum : numérateur", least=1, most=20, help_text="1 pour « la moitié ».")
    quorum_denominator = _number("quorum : dénominateur", least=1, most=20, help_text="2 pour « la moitié ».")
    quorum_plus_one = models.BooleanField("quorum : plus un (« la moitié plus un »)", default=False)
    quorum_number = _number(
        "quorum : nombre de membres, au moins",
        most=500,
        help_text="Pour « 7 membres au moins ». Zéro : l’acte dit qu’aucun quorum n’est exigé.",
    )
    quorum_leaves_out_absentees = _answer("les membres en congé ou en mission de longue durée sortent du compte")
    quorum_counts_proxies = _answer("les membres représentés comptent dans le quorum")
    quorum_article = _article("article du quorum")

    majority_rule = models.CharField("majorité", max_length=20, choices=MajorityRule, blank=True)
    majority_base = models.CharField("autre majorité : base", max_length=10, choices=MajorityBase, blank=True)
    majority_numerator = _number("autre majorité : numérateur", least=1, most=20)
    majority_denominator = _number("autre majorité : dénominateur", least=1, most=20)
    majority_is_strict = models.BooleanField("autre majorité : plus de cette part (sinon : au moins)", default=False)
    majority_number = _number("autre majorité : nombre de voix", least=1, most=500)
    majority_article = _article("article de la majorité")
    casting_vote = _answer("voix prépondérante de la présidence en cas de partage")
    casting_vote_article = _article("article de la voix prépondérante")

    proxies_allowed = _answer("procurations admises")
    proxy_limit = _number("procurations par mandataire, au plus", least=1, most=20)
    proxies_article = _article("article des procurations")

    notice_days = _number("délai de convocation (jours francs)", most=90)
    notice_skips_holidays = _answer("les jours fériés ne comptent pas dans le délai")
    notice_article = _article("article du délai")
    sessions_per_year = _number("sessions ordinaires par an", least=1, most=52)
    sessions_article = _article("article de la périodicité")
    second_convocation_days = _number("seconde convocation : délai (jours francs)", most=90)
    second_quorum_free = _answer("la seconde session siège sans condition de quorum")
    second_quorum_numerator = _number("seconde convocation : numérateur", least=1, most=20)
    second_quorum_denominator = _number("seconde convocation : dénominateur", least=1, most=20)
    second_quorum_plus_one = models.BooleanField("seconde convocation : plus un", default=False)
    second_quorum_number = _number("seconde convocation : nombre de membres, au moins", least=1, most=500)
    second_convocation_article = _article("article de la seconde convocation")
    pv_recipients = models.TextField(
        "destinataires du procès-verbal",
        max_length=2000,
        blank=True,
        help_text="Par exemple « le ministre, le secrétaire général du ministère, l’ASIN et les membres ».",
    )
    pv_article = _article("article du procès-verbal")
    consultation_allowed = _answer("la commission peut être consultée par écrit entre deux sessions")
    consultation_days = _number("consultation écrite : délai de réponse (jours)", least=1, most=90)
    consultation_article = _article("article de la consultation écrite")
    dissent_days = _number("explications de vote : délai (jours)", most=90)
    dissent_article = _article("article des explications de vote")
    composition_article = _article("article de la composition")

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
