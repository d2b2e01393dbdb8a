"""Where the ministries are with the measures of the PSSIE: all of them, one of them, one measure."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.acts import form_page, page_new, page_of, require_form
from foundation.common.database import SortKey
from foundation.common.exports import csv_file
from foundation.common.form_pages import base_version, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import FILES, Button, Cell, Column, Empty, Filters, ListPage
from foundation.common.permissions import require
from foundation.common.requests import Request
from ministries.models import Ministry

from .. import forms, operations, rules
from ..enums import MEASURE_TONES, MeasureState
from ..queries.pssie import (
    UNKNOWN_START,
    Asked,
    asked_of,
    conformity_of,
    deadlines_of,
    measures_of,
    ministries_read,
    plan_words,
    with_measures,
)
from ..register import MEASURES
from .plans import HOME, crumbs

ABOVE = (HOME, ("Plans", "/plans/"))


def address(row: Ministry) -> str:
    return reverse("plans:pssie_ministry", args=[row.pk])


def _name(row: Ministry) -> Cell:
    return Cell(row.name, address(row), note="fictif (démonstration)" if row.is_fictitious else "")


PSSIE = ListPage(
    title="PSSIE",
    state="Où en est chaque ministère de la politique de sécurité des systèmes d’information de l’État.",
    noun=("ministère", "ministères"),
    rows=lambda user: with_measures(ministries_read(user).in_force(clock.today()), clock.today()),
    columns=(
        Column("Ministère", "name", _name, sort="name", width="wide"),
        Column("Plan d’action", plan_words),
        Column("Mesures", lambda row: conformity_of(row).sentence),
        Column("Faites", "count_done", numeric=True, on_page=False),
        Column("Comptées", lambda row: conformity_of(row).counted, numeric=True, on_page=False),
        Column("Sans objet", "count_not_applicable", numeric=True, on_page=False),
        Column("Non renseignées", lambda row: conformity_of(row).unknown, numeric=True, on_page=False),
        Column("En retard", "late_measures", numeric=True),
    ),
    sorts={"name": Sort(SortKey("name"))},
    default="name",
    file="pssie",
    filters=Filters,
    empty=Empty("Aucun ministère à montrer", "Les mesures d’un ministère se lisent de ses agents et de l’ASIN."),
    crumbs=ABOVE,
    buttons=lambda user: [
        Button("Liste des mesures", MEASURES.list_href(), "quiet"),
        *([Button("Coller des mesures", reverse("plans:paste_measures"))] if rules.can_keep_measure(user) else []),
    ],
    icon="lock",
)


def _read(request: Request, pk: UUID) -> Any:
    return get_object_or_404(with_measures(ministries_read(request.user), clock.today()), pk=pk)


@page_of("plans/pssie.html", _read)
def ministry(request: Request, row: Any) -> dict[str, Any]:
    today = clock.today()
    deadlines = deadlines_of(row, today)
    return {
        "ministry": row,
        "conformity": conformity_of(row),
        "deadlines": deadlines,
        "unknown_start": "" if all(one.due_on for one in deadlines) else UNKNOWN_START,
        "plans": row.plans.filter(kind="pssie").exclude(state="dropped").order_by("-adopted_on", "pk"),
        "asked": asked_of(row, today),
        "tones": MEASURE_TONES,
        "today": today,
        "can_answer": rules.can_answer_measures(request.user, row),
        "can_keep": rules.can_keep_measure(request.user),
        "measures_href": MEASURES.list_href(),
        "new_href": MEASURES.new_href(request.user),
        "plan_href": reverse("plans:new") if rules.can_create_plan(request.user, row.scope_id) else "",
        "breadcrumb": [*ABOVE, ("PSSIE", reverse("plans:pssie")), (row.short_name, "")],
    }


HEADER = ("Numéro", "Mesure", "État", "Motif", "Échéance", "Preuve", "Date de la preuve", "Pièce")


def _line(one: Asked) -> list[Any]:
    said = one.answer
    if said is None:
        return [one.measure.code, one.measure.title, "non renseigné", "", None, "", None, ""]
    proof = (said.proof_reference, said.proof_on, said.proof_file.name if said.proof_file else "")
    return [one.measure.code, one.measure.title, said.get_state_display(), said.reason, said.due_on, *proof]


@require_safe
def export(request: Request, pk: UUID) -> HttpResponseBase:
    """The measures of a ministry with its answers; a measure without an answer is there too."""
    row = _read(request, pk)
    lines = (_line(one) for one in asked_of(row, clock.today()))
    write = FILES.get(request.GET.get("format", ""), csv_file)
    return write(f"pssie-{row.short_name.lower()[:40]}", HEADER, lines)


@require_form
def answer(request: Request, pk: UUID, measure_pk: UUID) -> HttpResponse:
    """Where the ministry is with one measure: said for the first time, or anew."""
    row = _read(request, pk)
    require(rules.can_answer_measures, request.user, row)
    measure = get_object_or_404(measures_of(row, clock.today()), pk=measure_pk)
    known = row.measure_answers.select_related("proof_file").filter(measure=measure).first()

    def act(form: BaseForm) -> str:
        if known is None:
            made = operations.answer_measure(row.pk, measure=measure, **form.cleaned_data, by=request.user)
        else:
            version = base_version(request)
            made = operations.edit_answer(known.pk, base_version=version, **form.cleaned_data, by=request.user)
        left = with_measures(Ministry.objects.filter(pk=row.pk), clock.today()).get()
        messages.success(request, f"« {measure} » : {MeasureState(made.state).label}. {conformity_of(left).sentence}.")
        return f"{address(row)}#m-{measure.pk}"

    page = form_page(
        str(measure)[:200],
        "Enregistrer",
        [*ABOVE, ("PSSIE", reverse("plans:pssie")), (row.short_name, address(row))],
        "État de la mesure",
        intro=" ".join(filter(None, (measure.text, known.kept_piece if known else ""))),
        multipart=True,
        version=known.version if known else None,
    )
    return serve_form(request, forms.AnswerForm, page, act, user=request.user, instance=known)


paste = page_new(
    operations.paste_measures,
    rule=rules.can_keep_measure,
    form=forms.PastedMeasuresForm,
    page=lambda: form_page(
        "Coller la liste des mesures",
        "Ajouter ces mesures",
        crumbs(("PSSIE", reverse("plans:pssie")), ("Mesures", MEASURES.list_href())),
        "Coller",
        intro="Une mesure par ligne. Ou un tableau dont la première ligne nomme les colonnes : mesure, numéro,"
        " précision. Tout est ajouté, ou rien.",
        multipart=True,
    ),
    options=lambda request: {"user": request.user},
    said=lambda rows: "Les mesures sont à la liste : chaque ministère dit où il en est.",
)
