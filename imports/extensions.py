"""What the apps above add to a workbook that goes out: sheets that are read there, and entered elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from ministries.models import Ministry


@dataclass(frozen=True)
class ReadSheet:
    """A locked sheet: `sentence` says where its lines are entered; whole numbers, words and nothing in its cells."""

    title: str
    sentence: str
    header: tuple[str, ...]
    lines: tuple[tuple[Any, ...], ...]


workbook_sheets: "ExtensionPoint[Callable[[Ministry, User], ReadSheet]]" = ExtensionPoint(
    "imports_workbook_sheets", "feuilles d’un classeur qui sort, lues là et saisies ailleurs"
)
