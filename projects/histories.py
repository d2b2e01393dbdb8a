"""Which of our rows have a page of history, and who keeps them."""

from foundation.journal.registry import keep_history

from .models import Project
from .rules import can_edit_project

keep_history(Project, page="projects:detail", keeps=can_edit_project)
