"""What the apps above say of their rows: which have a page of history, who keeps them, what a reader outside the
secretariat does not read of their lines. Each app says it in its `histories.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from foundation.common.permissions import Rule


@dataclass(frozen=True)
class History:
    """A model whose rows have a page of history. `page` names their own page; `keeps`, who keeps such a row."""

    model: type[models.Model]
    page: str
    keeps: Rule

    @property
    def kind(self) -> str:
        return self.model._meta.label_lower


HISTORIES: dict[str, History] = {}
PAGES: dict[str, History] = {}
# A commission reads its own working words; the ministry's auditor reads what was announced, on the pages themselves.
RESERVED_ACTS: set[str] = set()  # their before and after may hold what is not announced yet
RESERVED_KINDS: set[str] = set()  # so may the label of these objects


def keep_history(model: type[models.Model], *, page: str, keeps: Rule) -> None:
    history = History(model, page, keeps)
    HISTORIES[history.kind] = PAGES[page] = history


def reserve(*, acts: Iterable[str] = (), kinds: Iterable[type[models.Model]] = ()) -> None:
    RESERVED_ACTS.update(acts)
    RESERVED_KINDS.update(model._meta.label_lower for model in kinds)
