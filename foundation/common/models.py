"""Abstract bases. This app has no table of its own."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.functions import TransactionNow
from django.db import models

from .exceptions import Conflict, InvalidInput
from .ids import new_id
from .typography import capitalize_first


class Level(models.TextChoices):
    """Who may see a kind of row (trust: levels and boundaries)."""

    PUBLIC = "public", "public"
    NATIONAL = "national", "national"  # every signed-in user: texts, institutions
    MINISTRY = "ministry", "ministère"
    COMMISSION = "commission", "commission"
    CLOSED = "closed", "huis clos"
    PERSONAL = "personal", "secret personnel"
    TECHNICAL = "technical", "technique"  # jobs, counters: never shown as such


def beforehand(row: models.Model, name: str) -> Any:
    """What the query of a row has put on it under this name: an annotation, or rows read with it."""
    return vars(row)[name]


class BaseModel(models.Model):
    """A row with a time-ordered identifier. Each concrete model declares `data_level`."""

    data_level: ClassVar[Level]

    id = models.UUIDField("identifiant", primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField("créé le", db_default=TransactionNow(), editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Store the row; raise InvalidInput when a text is longer than its column allows, whichever door it came by."""
        names = options.get("update_fields")
        if errors := too_long(self, names):
            raise InvalidInput(errors)
        super().save(*args, **options)


def too_long(row: models.Model, names: Iterable[str] | None = None) -> dict[str, list[str]]:
    """The texts of a row that pass the limit of their column, each with its sentence; of `names` only, when given.

    The database keeps no limit on a long text, and answers one on a short text with an error page.
    """
    among = None if names is None else set(names)
    errors = {}
    for field in row._meta.concrete_fields:
        most = field.max_length
        if most is None or not isinstance(field, models.CharField | models.TextField):
            continue
        if among is not None and not {field.name, field.attname} & among:
            continue
        value = row.__dict__.get(field.attname)
        if isinstance(value, str) and len(value) > most:
            label = capitalize_first(str(field.verbose_name))
            errors[field.name] = [f"« {label} » compte {len(value)} caractères : {most} au plus. Raccourcissez-le."]
    return errors


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
