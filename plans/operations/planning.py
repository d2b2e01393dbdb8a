"""Write a plan, put it in application, go back, give it up."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import receive_upload
from foundation.journal import editing
from foundation.journal.record import record
from ministries.models import Commune, Ministry

from ..enums import PlanAct as Act
from ..enums import PlanKind, PlanState
from ..models import Plan
from ..rules import can_keep_plan
from ..workflow import PLAN_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User

LONGEST_CHAIN = 50  # plans that replaced one another: the SDSI of fifty terms


def standing_of(plan: Plan) -> Plan:
    """The same plan, read again with what the day makes of it."""
    return Plan.objects.with_standing(clock.today()).get(pk=plan.pk)


def received(upload: UploadedFile | None, scope_id: UUID, *, by: "User | None") -> StoredFile | None:
    """The piece that comes with an act, checked and stored before it."""
    return receive_upload(upload, by=by, scope=scope_id) if upload is not None else None


def create_plan(
    *,
    kind: PlanKind | str,
    title: str,
    ministry: Ministry | None = None,
    commune: Commune | None = None,
    upload: UploadedFile | None = None,
    by: "User | None",
    **facts: Any,
) -> Plan:
    """Enter the draft of a plan, of a ministry or of a commune; raise InvalidInput for one that `by` does not keep."""
    owners = [owner for owner in (ministry, commune) if owner is not None]
    if len(owners) != 1:
        raise InvalidInput({"ministry": ["Un plan est celui d’un ministère ou d’une commune : choisissez-en un."]})
    plan = Plan(scope=owners[0].scope, ministry=ministry, commune=commune, kind=kind, title=title.strip(), **facts)
    if by is not None and not can_keep_plan(by, plan):
        raise InvalidInput({"ministry" if ministry else "commune": [can_keep_plan.sentence]})
    _check(plan, plan.kind, plan.replaces)
    plan.file = received(upload, plan.scope_id, by=by)
    with transaction.atomic():
        with constraints_as_refusals(Plan):
            plan.save(force_insert=True)
        record("create_plan", plan, by=by, after={"kind": str(kind), "title": plan.title, **_told(plan)})
    return standing_of(plan)


def edit_plan(
    plan_id: UUID, *, base_version: int | None, upload: UploadedFile | None = None, by: "User | None", **typed: Any
) -> Plan:
    """Correct a plan; its document is replaced only by another one. What `typed` leaves out stays as it is."""
    scope_id = Plan.objects.values_list("scope_id", flat=True).get(pk=plan_id)
    stored = received(upload, scope_id, by=by)
    with transaction.atomic():
        plan = _locked(plan_id)
        values = typed | ({"file": stored} if stored is not None else {})
        if {"kind", "replaces"} & set(values):
            _check(plan, values.get("kind", plan.kind), values.get("replaces", plan.replaces))
        if values.get("adopted_on"):
            _check_day(values["adopted_on"])
        return standing_of(editing.edit(plan, values, base_version=base_version, act="edit_plan", by=by))


def _check(plan: Plan, kind: str, replaced: Plan | None) -> None:
    """A plan takes the place of one of the same institution and of the same kind, that is in application."""
    if replaced is None:
        return
    if replaced.scope_id != plan.scope_id or replaced.kind != kind:
        raise InvalidInput(
            {"replaces": ["Un plan en remplace un de même nature, de la même institution : choisissez-en un autre."]}
        )
    if replaced.state != PlanState.ADOPTED:
        raise InvalidInput({"replaces": ["Ce plan n’est pas en application : il n’y a rien à remplacer."]})
    above: Plan | None = replaced
    for _ in range(LONGEST_CHAIN):
        if above is None:
            return
        if above.pk == plan.pk:
            break
        above = above.replaces
    raise InvalidInput({"replaces": ["Ce plan est lui-même remplacé par celui que vous modifiez."]})


def _check_day(day: date) -> None:
    if day > clock.today():
        raise InvalidInput({"adopted_on": ["Ce jour n’est pas encore venu : un plan s’applique une fois adopté."]})


def _told(plan: Plan) -> dict[str, Any]:
    names = ("starts_on", "ends_on", "replaces", "source")
    return {name: editing.told(value) for name in names if (value := getattr(plan, name)) not in (None, "")}


@transaction.atomic
def adopt_plan(plan_id: UUID, *, act_reference: str = "", adopted_on: date | None = None, by: "User | None") -> Plan:
    """Put a plan in application. An act that nobody knows stays unknown, and the plan then says so."""
    plan = _locked(plan_id)
    state = PLAN_WORKFLOW.target(Act.ADOPT, PlanState(plan.state))
    if adopted_on is not None:
        _check_day(adopted_on)
    plan.act_reference, plan.adopted_on = act_reference.strip(), adopted_on
    after = {"act_reference": plan.act_reference, "adopted_on": str(adopted_on or "")}
    return _move(plan, Act.ADOPT, state, by=by, after=after)


@transaction.atomic
def reopen_plan(plan_id: UUID, *, reason: str, by: "User | None") -> Plan:
    """Go back to the draft, with a reason: the plan was said in application, or given up, by mistake."""
    plan = _locked(plan_id)
    state = PLAN_WORKFLOW.target(Act.REOPEN, PlanState(plan.state))
    if follower := plan.followers.filter(state=PlanState.ADOPTED).first():
        raise Refused(
            f"Impossible de revenir au projet de plan : « {follower.title} », en application, remplace ce plan. Revenez"
            " d’abord sur celui-là."
        )
    before = {"act_reference": plan.act_reference, "adopted_on": str(plan.adopted_on or "")}
    plan.act_reference, plan.adopted_on = "", None
    return _move(plan, Act.REOPEN, state, by=by, reason=reason, before=before)


@transaction.atomic
def drop_plan(plan_id: UUID, *, reason: str, by: "User | None") -> Plan:
    """Give up the draft of a plan; it stays readable, with the reason in its history."""
    plan = _locked(plan_id)
    return _move(plan, Act.DROP, PLAN_WORKFLOW.target(Act.DROP, PlanState(plan.state)), by=by, reason=reason)


def _move(
    plan: Plan,
    act: Act,
    state: PlanState,
    *,
    by: "User | None",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Plan:
    before, after = {"state": plan.state} | (before or {}), {"state": str(state)} | (after or {})
    plan.state = state
    plan.version += 1
    with constraints_as_refusals(Plan):
        plan.save()
    record(act, plan, by=by, reason=reason.strip(), before=before, after=after)
    return standing_of(plan)


def _locked(plan_id: UUID) -> Plan:
    return Plan.objects.select_for_update(of=("self",)).select_related("replaces").get(pk=plan_id)
