"""The library of texts: search, page, entry."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup, escape

from foundation.common.acts import page_act
from foundation.common.chips import chips_of
from foundation.common.exceptions import Refused
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, refuse_into, serve_form
from foundation.common.models import Level
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import ACTS, receive_upload

from ..extensions import gather, text_panels
from ..filters import LegalTextFilter
from ..forms import INWARD, LinkForm, TextForm
from ..models import CouncilRecord, LegalText, LegalTextLink
from ..models.law import MARKS
from ..operations import ask_extraction, create_text, edit_text, link_texts, unlink_texts
from ..queries import acronyms, links_of
from ..references import decode, looks_usual
from ..rules import can_add_text, can_edit_text
from .government import HOME, require_form

PAGE = 25
SHOWN = 30_000  # characters of a text on its page, until all of it is asked for


def marked(extract: str) -> Markup:
    """An extract made safe, then its found words lit."""
    return Markup(str(escape(extract or "")).replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>"))


def _found(request: HttpRequest) -> LegalTextFilter:
    rows = LegalText.objects.visible_to(request.user).select_related("ministry").defer("body", "extracted", "search")
    return LegalTextFilter(request.GET, queryset=rows.most_recent_first())


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    page = page_of(request, found.qs, PAGE)
    typed = (found.form.cleaned_data.get("q") or "") if found.form.is_bound else ""
    extracts: dict[UUID, LegalText] = {}
    if typed and page.rows:
        # Extracts cost a reading of each text: only for the page that is shown.
        rows = (
            LegalText.objects.filter(pk__in=[row.pk for row in page.rows])
            .defer("body", "extracted", "search")
            .with_extracts(typed)
        )
        extracts = {row.pk: row for row in rows}
    context = {
        "filter": found,
        "page": page,
        "typed": typed,
        "extracts": extracts,
        "marked": marked,
        "chips": chips_of(request, found),
        "can_add": can_add_text(request.user),
    }
    return render(request, "ministries/texts.html", context, using="jinja2")


@require_safe
def texts_export(request: HttpRequest) -> HttpResponse:
    header = ["Nature", "Référence", "Date", "Intitulé", "Autorité", "Ministère", "État", "Source"]
    rows = (
        [
            t.get_kind_display(),
            t.reference,
            t.dated_on,
            t.title,
            t.issuer,
            t.ministry.name if t.ministry else "",
            t.get_state_display(),
            t.source,
        ]
        for t in _found(request).qs
    )
    return csv_response("textes.csv", header, rows)


def _text_context(request: HttpRequest, text: LegalText, form: LinkForm) -> dict[str, Any]:
    is_shortened = len(text.words) > SHOWN and "tout" not in request.GET
    return {
        "text": text,
        "words": text.words[:SHOWN] + " […]" if is_shortened else text.words,
        "is_shortened": is_shortened,
        "reference": decode(text.reference, ministries=acronyms()),
        "link_groups": links_of(text),
        "council": list(CouncilRecord.objects.visible_to(request.user).filter(legal_text=text).most_recent_first()),
        "panels": gather(text_panels, text, request.user),
        "can_edit": can_edit_text(request.user, text),
        "link_form": form,
    }


def _text(request: HttpRequest, pk: UUID) -> LegalText:
    return get_object_or_404(
        LegalText.objects.visible_to(request.user).select_related("ministry", "file").defer("search"), pk=pk
    )


@require_safe
def text(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _text(request, pk)
    return render(request, "ministries/text.html", _text_context(request, row, LinkForm()), using="jinja2")


def _stored(request: HttpRequest, data: dict[str, Any]) -> StoredFile | None:
    upload = data.pop("upload")
    if not upload:
        return None
    ministry = data["ministry"]
    return receive_upload(
        upload, by=request.user, scope=ministry.scope_id if ministry else None, allowed=ACTS, level=Level.NATIONAL
    )


def _notice(request: HttpRequest, reference: str) -> None:
    if not looks_usual(reference):
        messages.warning(request, decode(reference).notice)


@require_form
def new_text(request: HttpRequest) -> HttpResponse:
    require(can_add_text, request.user)

    def act(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        row = create_text(file=_stored(request, data), **data, by=request.user)
        messages.success(request, f"{row} est dans la bibliothèque.")
        _notice(request, row.reference)
        return reverse("ministries:text", args=[row.pk])

    page = FormPage(
        title="Ajouter un texte",
        submit="Ajouter à la bibliothèque",
        cancel_href=reverse("ministries:texts"),
        breadcrumb=[HOME, ("Textes", reverse("ministries:texts")), ("Ajouter", "")],
        multipart=True,
    )
    return serve_form(request, TextForm, page, act, user=request.user)


def _editable(request: HttpRequest, pk: UUID) -> LegalText:
    row = _text(request, pk)
    require(can_edit_text, request.user, row)
    return row


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _editable(request, pk)
    back = reverse("ministries:text", args=[row.pk])

    def act(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        edit_text(row.pk, file=_stored(request, data), **data, base_version=base_version(request), by=request.user)
        messages.success(request, "La fiche du texte est à jour.")
        _notice(request, data["reference"])
        return back

    page = FormPage(
        title=f"Modifier la fiche : {row}",
        submit="Enregistrer",
        cancel_href=back,
        breadcrumb=[HOME, ("Textes", reverse("ministries:texts")), (str(row), back), ("Modifier", "")],
        intro=f"Fichier enregistré : {row.file}. Déposez-en un autre pour le remplacer." if row.file else "",
        version=row.version,
        multipart=True,
    )
    return serve_form(request, TextForm, page, act, user=request.user, instance=row)


extract = page_act(
    ask_extraction,
    fetch=_text,
    rule=can_edit_text,
    said="Le texte du fichier est relu : rechargez la page dans un instant.",
    to=lambda row: reverse("ministries:text", args=[row.pk]) + "#texte",
)


@require_POST
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _editable(request, pk)
    form = LinkForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            kind, other = form.cleaned_data["kind"], form.cleaned_data["target"]
            source, target = (other, row) if kind.startswith(INWARD) else (row, other)
            made, sentence = link_texts(
                source.pk, target, kind.removeprefix(INWARD), article=form.cleaned_data["article"], by=request.user
            )
        except Refused as refusal:
            status = refuse_into(form, refusal)
        else:
            messages.success(request, f"Lien enregistré : {made}. {sentence}".strip())
            return HttpResponseRedirect(reverse("ministries:text", args=[row.pk]) + "#liens")
    return render(request, "ministries/text.html", _text_context(request, row, form), status=status, using="jinja2")


@require_POST
def unlink(request: HttpRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    row = _editable(request, pk)
    made = get_object_or_404(LegalTextLink.objects.filter(Q(source_text=row) | Q(target_text=row)), pk=link_pk)
    unlink_texts(made.pk, by=request.user)
    messages.success(request, "Le lien est retiré. L’état de l’autre texte n’a pas changé : vérifiez-le.")
    return HttpResponseRedirect(reverse("ministries:text", args=[row.pk]) + "#liens")
