"""What was promised in public: by whom, when, where it can be read, and the project that keeps it."""

from datetime import date

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import plural
from foundation.journal.history import tracked

from .enums import PromiseOrigin, Standing


class PromiseQuerySet(OwnedQuerySet):
    def with_standing(self, day: date) -> "PromiseQuerySet":
        """Add `project_end` and `standing`, the first that holds."""
        stands = (
            (Standing.KEPT, Q(kept_on__isnull=False)),
            (Standing.LATE, Q(due_on__lt=day)),
            (Standing.ORPHAN, Q(project=None)),
            (Standing.UNDATED, Q(due_on=None)),
            (Standing.SLIPPING, Q(project_end__gt=F("due_on"))),
        )
        cases = (When(condition, then=Value(standing)) for standing, condition in stands)
        found = Case(*cases, default=Value(Standing.ON_TIME), output_field=models.CharField())
        ends = Coalesce("project__actual_end", "project__forecast_end", "project__planned_end")
        return self.annotate(project_end=ends, standing=found)


@tracked()
class Promise(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="promises", verbose_name="ministère"
    )
    text = models.TextField("promesse", max_length=2000, help_text="Telle qu’elle a été dite ou écrite.")
    origin = models.CharField("faite dans", max_length=10, choices=PromiseOrigin)
    said_on = models.DateField("dite le")
    source = models.CharField("source", max_length=500, help_text="Où chacun peut la lire : relevé, page, journal.")
    due_on = models.DateField("promise pour le", null=True, blank=True, help_text="Vide si aucune date n’a été dite.")
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name="projet",
    )
    kept_on = models.DateField("tenue le", null=True, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    standing: str  # both by `with_standing`
    project_end: date | None

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "promesse publique"
        constraints = [
            models.CheckConstraint(
                name="promise_kept_after_it_was_said",
                condition=Q(kept_on=None) | Q(kept_on__gte=F("said_on")),
                violation_error_message="Une promesse est tenue après avoir été dite : corrigez l’une des deux dates.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def gap(self, day: date) -> str:
        """How far it is from what was said; needs `with_standing`."""
        apart: dict[str, tuple[date | None, date | None, str]] = {
            Standing.KEPT: (self.kept_on, self.due_on, "tenue après la date promise"),
            Standing.LATE: (day, self.due_on, "de retard"),
            Standing.SLIPPING: (self.project_end, self.due_on, "entre la date promise et la fin du projet"),
        }
        later, promised, words = apart.get(self.standing, (None, None, ""))
        days = (later - promised).days if later and promised else 0
        return f"{plural(days, 'jour')} {words}" if days > 0 else ""
