"""The follow-up of the communes: kept by the RSI of each and the ASIN, read by the ministry in charge of them."""

from typing import Any

from .lines_institutions import new_form
from .matrix import ASIN, FOREIGN, SIGNED_IN, Line

KEEPERS = "rsi asin_admin"
READERS = f"{ASIN} {FOREIGN}"  # ministry B is in charge of the communes
SEEN = {"own": f"rsi {READERS}", "foreign": READERS}
SEE = {"own": f"asin_reader {FOREIGN}"}


def besides(*keepers: str) -> str:
    return " ".join(actor for actor in SIGNED_IN.split() if actor not in keepers)


def posting(kind: str, owner: str = "", **said: Any) -> Any:
    def data(world: Any, variant: str) -> dict[str, Any]:
        row = world[kind, "own"]
        whose = {owner: str(getattr(row, f"{owner}_id"))} if owner else {}
        given = {name: str(value(world)) if callable(value) else value for name, value in said.items()}
        return whose | {"version": row.version, "base_version": row.version} | given

    return data


def register_lines(
    name: str, kind: str, posted: Any, *, keepers: str = KEEPERS, seen: Any = SEEN, see: Any = SEE
) -> list[Line]:
    kept = {"variants": {"own": keepers}, "see": see, "on": kind}
    return [
        Line(f"{name}:list", variants={"": SIGNED_IN}),
        Line(f"{name}:export", variants={"": SIGNED_IN}),
        Line(f"{name}:detail", on=kind, variants=seen),
        *new_form(f"{name}:new", keepers, posted),
        Line(f"{name}:edit", **kept),
        Line(f"{name}:edit", method="POST", data=posted, **kept),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=kind, variants=seen),
        Line(f"api:{name}-list", method="POST", variants={"": keepers}, data=posted),
        Line(f"api:{name}-edit", method="POST", data=posted, **kept),
    ]


def national(name: str, kind: str, posted: Any, keepers: str) -> list[Line]:
    see = {"own": besides(*keepers.split())}
    return register_lines(name, kind, posted, keepers=keepers, seen={"own": SIGNED_IN}, see=see)


def quarter(world: Any, variant: str) -> dict[str, Any]:
    """One answer, one project, one step: what the page of the quarter sends of them."""
    project, step = world["commune_project", variant], world["next_step", variant]
    return {
        "version": "0",
        "q-C2-reply": "yes",
        "q-C2-proof": "Fiche n° 3",
        f"p-{project.pk}-version": project.version,
        f"p-{project.pk}-situation": "running",
        f"p-{project.pk}-progress": "55",
        "s-1-version": step.version,
        "s-1-text": step.text,
        "s-1-due_on": "2026-10-01",
        "s-2-version": "0",
        "s-2-text": "Publier les délibérations",
    }


def sent(world: Any, variant: str) -> dict[str, Any]:
    answers = [{"code": "C2", "reply": "yes", "proof": "Fiche n° 3"}]
    return {"commune": str(world["commune", "own"].pk), "answers": answers}


def statuses(world: Any, variant: str) -> dict[str, Any]:
    return {"lines": f"commune;statut\n{world['commune', 'own'].name};ordinaire"}


def chosen_status(world: Any, variant: str) -> dict[str, Any]:
    commune = world["commune", "own"]
    told = {"commune": str(commune.pk), "status": "ordinary", "was": commune.status}
    return {"told": [told], str(commune.pk): "ordinary", f"initial-{commune.pk}": commune.status}


def attendance(world: Any, variant: str) -> dict[str, Any]:
    return {"new-1-commune": str(world["commune", "own"].pk), "new-1-function": "SGM", "new-1-presence": "present"}


AT_SESSION: Any = {"on": "training_session", "variants": {"own": KEEPERS}, "see": {"own": besides(*KEEPERS.split())}}
READING = posting("commune_reading", "commune", read_on="2026-06-01", agents=41, addresses=13)
PROJECT = posting("commune_project", "commune", title="Site de la commune", situation="running", progress=31)
STEP = posting("next_step", "commune", rank=3, text="Nommer un correspondant")
TRAINING = posting("training", title="Sécuriser ses postes")
SESSION = posting("training_session", "training", held_on="2026-06-02", place="Parakou")
ATTENDANCE = posting(
    "attendance", "commune", session=lambda w: w["training_session", "own"].pk, function="SGM", presence="invited"
)
OVERSIGHT = posting("oversight", ministry=lambda w: w["ministry", "own"].pk, source="Décret fictif n° 2")
LINES = [
    *register_lines("commune-readings", "commune_reading", READING),
    *register_lines("commune-projects", "commune_project", PROJECT),
    *register_lines("commune-steps", "next_step", STEP),
    *register_lines("commune-attendances", "attendance", ATTENDANCE),
    *national("commune-trainings", "training", TRAINING, "asin_admin"),
    *national("training-sessions", "training_session", SESSION, "asin_admin"),
    *national("commune-oversights", "oversight", OVERSIGHT, "asin_admin portal_admin"),
    Line("communes:list", variants={"": SIGNED_IN}),
    Line("communes:export", variants={"": SIGNED_IN}),
    *new_form("communes:status_sheet", "asin_admin portal_admin", chosen_status),
    *new_form("communes:statuses", "asin_admin portal_admin", statuses),
    Line("communes:attendance", **AT_SESSION),
    Line("communes:attendance", method="POST", data=attendance, **AT_SESSION),
    Line("communes:grid", on="commune", variants=SEEN),
    Line("communes:grid_export", on="commune", variants=SEEN),
    Line("communes:quarter", on="commune", variants={"own": KEEPERS}, see=SEE),
    Line("communes:quarter", method="POST", on="commune", variants={"own": KEEPERS}, see=SEE, data=quarter),
    Line("api:commune-quarters-list", variants={"": SIGNED_IN}),
    Line("api:commune-quarters-detail", on="commune_quarter", variants=SEEN),
    Line("api:commune-quarters-list", method="POST", variants={"": KEEPERS}, data=sent),
    Line("api:grid-answers-list", variants={"": SIGNED_IN}),
    Line("api:grid-answers-grid", variants={"": SIGNED_IN}),
    Line("api:grid-answers-detail", on="grid_answer", variants=SEEN),
    Line("api:followed-communes-list", variants={"": SIGNED_IN}),
    Line(
        "api:followed-communes-paste-statuses", method="POST", variants={"": "asin_admin portal_admin"}, data=statuses
    ),
    Line(
        "api:followed-communes-tell-statuses",
        method="POST",
        variants={"": "asin_admin portal_admin"},
        data=chosen_status,
    ),
    Line("api:followed-communes-detail", on="commune", variants=SEEN),
]
