"""Templates of sessions, and what a new session copies from one or from a session of the past."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from sessions.core.enums import ItemKind
from sessions.core.models import LINKED, AgendaItem, CommissionSession

from ..models import SessionTemplate

if TYPE_CHECKING:
    from foundation.accounts.models import User

COPIED = ("kind", "title", "description", "planned_minutes", "presenter_label", "is_closed_doors")


def reusable_items(session: CommissionSession) -> list[AgendaItem]:
    """The items that another session may take up: what the portal writes anew each time and what was withdrawn stay
    behind.
    """
    rows = session.agenda_items.filter(own="", withdrawn_at=None).exclude(
        kind__in=[ItemKind.PREVIOUS_PV, ItemKind.MOVED_PROJECTS, ItemKind.USE_INDICATORS, ItemKind.BASELINE]
    )
    return list(rows.in_order().select_related("presenter").prefetch_related(*LINKED))


def copy_agenda(source: CommissionSession | SessionTemplate, session: CommissionSession) -> None:
    """Write the items of a past session or of a template after those of a new one: no outcome, no annex, no lineage.

    Called inside an act.
    """
    position = session.agenda_items.aggregate(last=Max("position"))["last"] or 0
    if isinstance(source, SessionTemplate):
        for values in source.items:
            position += 1
            _write(
                session, position, values | {"is_closed_doors": values["is_closed_doors"] or session.is_closed_doors}
            )
        return
    for item in reusable_items(source):
        if item.kind == ItemKind.FOLLOW_UP and session.agenda_items.filter(own="recommendations").exists():
            continue  # the portal wrote it
        position += 1
        values = {name: getattr(item, name) for name in COPIED} | {"presenter": item.presenter}
        copy = _write(session, position, values | {"is_closed_doors": item.is_closed_doors or session.is_closed_doors})
        for name in LINKED:
            getattr(copy, name).set(getattr(item, name).all())


def _write(session: CommissionSession, position: int, values: dict[str, Any]) -> AgendaItem:
    return AgendaItem.objects.create(scope_id=session.scope_id, session=session, position=position, **values)


@transaction.atomic
def save_template(session_id: UUID, *, name: str, by: "User") -> SessionTemplate:
    """Keep the agenda, the place and the length of a session under a name; a template of that name is replaced."""
    session = CommissionSession.objects.select_related("commission").get(pk=session_id)
    name = _checked(name)
    items = [
        {each: getattr(item, each) for each in COPIED}
        | {"presenter_label": item.presenter_label or (item.presenter.full_name if item.presenter else "")}
        for item in reusable_items(session)
    ]
    if not items:
        raise Refused(
            "Impossible d’en faire un modèle : cet ordre du jour n’a aucun point à reprendre. Inscrivez-en d’abord."
        )
    template = (
        SessionTemplate.objects.select_for_update(of=("self",))
        .kept()
        .filter(commission_id=session.commission_id, name=name)
        .first()
    )
    if template is None:
        template = SessionTemplate(scope_id=session.scope_id, commission=session.commission, name=name)
    else:
        template.version += 1
    template.items, template.place, template.planned_minutes = items, session.place, session.planned_minutes
    template.save()
    record(
        "save_template", template, by=by, after={"name": name, "items": len(items)}, commission=session.commission_id
    )
    return template


@transaction.atomic
def rename_template(template_id: UUID, *, name: str, base_version: int | None, by: "User") -> SessionTemplate:
    template = _locked(template_id)
    template.check_version(base_version, {"name": name})
    name = _checked(name)
    if (
        SessionTemplate.objects.kept()
        .filter(commission_id=template.commission_id, name=name)
        .exclude(pk=template.pk)
        .exists()
    ):
        raise InvalidInput({"name": ["La commission a déjà un modèle de ce nom."]})
    before = template.name
    template.name = name
    template.version += 1
    template.save(update_fields=["name", "version"])
    record(
        "rename_template",
        template,
        by=by,
        before={"name": before},
        after={"name": name},
        commission=template.commission_id,
    )
    return template


@transaction.atomic
def retire_template(template_id: UUID, *, by: "User") -> SessionTemplate:
    """Offer it no more; the sessions made from it keep their agenda."""
    template = _locked(template_id)
    template.retired_at = clock.now()
    template.version += 1
    template.save(update_fields=["retired_at", "version"])
    record("retire_template", template, by=by, commission=template.commission_id)
    return template


def _locked(template_id: UUID) -> SessionTemplate:
    template = SessionTemplate.objects.select_for_update(of=("self",)).get(pk=template_id)
    if template.retired_at is not None:
        raise Refused("Ce modèle n’est plus proposé.")
    return template


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise InvalidInput({"name": ["Donnez un nom à ce modèle."]})
    if len(name) > 200:
        raise InvalidInput({"name": ["Le nom compte 200 caractères au plus."]})
    return name
