"""The backlog of proposals: their list, the page of one, its acts."""

from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, one_of
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import short_date
from sessions.core.models import AgendaItem
from sessions.core.views.shown import file_page, sessions_crumbs

from .. import rules
from ..enums import ProposalState as State
from ..filters import ProposalFilter
from ..forms.proposals import CommissionChoiceForm, PieceForm, ProposalForm, RetainForm
from ..forms.sessions import ReasonForm
from ..models import Proposal, ProposalAnnex
from ..operations import proposing
from ..queries.proposals import (
    PROPOSAL_TONES,
    SHEET_TONES,
    deadline_sentence,
    item_address,
    next_session,
    open_to_proposals,
    proposals_for,
)
from ..queries.timeline import proposal_timeline
from ..workflow import acts_open
from .agenda import back, uuid_in
from .sessions import require_form

# What resembles the point is shown under the first part, where its title and its objectives are typed.
FORM: dict[str, Any] = {
    "sections": [
        ("Le point", "", ("kind", "title", "objectives")),
        ("La demande", "", ("structure", "planned_minutes", "projects")),
    ],
    "template": "sessions/proposal_form.html",
}

visible_proposal = one_of(Proposal, "commission", "structure", "author", "sheet", "item__session")
visible_piece = one_of(ProposalAnnex, "file", "proposal")


def proposal_address(proposal: Proposal) -> str:
    return reverse("sessions:proposal", args=[proposal.pk])


def proposal_crumbs(here: str) -> list[tuple[str, str]]:
    return sessions_crumbs(("Propositions", reverse("sessions:proposals")), (here, ""))


def _propose(user: User) -> str:
    return reverse("sessions:propose") if open_to_proposals(user).exists() else ""


def _buttons(user: User) -> list[Button]:
    href = _propose(user)
    return [Button("Proposer un point", href, tone="primary", icon="plus")] if href else []


def _named(row: Proposal) -> Cell:
    return Cell(row.title, proposal_address(row), note=f"{row.commission.code} · {row.get_kind_display()}")


def _structure(row: Proposal) -> str:
    return row.structure.name if row.structure else ""


def _session(row: Proposal) -> str:
    return row.item.session.label if row.item else ""


PROPOSALS = ListPage(
    title="Propositions de points",
    state="Ce que les structures demandent à leur commission d’examiner.",
    noun=("proposition", "propositions"),
    rows=proposals_for,
    filters=ProposalFilter,
    columns=(
        Column("Commission", lambda row: row.commission.code, on_page=False),
        Column("Proposition", lambda row: row.title, _named, width="wide"),
        Column("Nature", lambda row: row.get_kind_display(), on_page=False),
        Column("Structure", _structure, lambda row: Cell(_structure(row) or row.author_name)),
        Column("Auteur", lambda row: row.author_name, on_page=False),
        Column(
            "État",
            lambda row: row.get_state_display(),
            lambda row: Cell(row.get_state_display(), tone=PROPOSAL_TONES[row.state]),
        ),
        Column(
            "Soumise le",
            lambda row: row.submitted_at,
            lambda row: Cell(short_date(row.submitted_at) if row.submitted_at else "pas encore"),
        ),
        Column("Session", _session, lambda row: Cell(_session(row) or "—")),
    ),
    sorts={"turn": Sort("turn")},
    default="turn",
    file="propositions",
    empty=Empty(
        "Aucune proposition",
        "Une structure propose un point, son DSI le valide, le secrétariat l’inscrit à une session.",
        "Proposer un point",
        _propose,
    ),
    crumbs=(("Accueil", "/"), ("Sessions", "/sessions/")),
    buttons=_buttons,
    icon="table",
)


@require_safe
def proposal(request: Request, pk: UUID) -> HttpResponse:
    row, user = visible_proposal(request, pk), request.user
    coming, open_now = next_session(row.commission_id, clock.today()), row.state in proposing.EDITABLE
    context = {
        "proposal": row,
        "breadcrumb": proposal_crumbs(row.title),
        "tones": PROPOSAL_TONES,
        "sheet_tones": SHEET_TONES,
        "sheet": getattr(row, "sheet", None),
        "projects": list(row.projects.visible_to(user).order_by("title", "pk")),
        "annexes": list(row.annexes.kept().select_related("file").order_by("created_at", "pk")),
        "steps": proposal_timeline(row),
        "can": acts_open(user, row),
        "is_editable": open_now and rules.can_edit_proposal(user, row),
        "deadline": deadline_sentence(coming, row, today=clock.today()) if open_now else "",
        "item_href": item_address(row, user),
    }
    return render(request, "sessions/proposal.html", context, using="jinja2")


@require_form
def propose(request: Request) -> HttpResponse:
    """Write a proposal; with several commissions, the first page asks for which."""
    offered = open_to_proposals(request.user)
    first = offered.first()
    if first is None:
        raise PermissionDenied(rules.can_propose.sentence)
    asked = request.GET.get("commission", "")
    commission = get_object_or_404(offered, pk=uuid_in(asked)) if asked else first if offered.count() == 1 else None
    title, cancel_href = "Proposer un point", reverse("sessions:proposals")
    if commission is None:
        page = FormPage(title, "Continuer", cancel_href, proposal_crumbs(title), intro="À quelle commission ?")

        def choose(form: CommissionChoiceForm) -> str:
            return f"?commission={form.cleaned_data['commission'].pk}"

        return serve_form(request, CommissionChoiceForm, page, choose, commissions=offered)

    def act(form: ProposalForm) -> str:
        require(rules.can_propose, request.user, commission)
        row = proposing.write_proposal(commission.pk, form.facts(), by=request.user)
        messages.success(
            request, "La proposition est en brouillon : joignez ses pièces, remplissez sa fiche, puis soumettez-la."
        )
        return proposal_address(row)

    coming = deadline_sentence(next_session(commission.pk, clock.today()), None, today=clock.today())
    page = FormPage(
        title,
        "Enregistrer le brouillon",
        cancel_href,
        proposal_crumbs(title),
        intro=f"Commission {commission.code}. {coming}".strip(),
        **FORM,
    )
    return serve_form(request, ProposalForm, page, act, user=request.user, commission=commission)


piece = file_page(visible_piece, attrgetter("file"))


def _still_seen(request: Request, row: Proposal) -> str:
    """An author's draft is his alone: who gave it back no longer sees it."""
    is_seen = Proposal.objects.visible_to(request.user).filter(pk=row.pk).exists()
    return proposal_address(row) if is_seen else reverse("sessions:proposals")


def _submitted(row: Proposal) -> str:
    told = (
        "Le secrétariat peut l’inscrire."
        if row.state == State.ENDORSED
        else "Le DSI du ministère la valide, puis le secrétariat peut l’inscrire."
    )
    return f"La proposition est soumise. {told}"


def _retained(item: AgendaItem) -> str:
    late = " Elle a été soumise après la clôture : le point est marqué comme tardif." if item.is_late else ""
    return f"La proposition est inscrite à l’ordre du jour.{late}"


on_proposal = acts_on(fetch=visible_proposal, to=proposal_address, crumbs=lambda row, here: proposal_crumbs(here))
edit = on_proposal(
    proposing.edit_proposal,
    rule=rules.can_edit_proposal,
    form=ProposalForm,
    edits=True,
    options=lambda request, row: {"commission": row.commission},
    title="Modifier la proposition",
    submit="Enregistrer",
    here="Modifier",
    said="La proposition est enregistrée.",
    **FORM,
)
submit = on_proposal(proposing.submit_proposal, rule=rules.can_submit_proposal, said=_submitted)
endorse = on_proposal(
    proposing.endorse_proposal,
    rule=rules.can_endorse_proposal,
    said="La proposition est validée : le secrétariat peut l’inscrire.",
)
# Acts that give the author a reason.
because = partial(on_proposal, form=ReasonForm, intro="« {row.title} ». L’auteur lit le motif.", onward=_still_seen)
send_back = because(
    proposing.send_proposal_back,
    rule=rules.can_endorse_proposal,
    title="Rendre la proposition",
    said="La proposition est rendue à son auteur.",
)
defer = because(
    proposing.defer_proposal,
    rule=rules.can_settle_proposal,
    title="Reporter la proposition",
    said="La proposition attend une autre session.",
)
refuse = because(
    proposing.refuse_proposal,
    rule=rules.can_settle_proposal,
    title="Refuser la proposition",
    said="La proposition est refusée ; son auteur lit le motif.",
)
retain = on_proposal(
    lambda pk, *, session, by: proposing.retain_proposal(pk, session.pk, by=by),
    rule=rules.can_settle_proposal,
    form=RetainForm,
    options=lambda request, row: {"proposal": row},
    title="Inscrire la proposition",
    submit="Inscrire",
    here="Inscrire",
    intro="Le point reprend l’intitulé, les objectifs, les projets, les pièces et la fiche de conformité.",
    said=_retained,
    onward=lambda request, item: back(item),
)
attach = on_proposal(
    proposing.take_piece,
    rule=rules.can_edit_proposal,
    form=PieceForm,
    title="Joindre une pièce",
    submit="Joindre",
    said="La pièce est jointe.",
    multipart=True,
)
detach = acts_on(
    fetch=visible_piece,
    to=lambda annex: proposal_address(annex.proposal),
    crumbs=lambda annex, here: proposal_crumbs(here),
    of=attrgetter("proposal"),
)(
    proposing.detach_from_proposal,
    rule=rules.can_edit_proposal,
    said=lambda annex: f"« {annex.title} » est retirée ; l’historique la garde.",
)
