"""What a person asks of an import whose work is done by a worker: check, answer, run, stop, undo."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation import jobs
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.tables import folded
from foundation.jobs.operations.deciding import cancel
from foundation.journal.record import record
from ministries.models import Ministry

from ..enums import Crossing, ImportAction, ImportState
from ..fields import BY_NAME
from ..models import ImportRun
from ..workflow import IMPORT_WORKFLOW, checking_blockers, running_blockers, undoing_blockers
from .opening import locked, refuse_if, settled

if TYPE_CHECKING:
    from foundation.accounts.models import User

NEW = "new"
LONGEST_WORD = 300
SIDES = (Crossing.FILE.value, Crossing.PORTAL.value)


def _work(run: ImportRun, kind: str, by: "User") -> ImportRun:
    run.job = jobs.enqueue(kind, run.pk, by.pk, by=by, scope=run.scope_id)
    run.version += 1
    run.save()
    return run


@transaction.atomic
def ask_check(run_id: Any, *, by: "User", base_version: int | None = None) -> ImportRun:
    """Have a worker do all that the import would do, say line by line what comes of it, and take it back."""
    run = locked(run_id)
    IMPORT_WORKFLOW.target(ImportAction.CHECK, ImportState(run.state))
    refuse_if(checking_blockers(run), "de vérifier l’import")
    run.check_version(base_version, {})
    return _work(run, "check_import", by)


def _offered(name: str) -> set[str]:
    """The values that a word of this field may mean."""
    choices = BY_NAME[name].choices
    if choices is not None:
        return set(choices.values)
    return {str(key) for key in Ministry.objects.values_list("pk", flat=True)}


@transaction.atomic
def match_words(run_id: Any, *, by: "User", words: Mapping[str, Mapping[str, str]]) -> ImportRun:
    """Say what words of the file mean (field → word → value; an empty value forgets it), then check again."""
    run = settled(run_id)
    kept = {name: dict(each) for name, each in run.words.items()}
    for name, each in words.items():
        if name not in BY_NAME or not BY_NAME[name].has_words:
            raise InvalidInput({"words": [f"« {name} » n’est pas un champ dont les valeurs se choisissent."]})
        offered = _offered(name)
        for word, value in each.items():
            if "\x00" in word or len(word) > LONGEST_WORD or (value and value not in offered):
                raise InvalidInput(
                    {"words": [f"« {word[:60]} » : choisissez une valeur de « {BY_NAME[name].label} »."]}
                )
            kept.setdefault(name, {})[folded(word)] = value
        kept[name] = {word: value for word, value in kept.get(name, {}).items() if value}
    run.words = kept
    run.save()
    record(ImportAction.SETTLE, run, by=by, after={"words": kept})
    return ask_check(run.pk, by=by)


@transaction.atomic
def answer_near(run_id: Any, *, by: "User", answers: Mapping[str, str]) -> ImportRun:
    """Say of lines whose title is near another's which project they are, or that they are new; then check again."""
    run = settled(run_id)
    rows = {str(row.line): row for row in run.rows.exclude(near=[])}
    for line, answer in answers.items():
        row = rows.get(line)
        offered = {near["id"] for near in row.near} if row is not None else set()
        if not offered or (answer != NEW and answer not in offered):
            raise InvalidInput(
                {"answers": [f"Ligne {line[:10]} : choisissez l’un des projets proposés, ou « nouveau »."]}
            )
    # With the title that was shown: an answer holds for no other line that comes to bear this number.
    run.answers = run.answers | {line: [answer, rows[line].title] for line, answer in answers.items()}
    run.save()
    record(ImportAction.SETTLE, run, by=by, after={"answers": len(answers)})
    return ask_check(run.pk, by=by)


@transaction.atomic
def settle_conflicts(run_id: Any, *, by: "User", choices: Mapping[str, str], rest: str = "") -> ImportRun:
    """Say of cells that changed on both sides which value is kept (« line.field » → `file` or `portal`), and of all
    the others (`rest`); then check again. A choice is worth for the value of the portal that was seen.
    """
    run = settled(run_id)
    offered = {
        f"{row.line}.{name}": cell["now"]
        for row in run.rows.exclude(crossed={})
        for name, cell in row.crossed.items()
        if cell["state"] in (Crossing.BOTH, Crossing.FILE, Crossing.PORTAL)
    }
    if rest not in ("", *SIDES):
        raise InvalidInput({"rest": ["Choisissez le fichier ou le portail."]})
    told = dict.fromkeys(offered.keys() - run.choices.keys(), rest) if rest else {}
    for key, side in {**told, **choices}.items():
        if key not in offered or side not in SIDES:
            raise InvalidInput(
                {"choices": [f"« {key[:60]} » : choisissez le fichier ou le portail, pour une cellule en conflit."]}
            )
        run.choices[key] = [side, offered[key]]
    run.save()
    record(ImportAction.SETTLE, run, by=by, after={"choices": len(told | dict(choices)), "rest": rest})
    return ask_check(run.pk, by=by)


@transaction.atomic
def ask_run(run_id: Any, *, by: "User", base_version: int | None = None) -> ImportRun:
    """Have a worker import what was checked: the lines refused stay out, and are given back as a file."""
    run = locked(run_id)
    IMPORT_WORKFLOW.target(ImportAction.RUN, ImportState(run.state))
    refuse_if(running_blockers(run), "d’importer")
    run.check_version(base_version, {})
    return _work(run, "run_import", by)


@transaction.atomic
def stop_work(run_id: Any, *, by: "User") -> ImportRun:
    """Stop the work under way at its next step: nothing of it is kept."""
    # Not locked: the work holds the row until its end.
    run = ImportRun.objects.select_related("job").get(pk=run_id)
    if run.job is None or not run.is_working:
        raise Refused("Impossible d’arrêter : aucun travail n’est en cours. Actualisez la page.")
    cancel(run.job.pk, by=by)
    return run


@transaction.atomic
def ask_undo(run_id: Any, *, by: "User", reason: str) -> ImportRun:
    """Have a worker take the whole import back, but for the projects that changed since."""
    run = locked(run_id)
    IMPORT_WORKFLOW.target(ImportAction.UNDO, ImportState(run.state))
    refuse_if(undoing_blockers(run), "d’annuler l’import")
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi l’import est annulé : le journal le garde."]})
    record("ask_undo_import", run, by=by, reason=reason.strip())
    return _work(run, "undo_import", by)


@transaction.atomic
def publish_figures(
    run_id: Any,
    *,
    by: "User",
    projects: int | None = None,
    cost: Decimal | None = None,
    duration: Decimal | None = None,
    shared: int | None = None,
    times: int = 1,
) -> ImportRun:
    """Note the figures that the source itself published of this edition, to be compared with those of its rows.

    `times`: how many times the unit of the rows the published cost is written in (1 000 for thousands of millions).
    """
    run = locked(run_id)
    said = {"projects": projects, "cost": cost, "duration": duration, "shared": shared}
    said |= {"times": times} if cost is not None and times != 1 else {}
    run.published = {name: str(value) for name, value in said.items() if value is not None}
    run.version += 1
    run.save()
    record("publish_figures", run, by=by, after=run.published)
    return run
