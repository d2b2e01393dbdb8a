"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import Ranking
from .rules import can_rank

keep_history(Ranking, page="rankings:detail", keeps=can_rank)
