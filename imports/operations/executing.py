"""Check an import, or make it: the same steps, kept or taken back.

1. Walk the file once to know which project each line is (matching).
2. Walk it again, a thousand lines at a time: read the cells, judge each line by the rules of the operations that a
   person would use (creating, describing, baselines, updating), write what passes, and let the constraints of the
   database say what they have to say.
3. A check takes all this back; either keeps what became of each line.
"""

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction

from foundation import jobs
from foundation.accounts.models import User as Account
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.database import insert_rows, write_rows
from foundation.common.exceptions import Refused
from foundation.common.ids import new_id
from foundation.common.permissions import Rule
from foundation.common.tables import Raw, walk
from foundation.journal.record import record
from projects.models import Baseline, Project, StatusUpdate
from projects.operations.creating import next_codes

from ..enums import Crossing, ImportAction, ImportState, RefusalRule, RowOutcome
from ..models import ImportRun, Observation
from ..rules import can_import
from ..workflow import IMPORT_WORKFLOW, settling_blockers
from .judging import Judge, Verdict
from .matching import BATCH, Finder, Matches, Words, batches
from .opening import keep_settings, locked, refuse_if
from .returning import Returned

if TYPE_CHECKING:
    from foundation.accounts.models import User

Progress = Callable[[int, str], None]
MOST_UNKNOWN = 200  # words shown of one field
COPY = (
    "COPY imports_importrow (id, scope_id, run_id, line, outcome, title, project_id, project_version, faults, changes,"
    " near, crossed, undoing, undoing_reason) FROM STDIN"
)


class _TakenBack(Exception):
    pass


def _silent(percent: int, text: str = "") -> None:
    pass


def check_import(run_id: Any, *, by: "User", progress: Progress = _silent) -> ImportRun:
    """Do all that `run_import` would do, keep what became of each line, and take the rest back."""
    return _carry_out(run_id, ImportAction.CHECK, by=by, progress=progress)


def run_import(run_id: Any, *, by: "User", progress: Progress = _silent) -> ImportRun:
    """Write the lines that pass into the portfolio: all of them or, if the work stops, none."""
    return _carry_out(run_id, ImportAction.RUN, by=by, progress=progress)


def still_may(check: Rule, account_id: Any, run: ImportRun) -> "User":
    """Who asked, with his rights of now: they may have ended since."""
    by = Account.objects.get(pk=account_id)
    if not check(by, run):
        raise Refused(f"Impossible de continuer. {check.sentence}")
    return by


@transaction.atomic
def _carry_out(run_id: Any, action: ImportAction, *, by: "User", progress: Progress) -> ImportRun:
    run = ImportRun.objects.select_related("file", "ministry", "job", "workbook").get(pk=run_id)
    state = IMPORT_WORKFLOW.target(action, ImportState(run.state))
    refuse_if(settling_blockers(run), f"de {action.label}" if action == ImportAction.CHECK else "d’importer")
    still_may(can_import, by.pk, run)
    with Spool() as spool:
        done = Execution(run, by, spool, progress)
        try:
            with transaction.atomic():
                done.everything()
                if action == ImportAction.CHECK:
                    raise _TakenBack
        except _TakenBack:
            pass
        run = locked(run_id)
        run.rows.all().delete()
        spool.store(run)
    counts = done.counts
    run.total = counts.total() - counts[RowOutcome.ABSENT]
    for outcome in RowOutcome:
        setattr(run, outcome.value, counts[outcome])
    run.near, run.observed, run.unknown = done.near, done.observed, done.words_unknown()
    run.conflicts = done.conflicts
    run.state, run.version = state, run.version + 1
    if action == ImportAction.CHECK:
        run.checked_at = clock.now()
    else:
        run.done_at, run.done_by = clock.now(), by
        if run.workbook_id is None:
            keep_settings(run)
        jobs.enqueue("fold_project_figures", by=by, scope=run.scope_id)
    run.save()
    told = {outcome.value: counts[outcome] for outcome in RowOutcome} | {"observed": run.observed}
    record(action, run, by=by, after=told)
    return run


class Spool:
    """What became of each line, on the disk until the outcome is known: taken back with nothing, it holds no memory."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__
        self.encoder = DjangoJSONEncoder(ensure_ascii=False)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def write(self, verdict: Verdict) -> None:
        self.file.write(self.encoder.encode(verdict.kept()) + "\n")

    def store(self, run: ImportRun) -> None:
        """One COPY: a hundred thousand lines go in seconds."""
        self.file.seek(0)
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:  # type: ignore[attr-defined]
            for text in self.file:
                line, outcome, title, project, version, *parts = json.loads(text)
                told = [json.dumps(each, ensure_ascii=False) for each in parts]
                keys = [str(new_id()), str(run.scope_id), str(run.pk)]
                copy.write_row([*keys, line, outcome, title, project, version, *told, "", ""])


@dataclass
class Batch:
    """What a thousand lines write."""

    verdicts: list[Verdict] = field(default_factory=list)

    def of(self, outcome: RowOutcome) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.outcome == outcome]


class Execution:
    """One run through the file."""

    def __init__(self, run: ImportRun, by: "User", spool: Spool, progress: Progress) -> None:
        self.run, self.by, self.spool, self.progress = run, by, spool, progress
        self.today = clock.today()
        self.counts: Counter[str] = Counter()
        self.near = self.observed = self.conflicts = 0
        self.unknown: dict[str, Counter[str]] = defaultdict(Counter)
        self.matches = Matches()
        self.known_total = run.total

    def raws(self, what: str, first: int, last: int) -> Iterator[Raw]:
        """The lines of the file, telling where one is between two percentages."""
        count = 0
        for raw in walk(self.run.path, self.run.read_as):
            count += 1
            if count % 500 == 0:
                share = min(1.0, count / self.known_total) if self.known_total else 0.5
                self.progress(int(first + (last - first) * share), f"{what}, {count} lignes")
            yield raw
        self.known_total = max(count, self.known_total)

    def everything(self) -> None:
        words = Words(self.run)
        finder = Finder(self.run, words)
        self.progress(1, "lecture du fichier")
        self.matches = finder.matches(self.raws("lecture", 1, 15))
        kind = Judge if self.run.workbook is None else Returned
        judge = kind(self.run, words, finder, self.matches, self.today, str(self.by))
        for raws in batches(self.raws("lignes examinées", 15, 92), BATCH):
            self.batch(judge, raws)
        if isinstance(judge, Returned):
            self.tell(Batch(list(judge.absent())))
        self.progress(93, "enregistrement du résultat")

    def batch(self, judge: Judge, raws: list[Raw]) -> None:
        projects = self.projects_of(raws)
        judge.begin(projects)
        batch = Batch([judge.judge(raw) for raw in raws])
        try:
            with transaction.atomic():
                self.write(batch)
        except IntegrityError:
            self.one_by_one(judge, raws)
            return
        self.tell(batch)

    def one_by_one(self, judge: Judge, raws: list[Raw]) -> None:
        """A constraint was broken that no rule foresaw: find the line, and refuse it alone."""
        judge.forget({raw.line for raw in raws})
        for raw in raws:
            judge.begin(self.projects_of([raw]))
            batch = Batch([judge.judge(raw)])
            try:
                with constraints_as_refusals(Project, Baseline, StatusUpdate, Observation):
                    self.write(batch)
            except (Refused, IntegrityError) as refusal:
                said = refusal.message if isinstance(refusal, Refused) else "La base refuse cette ligne."
                batch.verdicts[0].refuse(RefusalRule.CONSTRAINT, said)
            self.tell(batch)

    def projects_of(self, raws: list[Raw]) -> dict[UUID, Project]:
        keys = {key for raw in raws if (key := self.matches.projects.get(raw.line)) is not None}
        if not keys:
            return {}
        rows = Project.objects.defer("search").select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        return {row.pk: row for row in rows.select_related("ministry")}

    def write(self, batch: Batch) -> None:
        new = batch.of(RowOutcome.CREATED)
        by_ministry: dict[Any, list[Verdict]] = defaultdict(list)
        for verdict in new:
            assert verdict.project is not None
            by_ministry[verdict.project.ministry_id].append(verdict)
        for verdicts in by_ministry.values():
            project = verdicts[0].project
            assert project is not None
            codes = next_codes(project.ministry, len(verdicts))
            for verdict, code in zip(verdicts, codes, strict=True):
                assert verdict.project is not None
                verdict.project.code = code
        insert_rows([verdict.project for verdict in new if verdict.project])
        changed = [verdict for verdict in batch.of(RowOutcome.UPDATED) if verdict.project is not None]
        kept = [*new, *changed, *batch.of(RowOutcome.UNCHANGED)]
        baselines = [verdict.baseline for verdict in kept if verdict.baseline is not None]
        for baseline in baselines:
            baseline.recorded_by = self.by
        insert_rows(baselines)
        names: set[str] = set()
        for verdict in changed:
            names |= set(verdict.columns)
        write_rows([verdict.project for verdict in changed if verdict.project], names)
        insert_rows(self.updates([*new, *changed]))
        insert_rows([verdict.former for verdict in changed if verdict.former is not None])
        insert_rows([verdict.seen for verdict in kept if verdict.seen is not None])
        with connection.cursor() as cursor:
            # What is checked at the end of the transaction, now: a thousand at a time, with the lines at hand.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def updates(self, verdicts: list[Verdict]) -> list[StatusUpdate]:
        updates = [verdict.update for verdict in verdicts if verdict.update is not None]
        for update in updates:
            update.author = self.by
        return updates

    def tell(self, batch: Batch) -> None:
        for verdict in batch.verdicts:
            self.counts[verdict.outcome] += 1
            self.near += bool(verdict.near)
            self.conflicts += sum(cell["state"] == Crossing.BOTH for cell in verdict.crossed.values())
            self.observed += verdict.seen is not None and verdict.outcome != RowOutcome.REFUSED
            for name, text in verdict.unknown:
                if text in self.unknown[name] or len(self.unknown[name]) < MOST_UNKNOWN:
                    self.unknown[name][text] += 1
            self.spool.write(verdict)

    def words_unknown(self) -> dict[str, list[list[Any]]]:
        return {name: [[text, times] for text, times in found.most_common()] for name, found in self.unknown.items()}


__all__ = ["check_import", "run_import"]
