"""The names of triggers that are kept are those that pgtrigger would gather anew."""

import pgtrigger
import pytest
from pgtrigger import registry

from foundation.journal.models import Entry
from foundation.journal.triggers import KnownTriggers
from projects.models import Project


def test_the_names_kept_are_those_of_the_triggers_declared():
    known = registry._registry
    assert type(known) is KnownTriggers
    assert len(known) > 400
    assert known.of_tables == {(model._meta.db_table, trigger.name): trigger for model, trigger in known.values()}
    assert known.functions == {trigger.get_pgid(model) for model, trigger in known.values()}


def test_a_name_that_is_taken_is_refused_and_one_that_is_given_back_is_free():
    taken = next(trigger.name for model, trigger in registry._registry.values() if model is Entry)
    other = pgtrigger.Protect(name=taken, operation=pgtrigger.Insert)
    with pytest.raises(KeyError, match="already used"):
        other.register(Entry)
    one = pgtrigger.Protect(name="of_this_test", operation=pgtrigger.Delete)
    for _ in range(2):
        one.register(Project)
        assert ("projects_project", "of_this_test") in registry._registry.of_tables
        one.unregister(Project)
        assert ("projects_project", "of_this_test") not in registry._registry.of_tables
