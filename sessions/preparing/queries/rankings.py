"""The rankings of needs that a session reads and adopts."""

from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.lists import Button
from foundation.common.typography import short_date
from needs.enums import RankingState
from needs.extensions import Place
from needs.models import Ranking
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, CommissionSession
from sessions.core.rules import can_prepare

EDITABLE = (State.PREPARING, State.POSTPONED, State.CONVENED)
LIVING = (*EDITABLE, State.OPEN, State.SUSPENDED)


def tabled(ranking: Ranking) -> Any:
    """The items that are to conclude on a ranking: those that stand, undecided, in a session to come or being held."""
    return AgendaItem.objects.filter(ranking=ranking, withdrawn_at=None, outcome="", session__state__in=LIVING)


def ranking_waiting(session: CommissionSession) -> tuple[str, Ranking | None]:
    """Beside an agenda in preparation: the ranking of the commission that waits for a session."""
    ranking = Ranking.objects.filter(commission_id=session.commission_id, state=RankingState.OPEN).first()
    return "waiting_ranking", None if ranking is None or tabled(ranking).exists() else ranking


def where_tabled(user: User, ranking: Ranking) -> list[Place]:
    """On the page of a ranking: the items that read it, among those that the reader may see (1 query)."""
    rows = AgendaItem.objects.visible_to(user).filter(ranking=ranking).select_related("session__commission")
    return [
        Place(
            f"{item.session.label} : {item.title}",
            f"{reverse('sessions:detail', args=[item.session_id])}#point-{item.pk}",
            ", ".join(
                filter(
                    None,
                    [
                        short_date(item.session.held_on) if item.session.held_on else "date non renseignée",
                        "retiré" if item.withdrawn_at else item.get_outcome_display() or "à examiner",
                    ],
                )
            ),
        )
        for item in rows.order_by("session__held_on", "pk")
    ]


def tabling_buttons(user: User, ranking: Ranking) -> list[Button]:
    """An act for each session in preparation where the secretary may table a ranking that no agenda holds."""
    if ranking.state != RankingState.OPEN or tabled(ranking).exists():
        return []
    sessions = CommissionSession.objects.filter(commission_id=ranking.commission_id, state__in=EDITABLE)
    return [
        Button(
            f"Inscrire à l’ordre du jour : {row.label}",
            reverse("sessions:table_ranking", args=[row.pk]),
            "primary",
            posts=True,
        )
        for row in sessions.select_related("commission").order_by("held_on", "pk")[:3]
        if can_prepare(user, row)
    ]
