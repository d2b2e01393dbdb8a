"""What steers a project belongs to it: seen with it, kept by who keeps it."""

from typing import Any, Self

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.exceptions import InvalidInput
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import short_date
from projects.models import Project


class PartQuerySet(models.QuerySet[Any]):
    def visible_to(self, user) -> Self:
        """With the project: its ministry, its partners, the ASIN."""
        if user.is_authenticated and user.has_role(*ASIN_ROLES):
            return self
        return self.filter(project__in=Project.objects.visible_to(user))

    def carried_by(self, user) -> Self:
        """What figures count: each row once, with the ministry that carries its project."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role(*ASIN_ROLES) else self.filter(scope_id__in=user.access.scopes())


def words_of(*columns: str) -> models.GeneratedField:
    """The words by which a row is found, kept with it."""
    return models.GeneratedField(
        expression=SearchVector(*columns, config="public.fr"), output_field=SearchVectorField(), db_persist=True
    )


def refuse_gone(project: Project, owner: str) -> None:
    """Raise InvalidInput: nothing more is added to a project that left. What was added before is still corrected."""
    if project.left_on is not None:
        raise InvalidInput(
            {
                owner: [
                    f"Ce projet est sorti du portefeuille le {short_date(project.left_on)}"
                    f" ({project.get_exit_reason_display()}) : rien ne s’y ajoute plus. Choisissez un projet qui y est"
                    " encore."
                ]
            }
        )


class ProjectPart(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+", verbose_name="projet")

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if self._state.adding and not self.follows_an_exit():
            refuse_gone(self.project, "project")
        super().save(*args, **options)

    def follows_an_exit(self) -> bool:
        """Whether it is still asked of a project that left."""
        return False
