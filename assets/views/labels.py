"""The labels of the assets found by the filters of the list, as sheets to print."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.requests import Request
from foundation.documents.render import RenderingFailed, render_pdf

from ..label_formats import BY_KEY, FORMATS
from ..queries.labels import AT_ONCE, page_of
from ..register.assets import ASSETS
from ..register.common import CRUMBS


class SheetForm(forms.Form):
    form = forms.ChoiceField(label="Feuille d’étiquettes", choices=[(each.key, each.label) for each in FORMATS])
    first = forms.IntegerField(
        label="Première étiquette libre",
        min_value=1,
        max_value=65,
        initial=1,
        help_text="Sur une feuille entamée, comptée de gauche à droite puis de haut en bas.",
    )
    part = forms.IntegerField(
        label="Partie",
        min_value=1,
        max_value=1000,
        initial=1,
        required=False,
        help_text=f"{AT_ONCE} étiquettes à la fois, dans l’ordre des numéros.",
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        asked = BY_KEY.get(typed.get("form", ""))
        if asked is not None and (typed.get("first") or 1) > asked.count:
            self.add_error("first", f"Cette feuille a {asked.count} étiquettes.")
        return typed


ASKED = ("form", "first", "part")


@require_safe
def labels(request: Request) -> HttpResponse:
    """The page that asks which sheet, and the sheets themselves once it is said."""
    found = ASSETS.page.found(request)
    count = found.qs.count()
    form = SheetForm(request.GET if "form" in request.GET else None)
    if form.is_bound and form.is_valid():
        start = ((form.cleaned_data["part"] or 1) - 1) * AT_ONCE
        rows = list(found.qs.order_by("code", "pk")[start : start + AT_ONCE])
        if rows:
            return _file(rows, form)
        form.add_error("part", "Aucun actif dans cette partie : demandez la première.")
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in ASKED]
    context = {
        "form": form,
        "kept": kept,
        "count": count,
        "in_one": count <= AT_ONCE,
        "crumbs": [*CRUMBS, (ASSETS.title, ASSETS.list_href()), ("Étiquettes", "")],
        "back": f"{reverse('assets:list')}?{request.GET.urlencode()}" if kept else reverse("assets:list"),
    }
    return render(request, "assets/labels.html", context, using="jinja2", status=400 if form.errors else 200)


def _file(rows: list[Any], form: SheetForm) -> HttpResponse:
    title = f"Étiquettes du {clock.today():%d/%m/%Y}"
    shown = page_of(rows, BY_KEY[form.cleaned_data["form"]], form.cleaned_data["first"])
    html = engines["jinja2"].get_template("pdf/labels.html").render(shown | {"title": title})
    try:
        content = render_pdf(html, title=title, timeout=60)
    except RenderingFailed as error:
        raise Refused("Impossible de composer les étiquettes maintenant : demandez-en moins, ou plus tard.") from error
    name = f'attachment; filename="etiquettes-{clock.today().isoformat()}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})
