"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import Commune, CouncilRecord, LegalText, Ministry
from .rules import can_change_government, can_edit_text, can_manage_commune, can_manage_council

keep_history(Ministry, page="ministries:detail", keeps=can_change_government)
keep_history(Commune, page="ministries:commune", keeps=can_manage_commune)
keep_history(LegalText, page="ministries:text", keeps=can_edit_text)
keep_history(CouncilRecord, page="ministries:council_record", keeps=can_manage_council)
