"""Which rows have a page of history, and who keeps them."""

from foundation.accounts.models import Person
from foundation.accounts.rules import can_manage_person
from foundation.journal.registry import keep_history

keep_history(Person, page="people:person", keeps=can_manage_person)
