"""The backlog of proposals: their list, the page of one, its acts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissions.models import Commission
from foundation.common import clock
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.models import Level
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import capitalize_first, plural, short_datetime
from foundation.documents.operations.receiving import receive_upload
from foundation.documents.views.downloading import attachment
from sessions.core.views.shown import crumbs

from .. import rules
from ..enums import ProposalAction
from ..enums import ProposalState as State
from ..filters import ProposalFilter
from ..forms.proposals import CommissionChoiceForm, PieceForm, ProposalForm, RetainForm, proposal_initial
from ..forms.sessions import ReasonForm
from ..models import Proposal, ProposalAnnex
from ..operations import proposing
from ..queries.proposals import (
    PROPOSAL_TONES,
    SHEET_TONES,
    deadline_sentence,
    next_session,
    open_to_proposals,
    proposals_for,
)
from ..workflow import PROPOSAL_WORKFLOW
from .sessions import _address, _chips

# What resembles the point is shown under the first part, where its title and its objectives are typed.
SECTIONS = [
    ("Le point", "", ("kind", "title", "objectives")),
    ("La demande", "", ("structure", "planned_minutes", "projects")),
]
FORM_TEMPLATE = "sessions/proposal_form.html"


def visible_proposal(request: HttpRequest, pk: UUID) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).select_related(
        "commission", "structure", "author", "sheet", "item__session"
    )
    return get_object_or_404(rows, pk=pk)


def proposal_address(proposal: Proposal) -> str:
    return reverse("sessions:proposal", args=[proposal.pk])


def proposal_crumbs(here: str) -> list[tuple[str, str]]:
    items = crumbs()[:-1]
    return [
        *items,
        ("Sessions", reverse("sessions:list")),
        ("Propositions", reverse("sessions:proposals") if here else ""),
        *([(here, "")] if here else []),
    ]


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    found = ProposalFilter(request.GET, queryset=proposals_for(request.user), request=request)
    if request.GET.get("format") == "csv":
        rows = found.qs.iterator() if found.is_valid() else []
        header = ["Commission", "Proposition", "Nature", "Structure", "Auteur", "État", "Soumise le", "Session"]
        return csv_response("propositions.csv", header, (_csv_row(row) for row in rows))
    page = page_of(request, found.qs)
    context = {
        "page": page,
        "form": found.form,
        "chips": _chips(request, found),
        "count": plural(page.count, "proposition"),
        "can_propose": open_to_proposals(request.user).exists(),
        "export_href": _address(request.GET, format="csv"),
        "tones": PROPOSAL_TONES,
        "breadcrumb": proposal_crumbs(""),
    }
    return render(request, "sessions/proposals.html", context, using="jinja2")


def _csv_row(row: Proposal) -> list[Any]:
    return [
        row.commission.code,
        row.title,
        row.get_kind_display(),
        row.structure.name if row.structure else "",
        row.author_name,
        row.get_state_display(),
        row.submitted_at,
        row.item.session.label if row.item else "",
    ]


@require_safe
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_proposal(request, pk)
    user = request.user
    coming = next_session(row.commission_id, clock.today())
    can = {action.value for action in PROPOSAL_WORKFLOW.actions_from(State(row.state)) if _allowed(action)(user, row)}
    context = {
        "proposal": row,
        "breadcrumb": proposal_crumbs(row.title),
        "tones": PROPOSAL_TONES,
        "sheet_tones": SHEET_TONES,
        "sheet": getattr(row, "sheet", None),
        "projects": list(row.projects.visible_to(user).order_by("title", "pk")),
        "annexes": list(row.annexes.kept().select_related("file").order_by("created_at", "pk")),
        "steps": [_entry(step) for step in row.steps.select_related("by").order_by("-at", "-pk")],
        "can": can,
        "is_editable": row.state in proposing.EDITABLE and rules.can_edit_proposal(user, row),
        "piece_form": PieceForm(),
        "deadline": deadline_sentence(coming, row, today=clock.today()) if row.state in proposing.EDITABLE else "",
        "item_href": reverse("sessions:detail", args=[row.item.session_id]) + f"#point-{row.item_id}"
        if row.item and _sees(user, row)
        else "",
    }
    return render(request, "sessions/proposal.html", context, using="jinja2")


def _sees(user: Any, row: Proposal) -> bool:
    return type(row.item.session).objects.visible_to(user).filter(pk=row.item.session_id).exists()


def _allowed(action: ProposalAction) -> Callable[..., bool]:
    if action == ProposalAction.SUBMIT:
        return rules.can_submit_proposal
    if action in (ProposalAction.ENDORSE, ProposalAction.SEND_BACK):
        return rules.can_endorse_proposal
    return rules.can_settle_proposal


def _entry(step: Any) -> dict[str, Any]:
    by = f"{step.by}, {step.by_capacity}" if step.by and step.by_capacity else str(step.by or "")
    tone = PROPOSAL_TONES[State(step.to_state)]
    return {
        "when": short_datetime(step.at),
        "title": capitalize_first(step.get_to_state_display()),
        "text": step.reason,
        "by": by,
        "tone": tone,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Write a proposal; with several commissions, the first page asks for which."""
    offered = open_to_proposals(request.user)
    first = offered.first()
    if first is None:
        raise PermissionDenied(rules.can_propose.sentence)
    asked = request.GET.get("commission", "")
    commission = _chosen(offered, asked) if asked else first if offered.count() == 1 else None
    if commission is None:
        page = FormPage(
            "Proposer un point",
            "Continuer",
            reverse("sessions:proposals"),
            proposal_crumbs("Proposer un point"),
            intro="À quelle commission ?",
        )
        return serve_form(
            request,
            CommissionChoiceForm,
            page,
            lambda form: f"?commission={form.cleaned_data['commission'].pk}",
            commissions=offered,
        )

    def act(form: ProposalForm) -> str:
        require(rules.can_propose, request.user, commission)
        row = proposing.write_proposal(commission.pk, form.facts(), by=request.user)
        messages.success(
            request, "La proposition est en brouillon : joignez ses pièces, remplissez sa fiche, puis soumettez-la."
        )
        return proposal_address(row)

    coming = deadline_sentence(next_session(commission.pk, clock.today()), None, today=clock.today())
    page = FormPage(
        "Proposer un point",
        "Enregistrer le brouillon",
        reverse("sessions:proposals"),
        proposal_crumbs("Proposer un point"),
        intro=f"Commission {commission.code}. {coming}".strip(),
        sections=SECTIONS,
        template=FORM_TEMPLATE,
    )
    return serve_form(request, ProposalForm, page, act, user=request.user, commission=commission)


def _chosen(offered: Any, key: str) -> Commission:
    try:
        pk = UUID(key)
    except ValueError:
        pk = None
    return get_object_or_404(offered, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_proposal(request, pk)
    require(rules.can_edit_proposal, request.user, row)

    def act(form: ProposalForm) -> str:
        proposing.edit_proposal(row.pk, form.facts(), base_version=base_version(request), by=request.user)
        messages.success(request, "La proposition est enregistrée.")
        return proposal_address(row)

    page = FormPage(
        "Modifier la proposition",
        "Enregistrer",
        proposal_address(row),
        proposal_crumbs("Modifier"),
        version=row.version,
        sections=SECTIONS,
        template=FORM_TEMPLATE,
    )
    initial = proposal_initial(row) if request.method != "POST" else None
    return serve_form(request, ProposalForm, page, act, initial=initial, user=request.user, commission=row.commission)


@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_proposal(request, pk)
    require(rules.can_submit_proposal, request.user, row)
    done = proposing.submit_proposal(row.pk, by=request.user)
    told = (
        "Le secrétariat peut l’inscrire."
        if done.state == State.ENDORSED
        else "Le DSI du ministère la valide, puis le secrétariat peut l’inscrire."
    )
    messages.success(request, f"La proposition est soumise. {told}")
    return redirect(proposal_address(row))


@require_POST
def endorse(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_proposal(request, pk)
    require(rules.can_endorse_proposal, request.user, row)
    proposing.endorse_proposal(row.pk, by=request.user)
    messages.success(request, "La proposition est validée : le secrétariat peut l’inscrire.")
    return redirect(proposal_address(row))


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_reason(
        request,
        pk,
        rules.can_endorse_proposal,
        proposing.send_proposal_back,
        "Rendre la proposition",
        "La proposition est rendue à son auteur.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def defer(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_reason(
        request,
        pk,
        rules.can_settle_proposal,
        proposing.defer_proposal,
        "Reporter la proposition",
        "La proposition attend une autre session.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _with_reason(
        request,
        pk,
        rules.can_settle_proposal,
        proposing.refuse_proposal,
        "Refuser la proposition",
        "La proposition est refusée ; son auteur lit le motif.",
    )


def _with_reason(
    request: HttpRequest, pk: UUID, rule: Callable[..., bool], operation: Callable[..., Any], title: str, done: str
) -> HttpResponse:
    row = visible_proposal(request, pk)
    require(rule, request.user, row)

    def act(form: ReasonForm) -> str:
        operation(row.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, done)
        # An author's draft is his alone: who gave it back no longer sees it.
        return (
            proposal_address(row)
            if Proposal.objects.visible_to(request.user).filter(pk=row.pk).exists()
            else reverse("sessions:proposals")
        )

    page = FormPage(
        title, title, proposal_address(row), proposal_crumbs(title), intro=f"« {row.title} ». L’auteur lit le motif."
    )
    return serve_form(request, ReasonForm, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def retain(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_proposal(request, pk)
    require(rules.can_settle_proposal, request.user, row)

    def act(form: RetainForm) -> str:
        item = proposing.retain_proposal(row.pk, form.cleaned_data["session"].pk, by=request.user)
        late = " Elle a été soumise après la clôture : le point est marqué comme tardif." if item.is_late else ""
        messages.success(request, f"La proposition est inscrite à l’ordre du jour.{late}")
        return f"{reverse('sessions:prepare', args=[item.session_id])}?point={item.pk}#point"

    page = FormPage(
        "Inscrire la proposition",
        "Inscrire",
        proposal_address(row),
        proposal_crumbs("Inscrire"),
        intro="Le point reprend l’intitulé, les objectifs, les projets, les pièces et la fiche de conformité.",
    )
    return serve_form(request, RetainForm, page, act, proposal=row)


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_proposal(request, pk)
    require(rules.can_edit_proposal, request.user, row)

    def act(form: PieceForm) -> str:
        data = form.cleaned_data
        # Nobody else finds the file by itself: it is read through its proposal, by whoever may see that.
        stored = receive_upload(
            data["file"], by=request.user, scope=row.scope_id, commission_id=row.commission_id, level=Level.PERSONAL
        )
        proposing.attach_to_proposal(row.pk, stored, title=data["title"], by=request.user)
        messages.success(request, "La pièce est jointe.")
        return proposal_address(row)

    page = FormPage(
        "Joindre une pièce", "Joindre", proposal_address(row), proposal_crumbs("Joindre une pièce"), multipart=True
    )
    return serve_form(request, PieceForm, page, act)


@require_safe
def piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    annex = get_object_or_404(ProposalAnnex.objects.visible_to(request.user).select_related("file"), pk=pk)
    return attachment(annex.file, annex.file.name)


@require_POST
def detach(request: HttpRequest, pk: UUID) -> HttpResponse:
    annex = get_object_or_404(ProposalAnnex.objects.visible_to(request.user).select_related("proposal"), pk=pk)
    require(rules.can_edit_proposal, request.user, annex.proposal)
    proposing.detach_from_proposal(annex.pk, by=request.user)
    messages.success(request, f"« {annex.title} » est retirée ; l’historique la garde.")
    return redirect(proposal_address(annex.proposal))
