"""The monthly update: drafts, publication of many at once, « rien de changé »."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from foundation import jobs
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.typography import short_date
from foundation.journal.record import record

from ..enums import ENDED_STAGES, Stage, UpdateState
from ..models import Project, StatusUpdate
from ..queries.own_projects import every_side
from ..queries.project_signals import moves_to_comment
from ..workflow import attestation_blockers, change_needs_reason, editing_blockers, stage_blockers
from .storing import confirm_values, differences, locked, refuse_if, save_project

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class UpdateValues:
    """The whole of what an update says, not only what moves: a published update stands by itself."""

    stage: Stage
    progress: int | None = None
    forecast_start: date | None = None
    forecast_end: date | None = None
    forecast_cost: int | None = None
    actual_start: date | None = None
    actual_end: date | None = None
    actual_cost: int | None = None
    own_rating: int | None = None
    narrative: str = ""

    @classmethod
    def of(cls, project: Project) -> "UpdateValues":
        """The values of the last publication: what a new update starts from."""
        return cls(Stage(project.stage), **{name: getattr(project, name) for name in PROJECT_VALUES if name != "stage"})

    def on_project(self) -> dict[str, Any]:
        return {
            name: str(value) if name == "stage" else value for name, value in vars(self).items() if name != "narrative"
        }


def whole(project: Project, said: UpdateValues | Mapping[str, Any]) -> UpdateValues:
    """What is said of a project; a value left out stays as it was last published."""
    if isinstance(said, UpdateValues):
        return said
    stage = {"stage": Stage(said["stage"])} if "stage" in said else {}
    return replace(UpdateValues.of(project), **{**said, **stage})


PROJECT_VALUES = (
    "stage",
    "progress",
    "forecast_start",
    "forecast_end",
    "forecast_cost",
    "actual_start",
    "actual_end",
    "actual_cost",
    "own_rating",
)


@dataclass(frozen=True)
class RowInput:
    """One row of « Mes projets »: values to publish, or an attestation that nothing changed.

    Versions are those the page was drawn with.
    """

    project_id: UUID
    values: UpdateValues | Mapping[str, Any]
    attests: bool = False
    base_version: int | None = None
    draft_version: int | None = None


@dataclass
class RowResult:
    project_id: UUID
    outcome: str = ""  # published, attested, drafted, unchanged, refused
    errors: dict[str, list[str]] = field(default_factory=dict)  # "" for the whole row
    conflict: Conflict | None = None
    sides: dict[str, tuple[str, str]] = field(default_factory=dict)  # of a conflict, every field: stored, sent
    draft_version: int = 0  # of the draft that the row has now

    @property
    def fields_in_conflict(self) -> dict[str, dict[str, str]]:
        """Where the row changed in the meantime: what is stored, and what was sent."""
        return {name: {"stored": stored, "sent": sent} for name, (stored, sent) in self.sides.items() if stored != sent}


def says_something(project: Project, values: UpdateValues) -> bool:
    return bool(values.narrative.strip()) or UpdateValues.of(project).on_project() != values.on_project()


def check_values(project: Project, values: UpdateValues, today: date) -> None:
    """Raise InvalidInput with every reason for which these values cannot be published."""
    errors: dict[str, list[str]] = {}
    source = Stage(project.stage)
    keeps_unknown = _keeps_unknown_dates(project, values)
    if blockers := stage_blockers(
        values.stage,
        actual_start=values.actual_start,
        actual_end=values.actual_end,
        today=today,
        dates_unknown=keeps_unknown,
    ):
        errors["stage"] = blockers
    if values.progress is not None and not 0 <= values.progress <= 100:
        errors["progress"] = ["L’avancement va de 0 à 100 %."]
    elif values.stage in ENDED_STAGES and values.progress is not None and values.progress < 100:
        errors["progress"] = [
            f"Un projet au stade « {values.stage.label} » est à 100 %. Corrigez l’avancement ou le stade."
        ]
    begun = values.actual_start or values.forecast_start
    if values.forecast_end and begun and values.forecast_end < begun:
        errors["forecast_end"] = [
            f"La fin estimée ({short_date(values.forecast_end)}) précède le début ({short_date(begun)})."
        ]
    for name in ("forecast_cost", "actual_cost"):
        cost = getattr(values, name)
        if cost is not None and not 0 <= cost <= 10**15:
            errors[name] = ["Un coût va de 0 à 1 000 000 milliards de francs CFA."]
    if values.own_rating is not None and not 1 <= values.own_rating <= 5:
        errors["own_rating"] = ["Une note va de 1 à 5."]
    if not values.narrative.strip():
        moves = moves_to_comment(project, values.on_project())
        if change_needs_reason(source, values.stage):
            moves.insert(0, f"le stade passe de « {source.label} » à « {values.stage.label} »")
        if moves:
            errors["narrative"] = [
                f"Un commentaire est obligatoire : {' ; '.join(moves)}. Dites pourquoi, et ce qui est fait."
            ]
    if errors:
        raise InvalidInput(errors)


def _keeps_unknown_dates(project: Project, values: UpdateValues) -> bool:
    return (
        project.dates_unknown
        and values.stage == project.stage
        and values.actual_start is None
        and values.actual_end is None
    )


def _draft_of(project: Project) -> StatusUpdate | None:
    return project.updates.filter(state=UpdateState.DRAFT).first()


def _check_draft(draft: StatusUpdate | None, draft_version: int | None, values: UpdateValues, *, by: "User") -> None:
    """Two persons may hold the same page: a draft saved in between is shown, never overwritten unseen. One that says
    the same (sent again, its answer lost on the way) crosses nothing; nor does whoever writes over his own.
    """
    if draft is not None and not (draft_version is None and draft.author_id == by.pk):
        _check_version(draft, draft_version, values)


def _check_version(draft: StatusUpdate, draft_version: int | None, values: UpdateValues) -> None:
    typed = values.on_project() | {"narrative": values.narrative.strip()}
    if not _says(draft, typed):
        draft.check_version(draft_version or 0, typed, author=draft.author_name)  # 0: whoever names none saw none


def _take_back(draft: StatusUpdate, row: RowInput, said: UpdateValues, *, by: "User") -> None:
    """What was typed was taken back: the draft, which was seen, has nothing left to say. The journal keeps its text."""
    _check_version(draft, row.draft_version, said)
    discard_draft(row.project_id, by=by)


def _says(draft: StatusUpdate, typed: Mapping[str, Any]) -> bool:
    return all(getattr(draft, name) == value for name, value in typed.items())


def _fill(update: StatusUpdate, values: UpdateValues, *, by: "User", today: date) -> None:
    for name, value in values.on_project().items():
        setattr(update, name, value)
    update.narrative = values.narrative.strip()
    update.author, update.author_name = by, str(by)[:200]
    update.month = today.replace(day=1)


@transaction.atomic
def save_draft(
    project_id: Any,
    values: UpdateValues | Mapping[str, Any],
    *,
    by: "User",
    base_version: int | None = None,
    draft_version: int | None = None,
) -> StatusUpdate:
    """Keep what was typed, as it is: the rules are asked at publication. One draft a project."""
    project = locked(project_id)
    refuse_if(editing_blockers(project), "enregistrer le brouillon")
    values = whole(project, values)
    draft = _draft_of(project)
    if draft is None:
        project.check_version(base_version, values.on_project())
        draft = StatusUpdate(scope_id=project.scope_id, project=project)
    else:
        _check_draft(draft, draft_version, values, by=by)
        draft.version += 1
    if values.progress is not None and not 0 <= values.progress <= 100:
        raise InvalidInput({"progress": ["L’avancement va de 0 à 100 %."]})
    _fill(draft, values, by=by, today=clock.today())
    draft.save()
    record("save_update_draft", project, by=by)
    return draft


@transaction.atomic
def discard_draft(project_id: Any, *, by: "User") -> None:
    """Throw away the draft of a project; the journal keeps its text."""
    project = locked(project_id)
    draft = _draft_of(project)
    if draft is None:
        raise Refused(
            "Impossible de supprimer le brouillon : il n’y en a plus. Il a été publié ou supprimé entre-temps."
        )
    record(
        "discard_update_draft",
        project,
        by=by,
        before={"narrative": draft.narrative, "progress": draft.progress, "stage": draft.stage},
    )
    draft.delete()


def _publish(row: RowInput, *, by: "User") -> StatusUpdate | None:
    """Publish one row inside the caller's transaction; None when it says nothing new."""
    project = locked(row.project_id)
    said = whole(project, row.values)
    draft = _draft_of(project)
    if not says_something(project, said):
        if draft is not None:
            _take_back(draft, row, said, by=by)
        return None
    refuse_if(editing_blockers(project), "publier la mise à jour")
    today = clock.today()
    project.check_version(row.base_version, said.on_project())
    _check_draft(draft, row.draft_version, said, by=by)
    check_values(project, said, today)
    update = draft or StatusUpdate(scope_id=project.scope_id, project=project)
    _fill(update, said, by=by, today=today)
    update.state, update.published_at = UpdateState.PUBLISHED, clock.now()
    update.save()
    values = said.on_project()
    old, new = differences({name: getattr(project, name) for name in values}, values)
    project.dates_unknown = _keeps_unknown_dates(project, said)
    for name, value in values.items():
        setattr(project, name, value)
    project.last_update_on = today
    confirm_values(project, today)
    save_project(project, [*values, "dates_unknown", "last_update_on", "fresh_until"])
    record("publish_update", project, by=by, before=old, after=new)
    return update


def _attest(project_id: Any, *, by: "User", base_version: int | None) -> StatusUpdate:
    project = locked(project_id)
    today = clock.today()
    project.check_version(base_version, {})
    recent = list(project.updates.published().order_by("-published_at", "-pk")[:2])
    refuse_if(attestation_blockers(project, today, recent), "attester « rien de changé »")
    if _draft_of(project) is not None:
        raise Refused(
            "Impossible d’attester « rien de changé » : un brouillon de mise à jour attend. Publiez-le ou supprimez-le."
        )
    update = StatusUpdate(
        scope_id=project.scope_id,
        project=project,
        attests_no_change=True,
        state=UpdateState.PUBLISHED,
        published_at=clock.now(),
    )
    _fill(update, UpdateValues.of(project), by=by, today=today)
    update.save(force_insert=True)
    # Not an update: last_update_on does not move. The values are confirmed: freshness counts from today.
    confirm_values(project, today)
    save_project(project, ["fresh_until"])
    record("attest_no_change", project, by=by)
    return update


def _tell(updates: list[StatusUpdate], *, by: "User") -> None:
    if updates:
        jobs.enqueue("fold_project_figures", by=by, scope=updates[0].scope_id)


@transaction.atomic
def publish_update(
    project_id: Any,
    values: UpdateValues | Mapping[str, Any],
    *,
    by: "User",
    base_version: int | None = None,
    draft_version: int | None = None,
) -> StatusUpdate:
    """Publish the update of one project; it is then immutable.

    Raise Refused when it says nothing new, InvalidInput with every reason.
    """
    update = _publish(RowInput(project_id, values, base_version=base_version, draft_version=draft_version), by=by)
    if update is None:
        raise Refused(
            "Impossible de publier la mise à jour : rien n’est modifié. Si tout est encore exact, attestez « rien de"
            " changé »."
        )
    _tell([update], by=by)
    return update


@transaction.atomic
def attest_no_change(project_id: Any, *, by: "User", base_version: int | None = None) -> StatusUpdate:
    """Attest that the values still hold. No more than two in a row, once a month; it is not an update."""
    update = _attest(project_id, by=by, base_version=base_version)
    _tell([update], by=by)
    return update


@transaction.atomic
def publish_updates(rows: Iterable[RowInput], *, by: "User") -> list[RowResult]:
    """Publish or attest many rows. Each row stands alone: one that is refused keeps nothing and stops no other.

    Rows are taken in the order of their keys, so that two persons who publish at once wait for each other and never
    block.
    """
    results, done = [], []
    for row in sorted(rows, key=lambda row: row.project_id):
        result = RowResult(row.project_id)
        results.append(result)
        try:
            with transaction.atomic():
                if row.attests:
                    _refuse_attestation_of_changes(row)
                    done.append(_attest(row.project_id, by=by, base_version=row.base_version))
                    result.outcome = "attested"
                    continue
                update = _publish(row, by=by)
                result.outcome = "published" if update else "unchanged"
                if update:
                    done.append(update)
        except Refused as refusal:
            _note(result, refusal, row)
    _tell(done, by=by)
    return results


@transaction.atomic
def attest_the_rest(rows: Iterable[RowInput], *, by: "User") -> list[RowResult]:
    """Attest « rien de changé » of every row that waits and says nothing new.

    What was changed is kept as a draft, what is done for the month stays; a row that cannot be attested says why.
    """
    month = clock.today().replace(day=1)
    every = {row.project_id: row for row in sorted(rows, key=lambda row: row.project_id)}
    published = StatusUpdate.objects.published().filter(project__in=every, month=month)
    done = set(published.values_list("project_id", flat=True))
    changed, attested = [], []
    for row in every.values():
        project = locked(row.project_id)
        if says_something(project, whole(project, row.values)) or _draft_of(project) is not None:
            changed.append(row)
        elif row.project_id not in done:
            attested.append(replace(row, attests=True))
    results = publish_updates(attested, by=by) + save_drafts(changed, by=by)
    seen = {result.project_id for result in results}
    return results + [RowResult(key, "unchanged") for key in every if key not in seen]


@transaction.atomic
def save_drafts(rows: Iterable[RowInput], *, by: "User") -> list[RowResult]:
    """Keep the drafts of many rows; a row that says nothing new keeps no draft."""
    results = []
    for row in sorted(rows, key=lambda row: row.project_id):
        result = RowResult(row.project_id)
        results.append(result)
        try:
            with transaction.atomic():
                project = locked(row.project_id)
                draft, said = _draft_of(project), whole(project, row.values)
                if draft is None and not says_something(project, said):
                    result.outcome = "unchanged"
                elif draft is not None and not says_something(project, said):
                    _take_back(draft, row, said, by=by)
                    result.outcome = "unchanged"
                else:
                    save_draft(
                        row.project_id, said, by=by, base_version=row.base_version, draft_version=row.draft_version
                    )
                    result.outcome = "drafted"
                kept = _draft_of(project)
                result.draft_version = kept.version if kept is not None else 0
        except Refused as refusal:
            _note(result, refusal, row)
    return results


def _refuse_attestation_of_changes(row: RowInput) -> None:
    project = locked(row.project_id)
    if says_something(project, whole(project, row.values)):
        raise Refused(
            "Vous attestez que rien n’a changé, mais des valeurs de la ligne sont modifiées. Décochez « rien de changé"
            " », ou reprenez les valeurs."
        )


def _sides(row: RowInput) -> dict[str, tuple[str, str]]:
    """Of a row that crosses another text, every field: the draft that was kept, else what was last published."""
    project = Project.objects.defer("search").get(pk=row.project_id)
    last = _draft_of(project) or project.updates.published().order_by("-published_at", "-pk").first()
    said = whole(project, row.values)
    typed = said.on_project() | {"narrative": said.narrative.strip()}
    stored = last if last is not None and last.state == UpdateState.DRAFT else project
    return every_side(stored, last.narrative if last is not None else "", typed)


def _note(result: RowResult, refusal: Refused, row: RowInput) -> None:
    result.outcome = "refused"
    if isinstance(refusal, InvalidInput):
        result.errors = refusal.errors
    else:
        result.errors = {"": [refusal.message, *refusal.blockers]}
    if isinstance(refusal, Conflict):
        result.conflict, result.sides = refusal, _sides(row)


# What a page, or a call, does of many rows at once.
BULK_ACTS = {"publish": publish_updates, "draft": save_drafts, "rest": attest_the_rest}
