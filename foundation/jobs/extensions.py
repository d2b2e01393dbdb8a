"""What the apps above add to the display of a job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from .models import Job


@dataclass(frozen=True)
class Outcome:
    """Where a finished job leads."""

    href: str
    label: str


# A function returns the outcome of the kinds it knows, None for the others.
job_outcomes: "ExtensionPoint[Callable[[Job], Outcome | None]]" = ExtensionPoint(
    "job_outcomes", "où mène un travail terminé"
)


def outcome_of(job: "Job") -> Outcome | None:
    return next((outcome for function in job_outcomes if (outcome := function(job)) is not None), None)
