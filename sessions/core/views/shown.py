"""What every page of a session begins with: the row one may see, its address, the way back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.acts import one_of
from foundation.common.permissions import Rule, require
from foundation.common.requests import Request
from foundation.documents.attachments import attachment
from foundation.documents.models import StoredFile

from ..models import AgendaItem, CommissionSession

# One reading serves every page; the columns of a statute and of a text cost less than a second query.
SHOWN = (
    "commission__ministry",
    "commission__scope",
    "commission__founded_by",
    "statute__legal_text",
    "postponed_from",
    "chair",
    "rapporteur",
    "scan",
)


visible_session = one_of(CommissionSession, *SHOWN)
acted_session = one_of(CommissionSession, "commission")  # a button shows no page: its rule asks the commission only
visible_item = one_of(AgendaItem, "session__commission__ministry", "session__statute")


def detail_address(session: CommissionSession) -> str:
    return reverse("sessions:detail", args=[session.pk])


def sessions_crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Of a page beside the sessions; what one reads has no address."""
    return [("Accueil", reverse("home")), ("Sessions", reverse("sessions:list")), *last]


def crumbs(session: CommissionSession | None = None, here: str = "") -> list[tuple[str, str]]:
    if session is None:
        return sessions_crumbs((here, "")) if here else sessions_crumbs()
    label = f"{session.commission.code}, {session.label.partition(' au titre')[0]}"
    return [*sessions_crumbs((label, detail_address(session) if here else "")), *([(here, "")] if here else [])]


def file_page(
    fetch: Callable[[Request, UUID], Any], file: Callable[[Any], StoredFile | None], rule: Rule | None = None
) -> Callable[..., HttpResponseBase]:
    """The page that hands over the file of a row, under its name; a row without one is not found."""

    @require_safe
    def view(request: Request, pk: UUID) -> HttpResponseBase:
        row = fetch(request, pk)
        if rule is not None:
            require(rule, request.user, row)
        stored = file(row)
        if stored is None:
            raise Http404
        return attachment(stored, stored.name)

    return view
