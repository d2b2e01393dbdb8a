from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.common import clock
from foundation.common.acts import address_of, form_page, one_of, page_act, page_new, page_of
from foundation.common.lists import Button
from foundation.common.requests import Request

from ..extensions import uses_of
from ..forms import StatuteForm
from ..models import Commission, Statute
from ..operations import correct_statute, create_statute_version
from ..queries import rule_lines
from ..rules import can_manage_commission
from .commissions import COMMISSION, crumbs, visible
from .starting import next_step, starting

_statute = one_of(Statute, "commission__scope", "commission__ministry", "legal_text")
_address = address_of("commissions:statute")


def _buttons(row: Statute, is_frozen: bool) -> list[Button]:
    correct = Button("Corriger", reverse("commissions:correct_statute", args=[row.pk]), icon="edit")
    new = Button("Nouvelle version", reverse("commissions:new_statute", args=[row.commission_id]), "primary", "plus")
    return [new] if is_frozen else [correct, new]


@page_of("commissions/statute.html", _statute)
def statute(request: Request, row: Statute) -> dict[str, Any]:
    uses = uses_of(row)
    is_frozen = any(use.is_convened for use in uses)
    can_manage = can_manage_commission(request.user, row.commission) and row.commission.closed_on is None
    return {
        "statute": row,
        "commission": row.commission,
        "rules": rule_lines(row),
        "uses": uses,
        "is_frozen": is_frozen,
        "buttons": _buttons(row, is_frozen) if can_manage else [],
        "next_step": next_step(row.commission) if can_manage else None,
    }


def _latest(commission: Commission) -> Statute | None:
    return commission.statutes.select_related("legal_text").order_by("-number", "pk").first()


def _start(request: Request, commission: Commission) -> dict[str, Any]:
    """A new version starts from the latest one; the first, from the act that founds the commission."""
    if latest := _latest(commission):
        return {"instance": latest, "initial": {"legal_text": "", "valid_from": clock.today()}}
    return {"initial": {"legal_text": commission.founded_by, "valid_from": commission.founded_on}}


def _new_page(commission: Commission) -> Any:
    latest = _latest(commission)
    again = f"Reprise de la version {latest.number} : changez ce que le nouvel acte change. " if latest else ""
    return form_page(
        "Nouvelle version des règles" if latest else "Saisir les règles de la commission",
        "Enregistrer cette version",
        crumbs(commission, anchor="#regles"),
        "Règles",
        intro=starting(commission, "rules")
        + again
        + "Une règle que l’acte ne donne pas reste vide : rien n’est inventé comme droit.",
        template="commissions/rules_form.html",
    )


@require_POST
def sentences(request: Request) -> HttpResponse:
    """A part of a page: what is being typed of the rules, as sentences. Nothing is written.

    By POST, for a whole act does not fit in an address.
    """
    return render(request, "commissions/rule_sentences.html", {"form": StatuteForm(request.POST)}, using="jinja2")


new_version = page_new(
    create_statute_version,
    within=visible,
    rule=can_manage_commission,
    form=StatuteForm,
    options=_start,
    page=_new_page,
    said=lambda made: (
        f"La version {made.number} des règles est enregistrée. Les sessions déjà convoquées gardent les leurs."
    ),
    to=_address,
)
correct = page_act(
    correct_statute,
    fetch=_statute,
    rule=can_manage_commission,
    of=COMMISSION,
    form=StatuteForm,
    filled=True,
    page=lambda row: form_page(
        f"Corriger la version {row.number} des règles",
        "Enregistrer la correction",
        crumbs(row.commission, (f"Règles, version {row.number}", _address(row))),
        "Corriger",
        intro="Pour une erreur de saisie, tant qu’aucune session n’a été convoquée sous ces règles. Quand l’acte"
        " change, enregistrez une nouvelle version.",
        template="commissions/rules_form.html",
        version=row.version,
    ),
    said=lambda row: f"La version {row.number} des règles est corrigée.",
)
