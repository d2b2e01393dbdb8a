"""Which of our rows have a page of history, who keeps them, and what of their lines stays with the secretariat: words
that are not announced, or not in the minutes, yet.
"""

from foundation.journal.registry import keep_history, reserve

from .consultations.models import Consultation
from .consultations.rules import can_conduct_consultation
from .core.models import AgendaItem, Annex, CommissionSession, MinuteText, Speech
from .core.rules import can_conduct
from .preparing.models import ConformitySheet, Opinion, Proposal
from .preparing.rules import can_check_sheet, can_edit_proposal, can_withdraw_opinion

keep_history(CommissionSession, page="sessions:detail", keeps=can_conduct)
keep_history(Proposal, page="sessions:proposal", keeps=can_edit_proposal)
keep_history(ConformitySheet, page="sessions:sheet", keeps=can_check_sheet)
keep_history(Opinion, page="sessions:opinion", keeps=can_withdraw_opinion)
keep_history(Consultation, page="sessions:consultation", keeps=can_conduct_consultation)

reserve(
    acts=("add_speech", "correct_speech", "remove_speech", "reorder_agenda", "restore_own_items"),
    kinds=(AgendaItem, Annex, ConformitySheet, MinuteText, Opinion, Proposal, Speech),
)
