"""« No drift: 10⁵ random writes, then `bin/manage figures --check` says 0 differences between summaries and rows. »

Writers side by side, each with its own connection: one by the operations, the others straight into the table (row by
row, many at once, in SQL), with refusals, rollbacks and deletions. Meanwhile others gather the summaries, compute them
again and check them.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F, ProtectedError

from foundation.common import clock
from foundation.common.exceptions import Refused
from projects import operations
from projects.enums import Colour, ExitReason, RevisionReason, Stage
from projects.models import Project, ProjectFigure, ProjectFreshness
from projects.operations import PlannedValues
from projects.operations.checking import summary_drifts
from projects.tasks import refresh_project_signals
from tests.factories import ProjectFactory
from tests.measure import report, size
from tests.projects.world import ministry_with_dsi, running_project

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1_700)]  # in the full size
WRITES, PORTFOLIO = size(400, 100_000), 40
BY_HAND = size(35, 40) / 100  # of the writes, for each of the two writers by hand; the others are by operations
PAUSE = size(5, 100) / 100  # seconds between two checks of those that gather
DAYS = (None, date(2026, 1, 1), date(2026, 12, 1), date(2030, 1, 1))


class Rolled(Exception):
    """What was written in this transaction is not to stay."""


class Writer:
    """One that writes at random until its count is reached. A deadlock or a refusal is a write that is not."""

    def __init__(self, name: str, seed: int, count: int, acts: dict[str, Callable[[Any, random.Random], None]]) -> None:
        self.name, self.chance, self.count, self.acts = name, random.Random(seed), count, acts
        self.done: Counter[str] = Counter()
        self.known: list[Any] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            for _ in range(self.count):
                self.write()
        except BaseException as failure:  # told by the test itself
            self.failure = failure
        finally:
            connection.close()

    def write(self) -> None:
        act = self.chance.choice(sorted(self.acts))
        undone = self.chance.random() < 0.1
        outcome = f"{act} rolled back" if undone else act
        try:
            with suppress(Rolled), transaction.atomic():
                self.acts[act](self.some(), self.chance)
                if undone:
                    raise Rolled
        except (Refused, ProtectedError, DatabaseError, ObjectDoesNotExist) as refusal:
            outcome = f"refused ({type(refusal).__name__})"
        self.done[outcome] += 1

    def some(self) -> Any:
        """Any project: those that are there are asked for now and then, since the others come and go."""
        if not self.known or self.chance.random() < 0.1:
            self.known = list(Project.objects.order_by("code").values_list("pk", flat=True)[:400])
        return self.chance.choice(self.known)


def amount(chance: random.Random) -> int | None:
    return chance.choice([None, 0, 1, 59_300_000, 10**12, 10**15])


def planned(chance: random.Random) -> PlannedValues:
    start = date(2025, 1, 1) + timedelta(days=chance.randrange(400))
    end = start + timedelta(days=chance.randrange(800))
    return PlannedValues(start, end, chance.randrange(10**10), clock.today(), "Commission")


def by_operations(dsi: Any, other: Any, ministry: Any) -> dict[str, Any]:
    def revise(key: Any, chance: random.Random) -> None:
        asked = operations.ask_revision(
            key, planned(chance), reason=RevisionReason.FUNDING, explanation="Ainsi.", by=dsi
        )
        operations.approve_revision(asked.pk, by=other)

    def merge(key: Any, chance: random.Random) -> None:
        gone = Project.objects.exclude(pk=key).filter(left_on=None).order_by("code").first()
        if gone is not None:
            operations.merge_projects(key, [gone], note="Ainsi.", on=clock.today(), by=dsi)

    return {
        "create": lambda key, chance: operations.create_project(
            ministry, f"Né {chance.random()}", by=dsi, planned=planned(chance)
        ),
        "publish": lambda key, chance: operations.publish_update(
            key, {"forecast_cost": amount(chance), "own_rating": chance.randrange(1, 6), "narrative": "Dit."}, by=dsi
        ),
        "attest": lambda key, chance: operations.attest_no_change(key, by=dsi),
        "rate": lambda key, chance: operations.rate_for_asin(key, chance.randrange(1, 6), comment="Vu.", by=other),
        "revise": revise,
        "leave": lambda key, chance: operations.leave_portfolio(
            key, ExitReason.OUT_OF_SCOPE, note="Ainsi.", left_on=clock.today(), by=dsi
        ),
        "split": lambda key, chance: operations.split_project(
            key, [f"A {chance.random()}", f"B {chance.random()}"], note="Ainsi.", on=clock.today(), by=dsi
        ),
        "merge": merge,
    }


def by_hand(ministries: list[Any]) -> dict[str, Any]:
    rows = Project.objects

    def some(chance: random.Random) -> Any:
        """Some twenty rows, wherever they are."""
        first = chance.randrange(100)
        return rows.filter(pk__in=list(rows.order_by("code").values_list("pk", flat=True)[first : first + 20]))

    def save(key: Any, chance: random.Random) -> None:
        row = rows.defer("search").get(pk=key)
        row.forecast_cost, row.own_rating = amount(chance), chance.choice([None, 1, 5])
        row.save(update_fields=["forecast_cost", "own_rating"])

    def bulk(key: Any, chance: random.Random) -> None:
        found = list(rows.defer("search").order_by("pk").select_for_update(of=("self",))[: chance.randrange(1, 30)])
        for row in found:
            row.fresh_until, row.colour = chance.choice(DAYS), chance.choice(list(Colour))
        rows.bulk_update(found, ["fresh_until", "colour"])

    def many(key: Any, chance: random.Random) -> None:
        ministry = chance.choice(ministries)
        rows.bulk_create(
            ProjectFactory.build_batch(
                3, ministry=ministry, scope=ministry.scope, code=None, planned_cost=amount(chance)
            )
        )

    def made(key: Any, chance: random.Random) -> None:
        ministry = chance.choice(ministries)
        new = [
            ProjectFactory.build(ministry=ministry, scope=ministry.scope, code=f"X-{chance.getrandbits(60):x}")
            for _ in range(3)
        ]
        rows.bulk_create(new)

    def sql(text: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(text, values)

    return {
        "save": save,
        "bulk": bulk,
        "many refused": many,  # without their codes: nothing of it stays
        "many": made,
        "update": lambda key, chance: some(chance).update(
            asin_rating=chance.choice([None, 2, 4]), version=F("version") + 1
        ),
        "ministry": lambda key, chance: rows.filter(pk=key).update(
            ministry=(to := chance.choice(ministries)), scope=to.scope
        ),
        "stage": lambda key, chance: rows.filter(pk=key).update(stage=chance.choice(list(Stage))),  # often refused
        "sql": lambda key, chance: sql(
            "UPDATE projects_project SET is_leaf = NOT is_leaf, colour = 'yellow' WHERE id = %s", key
        ),
        "left": lambda key, chance: sql(
            "UPDATE projects_project SET left_on = now(), exit_reason = 'stopped' WHERE id = %s", key
        ),
        "back": lambda key, chance: some(chance).update(left_on=None, exit_reason=""),
        "delete": lambda key, chance: rows.get(pk=key).delete(),  # refused when something hangs on it
        "delete many": lambda key, chance: rows.filter(
            pk__in=list(rows.filter(code__startswith="X-", baselines=None).values_list("pk", flat=True)[:5])
        ).delete(),
    }


def gathering(stop: threading.Event, seen: list[Any]) -> None:
    """Gather the summaries, compute them again, and check them while they are written: no difference is ever seen."""
    chance = random.Random(7)
    try:
        while not stop.is_set():
            with suppress(DatabaseError):
                chance.choice([operations.fold_figures, operations.fold_figures, operations.rebuild_figures])()
                seen.append(list(summary_drifts()))
            stop.wait(PAUSE)
    finally:
        connection.close()


def test_no_write_makes_a_summary_drift(monkeypatch):
    ministry, dsi = ministry_with_dsi(acronym="MA")
    other_ministry, other = ministry_with_dsi(acronym="MB")
    for number in range(PORTFOLIO):
        running_project(ministry, dsi, f"Projet {number}")
    hands = int(WRITES * BY_HAND)
    writers = [
        Writer("operations", 1, WRITES - 2 * hands, by_operations(dsi, other, ministry)),
        Writer("by hand", 2, hands, by_hand([ministry, other_ministry])),
        Writer("by hand too", 3, hands, by_hand([ministry, other_ministry])),
    ]
    stop, seen = threading.Event(), []
    threads = [threading.Thread(target=writer.run) for writer in writers]
    gatherers = [threading.Thread(target=gathering, args=(stop, seen)) for _ in range(2)]
    for thread in threads + gatherers:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    for thread in gatherers:
        thread.join()
    assert [writer.failure for writer in writers if writer.failure] == []
    assert seen
    assert [drifts for drifts in seen if drifts] == []
    assert list(summary_drifts()) == []
    # Colours were written at random too: the night computes them again.
    refresh_project_signals()
    out = StringIO()
    call_command("figures", "--check", stdout=out)
    assert out.getvalue().count("aucun écart") == 2
    report(
        "no drift",
        writes=sum(sum(writer.done.values()) for writer in writers),
        writers=len(writers),
        checked_meanwhile=len(seen),
        differences=0,
        **{writer.name: dict(writer.done.most_common()) for writer in writers},
    )
    done = Counter[str]()
    for writer in writers:
        done.update(writer.done)
    assert done["create"]
    assert done["publish"]
    assert done["delete many"] or done["delete"]
    assert done["refused (ProtectedError)"]
    assert any(name.endswith("rolled back") for name in done)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (ProjectFigure, {"projects": F("projects") + 1}),
        (ProjectFigure, {"rated_1": 7}),
        (ProjectFreshness, {"fresh_until": date(2031, 1, 1)}),
    ],
)
def test_a_summary_altered_by_hand_is_found_named_and_put_right(table, change):
    ministry, dsi = ministry_with_dsi(acronym="MA")
    running_project(ministry, dsi)
    operations.fold_figures()
    table.objects.update(**change)
    out = StringIO()
    with pytest.raises(CommandError, match="écart"):
        call_command("figures", "--check", stdout=out)
    assert ministry.short_name in out.getvalue()
    call_command("figures", "--repair", stdout=StringIO())
    call_command("figures", "--check", stdout=StringIO())


def test_a_signal_altered_by_hand_is_found_and_named():
    ministry, dsi = ministry_with_dsi()
    row = running_project(ministry, dsi, forecast_cost=200_000_000)
    assert row.colour == Colour.RED
    Project.objects.filter(pk=row.pk).update(colour=Colour.GREEN)
    out = StringIO()
    with pytest.raises(CommandError, match="1 écart"):
        call_command("figures", "--check", stdout=out)
    assert row.code in out.getvalue()
