"""Fold the changes of the models into each app's 0001_initial, while no database in production depends on it.

Written by Django's own autodetector and optimizer: the schema is that of the models, in as few operations as they
allow. What stands on a table (indexes, constraints, triggers) is kept in its last state, and made with the table; the
optimizer, which passes over none of them, would keep each column added since apart.
"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.writer import MigrationWriter
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from foundation.common.rooms import ours

# What stands on a table: where a model keeps it, the operation that adds it, the one that takes it away.
STANDING: tuple[tuple[str, Any, Any], ...] = (
    ("indexes", AddIndex, RemoveIndex),
    ("constraints", AddConstraint, RemoveConstraint),
    ("triggers", AddTrigger, RemoveTrigger),
)
OF_TABLES = (CreateModel, DeleteModel, AddField, AlterField, RemoveField, AlterModelOptions, AlterModelManagers)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        labels = [
            config.label
            for config in ours()
            if any(model._meta.managed for model in config.get_models())  # a new app gets its first one
        ]
        call_command("makemigrations", *labels, verbosity=0, interactive=False)
        disk = MigrationLoader(None).disk_migrations
        for label in labels:
            names = sorted(name for app, name in disk if app == label)
            if names and names[0] == "0001_initial" and self._fold(label, [disk[label, name] for name in names]):
                self.stdout.write(f"{label}: folded")

    @staticmethod
    def _fold(label: str, migrations: list[Any]) -> bool:
        first, later = migrations[0], migrations[1:]
        # What is folded in the same run is needed by the only name it keeps.
        outside = {needed for migration in later for needed in migration.dependencies if needed[0] != label}
        outside = {(app, "0001_initial" if name.startswith("0") else name) for app, name in outside}
        first.operations = shortest([each for migration in migrations for each in migration.operations], label)
        first.dependencies = sorted({*first.dependencies, *outside}, key=str)
        path = Path(apps.get_app_config(label).path) / "migrations" / f"{first.name}.py"
        before, after = path.read_text(), MigrationWriter(first, include_header=False).as_string()
        path.write_text(after)
        for migration in later:
            path.with_name(f"{migration.name}.py").unlink()
        return bool(later) or before != after


def shortest(operations: list[Operation], label: str) -> list[Operation]:
    """The same schema in as few operations: each table at once, with all that stands on it."""
    tables, standing = apart(operations)
    if tables is None:
        return MigrationOptimizer().optimize(operations, label)
    ordered = in_order(MigrationOptimizer().optimize(tables, label), label)
    late = {each.model_name_lower for each in ordered if isinstance(each, AddField | AlterField | RemoveField)}
    rest: list[Operation] = []
    for kept, add, _ in STANDING:
        for place, operation in enumerate(ordered):
            if not isinstance(operation, CreateModel):
                continue
            found = list(standing[kept].get(operation.name_lower, {}).values())
            if operation.name_lower in late:  # it may speak of a column that comes later
                rest += [add(operation.name_lower, each) for each in found]
            elif found:
                ordered[place] = with_options(operation, operation.options | {kept: found})
    return ordered + rest


def apart(operations: list[Operation]) -> tuple[list[Operation] | None, dict[str, dict[str, dict[str, Any]]]]:
    """The operations on the tables alone, and what stands on them at the end: kept as → model → name → itself.

    No operations when there is one of another kind: what it reads must be as it was then.
    """
    tables: list[Operation] = []
    standing: dict[str, dict[str, dict[str, Any]]] = {kept: {} for kept, _, _ in STANDING}
    adds = {add: kept for kept, add, _ in STANDING}
    removes = {remove: kept for kept, _, remove in STANDING}
    for operation in operations:
        given: Any = operation
        if type(operation) in adds:
            kept = adds[type(operation)]
            row = getattr(given, {"indexes": "index", "constraints": "constraint", "triggers": "trigger"}[kept])
            standing[kept].setdefault(given.model_name.lower(), {})[row.name] = row
        elif type(operation) in removes:
            del standing[removes[type(operation)]][given.model_name.lower()][given.name]
        elif type(operation) not in OF_TABLES:
            return None, standing
        elif isinstance(operation, CreateModel):
            for kept, _, _ in STANDING:
                standing[kept][operation.name_lower] = {row.name: row for row in operation.options.get(kept, ())}
            options = {name: value for name, value in operation.options.items() if name not in standing}
            tables.append(with_options(operation, options))
        else:
            tables.append(operation)
    return tables, standing


def with_options(operation: CreateModel, options: dict[str, Any]) -> CreateModel:
    return CreateModel(operation.name, operation.fields, options, operation.bases, operation.managers)


def in_order(operations: list[Operation], label: str) -> list[Operation]:
    """Each table after those it points to, with the columns that were added to it later; of a circle, the columns that
    close it stay for the end.
    """
    if not all(isinstance(each, CreateModel | AddField) for each in operations):
        return operations
    waiting = [each for each in operations if isinstance(each, CreateModel)]
    names = {each.name_lower for each in waiting}
    added: dict[str, list[AddField]] = {name: [] for name in names}
    for each in operations:
        if isinstance(each, AddField):
            added[each.model_name_lower].append(each)

    def needs(model: CreateModel, columns: list[AddField]) -> set[str]:
        return {
            name
            for name in names - {model.name_lower}
            if any(each.references_model(name, label) for each in (model, *columns))
        }

    ordered: list[Operation] = []
    last: list[Operation] = []
    while waiting:
        done = {each.name_lower for each in ordered if isinstance(each, CreateModel)}
        whole = [each for each in waiting if needs(each, added[each.name_lower]) <= done]
        begun = whole or [each for each in waiting if needs(each, []) <= done]
        model = begun[0]
        columns = added[model.name_lower]
        if not whole:  # the columns keep their order
            ready = next(place for place in range(len(columns)) if not needs(model, columns[: place + 1]) <= done)
            columns, rest = columns[:ready], columns[ready:]
            last += rest
        fields = [*model.fields, *((each.name, each.field) for each in columns)]
        ordered.append(CreateModel(model.name, fields, model.options, model.bases, model.managers))
        waiting.remove(model)
    return ordered + last
