"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import Commission, Seat, Statute
from .rules import can_manage_commission, can_manage_part

keep_history(Commission, page="commissions:detail", keeps=can_manage_commission)
keep_history(Statute, page="commissions:statute", keeps=can_manage_part)
keep_history(Seat, page="commissions:seat", keeps=can_manage_part)
