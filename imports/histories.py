"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import ImportRun
from .rules import can_import

keep_history(ImportRun, page="imports:detail", keeps=can_import)
