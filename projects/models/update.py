import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import Level, VersionedModel

from ..enums import Stage, UpdateState
from .project import AMOUNT, PERCENT, RATED


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    def visible_to(self, user) -> "StatusUpdateQuerySet":
        """Published ones for the ASIN; drafts only inside the ministry."""
        if not user.is_authenticated:
            return self.none()
        visible = Q(scope_id__in=user.access.scopes())
        if user.has_role(*ASIN_ROLES):
            visible |= Q(state=UpdateState.PUBLISHED)
        return self.filter(visible)

    def published(self) -> "StatusUpdateQuerySet":
        return self.filter(state=UpdateState.PUBLISHED)


class StatusUpdate(VersionedModel):
    """A monthly update: a draft until published, then immutable. "Rien de changé" is an attestation, not an update."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="updates", verbose_name="projet"
    )
    month = models.DateField("mois", help_text="Premier jour du mois.")
    state = models.CharField("état", max_length=10, choices=UpdateState, default=UpdateState.DRAFT)
    attests_no_change = models.BooleanField("rien de changé", default=False)
    stage = models.CharField("stade", max_length=15, choices=Stage)
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, blank=True, validators=PERCENT)
    forecast_start = models.DateField("début estimé", null=True, blank=True)
    forecast_end = models.DateField("fin estimée", null=True, blank=True)
    forecast_cost = models.BigIntegerField("coût estimé (FCFA)", null=True, blank=True, validators=AMOUNT)
    actual_start = models.DateField("début effectif", null=True, blank=True)
    actual_end = models.DateField("fin effective", null=True, blank=True)
    actual_cost = models.BigIntegerField("coût effectif (FCFA)", null=True, blank=True, validators=AMOUNT)
    own_rating = models.PositiveSmallIntegerField("note du DSI (1 à 5)", null=True, blank=True, validators=RATED)
    narrative = models.TextField("commentaire", max_length=4000, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    author_name = models.CharField("nom de l’auteur", max_length=200, help_text="Tel qu’à la publication.")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    objects = StatusUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "mise à jour"
        indexes = [
            models.Index(fields=["project", "-month"], name="status_update_project_month"),
            models.Index(
                fields=["project", "-published_at"], name="status_update_published", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state="draft"),
                name="status_update_one_draft",
                violation_error_message="Ce projet a déjà un brouillon de mise à jour.",
            ),
            models.CheckConstraint(
                name="status_update_published_at_when_published",
                condition=Q(state="draft", published_at=None) | Q(state="published", published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="status_update_progress_is_a_percentage",
                condition=Q(progress=None) | Q(progress__lte=100),
                violation_error_message="L’avancement va de 0 à 100 %.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="status_update_published_is_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"mise à jour de {self.project}"
