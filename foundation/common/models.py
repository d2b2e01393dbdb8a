"""Abstract bases. This app has no table of its own."""

from typing import Any, ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models

from .exceptions import Conflict
from .ids import new_id


class Level(models.TextChoices):
    """Who may see a kind of row (trust: levels and boundaries)."""

    PUBLIC = "public", "public"
    NATIONAL = "national", "national"  # every signed-in user: texts, institutions
    MINISTRY = "ministry", "ministère"
    COMMISSION = "commission", "commission"
    CLOSED = "closed", "huis clos"
    PERSONAL = "personal", "secret personnel"
    TECHNICAL = "technical", "technique"  # jobs, counters: never shown as such


class BaseModel(models.Model):
    """A row with a time-ordered identifier. Each concrete model declares `data_level`."""

    data_level: ClassVar[Level]

    id = models.UUIDField("identifiant", primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField("créé le", db_default=TransactionNow(), editable=False)

    class Meta:
        abstract = True


def _as_typed(value: Any) -> str:
    """A value as its form shows it: nothing for the unknown, one line for each of several."""
    if isinstance(value, list | tuple):
        return "\n".join(str(each) for each in value)
    return "" if value is None else str(value)


class VersionedModel(BaseModel):
    """An editable aggregate: each save carries the version it started from."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    def check_version(self, base_version: int | None, typed: dict[str, Any], *, author: str = "") -> None:
        """Raise Conflict with both values of every field that differs; None skips the check (commands, imports)."""
        if base_version is None or base_version == self.version:
            return
        sides = {
            name: (_as_typed(getattr(self, name)), _as_typed(value))
            for name, value in typed.items()
            if getattr(self, name) != value
        }
        raise Conflict(
            "Impossible d’enregistrer : cette fiche a été modifiée entre-temps. "
            "Les deux versions sont données : gardez l’une, l’autre ou complétez.",
            current_version=self.version,
            sides=sides,
            author=author,
            labels={field.name: str(field.verbose_name) for field in self._meta.fields},
        )
