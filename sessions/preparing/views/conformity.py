"""The conformity sheet of an item or of a proposal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common.acts import acts_on, one_of
from foundation.common.form_pages import base_version
from foundation.common.permissions import require
from foundation.common.requests import Request
from sessions.core.models import AgendaItem
from sessions.core.views.shown import sessions_crumbs

from .. import rules
from ..enums import ConformityQuestion, SheetState
from ..forms.proposals import SheetForm
from ..forms.sessions import ReasonForm
from ..models import ConformitySheet, Proposal
from ..operations import conformity as acts
from ..queries.conformity import lines_of
from ..queries.proposals import SHEET_TONES
from ..queries.registers import told_by_registers
from .agenda import back, on_item
from .proposals import proposal_address

RELATED = ("item__session__commission", "item__presenter", "proposal__commission", "answered_by", "checked_by")
_visible_sheet = one_of(ConformitySheet, *RELATED)


def visible_sheet(request: Request, pk: UUID) -> ConformitySheet:
    row: ConformitySheet = _visible_sheet(request, pk)
    if row.item is not None:
        row.item.tell(request.user)
    return row


def sheet_address(sheet: ConformitySheet) -> str:
    return reverse("sessions:sheet", args=[sheet.pk])


def _trail(row: ConformitySheet, here: str) -> list[tuple[str, str]]:
    return sessions_crumbs(("Fiche de conformité", sheet_address(row)), (here, ""))


def _about(request: Request, sheet: ConformitySheet) -> tuple[str, str]:
    """The item or the proposal, where the reader may go."""
    item, proposal = sheet.item, sheet.proposal
    if item is not None and AgendaItem.objects.visible_to(request.user).filter(pk=item.pk).exists():
        return "Le point à l’ordre du jour", back(item)
    if proposal is not None and Proposal.objects.visible_to(request.user).filter(pk=proposal.pk).exists():
        return "La proposition", proposal_address(proposal)
    return "", ""


@require_safe
def sheet(request: Request, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    label, href = _about(request, row)
    context: dict[str, Any] = {
        "sheet": row,
        "breadcrumb": sessions_crumbs(("Fiche de conformité", "")),
        "lines": lines_of(row, told_by_registers(row, request.user)),
        "tone": SHEET_TONES[SheetState(row.state)],
        "about_label": label,
        "about_href": href,
        "can_answer": rules.can_answer_sheet(request.user, row),
        "can_check": rules.can_check_sheet(request.user, row),
    }
    return render(request, "sessions/sheet.html", context, using="jinja2")


@require_POST
def check(request: Request, pk: UUID) -> HttpResponse:
    row = visible_sheet(request, pk)
    require(rules.can_check_sheet, request.user, row)
    acts.check_sheet(row.pk, by=request.user, base_version=base_version(request))
    messages.success(request, "La fiche est vérifiée. Si le point change, elle sera à vérifier de nouveau.")
    return redirect(sheet_address(row))


ask = on_item(
    acts.ask_sheet,
    said="La fiche de conformité est demandée : l’ordre du jour part une fois qu’elle est vérifiée.",
    onward=lambda request, row: sheet_address(row),
)
on_sheet = acts_on(fetch=visible_sheet, to=sheet_address, crumbs=_trail, rule=rules.can_check_sheet)
answer = on_sheet(
    acts.answer_sheet,
    rule=rules.can_answer_sheet,
    form=SheetForm,
    edits=True,
    title="Fiche de conformité : {row.title}",
    submit="Enregistrer la fiche",
    here="Remplir",
    intro="Une réponse par question ; un « non » dit pourquoi et ce qui est prévu.",
    said="La fiche est remplie ; le secrétariat la vérifie.",
    template="sessions/sheet_form.html",
    extra={"questions": ConformityQuestion.values},
    reads=lambda request, row: {"told": told_by_registers(row, request.user)},
)
send_back = on_sheet(
    acts.send_sheet_back, form=ReasonForm, title="Rendre la fiche", here="Rendre", said="La fiche est à revoir."
)
drop = on_sheet(
    acts.drop_sheet,
    form=ReasonForm,
    title="Renoncer à la fiche",
    here="Renoncer",
    said="La fiche n’est plus demandée.",
    onward=lambda request, row: _about(request, row)[1] or reverse("sessions:list"),
)
