"""The names of triggers that are taken, looked up. pgtrigger makes the list of all of them again for each new trigger:
with four hundred, a tenth of the start of every process.
"""

from typing import Any

from pgtrigger import Trigger, registry


class TriggerRegistry(registry._Registry):
    pg_function_names: set[str] = set()
    by_db_table: dict[tuple[str, str], Trigger] = {}

    def __init__(self, registered: registry._Registry) -> None:
        self.pg_function_names, self.by_db_table = registered.pg_function_names, registered.by_db_table
        super().__init__()
        self.data = registered.data

    def __setitem__(self, uri: str, registered: Any) -> None:
        super().__setitem__(uri, registered)
        model, trigger = registered
        self.pg_function_names.add(trigger.get_pgid(model))
        self.by_db_table[model._meta.db_table, trigger.name] = trigger

    def __delitem__(self, uri: str) -> None:
        model, trigger = self[uri]
        super().__delitem__(uri)
        self.pg_function_names.discard(trigger.get_pgid(model))
        self.by_db_table.pop((model._meta.db_table, trigger.name), None)


registry._registry = TriggerRegistry(registry._registry)
