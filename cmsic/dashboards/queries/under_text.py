"""All that was decided under a text, besides what each app says of its own rows: its sessions, and the items that cite
it.
"""

from foundation.accounts.models import User
from ministries.extensions import Panel
from ministries.models import LegalText
from sessions.core.models import AgendaItem, CommissionSession

SHOWN = 6


def sessions_under(text: LegalText, user: User) -> Panel | None:
    """The sessions that follow a version of the rules entered from this text, the latest first: two queries at most."""
    rows = CommissionSession.objects.visible_to(user).filter(statute__legal_text=text)
    latest = list(rows.select_related("commission").order_by("-held_on", "-year", "-number", "pk")[: SHOWN + 1])
    if not latest:
        return None
    count = rows.count() if len(latest) > SHOWN else len(latest)
    return Panel(
        "Sessions tenues sous ses règles",
        "dashboards/sessions_under_text.html",
        {"sessions": latest[:SHOWN]},
        position=15,
        count=count,
    )


def items_citing(text: LegalText, user: User) -> Panel | None:
    """The items of agendas tied to this text, with what was decided on each: three queries at most."""
    rows = AgendaItem.objects.visible_to(user).filter(legal_texts=text)
    latest = list(
        rows.select_related("session__commission", "presenter")
        .prefetch_related("decisions")
        .order_by("-session__held_on", "position", "pk")[: SHOWN + 1]
    )
    if not latest:
        return None
    count = rows.count() if len(latest) > SHOWN else len(latest)
    return Panel(
        "Points d’ordre du jour qui le citent",
        "dashboards/items_citing_text.html",
        {"rows": [row.tell(user) for row in latest[:SHOWN]]},
        position=30,
        count=count,
    )
