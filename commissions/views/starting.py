"""From the arrêté to the first session: each step is a page that exists on its own, and one resumes where
one stopped.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from foundation.common import clock
from foundation.common.acts import address_of, form_page, page_new, page_of, require_form
from foundation.common.exceptions import Refused
from foundation.common.exports import csv_response
from foundation.common.form_pages import refuse_into, serve_form
from foundation.common.lists import Button
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, plural
from ministries.enums import LegalTextKind
from ministries.forms import TextForm
from ministries.models import LegalText
from ministries.operations import create_text
from ministries.views.texts import LIGHT, with_file

from ..enums import CommissionKind
from ..extensions import sessions_of
from ..forms import CommissionForm, MembersForm
from ..models import Commission
from ..operations import create_commission
from ..operations.importing import HEADER, Outcome, import_members, invite_members, preview_members, rows_of, to_invite
from ..queries import composition, current_step, setup_of, setup_steps, step_words
from ..rules import can_create_commission, can_manage_commission
from .commissions import LIST, crumbs, visible

SHOWN = 8
ARRETE = {"kind": LegalTextKind.ARRETE}
START = [*LIST, ("Démarrer", "/commissions/demarrer")]
_address = address_of("commissions:setup")


def _texts(request: Request) -> Any:
    return LegalText.objects.visible_to(request.user).select_related("ministry").defer(*LIGHT)


def _begun(request: Request) -> dict[str, Any]:
    """What may be resumed: arrêtés that found no commission yet, commissions without a session."""
    waiting = _texts(request).filter(**ARRETE, founded_commissions=None, statutes=None)
    latest = list(Commission.objects.visible_to(request.user).alive().order_by("-created_at", "pk")[: 5 * SHOWN])
    counts = sessions_of(latest)
    begun = [row for row in latest if not counts[row.pk]]
    waiting = list(waiting.most_recent_first()[:SHOWN])
    return {"waiting": waiting, "begun": begun[:SHOWN], "step": step_words("text")}


# Step 1: the arrêté, chosen among those that found no commission yet, or added here with its file.
start = page_new(
    create_text,
    rule=can_create_commission,
    form=TextForm,
    takes=with_file,
    options=lambda request: {"initial": ARRETE},
    more=_begun,
    page=lambda: form_page(
        "Démarrer une commission",
        "Ajouter l’arrêté et continuer",
        LIST,
        "Démarrer",
        intro="De l’arrêté à la première session, en sept étapes. Vous pouvez vous arrêter à chacune et reprendre plus"
        " tard.",
        multipart=True,
        template="commissions/start.html",
    ),
    said=lambda text: f"{text} est dans la bibliothèque. Décrivez maintenant la commission qu’il crée.",
    to="commissions:start_commission",
)


def _of_arrete(text: LegalText) -> dict[str, Any]:
    """What the arrêté says of the commission that it creates."""
    name = f"Commission Ministérielle des Systèmes d’Information et de la Connectivité, {text.ministry}"
    known = {"kind": CommissionKind.CMSIC, "founded_by": text.reference, "founded_on": text.dated_on}
    if not text.ministry:
        return known
    return known | {"ministry": text.ministry_id, "code": text.ministry.acronym, "name": name[:300]}


@require_form
def start_commission(request: Request, pk: UUID) -> HttpResponse:
    """Step 2: the commission that an arrêté creates."""
    text = get_object_or_404(_texts(request), pk=pk)
    require(can_create_commission, request.user)

    def act(form: Any) -> str:
        row = create_commission(**form.cleaned_data, by=request.user)
        messages.success(request, f"La commission {row.code} est créée.")
        return _address(row)

    page = form_page(
        "La commission que crée l’arrêté",
        "Créer la commission et continuer",
        START,
        "Commission",
        intro=f"{step_words('commission')}. {capitalize_first(str(text))} : {text.title[:200]}",
    )
    return serve_form(request, CommissionForm, page, act, user=request.user, initial=_of_arrete(text))


def starting(commission: Commission, key: str) -> str:
    """« Étape 3 sur 7 : les règles. » on the page of a step, as long as no session was prepared."""
    return "" if sessions_of([commission])[commission.pk] else f"{step_words(key)}. "


def next_step(commission: Commission) -> Button | None:
    """Where a commission that starts goes on from any of its pages."""
    steps = setup_steps(commission, clock.today(), session_count=sessions_of([commission])[commission.pk])
    step = current_step(steps)
    return Button(step.words, _address(commission), "primary", "chevron-right") if step else None


def _managed(request: Request, pk: UUID) -> Commission:
    row = visible(request, pk)
    require(can_manage_commission, request.user, row)
    return row


@page_of("commissions/setup.html", _managed)
def setup(request: Request, row: Commission) -> dict[str, Any]:
    """Where a commission that starts stands, and what comes next."""
    today = clock.today()
    shown = setup_of(row, setup_steps(row, today, session_count=sessions_of([row])[row.pk]))
    return {"commission": row, "setup": shown, "to_invite": to_invite(row, today)}


@require_form
def members(request: Request, pk: UUID) -> HttpResponse:
    """Members by table: shown line by line first, with nothing lost; then written as a whole."""
    row = _managed(request, pk)
    back = _address(row)
    outcomes: list[Outcome] = []
    status = 200
    if request.method == "POST":
        form = MembersForm(request.POST, request.FILES)
        status = 400
        if form.is_valid():
            options = {name: form.cleaned_data[name] for name in ("valid_from", "act_reference", "create_seats")}
            try:
                rows = rows_of(form.text)
                if "write" in request.POST:
                    written = import_members(row.pk, rows, **options, by=request.user)
                    messages.success(
                        request,
                        f"{plural(len(written), 'membre enregistré', 'membres enregistrés')}. Invitez-les maintenant"
                        " par courriel.",
                    )
                    return HttpResponseRedirect(back + "#invitations")
                outcomes = preview_members(row.pk, rows, **options, by=request.user)
                status = 200
            except Refused as refusal:
                status = refuse_into(form, refusal)
        # What was sent as a file stands in the page from now on: it is corrected there.
        form = form.shown_again()
    else:
        form = MembersForm(
            initial={"valid_from": row.founded_on or clock.today(), "create_seats": not row.seats.exists()}
        )
    context = {
        "commission": row,
        "form": form,
        "outcomes": outcomes,
        "error_count": sum(1 for outcome in outcomes if outcome.errors),
        "back": back,
        "step": starting(row, "members"),
        "header": " ; ".join(HEADER),
        "breadcrumb": crumbs(row, ("Démarrage", back), ("Membres", "")),
    }
    return render(request, "commissions/members.html", context, status=status, using="jinja2")


@require_safe
def members_template(request: Request, pk: UUID) -> HttpResponse:
    """The table to fill: a line for each seat that nobody holds."""
    row = _managed(request, pk)
    rows = (
        [line.seat.label, line.seat.get_role_display(), line.seat.has_vote, "titulaire", "", "", "", "", ""]
        for line in composition(row, clock.today()).lines
        if line.is_vacant
    )
    return csv_response(f"membres-{row.code}.csv", HEADER, rows)


@require_POST
def invitations(request: Request, pk: UUID) -> HttpResponse:
    row = _managed(request, pk)
    done = invite_members(row.pk, on=clock.today(), by=request.user)
    if done.sent:
        messages.success(request, f"{plural(done.sent, 'invitation part', 'invitations partent')} par courriel.")
    for sentence in done.refusals:
        messages.warning(request, sentence)
    return HttpResponseRedirect(_address(row) + "#invitations")
