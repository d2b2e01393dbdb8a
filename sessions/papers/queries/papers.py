"""Find a session by the address of its papers: MDGL/2024/1 (ordinary), MDGL/2024/E1 (extraordinary)."""

import re

from sessions.core.enums import SessionKind
from sessions.core.models import CommissionSession

REFERENCE = re.compile(r"^(?P<code>.+)/(?P<year>\d{4})/(?P<extraordinary>E?)(?P<rank>\d{1,4})$", re.IGNORECASE)


def session_of_reference(reference: str) -> CommissionSession | None:
    """Return the session that bears the number; else the reconstituted one at that place in the order of dates, its
    number being unknown.
    """
    match = REFERENCE.match(reference.strip())
    if match is None:
        return None
    rank = int(match["rank"])
    year = CommissionSession.objects.filter(
        commission__code__iexact=match["code"], year=int(match["year"]), kind__in=_series(bool(match["extraordinary"]))
    )
    numbered = year.filter(number=rank).first()
    if numbered is not None:
        return numbered
    by_date = list(year.order_by("held_on", "pk"))
    found = by_date[rank - 1] if 0 < rank <= len(by_date) else None
    return found if found is not None and found.number is None and found.is_reconstituted else None


def paper_reference(session: CommissionSession) -> str:
    """The address of a session's papers; a reconstituted one without number has that of its place in the order of
    dates.
    """
    if session.number or not session.is_reconstituted:
        return session.reference
    series = _series(session.kind == SessionKind.EXTRAORDINARY)
    same = CommissionSession.objects.filter(
        commission_id=session.commission_id, year=session.year, kind__in=series
    ).order_by("held_on", "pk")
    place = [row.pk for row in same].index(session.pk) + 1
    return session.reference.replace("?", str(place))


def _series(is_extraordinary: bool) -> list[SessionKind]:
    """A session whose source does not give its nature is addressed as an ordinary one."""
    return (
        [SessionKind.EXTRAORDINARY]
        if is_extraordinary
        else [kind for kind in SessionKind if kind != SessionKind.EXTRAORDINARY]
    )
