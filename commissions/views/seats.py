from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.accounts.rules import can_see_person
from foundation.common import clock
from foundation.common.acts import address_of, form_page, one_of, page_act, page_new, page_of
from foundation.common.contractions import of
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage
from foundation.common.lists import Button
from foundation.common.requests import Request
from foundation.people.views.persons import crumbs as person_crumbs
from foundation.people.views.persons import person_for
from ministries.forms import ClosingForm
from ministries.queries import dated
from ministries.views.government import from_today

from .. import operations
from ..enums import HolderKind, SeatRole
from ..forms import EditSeatForm, InterimForm, MandateForm, SeatForm, SeatingForm
from ..models import Commission, Mandate, Seat
from ..operations import add_seat, appoint_to_seat, cancel_interim, delegate_seat, edit_seat, end_mandate, suppress_seat
from ..rules import can_manage_commission, can_seat
from .commissions import COMMISSION, crumbs, visible
from .starting import starting

_seat = one_of(Seat, "commission__scope", "structure")
_act = partial(page_act, fetch=_seat, rule=can_manage_commission, of=COMMISSION)
_mandate_act = partial(page_act, rule=can_manage_commission, of=attrgetter("seat.commission"))
_address = address_of("commissions:seat")


def _buttons(row: Seat) -> list[Button]:
    def button(label: str, name: str, tone: str = "secondary", icon: str = "") -> Button:
        return Button(label, reverse(f"commissions:{name}", args=[row.pk]), tone, icon)

    edit = button("Modifier", "edit_seat", "secondary", "edit")
    if row.valid_to is not None:
        return [edit]
    return [
        button("Supprimer le siège", "suppress_seat", "quiet"),
        edit,
        button("Confier l’intérim", "delegate_seat"),
        button("Nommer", "appoint", "primary", "plus"),
    ]


def _acts(mandate: Mandate) -> list[Button]:
    """An interim is taken back, another mandate ends at a day."""
    is_interim = mandate.kind == HolderKind.INTERIM
    label, name = ("Annuler", "cancel_interim") if is_interim else ("Mettre fin", "end_mandate")
    return [Button(label, reverse(f"commissions:{name}", args=[mandate.pk]), "quiet")]


@page_of("commissions/seat.html", _seat)
def seat(request: Request, row: Seat) -> dict[str, Any]:
    """A seat and all who held it."""
    can_manage = can_manage_commission(request.user, row.commission) and row.commission.closed_on is None
    today = clock.today()
    mandates = list(row.mandates.select_related("person").order_by("-valid_from", "kind", "pk"))
    return {
        "seat": row,
        "commission": row.commission,
        "mandates": mandates,
        "acts": {each.pk: _acts(each) for each in mandates if can_manage and not each.is_over(today)},
        "sees": partial(can_see_person, request.user),
        "buttons": _buttons(row) if can_manage else [],
        "is_open": can_manage and row.valid_to is None,
    }


def _next(request: Request, commission: Commission) -> dict[str, Any]:
    last = commission.seats.order_by("-position", "pk").values_list("position", flat=True).first() or 0
    initial = {"position": last + 1, "has_vote": True, "role": SeatRole.MEMBER}
    return {"commission": commission, "initial": initial}


new_seat = page_new(
    add_seat,
    within=visible,
    rule=can_manage_commission,
    form=SeatForm,
    options=_next,
    page=lambda commission: form_page(
        "Ajouter un siège",
        "Ajouter le siège",
        crumbs(commission, anchor="#composition"),
        "Ajouter un siège",
        intro=starting(commission, "seats") + commission.name,
    ),
    said=lambda row: f"Le siège « {row} » est dans la composition. Nommez maintenant son titulaire.",
    to=_address,
)


def _page(row: Seat, title: str, submit: str, last: str, **said: Any) -> FormPage:
    return form_page(title, submit, crumbs(row.commission, (row.label, _address(row))), last, **said)


edit = _act(
    edit_seat,
    form=EditSeatForm,
    filled=True,
    options=lambda request, row: {"commission": row.commission},
    page=lambda row: _page(row, f"Modifier « {row} »", "Enregistrer", "Modifier", version=row.version),
    said="Le siège est à jour.",
)
suppress = _act(
    suppress_seat,
    form=ClosingForm,
    options=from_today,
    page=lambda row: _page(
        row,
        f"Supprimer le siège « {row} »",
        "Supprimer le siège",
        "Supprimer",
        intro="Quand un acte change la composition. Le siège reste lisible dans les sessions d’avant.",
    ),
    said=lambda row: f"Le siège « {row} » n’existe plus à partir du {dated(row.valid_to)}.",
    to=lambda row: crumbs(row.commission, anchor="#composition")[-1][1],
)


def _named(row: Mandate, said: str) -> str:
    later = " Cette personne n’a pas de compte : invitez-la depuis sa fiche pour qu’elle se connecte."
    return f"{row.person} {said}.{'' if row.person.user_id else later}"


def _seated(made: Mandate) -> str:
    return _named(made, f"est {made.quality} de « {made.seat} » à partir du {dated(made.valid_from)}")


def _from_today(**said: Any) -> dict[str, Any]:
    return said | {"initial": {"valid_from": clock.today()}}


appoint = _act(
    appoint_to_seat,
    form=MandateForm,
    options=lambda request, row: _from_today(commission=row.commission),
    page=lambda row: _page(
        row,
        f"Nommer à « {row} »",
        "Enregistrer le mandat",
        "Nommer",
        intro=row.commission.name,
        template="commissions/appoint.html",
    ),
    said=_seated,
)
seat_person = page_act(
    operations.seat_person,
    fetch=person_for,
    rule=can_seat,
    form=SeatingForm,
    options=lambda request, row: _from_today(person=row),
    page=lambda row: form_page(
        f"Nommer {row.full_name} à un siège", "Enregistrer le mandat", person_crumbs(row), "Nommer"
    ),
    said=_seated,
)
end = _mandate_act(
    end_mandate,
    fetch=one_of(Mandate, "seat__commission__scope", "person"),
    form=ClosingForm,
    options=from_today,
    page=lambda row: _page(
        row.seat,
        f"Mettre fin au mandat {of(str(row.person))}",
        "Mettre fin au mandat",
        "Mettre fin",
        intro=f"« {row.seat} », {row.quality} depuis le {dated(row.valid_from)}. Ses droits s’arrêtent au jour donné.",
    ),
    said=lambda row: (
        f"Le mandat {of(str(row.person))} prend fin le {dated(row.valid_to)}. Les papiers déjà établis gardent son nom."
    ),
)


def _between(row: Mandate) -> str:
    return f"du {dated(row.valid_from)} au {dated(row.valid_to)} exclu"


delegate = _act(
    delegate_seat,
    form=InterimForm,
    options=lambda request, row: _from_today(commission=row.commission),
    page=lambda row: _page(
        row,
        f"Confier l’intérim de « {row} »",
        "Confier l’intérim",
        "Intérim",
        intro="Les droits du siège suivent les deux dates ; le titulaire garde son mandat. Les papiers disent « par"
        " intérim ».",
        template="commissions/appoint.html",
    ),
    said=lambda made: _named(made, f"exerce les droits de « {made.seat} » par intérim {_between(made)}"),
)


def _interim(request: Request, pk: UUID) -> Mandate:
    rows = Mandate.objects.visible_to(request.user).filter(kind=HolderKind.INTERIM)
    return get_object_or_404(rows.select_related("seat__commission__scope", "person"), pk=pk)


cancel = _mandate_act(
    cancel_interim,
    fetch=_interim,
    form=ReasonForm,
    page=lambda row: _page(
        row.seat,
        f"Annuler l’intérim {of(str(row.person))}",
        "Annuler l’intérim",
        "Annuler l’intérim",
        intro=f"« {row.seat} », {_between(row)}.",
    ),
    said=lambda row: f"L’intérim {of(str(row.person))} est annulé ; ses droits s’arrêtent aujourd’hui.",
)
