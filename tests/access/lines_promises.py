"""The register of public promises."""

from .lines_institutions import new_form
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

KEEPERS = "dsi asin_admin"
SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}
OTHERS = " ".join(actor for actor in SEES.split() if actor not in KEEPERS.split())


def posted(world, variant):
    return {
        "ministry": world["ministry", "own"].pk,
        "text": "Un guichet en ligne dans chaque commune",
        "origin": "press",
        "said_on": "2026-01-10",
        "source": "La Nation, 10 janvier 2026",
        "version": world["promise", "own"].version,
        "base_version": world["promise", "own"].version,
    }


def kept(route, **more):
    return Line(route, on="promise", variants={"own": KEEPERS}, see={"own": OTHERS}, **more)


LINES = [
    Line("promises:list", variants={"": SIGNED_IN}),
    Line("promises:export", variants={"": SIGNED_IN}),
    Line("promises:detail", on="promise", variants=SEEN),
    *new_form("promises:new", KEEPERS, posted, invalid="foreign_dsi"),
    kept("promises:edit"),
    kept("promises:edit", method="POST", data=posted),
    Line("api:promises-list", variants={"": SIGNED_IN}),
    Line("api:promises-detail", on="promise", variants=SEEN),
    Line("api:promises-list", method="POST", variants={"": KEEPERS}, invalid={"": "foreign_dsi"}, data=posted),
    kept("api:promises-edit", method="POST", data=posted),
]
