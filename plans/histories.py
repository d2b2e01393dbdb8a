"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import Plan, PlanAction
from .rules import can_keep_part, can_keep_plan

keep_history(Plan, page="plans:detail", keeps=can_keep_plan)
keep_history(PlanAction, page="plans:action", keeps=can_keep_part)
