"""Preparing the agenda (screen with the list at the left and the chosen item at the right), its items and annexes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.form_pages import FormPage, base_version, refuse_into, serve_form
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.common.typography import plural
from foundation.documents.operations.receiving import receive_upload
from foundation.documents.views.downloading import attachment
from sessions.core import rules
from sessions.core.enums import SessionState
from sessions.core.extensions import agenda_parts
from sessions.core.models import AgendaItem, Annex, CommissionSession
from sessions.core.views.shown import crumbs, visible_item, visible_session

from ..enums import ProposalState
from ..forms.sessions import AnnexFlagsForm, AnnexForm, ItemForm, PostponeItemForm, ReasonForm, item_initial
from ..operations import agenda as acts
from ..operations.own_items import restore_own_items
from ..operations.preparing import EDITABLE
from ..queries.own_items import has_own_items, own_titles, previous_session
from ..queries.releases import unannounced_changes
from ..queries.sheet import Agenda
from .sessions import frame_of

SHORTCUTS = [
    ("Alt+↑", "Monter le point choisi"),
    ("Alt+↓", "Descendre le point choisi"),
    ("Glisser", "Déplacer un point à la souris"),
]
READY = (ProposalState.ENDORSED, ProposalState.DEFERRED)
FLAGS = ("title", "is_confidential", "is_printed", "is_signed", "is_published")


def visible_annex(request: HttpRequest, pk: UUID) -> Annex:
    return get_object_or_404(
        Annex.objects.visible_to(request.user).select_related("item__session__commission", "file"), pk=pk
    )


def prepare_address(session: CommissionSession, item: Any = None) -> str:
    address = reverse("sessions:prepare", args=[session.pk])
    return f"{address}?point={getattr(item, 'pk', item)}#point" if item else address


@require_safe
def prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    return _screen(request, session, chosen=_uuid(request.GET.get("point")))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _screen(
    request: HttpRequest,
    session: CommissionSession,
    *,
    chosen: UUID | None = None,
    item_form: ItemForm | None = None,
    annex_form: AnnexForm | None = None,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole screen; a refused form comes back in its place with what was typed."""
    frame = frame_of(request, session)
    line = next((line for line in frame["agenda"].lines if line.item.pk == chosen), None)
    can_edit = frame["is_editable"]
    if can_edit and item_form is None:
        options = {"user": request.user, "session": session}
        item_form = ItemForm(initial=item_initial(line.item), **options) if line else ItemForm(**options)
    if line is not None and version is None:
        version = line.item.version
    context = frame | {
        "breadcrumb": crumbs(session, "Préparer"),
        "chosen": line,
        "item_form": item_form if can_edit and not (line and line.item.withdrawn_at) else None,
        "item_version": version,
        "annex_form": annex_form or (AnnexForm() if can_edit and line else None),
        "shortcuts": SHORTCUTS,
        "missing_own": _missing_own(session, frame["agenda"]) if can_edit else 0,
        "waiting_proposals": session.commission.proposals.filter(state__in=READY).count() if can_edit else 0,
        "unannounced": unannounced_changes(session) if can_edit else None,
    }
    context |= dict(part(session) for part in agenda_parts) if can_edit else {}
    return render(request, "sessions/prepare.html", context, status=status, using="jinja2")


def _missing_own(session: CommissionSession, agenda: Agenda) -> int:
    """How many items of the portal were taken off an agenda in preparation."""
    if session.state != SessionState.PREPARING or not has_own_items(session):
        return 0
    present = {line.item.own for line in agenda.lines if line.item.own}
    return sum(1 for own in own_titles(session, previous_session(session)) if own not in present)


@require_POST
def add_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)
    form = ItemForm(request.POST, user=request.user, session=session)
    if not form.is_valid():
        return _screen(request, session, item_form=form, status=400)
    try:
        item = acts.add_item(session.pk, form.facts(), by=request.user)
    except Refused as refusal:
        return _screen(request, session, item_form=form, status=refuse_into(form, refusal))
    messages.success(request, f"« {item.title} » est inscrit à l’ordre du jour.")
    return redirect(prepare_address(session) + "#nouveau")


@require_POST
def edit_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    session = item.session
    require(rules.can_prepare, request.user, session)
    form = ItemForm(request.POST, user=request.user, session=session)
    if not form.is_valid():
        return _screen(request, session, chosen=item.pk, item_form=form, version=base_version(request), status=400)
    try:
        acts.edit_item(
            item.pk, _keeping_unseen(request, item, form), base_version=base_version(request), by=request.user
        )
    except Conflict:
        raise
    except Refused as refusal:
        return _screen(
            request,
            session,
            chosen=item.pk,
            item_form=form,
            version=base_version(request),
            status=refuse_into(form, refusal),
        )
    messages.success(request, "Le point est enregistré.")
    return redirect(prepare_address(session, item))


def _keeping_unseen(request: HttpRequest, item: AgendaItem, form: ItemForm) -> acts.ItemFacts:
    """Links that the form cannot show (another scope's project) are not lost by saving it."""
    facts = form.facts()
    offered = set(form.fields["projects"].queryset.values_list("pk", flat=True))
    texts = set(form.fields["legal_texts"].queryset.values_list("pk", flat=True))
    return acts.ItemFacts(
        **{
            name: getattr(facts, name)
            for name in (
                "title",
                "kind",
                "description",
                "planned_minutes",
                "presenter",
                "presenter_label",
                "is_closed_doors",
            )
        },
        projects=[*facts.projects, *(project for project in item.projects.all() if project.pk not in offered)],
        legal_texts=[*facts.legal_texts, *(text for text in item.legal_texts.all() if text.pk not in texts)],
    )


@require_POST
def reorder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The order dragged on the screen (`order` and `base`, identifiers joined by commas), or one step of a button
    (`move` = identifier:up).
    """
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)
    if move := request.POST.get("move"):
        key, _, direction = move.partition(":")
        item = get_object_or_404(AgendaItem.objects.visible_to(request.user).filter(session=session), pk=_uuid(key))
        acts.move_item(item.pk, up=direction == "up", by=request.user)
        return redirect(prepare_address(session, item.pk))
    order, base = (_ids(request.POST.get(name, "")) for name in ("order", "base"))
    try:
        acts.reorder_agenda(session.pk, order, by=request.user, base=base)
    except Refused as refusal:
        if "application/json" not in request.headers.get("Accept", ""):
            raise
        return JsonResponse({"detail": refusal.message}, status=400 if isinstance(refusal, InvalidInput) else 409)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"order": ",".join(map(str, order))})
    return redirect(prepare_address(session))


def _ids(text: str) -> list[UUID]:
    ids = [_uuid(part) for part in text.split(",") if part]
    if any(value is None for value in ids):
        raise InvalidInput({"order": ["L’ordre reçu n’est pas lisible. Rechargez la page."]})
    return [value for value in ids if value is not None]


@require_POST
def remove_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_prepare, request.user, item.session)
    acts.remove_item(item.pk, by=request.user)
    messages.success(request, f"« {item.title} » est supprimé.")
    return redirect(prepare_address(item.session))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_prepare, request.user, item.session)

    def act(form: ReasonForm) -> str:
        acts.withdraw_item(item.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Le point est retiré ; il reste visible avec son motif.")
        return prepare_address(item.session, item)

    page = FormPage(
        f"Retirer « {item.title} »",
        "Retirer le point",
        prepare_address(item.session, item),
        crumbs(item.session, "Retirer un point"),
        intro="Le point reste visible, barré, avec ce motif et votre nom.",
    )
    return serve_form(request, ReasonForm, page, act)


@require_POST
def restore_own(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)
    items = restore_own_items(session.pk, by=request.user)
    added = (
        f"{plural(len(items), 'point est inscrit', 'points sont inscrits')} en tête de l’ordre du jour."
        if items
        else "Les points du portail sont à jour."
    )
    messages.success(request, added)
    return redirect(prepare_address(session))


@require_POST
def restore_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_prepare, request.user, item.session)
    acts.restore_item(item.pk, by=request.user)
    messages.success(request, "Le point est remis à l’ordre du jour.")
    return redirect(prepare_address(item.session, item))


@require_http_methods(["GET", "HEAD", "POST"])
def postpone_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_prepare, request.user, item.session)

    def act(form: PostponeItemForm) -> str:
        target = form.cleaned_data["to_session"]
        copy = acts.postpone_item(
            item.pk, to_session_id=target.pk if target else None, reason=form.cleaned_data["reason"], by=request.user
        )
        messages.success(request, f"Le point est reporté ; il attend dans la {copy.session.label}.")
        return prepare_address(item.session, item)

    page = FormPage(
        f"Reporter « {item.title} »",
        "Reporter le point",
        prepare_address(item.session, item),
        crumbs(item.session, "Reporter un point"),
        intro=(
            "Une copie du point, avec ses liens et ses annexes, est inscrite à l’autre session. Les deux renvoient l’un"
            " à l’autre."
        ),
    )
    return serve_form(request, PostponeItemForm, page, act, session=item.session)


@require_POST
def add_annex(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    session = item.session
    require(rules.can_prepare, request.user, session)
    form = AnnexForm(request.POST, request.FILES)
    if not form.is_valid():
        return _screen(request, session, chosen=item.pk, annex_form=form, status=400)
    try:
        # Nobody else finds the file by itself: an annex is read through its item, by whoever may see that.
        stored = receive_upload(
            form.cleaned_data["file"],
            by=request.user,
            scope=session.scope_id,
            commission_id=session.commission_id,
            level=Level.PERSONAL,
        )
        annex = acts.add_annex(item.pk, stored, form.flags(), by=request.user)
    except Refused as refusal:
        if session.state not in EDITABLE:
            raise
        return _screen(request, session, chosen=item.pk, annex_form=form, status=refuse_into(form, refusal))
    messages.success(request, f"« {annex.title} » est jointe.")
    return redirect(prepare_address(session, item))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_annex(request: HttpRequest, pk: UUID) -> HttpResponse:
    annex = visible_annex(request, pk)
    session = annex.item.session
    require(rules.can_prepare, request.user, session)

    def act(form: AnnexFlagsForm) -> str:
        acts.edit_annex(annex.pk, form.flags(), base_version=base_version(request), by=request.user)
        messages.success(request, "L’annexe est enregistrée.")
        return prepare_address(session, annex.item)

    page = FormPage(
        f"Annexe « {annex.title} »",
        "Enregistrer",
        prepare_address(session, annex.item),
        crumbs(session, "Annexe"),
        version=annex.version,
    )
    return serve_form(request, AnnexFlagsForm, page, act, initial={name: getattr(annex, name) for name in FLAGS})


@require_POST
def remove_annex(request: HttpRequest, pk: UUID) -> HttpResponse:
    annex = visible_annex(request, pk)
    require(rules.can_prepare, request.user, annex.item.session)
    acts.remove_annex(annex.pk, by=request.user)
    messages.success(request, f"« {annex.title} » est retirée ; l’historique la garde.")
    return redirect(prepare_address(annex.item.session, annex.item))


@require_safe
def annex_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    annex = visible_annex(request, pk)
    return attachment(annex.file, annex.file.name)
