"""The sites of a project, added up: how many are done, and what is counted on them."""

from dataclasses import dataclass

from ..enums import SiteState
from ..models import ProjectSite


def share_done(planned: int | None, done: int | None) -> int | None:
    """What is done of what was planned, in whole percents: 100 only when all of it is."""
    return min(done * 100 // planned, 100) if planned and done is not None else None


@dataclass(frozen=True)
class Quantity:
    """What is counted in one unit over the sites where both numbers are known; the others are told."""

    unit: str
    planned: int
    done: int
    sites: int
    unknown: int

    @property
    def progress(self) -> int | None:
        return share_done(self.planned, self.done)


@dataclass(frozen=True)
class SiteSummary:
    total: int
    done: int
    mean: int | None
    known: int
    quantities: tuple[Quantity, ...] = ()


def site_summary(sites: list[ProjectSite]) -> SiteSummary | None:
    if not sites:
        return None
    known = [site.progress for site in sites if site.progress is not None]
    return SiteSummary(
        len(sites),
        sum(site.state == SiteState.DONE for site in sites),
        round(sum(known) / len(known)) if known else None,
        len(known),
        tuple(_quantity(unit, sites) for unit in dict.fromkeys(site.unit for site in sites if site.unit)),
    )


def _quantity(unit: str, sites: list[ProjectSite]) -> Quantity:
    of_unit = [site for site in sites if site.unit == unit]
    pairs = [
        (site.planned_quantity, site.done_quantity)
        for site in of_unit
        if site.planned_quantity is not None and site.done_quantity is not None
    ]
    planned, done = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Quantity(unit, planned, done, len(pairs), len(of_unit) - len(pairs))
