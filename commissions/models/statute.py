"""The arrêté as rules. A rule nobody could read in a text stays empty: nothing is invented as law."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from cmsic.common.models import Level, VersionedModel
from cmsic.journal.history import tracked
from ministries.models.institution import DatedQuerySet, DateRange

from ..enums import MajorityRule, QuorumBase


class StatuteQuerySet(DatedQuerySet):
    def visible_to(self, user) -> "StatuteQuerySet":
        from .commission import Commission

        return self.filter(commission__in=Commission.objects.visible_to(user))


@tracked()
class Statute(VersionedModel):
    """One dated version of a commission's rules, each with its article; a session keeps the version of its date."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey("commissions.Commission", on_delete=models.PROTECT, related_name="statutes", verbose_name="commission")
    legal_text = models.ForeignKey("ministries.LegalText", on_delete=models.PROTECT, null=True, blank=True, related_name="statutes", verbose_name="acte")
    number = models.PositiveSmallIntegerField("version", default=1)
    valid_from = models.DateField("en vigueur du", null=True, blank=True)
    valid_to = models.DateField("au (exclu)", null=True, blank=True)

    quorum_base = models.CharField("base du quorum", max_length=15, choices=QuorumBase, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField("quorum : numérateur", null=True, blank=True)
    quorum_denominator = models.PositiveSmallIntegerField("quorum : dénominateur", null=True, blank=True)
    quorum_plus_one = models.BooleanField("quorum : plus un", default=False)
    quorum_counts_proxies = models.BooleanField("les représentés comptent dans le quorum", null=True, blank=True)
    quorum_article = models.CharField("article du quorum", max_length=60, blank=True)

    majority_rule = models.CharField("majorité", max_length=20, choices=MajorityRule, blank=True)
    majority_article = models.CharField("article de la majorité", max_length=60, blank=True)
    casting_vote = models.BooleanField("voix prépondérante du président", null=True, blank=True)
    casting_vote_article = models.CharField("article de la voix prépondérante", max_length=60, blank=True)

    proxies_allowed = models.BooleanField("procurations admises", null=True, blank=True)
    proxy_limit = models.PositiveSmallIntegerField("procurations par mandataire, au plus", null=True, blank=True)
    proxies_article = models.CharField("article des procurations", max_length=60, blank=True)

    notice_days = models.PositiveSmallIntegerField("délai de convocation (jours francs)", null=True, blank=True)
    notice_article = models.CharField("article du délai", max_length=60, blank=True)
    sessions_per_year = models.PositiveSmallIntegerField("sessions ordinaires par an", null=True, blank=True)
    sessions_article = models.CharField("article de la périodicité", max_length=60, blank=True)
    second_convocation_days = models.PositiveSmallIntegerField("seconde convocation : délai (jours francs)", null=True, blank=True)
    second_quorum_free = models.BooleanField("seconde convocation : sans condition de quorum", null=True, blank=True)
    second_convocation_article = models.CharField("article de la seconde convocation", max_length=60, blank=True)
    pv_recipients = models.TextField("destinataires du procès-verbal", blank=True)
    pv_article = models.CharField("article du procès-verbal", max_length=60, blank=True)
    composition_article = models.CharField("article de la composition", max_length=60, blank=True)

    objects = StatuteQuerySet.as_manager()

    class Meta:
        verbose_name = "règles de la commission"
        constraints = [
            models.UniqueConstraint(fields=["commission", "number"], name="statute_unique_number"),
            ExclusionConstraint(
                name="statute_one_in_force",
                expressions=[(F("commission"), RangeOperators.EQUAL), (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
                violation_error_message="Une seule version des règles est en vigueur à la fois : ces dates en chevauchent une autre.",
            ),
            models.CheckConstraint(
                name="statute_quorum_is_whole_or_unknown",
                condition=Q(quorum_base="", quorum_numerator=None, quorum_denominator=None)
                | (~Q(quorum_base="") & Q(quorum_numerator__gte=1, quorum_denominator__gte=F("quorum_numerator"))),
                violation_error_message="Le quorum se donne en entier (base, numérateur, dénominateur) ou reste non renseigné.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} des règles de {self.commission}"

    @property
    def has_quorum_rule(self) -> bool:
        return bool(self.quorum_base and self.quorum_numerator and self.quorum_denominator)

    def required_for(self, base: int) -> int | None:
        """Seats needed out of `base`: « la moitié plus un » of 12 is 7; without « plus un » a fraction is rounded up."""
        if not self.quorum_base or not self.quorum_numerator or not self.quorum_denominator:
            return None
        if self.quorum_plus_one:
            return base * self.quorum_numerator // self.quorum_denominator + 1
        return -(-base * self.quorum_numerator // self.quorum_denominator)

    @property
    def quorum_sentence(self) -> str:
        """« la moitié plus un des sièges à voix délibérative prévus par l’acte »; empty when unknown."""
        if not self.has_quorum_rule:
            return ""
        fractions = {(1, 2): "la moitié", (2, 3): "les deux tiers", (1, 3): "le tiers", (3, 4): "les trois quarts"}
        part = fractions.get((self.quorum_numerator or 0, self.quorum_denominator or 0), f"{self.quorum_numerator}/{self.quorum_denominator}")
        return f"{part}{' plus un' if self.quorum_plus_one else ''} des {self.get_quorum_base_display()}"
