"""The register of decisions: in force, replaced, still to be said; and the reserves that are still open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.enums import Role
from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import plural
from sessions.core import rules as core_rules
from sessions.core.enums import Relation, ReserveState
from sessions.core.models import Decision, DecisionRelation, Reserve

from .. import rules
from ..filters import RegisterFilter
from ..forms.deliberation import ProofForm, RelationForm
from ..operations import relating
from ..queries.register import register_for, replaced_by

CSV = [
    "Décision",
    "Commission",
    "Session",
    "Date",
    "Point",
    "Conclusion",
    "Projets",
    "État",
    "Effet sur des décisions antérieures",
    "Réserves ouvertes",
]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    found = RegisterFilter(request.GET, queryset=register_for(request.user), request=request)
    if request.GET.get("format") == "csv":
        rows = found.qs if found.is_valid() else []
        return csv_response("decisions.csv", CSV, (_csv_row(decision) for decision in rows))
    page = page_of(request, found.qs)
    export = request.GET.copy()
    export.pop("page", None)
    export["format"] = "csv"
    chips = chips_of(request, found)
    context = {
        "page": page,
        "form": found.form,
        "chips": chips,
        "count": plural(page.count, "décision"),
        "export_href": f"?{export.urlencode()}",
        "is_filtered": bool(chips),
        "replaced_by": {decision.pk: replaced_by(decision) for decision in page.rows},
        "kept": request.user.access.commissions(Role.SECRETARY),
        "conducted": request.user.access.commissions(Role.SECRETARY, Role.PRESIDENT),
        "relations": Relation,
        "here": request.get_full_path(),
    }
    return render(request, "sessions/live/register.html", context, using="jinja2")


def _csv_row(decision: Decision) -> list[Any]:
    later = replaced_by(decision)
    state = f"remplacée par {later[0].reference}" if later else "en vigueur"
    relations = [
        f"{row.get_kind_display() or 'à préciser'} {row.earlier.reference}" for row in decision.relations_shown
    ]  # type: ignore[attr-defined]
    projects = [f"{effect.project.code} {effect.project.title}" for effect in decision.effects_shown]  # type: ignore[attr-defined]
    reserves = [reserve.text for reserve in decision.reserves_shown if reserve.state == ReserveState.OPEN]  # type: ignore[attr-defined]
    return [
        decision.reference,
        decision.commission.code,
        decision.session.label,
        decision.session.held_on,
        decision.item.title,
        decision.get_outcome_display(),
        " ; ".join(projects),
        state,
        " ; ".join(relations),
        " ; ".join(reserves),
    ]


@require_POST
def say_relation(request: HttpRequest, pk: UUID) -> HttpResponse:
    relation = get_object_or_404(
        DecisionRelation.objects.visible_to(request.user).select_related("decision__session", "earlier"), pk=pk
    )
    require(core_rules.can_take_minutes, request.user, relation.decision.session)

    def act(form: Form) -> str:
        said = relating.say_relation(
            relation.pk, kind=form.cleaned_data["kind"], base_version=base_version(request), by=request.user
        )
        messages.success(request, f"{said.decision.reference} {said.get_kind_display()} {said.earlier.reference}.")
        return _back(request)

    page = FormPage(
        f"Effet de {relation.decision.reference} sur {relation.earlier.reference}",
        "Enregistrer",
        reverse("sessions:register"),
        _crumbs("Effet"),
        version=relation.version,
    )
    return serve_form(request, RelationForm, page, act)


@require_POST
def lift_reserve(request: HttpRequest, pk: UUID) -> HttpResponse:
    reserve = get_object_or_404(Reserve.objects.visible_to(request.user).select_related("decision__session"), pk=pk)
    require(rules.can_lift_reserve, request.user, reserve.decision.session)

    def act(form: Form) -> str:
        relating.lift_reserve(
            reserve.pk, proof=form.cleaned_data["proof"], base_version=base_version(request), by=request.user
        )
        messages.success(request, "La réserve est levée ; le projet peut être présenté pour la suite.")
        return _back(request)

    page = FormPage(
        "Lever une réserve",
        "Lever la réserve",
        reverse("sessions:register"),
        _crumbs("Lever une réserve"),
        intro=reserve.text,
        version=reserve.version,
    )
    return serve_form(request, ProofForm, page, act)


def _back(request: HttpRequest) -> str:
    """Where the reader was in the register, with its filters."""
    typed = request.POST.get("suite", "")
    return (
        typed if typed and url_has_allowed_host_and_scheme(typed, allowed_hosts=None) else reverse("sessions:register")
    )


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [
        ("Sessions", reverse("sessions:list")),
        ("Registre des décisions", reverse("sessions:register")),
        (here, ""),
    ]
