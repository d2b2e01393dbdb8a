"""The figures of one ministry, or of one commission, on its own page: tiles and links as on the national dashboard."""

from dataclasses import replace

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common.charts import Chart
from foundation.common.figures import Headline, headline, unjudged
from foundation.common.typography import short_date
from ministries.extensions import Panel
from ministries.models import Ministry

from .asked import Asked
from .charts import CHARTS, Board, charts_of
from .national import Counted, Lines, counted, figure_address, tone_of

# Each with what it is compared with, where it is.
OF_MINISTRY = {
    "sessions.held_of_due": "sessions.due",
    "pv.expected": "",
    "recommendations.late": "recommendations.open",
    "projects.red": "projects.total",
    "projects.stale": "projects.total",
    "seats.vacant": "",
}
OF_COMMISSION = {
    "sessions.held_of_due": "sessions.due",
    "pv.expected": "",
    "recommendations.late": "recommendations.open",
    "recommendations.execution": "",
    "seats.vacant": "",
    "mandates.ending": "",
}
# What a tile of a ministry does not count, where another part of its page does.
NOT_COUNTED = {"recommendations.late": "Celles de sa commission seulement, sans celles qu’un autre organe lui adresse."}
AIMED_AT = "sessions.held_of_due"  # the only one where more is better
NO_JUDGEMENT = ("recommendations.execution", "mandates.ending")


def tile(key: str, of: str, user: User, asked: Asked) -> Headline:
    """A figure as on the national dashboard: judged, its definition where it has no rows."""
    judged = unjudged if key in NO_JUDGEMENT else tone_of if key == AIMED_AT else _fewer
    told = headline(key, user, asked.filters, of=of, tone=judged)
    return replace(told, href=told.href or figure_address(key, asked))


def _fewer(value: int, whole: int) -> str:
    return "late" if value else "good" if whole else ""


def ministry_board(ministry: Ministry, user: User) -> Panel | None:
    asked = Asked(ministry=ministry.pk)
    lines = counted(user, asked)
    if not lines.ministries:
        return None
    tiles = [replace(tile(key, of, user, asked), excluded=NOT_COUNTED.get(key, "")) for key, of in OF_MINISTRY.items()]
    missing = lines.ministries[0].commission is None
    return _panel(tiles, charts_of(Board(user, asked, lines)), asked, missing=missing)


def commission_board(commission: Commission, user: User) -> Panel | None:
    if commission.is_rehearsal or commission.closed_on:
        return None
    asked = Asked(commission=commission.pk)
    tiles = [tile(key, of, user, asked) for key, of in OF_COMMISSION.items()]
    ages = CHARTS["ages"](Board(user, asked, Lines([], Counted(), None)))
    return _panel(tiles, [("ages", ages)] if ages is not None else [], asked)


def _panel(tiles: list[Headline], charts: list[tuple[str, Chart]], asked: Asked, *, missing: bool = False) -> Panel:
    return Panel(
        title=f"Chiffres au {short_date(asked.on)}",
        template="dashboards/board_panel.html",
        context={"tiles": tiles, "charts": charts, "query": asked.query, "missing": missing, "year": asked.of_year},
        position=5,
        anchor="chiffres",
    )
