"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import Recommendation
from .rules import can_review

keep_history(Recommendation, page="recommendations:detail", keeps=can_review)
