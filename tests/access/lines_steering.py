"""What steers a project: read with the project, kept by its DSI (and its own lead), the same by the API."""

from typing import Any

from .lines_institutions import new_form
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

KEEPERS, NEIGHBOURS = "dsi", "project_lead foreign_dsi"  # the lead of this ministry leads no project here
SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}
OTHERS = " ".join(actor for actor in SEES.split() if actor not in KEEPERS.split())


def posting(kind: str, **said: Any) -> Any:
    def data(world: Any, variant: str) -> dict[str, Any]:
        row = world[kind, "own"]
        row.refresh_from_db()
        owner = "indicator" if kind == "measure" else "project"
        return {owner: str(getattr(row, f"{owner}_id")), "version": row.version, "base_version": row.version} | said

    return data


def register_lines(name: str, kind: str, **said: Any) -> list[Line]:
    posted, kept = posting(kind, **said), {"variants": {"own": KEEPERS}, "see": {"own": OTHERS}, "on": kind}
    return [
        Line(f"{name}:list", variants={"": SIGNED_IN}),
        Line(f"{name}:export", variants={"": SIGNED_IN}),
        Line(f"{name}:detail", on=kind, variants=SEEN),
        *new_form(f"{name}:new", KEEPERS, posted, invalid=NEIGHBOURS),
        Line(f"{name}:edit", **kept),
        Line(f"{name}:edit", method="POST", data=posted, **kept),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=kind, variants=SEEN),
        Line(f"api:{name}-list", method="POST", variants={"": KEEPERS}, invalid={"": NEIGHBOURS}, data=posted),
        Line(f"api:{name}-edit", method="POST", data=posted, **kept),
    ]


def act_lines(name: str, act: str, kind: str, **said: Any) -> list[Line]:
    kept = {"variants": {"own": KEEPERS}, "see": {"own": OTHERS}, "on": kind}
    posted = posting(kind, **said)
    return [
        Line(f"{name}:{act}", **kept),
        Line(f"{name}:{act}", method="POST", data=posted, **kept),
        Line(f"api:{name}-{act}", method="POST", data=lambda w, v: said, **kept),
    ]


MOVE = {"to_on": "2027-03-01", "reason": "contract", "explanation": "Marché infructueux."}
INDICATOR = {
    "title": "Délai",
    "unit": "jours",
    "direction": "down",
    "initial_on": "2026-01-01",
    "target_value": 5,
    "target_on": "2027-01-01",
    "source": "Registre",
    "periodicity": 3,
}
RISK = {"title": "Le marché n’aboutit pas", "probability": 2, "impact": 2, "owner": "DPAF", "review_on": "2026-12-01"}
LINES = [
    *register_lines("funding", "funding_line", year=2027, source="state", planned=59_300_000),
    *register_lines("risks", "risk", **RISK),
    *register_lines("milestones", "milestone", title="Recette", initial_on="2026-10-01"),
    *act_lines("milestones", "move", "milestone", **MOVE),
    *act_lines("milestones", "reach", "milestone", actual_on="2026-02-01"),
    *act_lines("milestones", "reopen", "reached_milestone", reason="Erreur de jalon."),
    *register_lines("dependencies", "dependency", outside="Fibre", awaited="Le raccordement"),
    Line("steering:calendar", variants={"": SIGNED_IN}),
    Line("steering:project", on="project", variants=SEEN),
    *register_lines("indicators", "indicator", **INDICATOR),
    *register_lines("measures", "measure", measured_on="2026-05-01", value=12),
    *register_lines("use-reviews", "use_review", term=18, reviewed_on="2026-06-01", users=5),
    *register_lines("problems", "problem", title="Panne", seen_on="2026-02-01", impact=2, owner="DSI"),
]
