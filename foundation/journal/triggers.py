"""The triggers of all models. At each one that is declared pgtrigger looks through the names of all the others: with
five hundred of them, a sixth of the start of every process. Here the names that are taken are kept.
"""

from typing import Any

from pgtrigger import registry


class KnownTriggers(registry._Registry):
    def __init__(self) -> None:
        self.of_tables: dict[tuple[str, str], Any] = {}
        self.functions: set[str] = set()
        super().__init__()

    @property
    def by_db_table(self) -> dict[tuple[str, str], Any]:
        return self.of_tables

    @property
    def pg_function_names(self) -> set[str]:
        return self.functions

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        model, trigger = value
        self.of_tables[model._meta.db_table, trigger.name] = trigger
        self.functions.add(trigger.get_pgid(model))

    def __delitem__(self, key: str) -> None:
        model, trigger = self[key]
        super().__delitem__(key)
        del self.of_tables[model._meta.db_table, trigger.name]
        self.functions.remove(trigger.get_pgid(model))


def keep_names() -> None:
    known = KnownTriggers()
    for key, value in registry._registry.items():
        known[key] = value
    registry._registry = known
