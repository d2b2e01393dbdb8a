"""The list of sessions, and the acts before one opens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissions.models import Commission
from commissions.views.starting import starting
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.acts import acts_on, page_of
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession
from sessions.core.operations.archiving import archive_session
from sessions.core.views.shown import acted_session, crumbs, detail_address, visible_session

from ..filters import SessionFilter
from ..forms.sessions import NewSessionForm, ReasonForm, SessionForm
from ..operations.convening import convene, convene_new_holders, remind
from ..operations.postponing import cancel_session, postpone_session
from ..operations.preparing import create_session, edit_session, prepare_second_convocation
from ..queries.convening import convening_recap
from ..queries.saying import convened_in_words, created_in_words, edited_in_words
from ..queries.sheet import TONES, sessions_for
from ..queries.starting import agenda_sources
from ..reports.convocation import letter_to_come

require_form = require_http_methods(["GET", "HEAD", "POST"])
SECTIONS = [
    (
        "Quand",
        "Rien n’est obligatoire aujourd’hui : ce qui manque avant de convoquer sera rappelé sur la page de la session.",
        ("kind", "year", "held_on", "starts_at", "planned_minutes", "submission_days"),
    ),
    ("Où", "", ("place", "video_link")),
    ("Quoi", "", ("theme", "is_closed_doors", "urgency_motive")),
]


def kept_by(user: User) -> "QuerySet[Commission]":
    return Commission.objects.alive().filter(pk__in=user.access.commissions(Role.SECRETARY)).order_by("code", "pk")


def commissions_kept(request: Request) -> "QuerySet[Commission]":
    return kept_by(request.user)


def _buttons(user: User) -> list[Button]:
    beside = {
        "proposals": "Propositions",
        "opinions": "Avis de l’ASIN",
        "consultations": "Consultations écrites",
        "register": "Registre des décisions",
    }
    buttons = [Button(label, reverse(f"sessions:{name}"), tone="quiet") for name, label in beside.items()]
    if kept_by(user).exists():
        buttons += [
            Button("Modèles", reverse("sessions:templates"), tone="quiet"),
            Button("Enregistrer une session passée", reverse("sessions:record_past"), tone="quiet", icon="history"),
            Button("Préparer une session", reverse("sessions:create"), tone="primary", icon="plus"),
        ]
    return buttons


SESSIONS = ListPage(
    title="Sessions",
    noun=("session", "sessions"),
    rows=sessions_for,
    filters=SessionFilter,
    columns=(
        Column("Commission", lambda row: row.commission.code, on_page=False),
        Column("Session", lambda row: row.label),
        Column("Nature", lambda row: row.get_kind_display(), on_page=False),
        Column("Année", lambda row: row.year, on_page=False),
        Column("Date", lambda row: row.held_on),
        Column("Heure", lambda row: row.starts_at and row.starts_at.strftime("%H:%M"), on_page=False),
        Column("Lieu", lambda row: row.place, on_page=False),
        Column("État", lambda row: row.get_state_display()),
        Column("Points", lambda row: row.item_count, numeric=True),
        Column("Convoqués", lambda row: row.convened_count, on_page=False),
        Column("Réponses", lambda row: row.answered_count, numeric=True),
    ),
    sorts={"recent": Sort("recency")},
    default="-recent",
    file="sessions",
    empty=Empty(
        "Aucune session pour l’instant", "Préparez la prochaine, ou enregistrez celles qui se sont tenues sur papier."
    ),
    crumbs=(("Accueil", "/"),),
    buttons=_buttons,
    icon="sessions",
    template="sessions/list.html",
    more=lambda request, found: {"tones": TONES},
)


@require_form
def session_create(request: Request) -> HttpResponse:
    kept = commissions_kept(request)
    if not kept:
        raise PermissionDenied(rules.can_create_session.sentence)
    asked = request.POST.get("start_from") or request.GET.get("depuis", "")
    sources = agenda_sources(request.user, kept, asked)

    def act(form: NewSessionForm) -> str:
        data = form.cleaned_data
        require(rules.can_create_session, request.user, data["commission"])
        session = create_session(
            data["commission"].pk,
            form.facts(),
            by=request.user,
            start_from=sources.get(data["start_from"]),
            own_items=data["own_items"],
        )
        messages.success(request, created_in_words(session))
        return reverse("sessions:prepare", args=[session.pk])

    several = len(kept) > 1
    beginning = ("Ordre du jour", "", ("start_from", "own_items"))
    page = FormPage(
        "Préparer une session",
        "Préparer la session",
        reverse("sessions:list"),
        crumbs(here="Préparer une session"),
        "" if several else starting(kept[0], "session"),
        template="sessions/form.html",
        sections=[*([("Commission", "", ("commission",))] if several else []), beginning, *SECTIONS],
        extra={"hidden": () if several else ("commission",)},
    )
    options = {"commissions": kept, "sources": sources, "user": request.user}
    return serve_form(
        request, NewSessionForm, page, act, initial=_beginning(request, kept, sources.get(asked)), **options
    )


def _beginning(request: Request, kept: "QuerySet[Commission]", source: Any) -> dict[str, Any]:
    """What a new session takes from what it starts from, and from the commission that `?commission=` names."""
    wanted = request.GET.get("commission", "")
    commission = source.commission if source else next((row for row in kept if str(row.pk) == wanted), kept[0])
    initial = {"commission": commission, "place": commission.meeting_place, "planned_minutes": 120}
    if source is not None:
        names = ("place", "planned_minutes", "starts_at", "video_link")
        taken = {name: getattr(source, name, None) for name in names}
        key = f"{'session' if isinstance(source, CommissionSession) else 'modele'}:{source.pk}"
        initial |= {"start_from": key} | {name: value for name, value in taken.items() if value}
    return initial


@require_form
def session_edit(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)

    def act(form: SessionForm) -> str:
        saved = edit_session(session.pk, form.facts(), base_version=base_version(request), by=request.user)
        messages.success(request, edited_in_words(session, saved))
        return detail_address(session)

    intro = (
        "La session est convoquée : un changement de date, d’heure ou de lieu est envoyé à chaque membre ; pour une"
        " autre date ou une autre heure, chacun répond de nouveau."
        if session.state == State.CONVENED
        else ""
    )
    page = FormPage(
        "Modifier la session",
        "Enregistrer",
        detail_address(session),
        crumbs(session, "Modifier"),
        intro,
        session.version,
        sections=SECTIONS,
        template="sessions/form.html",
        extra={"hidden": ()},
    )
    return serve_form(request, SessionForm, page, act, instance=session, user=request.user)


def convocations_address(session: CommissionSession) -> str:
    return reverse("sessions:convocations", args=[session.pk])


CONVENED_ANEW = ("convocation part au nouveau titulaire", "convocations partent aux nouveaux titulaires")
on_session = acts_on(fetch=acted_session, to=detail_address, crumbs=crumbs, rule=rules.can_convene)


@page_of("sessions/convening.html", visible_session)
def convening(request: Request, session: CommissionSession) -> dict[str, Any]:
    """The look before the act."""
    require(rules.can_convene, request.user, session)
    return {
        "session": session,
        "recap": convening_recap(session),
        "letter": letter_to_come(session),
        "back": reverse("sessions:prepare", args=[session.pk]),
        "breadcrumb": crumbs(session, "Convoquer"),
    }


session_convene = on_session(convene, said=convened_in_words, back=convocations_address)
session_remind = on_session(
    remind, said=lambda count: f"{plural(count, 'relance part', 'relances partent')}.", back=convocations_address
)
session_convene_new_holders = on_session(
    convene_new_holders, said=lambda rows: f"{plural(len(rows), *CONVENED_ANEW)}.", back=convocations_address
)
session_archive = on_session(
    archive_session,
    rule=rules.can_archive,
    said="La session est archivée. Ses papiers restent ouverts à qui les lisait.",
)
session_cancel = on_session(
    cancel_session,
    form=ReasonForm,
    title="Annuler la session",
    intro="Le motif est envoyé aux membres convoqués ; la session garde son numéro.",
    said="La session est annulée.",
)
session_postpone = on_session(
    postpone_session,
    form=ReasonForm,
    title="Reporter la session",
    intro=(
        "Les membres convoqués sont prévenus ; l’ordre du jour et le numéro restent. Vous fixerez ensuite la nouvelle"
        " date et les convoquerez de nouveau."
    ),
    said="La session est reportée. Fixez sa nouvelle date.",
    back=lambda session: reverse("sessions:edit", args=[session.pk]) + "#id_held_on",
)
second_convocation = on_session(
    prepare_second_convocation,
    rule=rules.can_prepare,
    said="La seconde convocation est en préparation, avec le même ordre du jour. Fixez sa date.",
    onward=lambda request, second: reverse("sessions:edit", args=[second.pk]),
)
