"""From the arrêté to the first session: each step is a page that exists on its own, and one resumes where
one stopped.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, refuse_into, serve_form
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.common.typography import plural
from foundation.documents.operations.receiving import ACTS, receive_upload
from ministries.enums import LegalTextKind
from ministries.forms import TextForm
from ministries.models import LegalText
from ministries.operations import create_text

from ..enums import CommissionKind
from ..extensions import sessions_of
from ..forms import CommissionForm, MembersForm
from ..models import Commission
from ..operations import create_commission
from ..operations.importing import HEADER, Outcome, import_members, invite_members, preview_members, rows_of, to_invite
from ..queries import composition, setup_steps
from ..rules import can_create_commission, can_manage_commission
from .commissions import HOME, crumbs, require_form, visible

SHOWN = 8


@require_form
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: the arrêté, chosen among those that found no commission yet, or added here with its file."""
    require(can_create_commission, request.user)

    def act(form: forms.Form) -> str:
        data: dict[str, Any] = dict(form.cleaned_data)
        upload, ministry = data.pop("upload"), data["ministry"]
        stored = (
            receive_upload(
                upload,
                by=request.user,
                scope=ministry.scope_id if ministry else None,
                allowed=ACTS,
                level=Level.NATIONAL,
            )
            if upload
            else None
        )
        text = create_text(file=stored, **data, by=request.user)
        messages.success(request, f"{text} est dans la bibliothèque. Décrivez maintenant la commission qu’il crée.")
        return reverse("commissions:start_commission", args=[text.pk])

    waiting = LegalText.objects.visible_to(request.user).filter(
        kind=LegalTextKind.ARRETE, founded_commissions=None, statutes=None
    )
    latest = list(Commission.objects.visible_to(request.user).alive().order_by("-created_at", "pk")[: 5 * SHOWN])
    counts = sessions_of(latest)
    page = FormPage(
        title="Démarrer une commission",
        submit="Ajouter l’arrêté et continuer",
        cancel_href=reverse("commissions:list"),
        breadcrumb=[HOME, ("Commissions", reverse("commissions:list")), ("Démarrer", "")],
        intro=(
            "De l’arrêté à la première session, en sept étapes. Vous pouvez vous arrêter à chacune et reprendre plus"
            " tard."
        ),
        multipart=True,
        template="commissions/start.html",
        extra={
            "waiting": list(
                waiting.select_related("ministry").defer("body", "extracted", "search").most_recent_first()[:SHOWN]
            ),
            "begun": [row for row in latest if not counts[row.pk]][:SHOWN],
        },
    )
    return serve_form(request, TextForm, page, act, user=request.user, initial={"kind": LegalTextKind.ARRETE})


@require_form
def start_commission(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Step 2: the commission that an arrêté creates."""
    text = get_object_or_404(
        LegalText.objects.visible_to(request.user).select_related("ministry").defer("body", "extracted", "search"),
        pk=pk,
    )
    require(can_create_commission, request.user)

    def act(form: forms.Form) -> str:
        row = create_commission(**form.cleaned_data, by=request.user)
        messages.success(request, f"La commission {row.code} est créée.")
        return reverse("commissions:setup", args=[row.pk])

    ministry = text.ministry
    page = FormPage(
        title="La commission que crée l’arrêté",
        submit="Créer la commission et continuer",
        cancel_href=reverse("commissions:start"),
        breadcrumb=[
            HOME,
            ("Commissions", reverse("commissions:list")),
            ("Démarrer", reverse("commissions:start")),
            ("Commission", ""),
        ],
        intro=f"{str(text).capitalize()} : {text.title[:200]}",
    )
    initial = {
        "kind": CommissionKind.CMSIC,
        "ministry": ministry.pk if ministry else None,
        "code": ministry.acronym if ministry else "",
        "name": (
            f"Commission Ministérielle des Systèmes d’Information et de la Connectivité, {ministry.name}"[:300]
            if ministry
            else ""
        ),
        "founded_by": text.reference,
        "founded_on": text.dated_on,
    }
    return serve_form(request, CommissionForm, page, act, user=request.user, initial=initial)


def _managed(request: HttpRequest, pk: UUID) -> Commission:
    row = visible(request, pk)
    require(can_manage_commission, request.user, row)
    return row


@require_safe
def setup(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a commission that starts stands, and what comes next."""
    row, today = _managed(request, pk), clock.today()
    steps = setup_steps(row, today, session_count=sessions_of([row])[row.pk])
    hrefs = {
        "text": reverse("commissions:edit", args=[row.pk]),
        "commission": reverse("commissions:detail", args=[row.pk]),
        "rules": (
            reverse("commissions:detail", args=[row.pk]) + "#regles"
            if steps[2].is_done
            else reverse("commissions:new_statute", args=[row.pk])
        ),
        "seats": reverse("commissions:new_seat", args=[row.pk]),
        "members": reverse("commissions:import_members", args=[row.pk]),
        "invitations": reverse("commissions:setup", args=[row.pk]) + "#invitations",
        "session": reverse("sessions:create") + f"?commission={row.pk}",
    }
    # A commission entered without its arrêté goes on; the step stays to be done.
    current = next((step.key for step in steps if not step.is_done and step.key != "text"), "")
    context = {
        "commission": row,
        "steps": [
            {
                "label": step.label,
                "note": step.note,
                "href": hrefs[step.key],
                "state": "done" if step.is_done else "current" if step.key == current else "todo",
            }
            for step in steps
        ],
        "current": current,
        "hrefs": hrefs,
        "to_invite": to_invite(row, today),
    }
    return render(request, "commissions/setup.html", context, using="jinja2")


@require_form
def members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Members by table: shown line by line first, with nothing lost; then written as a whole."""
    row = _managed(request, pk)
    back = reverse("commissions:setup", args=[row.pk])
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
        "header": " ; ".join(HEADER),
        "breadcrumb": crumbs(row, ("Démarrage", back), ("Membres", "")),
    }
    return render(request, "commissions/members.html", context, status=status, using="jinja2")


@require_safe
def members_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The table to fill: a line for each seat that nobody holds."""
    row = _managed(request, pk)
    rows = (
        [line.seat.label, line.seat.get_role_display(), line.seat.has_vote, "titulaire", "", "", "", "", ""]
        for line in composition(row, clock.today()).lines
        if line.is_vacant
    )
    return csv_response(f"membres-{row.code}.csv", HEADER, rows)


@require_POST
def invitations(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _managed(request, pk)
    done = invite_members(row.pk, on=clock.today(), by=request.user)
    if done.sent:
        messages.success(request, f"{plural(done.sent, 'invitation part', 'invitations partent')} par courriel.")
    for sentence in done.refusals:
        messages.warning(request, sentence)
    return HttpResponseRedirect(reverse("commissions:setup", args=[row.pk]) + "#invitations")
