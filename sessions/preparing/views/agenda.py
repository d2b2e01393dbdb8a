"""Preparing the agenda (screen with the list at the left and the chosen item at the right), its items and annexes."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common.acts import acts_on, one_of
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.form_pages import base_version, refuse_into
from foundation.common.permissions import require
from foundation.common.requests import Request
from sessions.core import rules
from sessions.core.enums import SessionState
from sessions.core.extensions import agenda_parts
from sessions.core.models import AgendaItem, Annex, CommissionSession
from sessions.core.views.shown import acted_session, crumbs, file_page, visible_item, visible_session

from ..forms.sessions import AnnexFlagsForm, AnnexForm, ItemForm, PostponeItemForm, ReasonForm
from ..operations import agenda as acts
from ..operations.own_items import restore_own_items
from ..operations.preparing import EDITABLE
from ..queries.conformity import CONFORMABLE
from ..queries.own_items import missing_own
from ..queries.proposals import ready_count
from ..queries.releases import unannounced_changes
from ..queries.saying import attached_in_words, restored_in_words
from .detail import frame_of

SHORTCUTS = [
    ("Alt+↑", "Monter le point choisi"),
    ("Alt+↓", "Descendre le point choisi"),
    ("Glisser", "Déplacer un point à la souris"),
]


visible_annex = one_of(Annex, "item__session__commission", "file")


def prepare_address(session: CommissionSession, item: Any = None) -> str:
    address = reverse("sessions:prepare", args=[session.pk])
    return f"{address}?point={getattr(item, 'pk', item)}#point" if item else address


def back(item: AgendaItem) -> str:
    """The screen with this item chosen."""
    return prepare_address(item.session, item)


def trail(item: AgendaItem, here: str) -> list[tuple[str, str]]:
    return crumbs(item.session, here)


@require_safe
def prepare(request: Request, pk: UUID) -> HttpResponse:
    return _screen(request, visible_session(request, pk), chosen=uuid_in(request.GET.get("point")))


def uuid_in(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _screen(
    request: Request,
    session: CommissionSession,
    *,
    chosen: UUID | None = None,
    item_form: ItemForm | None = None,
    annex_form: AnnexForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole screen; a refused form comes back in its place with what was typed, from the version it started at."""
    frame = frame_of(request, session)
    line = next((line for line in frame["agenda"].lines if line.item.pk == chosen), None)
    can_edit, item = frame["is_editable"], line.item if line else None
    is_new = item_form is None
    if is_new and can_edit:
        item_form = ItemForm(user=request.user, session=session, instance=item)
    context = frame | {
        "breadcrumb": crumbs(session, "Préparer"),
        "chosen": line,
        "item_form": item_form if can_edit and not (item and item.withdrawn_at) else None,
        "item_version": (item.version if is_new else base_version(request)) if item else None,
        "annex_form": annex_form or (AnnexForm() if can_edit and line else None),
        "shortcuts": SHORTCUTS,
        "may_ask_sheet": item is not None and item.kind in CONFORMABLE and not hasattr(item, "sheet"),
        "may_remove": session.state == SessionState.PREPARING and item is not None and not item.postponed_from_id,
        "missing_own": missing_own(session, {line.item.own for line in frame["agenda"].lines}) if can_edit else 0,
        "waiting_proposals": ready_count(session.commission) if can_edit else 0,
        "unannounced": unannounced_changes(session) if can_edit else None,
    }
    context |= dict(part(session) for part in agenda_parts) if can_edit else {}
    return render(request, "sessions/prepare.html", context, status=status, using="jinja2")


def _act_on_screen(
    request: Request, session: CommissionSession, form: Any, act: Callable[[Any], str], **shown: Any
) -> HttpResponse:
    """Do the act of a form that stands on the screen, and go where it says; refused, the screen comes back."""
    if not form.is_valid():
        return _screen(request, session, **shown, status=400)
    try:
        return redirect(act(form))
    except Conflict:
        raise
    except Refused as refusal:
        if session.state not in EDITABLE:
            raise
        return _screen(request, session, **shown, status=refuse_into(form, refusal))


@require_POST
def add_item(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)

    def act(form: ItemForm) -> str:
        item = acts.add_item(session.pk, form.facts(), by=request.user)
        messages.success(request, f"« {item.title} » est inscrit à l’ordre du jour.")
        return prepare_address(session) + "#nouveau"

    form = ItemForm(request.POST, user=request.user, session=session)
    return _act_on_screen(request, session, form, act, item_form=form)


@require_POST
def edit_item(request: Request, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_prepare, request.user, item.session)

    def act(form: ItemForm) -> str:
        acts.edit_item(item.pk, form.facts(), base_version=base_version(request), by=request.user)
        messages.success(request, "Le point est enregistré.")
        return back(item)

    form = ItemForm(request.POST, user=request.user, session=item.session, instance=item)
    return _act_on_screen(request, item.session, form, act, chosen=item.pk, item_form=form)


@require_POST
def add_annex(request: Request, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_prepare, request.user, item.session)

    def act(form: AnnexForm) -> str:
        taken = acts.take_annexes(item.pk, form.facts(), files=form.cleaned_data["file"], by=request.user)
        messages.success(request, attached_in_words(taken))
        return back(item)

    form = AnnexForm(request.POST, request.FILES)
    return _act_on_screen(request, item.session, form, act, chosen=item.pk, annex_form=form)


@require_POST
def reorder(request: Request, pk: UUID) -> HttpResponse:
    """The order dragged on the screen (`order` and `base`, identifiers joined by commas), or one step of a button
    (`move` = identifier:up).
    """
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)
    if move := request.POST.get("move"):
        key, _, direction = move.partition(":")
        item = get_object_or_404(AgendaItem.objects.visible_to(request.user).filter(session=session), pk=uuid_in(key))
        acts.move_item(item.pk, up=direction == "up", by=request.user)
        return redirect(prepare_address(session, item.pk))
    wants_json = "application/json" in request.headers.get("Accept", "")
    order, base = (_ids(request.POST.get(name, "")) for name in ("order", "base"))
    try:
        acts.reorder_agenda(session.pk, order, by=request.user, base=base)
    except Refused as refusal:
        if not wants_json:
            raise
        return JsonResponse({"detail": refusal.message}, status=400 if isinstance(refusal, InvalidInput) else 409)
    return JsonResponse({"order": ",".join(map(str, order))}) if wants_json else redirect(prepare_address(session))


def _ids(text: str) -> list[UUID]:
    ids = [uuid_in(part) for part in text.split(",") if part]
    if any(value is None for value in ids):
        raise InvalidInput({"order": ["L’ordre reçu n’est pas lisible. Rechargez la page."]})
    return [value for value in ids if value is not None]


annex_file = file_page(visible_annex, attrgetter("file"))


on_session = acts_on(fetch=acted_session, to=prepare_address, crumbs=crumbs, rule=rules.can_prepare)
restore_own = on_session(restore_own_items, said=restored_in_words)
table_ranking = on_session(
    acts.table_ranking, said=lambda item: f"« {item.title} » est inscrit : un avis favorable adopte le classement."
)
on_item = acts_on(fetch=visible_item, to=back, crumbs=trail, of=attrgetter("session"), rule=rules.can_prepare)
remove_item = on_item(
    acts.remove_item,
    said=lambda item: f"« {item.title} » est supprimé.",
    back=lambda item: prepare_address(item.session),
)
withdraw_item = on_item(
    acts.withdraw_item,
    form=ReasonForm,
    title="Retirer « {row.title} »",
    submit="Retirer le point",
    here="Retirer un point",
    intro="Le point reste visible, barré, avec ce motif et votre nom.",
    said="Le point est retiré ; il reste visible avec son motif.",
)
restore_item = on_item(acts.restore_item, said="Le point est remis à l’ordre du jour.")
postpone_item = on_item(
    acts.postpone_item,
    form=PostponeItemForm,
    options=lambda request, item: {"session": item.session},
    title="Reporter « {row.title} »",
    submit="Reporter le point",
    here="Reporter un point",
    intro=(
        "Une copie du point, avec ses liens et ses annexes, est inscrite à l’autre session. Les deux renvoient l’un à"
        " l’autre."
    ),
    said=lambda copy: f"Le point est reporté ; il attend dans la {copy.session.label}.",
)
on_annex = acts_on(
    fetch=visible_annex,
    to=lambda annex: back(annex.item),
    crumbs=lambda annex, here: trail(annex.item, here),
    of=attrgetter("item.session"),
    rule=rules.can_prepare,
)
edit_annex = on_annex(
    acts.edit_annex,
    form=AnnexFlagsForm,
    edits=True,
    title="Annexe « {row.title} »",
    submit="Enregistrer",
    here="Annexe",
    said="L’annexe est enregistrée.",
)
remove_annex = on_annex(acts.remove_annex, said=lambda annex: f"« {annex.title} » est retirée ; l’historique la garde.")
