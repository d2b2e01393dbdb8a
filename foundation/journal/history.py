"""Row history by database triggers: bulk, raw SQL and forgotten paths are seen too.

A row of history carries the number of its transaction; the journal entry of the same transaction says who and why.
That costs nothing, where a context row for each transaction would cost one more write and a SET on every statement.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import pghistory
from django.db import models
from pghistory.models import Event as PghEvent

from foundation.common.models import Level

from .expressions import CurrentTransaction
from .triggers import keep_names

keep_names()  # before the first model that is tracked

M = TypeVar("M", bound=type[models.Model])


class Event(PghEvent):
    """The base of every table of history.

    Append-only: triggers refuse, and the application's role has no right to try.
    """

    data_level = Level.TECHNICAL

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_txid = models.BigIntegerField("transaction", db_default=CurrentTransaction(), editable=False, db_index=True)

    class Meta:
        abstract = True


def tracked(*, exclude: Sequence[str] = (), fields: Sequence[str] | None = None) -> Callable[[M], M]:
    """Keep every version of the rows of a model: `@tracked()` above the class."""

    def decorate(model: M) -> M:
        leveled: Any = model  # every model of ours says its level
        attributes: dict[str, Any] = {"data_level": leveled.data_level}
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            fields=list(fields) if fields is not None else None,
            exclude=list(exclude) or None,
            base_model=Event,
            attrs=attributes,
            meta={
                "verbose_name": f"historique : {model._meta.verbose_name}",
                "verbose_name_plural": f"historique : {model._meta.verbose_name_plural}",
            },
            obj_field=pghistory.ObjForeignKey(related_name="events", db_index=True),
            context_field=None,  # type: ignore[arg-type]
            append_only=True,
        )(model)

    return decorate


def as_of(model: type[models.Model], day: date, **which: Any) -> list[Any]:
    """The last version of each row of a tracked model at the end of a day, but for those deleted by then (1 query).

    Nothing for a day before the history began: what it was then is not known.
    """
    events: Any = model._meta.get_field("events").related_model
    rows = events.objects.filter(pgh_created_at__date__lte=day, **which).order_by("pgh_obj_id", "-pgh_id")
    return [row for row in rows.distinct("pgh_obj_id") if row.pgh_label != "delete"]


def event_models() -> list[type[models.Model]]:
    """Every table of history, in a stable order."""
    return sorted(pghistory.core.event_models(), key=lambda model: model._meta.db_table)
