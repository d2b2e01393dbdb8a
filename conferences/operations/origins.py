"""What a recommendation says of the conference that it comes from: its year, its day, its title."""

from dataclasses import dataclass
from datetime import date

from foundation.common import clock

from ..models import Conference, Panel

LABEL = 500  # characters of the origin of a recommendation; its link names the panel


@dataclass(frozen=True)
class AtConference:
    year: int
    issued_on: date
    origin_label: str


def origin_of(conference: Conference, panel: Panel | None) -> AtConference:
    """Said when a draft is written, and again when the report issues it: the conference may have been corrected."""
    label = conference.title + (f" : {panel}" if panel is not None else "")
    if len(label) > LABEL:
        label = conference.title
    return AtConference(conference.year, conference.held_on or clock.today(), label)
