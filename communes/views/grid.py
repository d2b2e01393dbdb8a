"""The grid of a commune: what it answers, with what proof, and how the communes of its status answer."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.acts import page_of
from foundation.common.charts import Chart, Series, stacked_bars
from foundation.common.exports import csv_file
from foundation.common.requests import Request
from ministries.models import Commune

from ..enums import Reply
from ..models import GridAnswer
from ..queries.follow import communes_read
from ..queries.grid import Grid, answers_of, counts_of, grid
from ..queries.peers import Peers, leads, peers_of
from ..register.common import CRUMBS
from ..rules import can_paste_statuses, can_tell_quarter


def read(request: Request, pk: UUID) -> Commune:
    found: Commune = get_object_or_404(communes_read(request.user).select_related("departement"), pk=pk)
    return found


def drawn(asked: Grid, answers: dict[str, GridAnswer]) -> Chart:
    """One bar a theme: yes, no, no answer."""

    def count(reply: str) -> list[int]:
        return [
            sum((answers[q.code].reply if q.code in answers else "") == reply for q in theme.questions)
            for theme in asked.themes
        ]

    kinds = (("oui", Reply.YES, "good"), ("non", Reply.NO, "attention"), ("non renseigné", "", "none"))
    series = [Series(label, count(reply), tone) for label, reply, tone in kinds]
    return stacked_bars("Réponses par domaine", [theme.title for theme in asked.themes], series, unit="questions")


@page_of("communes/grid.html", read)
def grid_page(request: Request, row: Commune) -> dict[str, Any]:
    asked, answers, peers = grid(), answers_of(row), peers_of(row)
    texts = {question.code: question.text for question in asked.questions}
    return {
        "commune": row,
        "grid": asked,
        "answers": answers,
        "counts": counts_of(answers, len(asked.questions)),
        "peers": peers,
        "status_href": reverse("communes:status_sheet") if not row.status and can_paste_statuses(request.user) else "",
        "shares": _shares(asked, peers),
        "leads": [texts[code] for code in leads(asked, _done(answers), peers)],
        "chart": drawn(asked, answers),
        "crumbs": [*CRUMBS, (row.name, reverse("ministries:commune", args=[row.pk])), ("Grille", "")],
        "tell_href": reverse("communes:quarter", args=[row.pk]) if can_tell_quarter(request.user, row) else "",
    }


def _shares(asked: Grid, peers: Peers) -> dict[str, float | None]:
    return {question.code: peers.share(question.code) for question in asked.questions}


def _done(answers: dict[str, GridAnswer]) -> list[str]:
    return [code for code, row in answers.items() if row.reply == Reply.YES]


HEADER = ("Grille", "Domaine", "Code", "Question", "Réponse", "Preuve", "Répondu le", "Source de la question")


@require_safe
def export(request: Request, pk: UUID) -> HttpResponseBase:
    row, asked = read(request, pk), grid()
    answers = answers_of(row)

    def lines() -> Iterator[list[Any]]:
        for theme in asked.themes:
            for question in theme.questions:
                said = answers.get(question.code)
                told = [said.get_reply_display(), said.proof, said.answered_on] if said else ["non renseigné", "", None]
                yield [asked.version, theme.title, question.code, question.text, *told, question.source]

    return csv_file(f"grille-{row.name}", HEADER, lines())
