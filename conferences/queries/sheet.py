"""What the page of a conference shows, and its report prints: who came, the programme, what is recommended."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from foundation.common import clock
from foundation.common.typography import capitalize_first, plural, short_date
from foundation.documents.models import Document
from recommendations.enums import RecommendationState
from recommendations.models import Recommendation
from recommendations.queries.balance import BalanceLine, total
from recommendations.queries.following import TONES, due_words, list_rows

from ..enums import CLOSED, CONFERENCE_PAPER, ConferenceState
from ..models import Conference, ConferenceRecommendation, Panel, Participant
from .blockers import blockers_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

State = ConferenceState
SHOWN = 20


@dataclass(frozen=True)
class Delegation:
    """Who came from one institution."""

    institution: str
    count: int
    functions: str  # « 1 DSI, 2 RSSI »
    names: str


def delegations(conference: Conference) -> list[Delegation]:
    """Ministries first, then the others, each in alphabetical order (1 query)."""
    rows: dict[tuple[bool, str], list[Participant]] = {}
    for row in conference.participants.order_by("institution", "function", "name", "pk"):
        rows.setdefault((row.ministry_id is None, row.institution), []).append(row)
    return [
        _delegation(institution, found)
        for (_, institution), found in sorted(rows.items(), key=lambda pair: _as_read(*pair[0]))
    ]


def _as_read(is_other: bool, institution: str) -> tuple[bool, list[tuple[int, str]]]:
    """« n° 7 » before « n° 10 »."""
    parts = re.split(r"(\d+)", institution)
    return is_other, [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _delegation(institution: str, rows: list[Participant]) -> Delegation:
    by_function: Counter[str] = Counter()
    for row in rows:
        by_function[row.function] += row.count
    return Delegation(
        institution,
        sum(by_function.values()),
        ", ".join(f"{count} {function}" for function, count in by_function.items()),
        ", ".join(row.name for row in rows if row.name),
    )


def programme(conference: Conference) -> list[Panel]:
    """Its panels in order, with their speakers (2 queries)."""
    rows = conference.panels.prefetch_related("speakers").order_by("position", "pk")
    return list(rows)


def advice_of(conference: Conference) -> QuerySet[ConferenceRecommendation]:
    """Its recommendations in order, with what a line shows."""
    rows = conference.recommendations.select_related("recommendation", "panel")
    return rows.defer("recommendation__search").order_by("position", "pk")


def still_open(conference: Conference) -> QuerySet[Recommendation]:
    """Those of the former editions of its body that are open: they come back, as on the agenda of a commission. What
    is behind closed doors does not: whoever reads the conference, and its report, would read it.
    """
    rows = Recommendation.objects.open().filter(commission_id=conference.body_id, is_closed_doors=False)
    rows = rows.exclude(pk__in=conference.recommendations.values("recommendation_id"))
    return list_rows(rows.exclude(conference_origin__conference=conference))


def former(conference: Conference, user: "User") -> list[Recommendation]:
    """The first of them that this reader may see, as long as the conference may speak of them (1 query)."""
    if conference.state in CLOSED:
        return []
    return list(still_open(conference).filter(pk__in=Recommendation.objects.visible_to(user).values("pk"))[:SHOWN])


def answered_line(conference: Conference, user: "User") -> BalanceLine:
    """How its recommendations stand (1 query)."""
    rows = Recommendation.objects.filter(pk__in=conference.recommendations.values("recommendation_id"))
    return total(user, clock.today(), rows)


def advice_line(link: ConferenceRecommendation, today: date) -> dict[str, Any]:
    row = link.recommendation
    return {
        "link": link,
        "row": row,
        "tone": "late" if row.is_late(today) else TONES[RecommendationState(row.state)],
        "state": "écrite, pas encore émise" if row.is_draft else row.get_state_display(),
        "due": short_date(row.due_on) if row.due_on else "sans échéance",
        "due_note": due_words(row, today) if row.due_on and row.is_open and not row.is_draft else "",
    }


@dataclass(frozen=True)
class Share:
    """What one addressee was asked."""

    addressee: str
    count: int
    done: int
    late: int
    numbers: str  # « n° 1, 4 », once they have theirs

    @property
    def state(self) -> str:
        said = [plural(self.done, "exécutée")] if self.done else []
        return ", ".join([*said, *([f"{self.late} en retard"] if self.late else [])])


def by_addressee(links: Iterable[ConferenceRecommendation], today: date) -> list[Share]:
    """Each addressee once, the most asked first, then as its recommendations come."""
    rows: dict[str, list[Recommendation]] = {}
    for link in links:
        rows.setdefault(link.recommendation.addressee_label or "destinataire non renseigné", []).append(
            link.recommendation
        )
    found = [
        Share(
            addressee,
            len(asked),
            sum(row.state == RecommendationState.DONE for row in asked),
            sum(row.is_late(today) for row in asked),
            ", ".join(str(row.number) for row in asked if row.number),
        )
        for addressee, asked in rows.items()
    ]
    return sorted(found, key=lambda share: -share.count)


def next_step(row: Conference) -> tuple[str, list[str]]:
    """What comes next, and what is missing for it."""
    if row.state == State.PREPARING:
        return "Annoncer la conférence", blockers_of(row, "announce")
    if row.state == State.ANNOUNCED:
        return "Dire la conférence tenue", blockers_of(row, "hold")
    if row.state == State.HELD:
        return "Établir le rapport", blockers_of(row, "report")
    return "", []


STEPS = (
    (State.PREPARING, "Préparer"),
    (State.ANNOUNCED, "Annoncer"),
    (State.HELD, "Tenir"),
    (State.REPORTED, "Rapporter"),
)


def steps(row: Conference) -> list[dict[str, Any]]:
    states = [state for state, _ in STEPS]
    here = states.index(State(row.state)) if row.state in states else -1
    return [
        {
            "label": label,
            "state": "done" if place < here or row.state == State.REPORTED else "current" if place == here else "todo",
        }
        for place, (_, label) in enumerate(STEPS)
    ]


def sentence(row: Conference) -> str:
    """« Tenue le 19 juillet 2022, Novotel Orisha, Cotonou. »"""
    said = [capitalize_first(State(row.state).label)]
    if row.held_on:
        days = (
            f"du {short_date(row.held_on)} au {short_date(row.ends_on)}"
            if row.ends_on
            else f"le {short_date(row.held_on)}"
        )
        if row.state == State.REPORTED:
            said[0] = f"Tenue {days}, rapportée"
        else:
            said[0] += f" {days}" if row.state == State.HELD else f", prévue {days}"
    return ", ".join(filter(None, [*said, row.place])) + "."


def papers_of(conference: Conference) -> list[Document]:
    """The versions of its report, newest first."""
    return list(Document.objects.about(conference, CONFERENCE_PAPER).select_related("file", "job"))
