"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import ImportRun, Workbook
from .rules import can_import, can_send_out

keep_history(ImportRun, page="imports:detail", keeps=can_import)
keep_history(Workbook, page="imports:workbook", keeps=can_send_out)
