"""The library of texts: search, page, entry."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup, escape

from foundation.accounts.models import User
from foundation.common.acts import Said, Warned, address_of, form_page, page_act, page_new, page_of
from foundation.common.exceptions import Refused
from foundation.common.form_pages import FormPage, refuse_into
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Column, Empty, Filters, ListPage
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.documents.operations.receiving import ACTS, receive_upload

from ..extensions import gather, text_panels
from ..filters import LegalTextFilter, renamed
from ..forms import INWARD, LinkForm, TextForm
from ..models import CouncilRecord, LegalText, LegalTextLink
from ..models.law import MARKS
from ..operations import ask_extraction, create_text, edit_text, link_texts, unlink_texts
from ..queries import acronyms, file_words, links_of, reading_badge, reading_of, state_tone
from ..references import decode, looks_usual
from ..rules import can_add_text, can_edit_text
from .government import HOME

SHOWN = 30_000  # characters of a text on its page, until all of it is asked for
LIGHT = ("body", "extracted", "search")


def marked(extract: str) -> Markup:
    """An extract made safe, then its found words lit."""
    return Markup(str(escape(extract or "")).replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>"))


def _extracts(found: Filters, rows: list[LegalText]) -> dict[str, Any]:
    """Extracts cost a reading of each text: only those of the rows shown are taken."""
    typed = found.form.cleaned_data.get("q", "") if found.form.is_bound else ""
    lit: Any = LegalText.objects.none()
    if typed and rows:
        lit = LegalText.objects.filter(pk__in=[row.pk for row in rows]).defer(*LIGHT).with_extracts(typed)
    extracts = {row.pk: row for row in lit}
    return {"typed": typed, "extracts": extracts, "marked": marked, "state_tone": state_tone, "badge": reading_badge}


def _new_href(user: User) -> str:
    return reverse("ministries:new_text") if can_add_text(user) else ""


def _buttons(user: User) -> list[Button]:
    council = Button("Conseil des ministres", reverse("ministries:council"), "quiet")
    return [council, *([Button("Ajouter un texte", href, "primary", "plus")] if (href := _new_href(user)) else [])]


TEXTS = ListPage(
    title="Textes",
    state="Lois, décrets, arrêtés, notes et relevés qui fondent le travail des commissions.",
    noun=("texte", "textes"),
    rows=lambda user: LegalText.objects.visible_to(user).select_related("ministry").defer(*LIGHT),
    filters=LegalTextFilter,
    columns=(
        Column("Nature", "get_kind_display"),
        Column("Référence", "reference"),
        Column("Date", "dated_on"),
        Column("Intitulé", "title"),
        Column("Autorité", "issuer"),
        Column("Ministère", "ministry.name"),
        Column("État", "get_state_display"),
        Column("Source", "source"),
    ),
    sorts={
        "day": Sort(Coalesce("dated_on", Value(date(1, 1, 1))), date.fromisoformat),
        "relevance": Sort("relevance", float),
    },
    default="-day",
    found_by="-relevance",
    file="textes",
    empty=Empty(
        "La bibliothèque est vide", "Commencez par l’arrêté qui fonde votre commission.", "Ajouter un texte", _new_href
    ),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="texts",
    size=25,
    template="ministries/texts.html",
    more_of=_extracts,
)


@require_safe
def texts(request: Request) -> HttpResponseBase:
    """An address kept from when the days had other names goes to the same rows."""
    query = renamed(request.GET)
    return TEXTS.page(request) if query is request.GET else HttpResponseRedirect(f"?{query.urlencode()}")


def _text_context(request: Request, text: LegalText, form: LinkForm | None = None) -> dict[str, Any]:
    is_shortened = len(text.words) > SHOWN and "tout" not in request.GET
    return {
        "text": text,
        "words": text.words[:SHOWN] + " […]" if is_shortened else text.words,
        "is_shortened": is_shortened,
        "reference": decode(text.reference, ministries=acronyms()),
        "link_groups": links_of(text),
        "reading": reading_of(text),
        "facts": [
            ("Nature", text.get_kind_display()),
            ("Autorité", text.issuer),
            ("Ministère", text.ministry.name if text.ministry else "texte national"),
            ("Source", text.source),
            ("Fichier", text.file.name if text.file else ""),
            ("Texte du fichier", file_words(text)),
        ],
        "tone": state_tone(text),
        "council": list(CouncilRecord.objects.visible_to(request.user).filter(legal_text=text).most_recent_first()),
        "panels": gather(text_panels, text, request.user),
        "can_edit": can_edit_text(request.user, text),
        "link_form": form or LinkForm(),
    }


def _text(request: Request, pk: UUID) -> LegalText:
    return get_object_or_404(
        LegalText.objects.visible_to(request.user).select_related("ministry", "file").defer("search"), pk=pk
    )


text = page_of("ministries/text.html", _text)(_text_context)
_address = address_of("ministries:text")


def with_file(request: Request, typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed of a text, its file once received."""
    upload, ministry = typed.pop("upload"), typed["ministry"]
    scope = ministry.scope_id if ministry else None
    options: Any = {"by": request.user, "scope": scope, "allowed": ACTS, "level": Level.NATIONAL}
    return typed | {"file": receive_upload(upload, **options) if upload else None}


def _said(text: LegalText, said: str) -> Said:
    return [said, Warned("" if looks_usual(text.reference) else decode(text.reference).notice)]


def _page(title: str, submit: str, last: str, row: LegalText | None = None, **said: Any) -> FormPage:
    above = [HOME, ("Textes", reverse("ministries:texts")), *([(str(row), _address(row))] if row else [])]
    return form_page(title, submit, above, last, multipart=True, **said)


new_text = page_new(
    create_text,
    rule=can_add_text,
    form=TextForm,
    takes=with_file,
    page=lambda: _page("Ajouter un texte", "Ajouter à la bibliothèque", "Ajouter"),
    said=lambda row: _said(row, f"{row} est dans la bibliothèque."),
    to=_address,
)
edit = page_act(
    edit_text,
    fetch=_text,
    rule=can_edit_text,
    form=TextForm,
    filled=True,
    takes=with_file,
    page=lambda row: _page(
        f"Modifier la fiche : {row}",
        "Enregistrer",
        "Modifier",
        row,
        intro=f"Fichier enregistré : {row.file}. Déposez-en un autre pour le remplacer." if row.file else "",
        version=row.version,
    ),
    said=lambda row: _said(row, "La fiche du texte est à jour."),
)
extract = page_act(
    ask_extraction,
    fetch=_text,
    rule=can_edit_text,
    said="Le texte du fichier est relu : rechargez la page dans un instant.",
    to="ministries:text#texte",
)


def _editable(request: Request, pk: UUID) -> LegalText:
    row = _text(request, pk)
    require(can_edit_text, request.user, row)
    return row


@require_POST
def link(request: Request, pk: UUID) -> HttpResponse:
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
            return HttpResponseRedirect(_address(row) + "#liens")
    return render(request, "ministries/text.html", _text_context(request, row, form), status=status, using="jinja2")


@require_POST
def unlink(request: Request, pk: UUID, link_pk: UUID) -> HttpResponse:
    row = _editable(request, pk)
    made = get_object_or_404(LegalTextLink.objects.filter(Q(source_text=row) | Q(target_text=row)), pk=link_pk)
    unlink_texts(made.pk, by=request.user)
    messages.success(request, "Le lien est retiré. L’état de l’autre texte n’a pas changé : vérifiez-le.")
    return HttpResponseRedirect(_address(row) + "#liens")
