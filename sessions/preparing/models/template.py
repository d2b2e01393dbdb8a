"""An agenda that a commission starts from again and again."""

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked


class TemplateQuerySet(models.QuerySet["SessionTemplate"]):
    def visible_to(self, user) -> "TemplateQuerySet":
        """Working papers of the secretariat: who prepares the sessions, and the president."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(commission_id__in=user.access.commissions(Role.SECRETARY, Role.PRESIDENT))

    def kept(self) -> "TemplateQuerySet":
        return self.filter(retired_at=None)


@tracked()
class SessionTemplate(VersionedModel):
    """A named list of items with its place and length; each new session copies it."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="session_templates", verbose_name="commission"
    )
    name = models.CharField(
        "nom du modèle", max_length=200, help_text="Par exemple « Session ordinaire de fin d’année »."
    )
    place = models.CharField("lieu", max_length=300, blank=True)
    planned_minutes = models.PositiveSmallIntegerField("durée prévue (minutes)", null=True, blank=True)
    items = models.JSONField(
        "points",
        default=list,
        help_text="Nature, intitulé, exposé, minutes et présentateur de chaque point, dans l’ordre.",
    )
    retired_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de session"
        constraints = [
            models.UniqueConstraint(
                fields=["commission", "name"],
                condition=Q(retired_at=None),
                name="template_unique_name",
                violation_error_message="La commission a déjà un modèle de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name
