"""The needs of a ministry, as its commission scores, ranks, adopts them and sees them become projects (ADR 0058).

Data: a grid of weighted criteria, written once, another one taking its place; needs, each asked by a structure, with
the scores that members give under the grid in force; lots that group them; a ranking, which copies of each need what
was known that day, then says what becomes of it. Refusals: a need without an asker is not submitted; nothing is
scored without a grid; who proposed a need does not score it; a cost that nobody knows stays empty; a ranking that is
adopted no longer changes, by the database.
"""

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q, Sum

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.database import FRENCH, SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.standing import stands
from foundation.common.typography import short_date
from foundation.journal.history import tracked

from .enums import EDITABLE, SCORABLE, NeedState, OutcomeKind, RankingState, Urgency, Verdict, Wish

if TYPE_CHECKING:
    from foundation.accounts.models import User

AMOUNT = [MinValueValidator(0), MaxValueValidator(10**15)]  # of francs CFA
SCALE = [MinValueValidator(1), MaxValueValidator(100)]
ADOPTED_IS_KEPT = """
IF (SELECT state FROM needs_ranking WHERE id = OLD.ranking_id) = 'adopted' THEN
  RAISE EXCEPTION 'ranking_is_adopted: % of a line is refused', TG_OP;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class ScoreQuerySet(models.QuerySet["NeedScore"]):
    def visible_to(self, user: "User") -> "ScoreQuerySet":
        """Who gave which score stays inside the commission; the others read the means."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(need__commission__in=user.access.commissions())


def scope_column() -> Any:
    return models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")


def commission_column(related: str) -> Any:
    return models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name=related, verbose_name="commission"
    )


def kept(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class CriteriaGrid(BaseModel):
    """The criteria by which a commission scores needs: its own data. The latest one is in force."""

    data_level = Level.MINISTRY

    scope = scope_column()
    commission = commission_column("criteria_grids")
    number = models.PositiveSmallIntegerField("version")
    scale_max = models.PositiveSmallIntegerField(
        "note la plus haute", validators=SCALE, help_text="Chaque critère est noté de 0 à cette note."
    )
    set_on = models.DateField("fixée le")
    source = models.CharField(
        "fixée par", max_length=500, blank=True, help_text="La décision ou l’acte. Vide si aucune source ne le dit."
    )
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "grille de notation"
        constraints = [models.UniqueConstraint(fields=["commission", "number"], name="criteria_grid_number_unique")]
        triggers = [kept("criteria_grid_is_written_once")]

    def __str__(self) -> str:
        return f"Grille n° {self.number} du {short_date(self.set_on)}"

    @property
    def commission_code(self) -> str:
        return self.commission.code


class Criterion(BaseModel):
    data_level = Level.MINISTRY

    scope = scope_column()
    grid = models.ForeignKey(CriteriaGrid, on_delete=models.PROTECT, related_name="criteria", verbose_name="grille")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("critère", max_length=200)
    weight = models.DecimalField(
        "poids", max_digits=6, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(1000)]
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "critère"
        verbose_name_plural = "critères"
        constraints = [
            models.UniqueConstraint(
                "grid",
                SortKey("label"),
                name="criterion_once",
                violation_error_message="Cette grille a deux fois le même critère.",
            ),
            models.CheckConstraint(
                name="criterion_weighs",
                condition=Q(weight__gt=0),
                violation_error_message="Un critère sans poids ne compte pas : donnez-lui un poids, ou retirez-le.",
            ),
        ]
        triggers = [kept("criterion_is_written_once")]

    def __str__(self) -> str:
        return self.label


class LotQuerySet(OwnedQuerySet):
    def with_sums(self) -> "LotQuerySet":
        """Add how many needs a lot has, how many have no cost, and the sum of those that have one."""
        return self.annotate(
            need_count=Count("needs"),
            unknown_count=Count("needs", filter=Q(needs__estimated_cost=None)),
            cost=Sum("needs__estimated_cost"),
        )


@tracked()
class Lot(VersionedModel):
    """Needs that one solution, or one purchase, may answer together (« lotissement »)."""

    data_level = Level.MINISTRY

    scope = scope_column()
    commission = commission_column("lots")
    title = models.CharField("lot", max_length=300)
    purpose = models.TextField(
        "ce qui les réunit", max_length=3000, blank=True, help_text="Pourquoi ces besoins vont ensemble."
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    need_count: int  # by `with_sums`
    unknown_count: int
    cost: int | None

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de besoins"
        verbose_name_plural = "lots de besoins"
        constraints = [
            models.UniqueConstraint(
                "commission",
                SortKey("title"),
                name="lot_once",
                violation_error_message="Cette commission a déjà un lot de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NeedQuerySet(OwnedQuerySet):
    def to_score_by(self, user: "User", commissions: Any) -> "NeedQuerySet":
        """What these commissions may score, this member did not propose and did not score under the grid in force."""
        latest = CriteriaGrid.objects.filter(commission=models.OuterRef("commission")).order_by("-number").values("pk")
        own = NeedScore.objects.filter(need=models.OuterRef("pk"), scorer=user, criterion__grid=models.OuterRef("now"))
        rows = self.filter(commission__in=commissions, state__in=SCORABLE)
        rows = rows.exclude(proposed_by=user)
        return rows.annotate(now=models.Subquery(latest[:1])).exclude(now=None).exclude(models.Exists(own))


@tracked()
class Need(VersionedModel):
    """`total`, `spread` and `scorer_count` are those of its scores under `grid`; none before each criterion has one."""

    data_level = Level.MINISTRY

    scope = scope_column()
    commission = commission_column("needs")
    year = models.PositiveSmallIntegerField("année", editable=False)
    number = models.PositiveIntegerField("numéro", editable=False)
    title = models.CharField("besoin", max_length=300)
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="structure qui le demande",
    )
    asker = models.CharField(
        "demandeur, en toutes lettres", max_length=300, blank=True, help_text="S’il n’est pas dans la liste."
    )
    objectives = models.TextField("à quoi il répond", max_length=5000, blank=True)
    beneficiaries = models.CharField("bénéficiaires", max_length=500, blank=True)
    estimated_cost = models.BigIntegerField(
        "coût estimé (FCFA)",
        null=True,
        blank=True,
        validators=AMOUNT,
        help_text="Vide si personne ne l’a estimé ; 0 s’il ne coûte rien.",
    )
    urgency = models.CharField("urgence", max_length=10, choices=Urgency, blank=True)
    wish = models.CharField("attendu", max_length=10, choices=Wish, blank=True)
    asked_on = models.DateField("demandé le", null=True, blank=True, help_text="Vide si aucune source ne le dit.")
    source = models.CharField("source", max_length=500, blank=True, help_text="D’où l’on tient ce qui est écrit ici.")
    proposed_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="proposé par",
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="lot"
    )
    state = models.CharField("état", max_length=10, choices=NeedState, default=NeedState.DRAFT, editable=False)
    state_reason = models.TextField("motif", max_length=3000, blank=True, editable=False)
    grid = models.ForeignKey(
        CriteriaGrid,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="grille",
    )
    total = models.DecimalField("note", max_digits=6, decimal_places=2, null=True, blank=True, editable=False)
    spread = models.DecimalField(
        "écart entre notateurs", max_digits=6, decimal_places=2, null=True, blank=True, editable=False
    )
    scorer_count = models.PositiveSmallIntegerField("notateurs", default=0, editable=False)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        indexes = [
            models.Index(fields=["commission", "state"], name="need_commission_state"),
            GinIndex(OpClass(SortKey("title"), name="gin_trgm_ops"), name="need_title_trigrams"),
            GinIndex(SearchVector("title", config=FRENCH), name="need_title_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commission", "year", "number"], name="need_number_unique"),
            models.CheckConstraint(
                name="need_total_says_its_grid",
                condition=Q(total=None) | Q(grid__isnull=False, scorer_count__gt=0),
                violation_error_message="Une note se lit avec sa grille et ceux qui l’ont donnée.",
            ),
            models.CheckConstraint(
                name="need_discarded_with_reason",
                condition=~Q(state=NeedState.DISCARDED.value) | ~Q(state_reason=""),
                violation_error_message="Un besoin est écarté avec son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """« B-2021-004 », in the numbers of its commission."""
        return f"B-{self.year}-{self.number:03d}"

    @property
    def asked_by(self) -> str:
        return str(self.structure) if self.structure is not None else self.asker

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE


@tracked()
class NeedScore(BaseModel):
    data_level = Level.COMMISSION

    scope = scope_column()
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="scores", verbose_name="besoin")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores", verbose_name="critère")
    scorer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="notateur")
    value = models.PositiveSmallIntegerField("note")

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "note d’un besoin"
        verbose_name_plural = "notes des besoins"
        constraints = [models.UniqueConstraint(fields=["need", "criterion", "scorer"], name="need_scored_once_by_each")]

    def __str__(self) -> str:
        return f"{self.criterion} : {self.value}"


@tracked()
class Ranking(VersionedModel):
    """The needs in the order of their scores on a day, with what the commission makes of each."""

    data_level = Level.MINISTRY

    scope = scope_column()
    commission = commission_column("rankings")
    grid = models.ForeignKey(CriteriaGrid, on_delete=models.PROTECT, related_name="rankings", verbose_name="grille")
    number = models.PositiveSmallIntegerField("numéro")
    made_on = models.DateField("arrêté le")
    made_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="arrêté par"
    )
    method_version = models.PositiveSmallIntegerField("version de la méthode")
    unscored_count = models.PositiveIntegerField("besoins soumis et pas encore notés ce jour")
    state = models.CharField("état", max_length=10, choices=RankingState, default=RankingState.OPEN)
    decision_reference = models.CharField("décision", max_length=300, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    rows_sha256 = models.CharField("empreinte des lignes", max_length=64, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = OwnedQuerySet.as_manager()
    is_adopted = stands(RankingState.ADOPTED)

    class Meta:
        verbose_name = "classement de besoins"
        verbose_name_plural = "classements de besoins"
        constraints = [
            models.UniqueConstraint(fields=["commission", "number"], name="ranking_number_unique"),
            models.UniqueConstraint(
                fields=["commission"],
                condition=Q(state=RankingState.OPEN.value),
                name="ranking_one_open",
                violation_error_message="Cette commission a déjà un classement à adopter : adoptez-le ou abandonnez-le"
                " d’abord.",
            ),
            models.CheckConstraint(
                name="ranking_adopted_by_a_decision",
                condition=~Q(state=RankingState.ADOPTED.value)
                | (~Q(decision_reference="") & ~Q(rows_sha256="") & Q(decided_on__isnull=False)),
                violation_error_message="Un classement est adopté par une décision : dites laquelle, et de quel jour.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ranking_adopted_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="adopted"),
            )
        ]

    def __str__(self) -> str:
        return f"Classement n° {self.number} du {short_date(self.made_on)}"

    @property
    def citation(self) -> str:
        """What a procès-verbal says of it."""
        mark = f", empreinte {self.rows_sha256[:12]}" if self.rows_sha256 else ""
        return f"classement n° {self.number} des besoins, arrêté le {short_date(self.made_on)}{mark}"


class RankingLineQuerySet(OwnedQuerySet):
    def in_order(self) -> "RankingLineQuerySet":
        return self.order_by("rank", "position")


class RankingLine(BaseModel):
    """A need as it was known the day of the ranking; what becomes of it is said until the ranking is adopted."""

    data_level = Level.MINISTRY

    scope = scope_column()
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="lines", verbose_name="classement")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="ranked", verbose_name="besoin")
    position = models.PositiveIntegerField("ligne")
    rank = models.PositiveIntegerField("rang")
    code = models.CharField("numéro", max_length=30)
    title = models.CharField("besoin", max_length=300)
    asked_by = models.CharField("demandé par", max_length=300, blank=True)
    lot_title = models.CharField("lot", max_length=300, blank=True)
    estimated_cost = models.BigIntegerField("coût estimé (FCFA)", null=True, validators=AMOUNT)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency, blank=True)
    total = models.DecimalField("note", max_digits=6, decimal_places=2)
    spread = models.DecimalField("écart entre notateurs", max_digits=6, decimal_places=2, null=True)
    scorer_count = models.PositiveSmallIntegerField("notateurs")
    means = models.JSONField("moyenne de chaque critère")
    verdict = models.CharField("sort", max_length=10, choices=Verdict, blank=True)
    reason = models.TextField("motif", max_length=2000, blank=True)
    state_before = models.CharField("état avant", max_length=10, choices=NeedState, default=NeedState.SCORED)
    reason_before = models.TextField("motif avant", max_length=3000, blank=True)

    objects = RankingLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de classement"
        verbose_name_plural = "lignes de classement"
        constraints = [
            models.UniqueConstraint(fields=["ranking", "need"], name="ranking_line_unique"),
            models.UniqueConstraint(fields=["ranking", "position"], name="ranking_line_position_unique"),
            models.CheckConstraint(
                name="ranking_line_put_off_with_reason",
                condition=Q(verdict__in=["", Verdict.RETAINED.value]) | ~Q(reason=""),
                violation_error_message="Un besoin est ajourné ou écarté avec son motif.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ranking_line_of_an_adopted_one",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=ADOPTED_IS_KEPT,
            ),
            pgtrigger.ReadOnly(
                name="ranking_line_is_kept_as_ranked",
                fields=["ranking", "need", "position", "rank", "code", "title", "estimated_cost", "total", "means"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class NeedOutcome(BaseModel):
    """What a need became: one need may become several projects and e-services, one of them may answer several needs.

    A project is known here; an e-service stands above, and is known by its identifier and its name of that day.
    """

    data_level = Level.MINISTRY

    scope = scope_column()
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="outcomes", verbose_name="besoin")
    kind = models.CharField("nature", max_length=10, choices=OutcomeKind, default=OutcomeKind.PROJECT)
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="born_of",
        verbose_name="projet",
    )
    elsewhere = models.UUIDField("e-service", null=True, blank=True)
    named = models.CharField("nom de l’e-service", max_length=300, blank=True)
    became_on = models.DateField("devenu le")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "suite d’un besoin"
        verbose_name_plural = "suites des besoins"
        constraints = [
            models.UniqueConstraint(
                fields=["need", "project"],
                name="need_outcome_once",
                violation_error_message="Ce besoin est déjà relié à ce projet.",
            ),
            models.UniqueConstraint(
                fields=["need", "elsewhere"],
                name="need_outcome_elsewhere_once",
                violation_error_message="Ce besoin est déjà relié à cet e-service.",
            ),
            models.CheckConstraint(
                name="need_outcome_says_its_row",
                condition=Q(kind=OutcomeKind.PROJECT.value, project__isnull=False, elsewhere=None)
                | (~Q(kind=OutcomeKind.PROJECT.value) & ~Q(named="") & Q(elsewhere__isnull=False, project=None)),
                violation_error_message="Un besoin devenu projet ou e-service dit lequel.",
            ),
        ]
        indexes = [
            models.Index(fields=["elsewhere"], name="need_outcome_elsewhere", condition=Q(elsewhere__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.project) if self.project is not None else self.named
