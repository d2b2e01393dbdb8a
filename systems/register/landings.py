"""The register of the moves to the national cloud: choices, acts and proofs, the board of the waves, the burn-down."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, api_rows
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import ReasonForm, ReasonInput, form_of, input_of, shown_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of, columns_of
from foundation.common.requests import Request
from foundation.common.typography import short_date
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..enums import LANDING_TONES, TO_MOVE, Choice, LandingState, ProofKind
from ..models import Landing, LandingProof, Wave
from ..models.cloud import PROOFS_NEEDED
from ..operations.landing import Moved, Proof, move_platform, next_proof, prove_landing, reopen_landing, verify_landing
from ..queries.board import columns_by_wave
from ..queries.burndown import BURNDOWN_RULE, burndown
from ..rules import can_keep_platform
from .common import CRUMBS, named, tabs

FAR = Value(date(9999, 1, 1))


class LandingFilter(Filters):
    ministry = MinistryChoice(field_name="platform__ministry")
    wave = django_filters.ModelChoiceFilter(
        label="Vague",
        queryset=Wave.objects.order_by(F("starts_on").asc(nulls_last=True), "name", "pk"),
        empty_label="toutes les vagues",
        null_label="sans vague",
    )
    choice = chosen("Choix", Choice, "tous les choix")
    state = chosen("État", LandingState, "tous les états")
    going = chosen(
        "Où elles vont",
        [("moving", "au cloud national")],
        "peu importe",
        lambda rows, value: rows.filter(choice__in=TO_MOVE),
        widget=forms.HiddenInput,
    )


def check(values: Mapping[str, Any]) -> None:
    if values["choice"] == Choice.RETAIN:
        errors = {
            name: ["La plateforme est gardée où elle est : laissez ce champ vide."]
            for name in ("wave", "planned_on")
            if values[name] is not None
        }
        if errors:
            raise InvalidInput(errors)


def state_cell(row: Landing) -> Cell:
    state = LandingState(row.state)
    return Cell(state.label, tone=LANDING_TONES[state], note=row.proofs_told)


def platform_cell(row: Landing) -> Cell:
    return Cell(row.platform.name, LANDINGS.href(row), note=named(row.platform).note)


def acts(user: User, row: Landing) -> list[Button]:
    if not can_keep_platform(user, row) or row.choice == Choice.RETAIN:
        return []
    to = {name: reverse(f"landings:{name}", args=[row.pk]) for name in ("move", "prove", "verify", "reopen")}
    if row.moved_on is None:
        return [Button("Noter la migration", to["move"], "primary", "check")]
    again = Button("Rouvrir", to["reopen"], "quiet")
    if row.verified_on is not None or row.choice not in TO_MOVE:
        return [again]
    proof = Button("Verser une preuve", to["prove"], "primary" if row.proof_count < PROOFS_NEEDED else "secondary")
    verify = (
        [Button("Vérifier", to["verify"], "primary", "check", posts=True)] if row.proof_count >= PROOFS_NEEDED else []
    )
    return [*verify, proof, again]


def proofs_of(row: Landing, user: User) -> dict[str, Any]:
    """The three proofs, given or not."""
    given = {proof.kind: proof for proof in row.proofs.select_related("file")}
    asks = row.choice in TO_MOVE
    return {"proofs": [(kind, given.get(kind.value)) for kind in ProofKind] if asks else []}


def above(request: Request, found: Filters) -> dict[str, Any]:
    chart = burndown(found.qs, clock.today())
    board = f"{reverse('landings:board')}?{request.GET.urlencode()}"
    return {**tabs("landings:list"), "board": board, **({"chart": chart, "rule": BURNDOWN_RULE} if chart else {})}


LANDINGS: Register = Register(
    name="landings",
    model=Landing,
    fields=("platform", "choice", "reasons", "wave", "planned_on"),
    owner="platform",
    once=("platform",),
    keeps=can_keep_platform,
    check=check,
    offers={
        "platform": lambda rows: rows.filter(landings=None, closed_on=None).order_by("name", "pk"),
        "wave": lambda rows: rows.order_by(F("starts_on").asc(nulls_last=True), "name", "pk"),
    },
    words=Words(
        "passage au cloud",
        none="Aucun passage au cloud",
        new="Choisir pour une plateforme",
        added="Le choix est au registre : la plateforme est au tableau des vagues.",
    ),
    title="Passage au cloud national",
    noun=("plateforme", "plateformes"),
    state="De chaque plateforme : ce qu’on en fait et pourquoi, quand elle migre, et les trois preuves qu’elle est"
    " arrivée.",
    empty="Le choix fait pour chaque plateforme apparaîtra ici, avec sa vague et sa date.",
    columns=(
        Column("Plateforme", "platform.name", platform_cell, width="wide"),
        Column("Ministère", "platform.ministry.short_name", on_page=False),
        column_of(Landing, "choice"),
        column_of(Landing, "reasons", on_page=False),
        column_of(Landing, "wave"),
        column_of(Landing, "planned_on", sort="planned"),
        column_of(Landing, "moved_on"),
        column_of(Landing, "verified_on", on_page=False),
        Column("État", lambda row: LandingState(row.state).label, state_cell),
        Column("Preuves versées", "proof_count", on_page=False),
        *columns_of(Landing, "is_fictitious"),
    ),
    filters=LandingFilter,
    sorts={"planned": Sort(Coalesce("planned_on", FAR), date.fromisoformat)},
    default="planned",
    file="passage-au-cloud",
    finds=(),  # found with its platform
    reads=("platform__ministry",),
    prepare=lambda rows: rows.with_state(clock.today()),
    also_shown={
        "moved_on": serializers.DateField(read_only=True, allow_null=True, label="migrée le"),
        "verified_on": serializers.DateField(read_only=True, allow_null=True, label="vérifiée le"),
        "state": serializers.ChoiceField(choices=LandingState.choices, read_only=True, label="état"),
        "proof_count": serializers.IntegerField(read_only=True, label="preuves versées, sur trois"),
    },
    crumbs=CRUMBS,
    icon="projects",
    list_template="systems/landings.html",
    list_more=above,
    row_template="systems/landing.html",
    row_more=proofs_of,
    acts=acts,
    api_acts={
        "move": api_act(move_platform, rule=can_keep_platform, takes=input_of(Moved), name="move"),
        "prove": api_act(
            prove_landing,
            rule=can_keep_platform,
            takes=input_of(Proof, upload=serializers.FileField(label="Pièce")),
            name="prove",
        ),
        "verify": api_act(verify_landing, rule=can_keep_platform, name="verify"),
        "reopen": api_act(reopen_landing, rule=can_keep_platform, takes=ReasonInput, name="reopen"),
        "proofs": api_rows(
            "proofs",
            lambda row, user: row.proofs.order_by("kind"),
            shown_of(LandingProof, "id", "kind", "proved_on", "note", "file", "by_name"),
            "Ses preuves.",
        ),
    },
)


def fetch(request: Request, pk: UUID) -> Landing:
    found: Landing = get_object_or_404(LANDINGS.rows(request.user), pk=pk)
    return found


def proof_said(row: Landing) -> str:
    left = PROOFS_NEEDED - row.proof_count
    return f"La preuve est au dossier ; il en manque {left}." if left else "Les trois preuves sont là : vérifiez."


on_landing = acts_on(
    fetch=fetch,
    to=LANDINGS.href,
    crumbs=lambda row, here: [
        *CRUMBS,
        (LANDINGS.title, LANDINGS.list_href()),
        (row.platform.name[:60], LANDINGS.href(row)),
        (here, ""),
    ],
    rule=can_keep_platform,
)
app_name, ROUTES = LANDINGS.name, LANDINGS.routes
urlpatterns = [
    path(
        "tableau",
        LANDINGS.page.seen(
            "Tableau des vagues",
            "systems/board.html",
            (LANDINGS.title, "/cloud/"),
            lambda request, rows: columns_by_wave(rows, clock.today()),
        ),
        name="board",
    ),
    *LANDINGS.urlpatterns,
    path(
        "<uuid:pk>/migree",
        on_landing(
            move_platform,
            form=form_of(Moved),
            title="Noter la migration de « {row.platform.name} »",
            submit="Noter la migration",
            here="Migration",
            said=lambda row: f"La migration est notée au {short_date(row.moved_on)} ; versez ses preuves.",
        ),
        name="move",
    ),
    path(
        "<uuid:pk>/preuve",
        on_landing(
            prove_landing,
            form=form_of(
                Proof, upload=forms.FileField(label="Pièce", help_text="PDF, image ou document, 25 Mo au plus.")
            ),
            title="Verser une preuve",
            submit="Verser",
            intro="Trois sont nécessaires pour « {row.platform.name} ». Une nouvelle remplace celle de sa nature.",
            said=proof_said,
            multipart=True,
            options=lambda request, row: {"initial": next_proof(row)},
        ),
        name="prove",
    ),
    path(
        "<uuid:pk>/verifier",
        on_landing(
            verify_landing, said=lambda row: f"« {row.platform.name} » est vérifiée, ses trois preuves au dossier."
        ),
        name="verify",
    ),
    path(
        "<uuid:pk>/rouvrir",
        on_landing(
            reopen_landing,
            form=ReasonForm,
            title="Rouvrir la migration de « {row.platform.name} »",
            submit="Rouvrir",
            here="Rouvrir",
            said="La dernière étape est annulée ; les preuves versées restent au dossier.",
        ),
        name="reopen",
    ),
]
