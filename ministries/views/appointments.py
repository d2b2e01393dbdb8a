from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import form_page, one_of, page_act, page_new
from foundation.common.contractions import of
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, short_date

from ..filters import AppointmentFilter
from ..forms import AppointmentForm, ClosingForm, DelegationForm
from ..models import Appointment, Ministry
from ..operations import appoint, cancel_delegation, delegate_appointment, end_appointment
from ..queries import dated
from ..rules import can_delegate, can_end_appointment, can_manage_appointments, can_see_appointments
from .government import HOME, from_today, interim_act


def _rows(user: User) -> QuerySet[Appointment]:
    require(can_see_appointments, user)
    return Appointment.objects.visible_to(user).select_related("person", "scope", "interim_of__person")


def _acts(user: User, row: Appointment) -> list[Button]:
    if not can_manage_appointments(user) or row.is_over(clock.today()):
        return []
    return [
        *interim_act(user, row),
        Button("Mettre fin", reverse("ministries:end_appointment", args=[row.pk]), "quiet"),
    ]


def _buttons(user: User) -> list[Button]:
    buttons = [Button("Personnes", reverse("people:list"), tone="quiet")]
    if can_manage_appointments(user):
        address = reverse("ministries:new_appointment")
        buttons.append(Button("Enregistrer une nomination", address, tone="primary", icon="plus"))
    return buttons


APPOINTMENTS = ListPage(
    title="Nominations",
    state="Les fonctions tenues hors des commissions : DSI, chefs de projet, auditeurs, RSI, ASIN, portail.",
    noun=("nomination", "nominations"),
    rows=_rows,
    filters=AppointmentFilter,
    columns=(
        Column(
            "Personne",
            "person.full_name",
            lambda row: Cell(
                row.person.titled_name,
                reverse("people:person", args=[row.person_id]),
                note="" if row.person.user_id else "sans compte",
            ),
        ),
        Column(
            "Fonction",
            lambda row: row.get_role_display() + (" par intérim" if row.interim_of_id else ""),
            lambda row: Cell(capitalize_first(row.get_role_display()), note=row.title),
        ),
        Column("Intitulé", "title", on_page=False),
        Column("Institution", "scope.label"),
        Column("Acte", "act_reference", on_page=False),
        Column("Du", "valid_from", lambda row: Cell(short_date(row.valid_from)), sort="day"),
        Column(
            "Jusqu’au (exclu)", "valid_to", lambda row: Cell(short_date(row.valid_to) if row.valid_to else "en cours")
        ),
    ),
    sorts={"day": Sort("valid_from", date.fromisoformat)},
    default="-day",
    file="nominations",
    empty=Empty("Aucune nomination", "Enregistrez d’abord les DSI : ils tiendront les projets de leur ministère."),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="user",
    acts=_acts,
)


ABOVE = [HOME, ("Nominations", "/nominations/")]


def _without_account(row: Appointment, later: str) -> str:
    return "" if row.person.user_id else later


new_appointment = page_new(
    appoint,
    rule=can_manage_appointments,
    form=AppointmentForm,
    options=lambda request: {"initial": {"valid_from": clock.today()}},
    page=lambda: form_page(
        "Enregistrer une nomination",
        "Enregistrer la nomination",
        ABOVE,
        "Enregistrer",
        intro="La fonction ouvre ses droits entre ses deux dates. Les sièges d’une commission se donnent sur la page de"
        " la commission.",
        asks=("person",),
    ),
    said=lambda row: (
        f"{row.person} est {row.get_role_display()} à partir du {dated(row.valid_from)}."
        + _without_account(row, " Ses droits s’ouvriront avec son compte : invitez-la depuis sa fiche.")
    ),
)
_held = one_of(Appointment, "person", "scope", "interim_of__person")


def _listed(request: Request, pk: UUID) -> Appointment:
    require(can_see_appointments, request.user)
    return _held(request, pk)


end = page_act(
    end_appointment,
    fetch=_listed,
    rule=can_end_appointment,
    form=ClosingForm,
    options=from_today,
    page=lambda row: form_page(
        f"Mettre fin à la fonction {of(str(row.person))}",
        "Mettre fin à la fonction",
        ABOVE,
        "Mettre fin",
        intro=f"{capitalize_first(row.get_role_display())}, {row.scope}, depuis le {dated(row.valid_from)}.",
    ),
    said=lambda row: f"La fonction {of(str(row.person))} prend fin le {dated(row.valid_to)} ; ses droits aussi.",
)


def _interim_page(row: Appointment, title: str, last: str, intro: str) -> FormPage:
    """One returns to the page of the ministry."""
    ministry = Ministry.objects.filter(scope_id=row.scope_id).order_by("-valid_from", "pk").first()
    back = reverse("ministries:detail", args=[ministry.pk]) if ministry else reverse("ministries:list")
    return form_page(f"{title} {of(str(row.person))}", title, [HOME, (str(row.scope), back)], last, intro=intro)


def _between(row: Appointment) -> str:
    return f"du {dated(row.valid_from)}" + (f" au {dated(row.valid_to)} exclu" if row.valid_to else "")


delegate = page_act(
    delegate_appointment,
    fetch=_held,
    rule=can_delegate,
    form=DelegationForm,
    options=lambda request, row: {"appointment": row, "initial": {"valid_from": clock.today()}},
    page=lambda row: _interim_page(
        row,
        "Confier l’intérim",
        "Intérim",
        f"{row.title}, {row.scope}. Les droits suivent les deux dates ; le DSI garde les siens.",
    ),
    said=lambda made: (
        f"{made.person} est {made.title} {_between(made)}."
        + _without_account(made, " Cette personne n’a pas de compte : invitez-la depuis sa fiche.")
    ),
)
cancel = page_act(
    cancel_delegation,
    fetch=_held,
    rule=can_delegate,
    form=ReasonForm,
    page=lambda row: _interim_page(row, "Annuler l’intérim", "Annuler l’intérim", f"{row.title}, {_between(row)}."),
    said=lambda row: f"L’intérim {of(str(row.person))} est annulé ; ses droits s’arrêtent aujourd’hui.",
)
