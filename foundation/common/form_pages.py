"""A page that holds one form: GET shows it, POST acts; a refused form comes back with everything typed and the
sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from .exceptions import Conflict, InvalidInput, Refused
from .requests import Request

F = TypeVar("F", bound=BaseForm)


@dataclass(frozen=True)
class FormPage:
    title: str
    submit: str
    cancel_href: str
    breadcrumb: Sequence[tuple[str, str]] = ()
    intro: str = ""
    version: int | None = None  # of the row being edited: the base version of the save
    multipart: bool = False
    sections: Sequence[
        tuple[str, str, Sequence[str]]
    ] = ()  # title, hint, names of fields; none: all the fields in order
    template: str = "form_page.html"
    extra: dict[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()  # fields that the address may choose: `?person=…`


@dataclass(frozen=True)
class Recap:
    """What is read before an act from which one does not come back, on the page that confirms it (recap_page.html)."""

    facts: Sequence[tuple[str, str]]
    missing: Sequence[tuple[str, str]] = ()  # what is not there though the act is possible, and where it is mended
    blockers: Sequence[tuple[str, str]] = ()  # what prevents the act, and where it is mended
    people: Sequence[tuple[str, str, str]] = ()  # whom it concerns: name, quality, how each is told

    @property
    def is_ready(self) -> bool:
        return not self.blockers


def beside(request: Request, form: BaseForm) -> list[tuple[str, str]]:
    """What was posted beside the fields of the form (the item an intervention belongs to, where to return): it goes
    with the corrected form too.
    """
    own = {form.add_prefix(name) for name in form.fields} | {"csrfmiddlewaretoken", "idempotency_key", "version"}
    return [(name, value) for name, values in request.POST.lists() if name not in own for value in values]


def refuse_into(form: BaseForm, refusal: Refused) -> int:
    """Write a refusal into the form that caused it; return the status of the answer."""
    if isinstance(refusal, InvalidInput):
        for name, sentences in refusal.errors.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
        return 400
    form.add_error(None, refusal.message)
    for blocker in refusal.blockers:
        form.add_error(None, blocker)
    return 409


def base_version(request: Request, name: str = "version") -> int:
    """The version an edit started from; an edit that does not say it conflicts with everything."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def serve_form(
    request: Request, form_class: Callable[..., F], page: FormPage, act: Callable[[F], str], **options: Any
) -> HttpResponse:
    """`act(form)` calls the operation and returns the address to go to.

    A Conflict is left to its own page: both texts side by side.
    """
    if request.method != "POST":
        return _show(request, page, _as_asked(request, page, form_class(**options)), 200)
    form = form_class(request.POST, request.FILES, **options) if page.multipart else form_class(request.POST, **options)
    if not form.is_valid():
        return _show(request, page, form, 400)
    try:
        address = act(form)
    except Conflict:
        raise
    except Refused as refusal:
        return _show(request, page, form, refuse_into(form, refusal))
    return HttpResponseRedirect(address)


def _as_asked(request: Request, page: FormPage, form: BaseForm) -> BaseForm:
    """What the address chooses among what the form offers, chosen already, where nothing else is."""
    for name in page.asks:
        field, value = form.fields[name], request.GET.get(name, "")
        if not value or form.get_initial_for_field(field, name):
            continue
        try:
            field.clean(value)
        except ValidationError:
            continue
        form.initial = {**form.initial, name: value}
    return form


def _show(request: Request, page: FormPage, form: BaseForm, status: int) -> HttpResponse:
    version = page.version
    if request.method == "POST" and version is not None:
        # What was typed still starts from the version it was typed on.
        version = base_version(request)
    return render(
        request,
        page.template,
        {"page": page, "form": form, "version": version, "beside": beside(request, form), **page.extra},
        status=status,
        using="jinja2",
    )
