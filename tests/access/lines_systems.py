"""Platforms and what goes with them: read in their ministry, kept by its DSI and the ASIN; common lists by the ASIN."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from .lines_institutions import new_form
from .lines_sessions_preparing import PNG
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

KEEPERS = "dsi asin_admin"
SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}
OTHERS = " ".join(actor for actor in SEES.split() if actor not in KEEPERS.split())
ALL_BUT_ADMIN = " ".join(actor for actor in SIGNED_IN.split() if actor != "asin_admin")
Data = Callable[[Any, str], dict[str, Any]]


def posting(kind: str, /, **said: Any) -> Data:
    """What is typed of a row: a pair stands for the key of a row of the world."""

    def data(world: Any, variant: str) -> dict[str, Any]:
        row = world[kind, "own"]
        row.refresh_from_db()
        typed = {name: str(world[value].pk) if isinstance(value, tuple) else value for name, value in said.items()}
        return typed | {"version": row.version, "base_version": row.version}

    return data


def register_lines(name: str, kind: str, /, neighbours: str = "foreign_dsi", **said: Any) -> list[Line]:
    """A register whose rows are a ministry's."""
    posted = posting(kind, **said)
    kept: dict[str, Any] = {"variants": {"own": KEEPERS}, "see": {"own": OTHERS}, "on": kind}
    return [
        *read_lines(name, kind, SEEN),
        *new_form(f"{name}:new", KEEPERS, posted, invalid=neighbours),
        Line(f"api:{name}-list", method="POST", variants={"": KEEPERS}, invalid={"": neighbours}, data=posted),
        *kept_lines(name, kept, posted),
    ]


def common_lines(name: str, kind: str, /, **said: Any) -> list[Line]:
    """A list that everybody reads and the ASIN keeps."""
    posted = posting(kind, **said)
    kept: dict[str, Any] = {"variants": {"own": "asin_admin"}, "see": {"own": ALL_BUT_ADMIN}, "on": kind}
    return [
        *read_lines(name, kind, {"own": SIGNED_IN}),
        *new_form(f"{name}:new", "asin_admin", posted),
        Line(f"api:{name}-list", method="POST", variants={"": "asin_admin"}, data=posted),
        *kept_lines(name, kept, posted),
    ]


def read_lines(name: str, kind: str, seen: dict[str, str]) -> list[Line]:
    return [
        Line(f"{name}:list", variants={"": SIGNED_IN}),
        Line(f"{name}:export", variants={"": SIGNED_IN}),
        Line(f"{name}:detail", on=kind, variants=seen),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=kind, variants=seen),
    ]


def kept_lines(name: str, kept: dict[str, Any], posted: Data) -> list[Line]:
    return [
        Line(f"{name}:edit", **kept),
        Line(f"{name}:edit", method="POST", data=posted, **kept),
        Line(f"api:{name}-edit", method="POST", data=posted, **kept),
    ]


def act_lines(
    name: str, act: str, kind: str, /, *, page: bool = True, sent: Data | None = None, **said: Any
) -> list[Line]:
    """An act on a row of a ministry, on its page and as a call; `sent` is posted where a file goes with it, which no
    call in JSON carries.
    """
    kept: dict[str, Any] = {"variants": {"own": KEEPERS}, "see": {"own": OTHERS}, "on": kind}
    called: dict[str, Any] = {"data": lambda world, variant: said} if sent is None else {"ok": (400,)}
    return [
        *([Line(f"{name}:{act}", **kept)] if page else []),
        Line(f"{name}:{act}", method="POST", data=sent or (lambda world, variant: said), **kept),
        Line(f"api:{name}-{act}", method="POST", **called, **kept),
    ]


def a_list(world: Any, variant: str) -> dict[str, Any]:
    file = SimpleUploadedFile("membres.xml", b"<clientList/>", "application/xml")
    return {"kind": "members", "as_of": "2026-06-01", "upload": file}


def proof(world: Any, variant: str) -> dict[str, Any]:
    file = SimpleUploadedFile("preuve.png", PNG, "image/png")
    return {"kind": "answers", "proved_on": "2026-03-01", "upload": file}


LINES = [
    *register_lines(
        "platforms", "platform", ministry=("ministry", "own"), name="Registre des courriers", kind="application"
    ),
    Line("platforms:cliff", variants={"": SIGNED_IN}),
    *common_lines("hostings", "hosting", name="Salle du premier étage", kind="ministry"),
    *common_lines("waves", "wave", name="Vague de mars"),
    *register_lines("landings", "landing", platform=("platform", "own"), choice="rehost", reasons="Fin du support"),
    Line("landings:board", variants={"": SIGNED_IN}),
    *act_lines("landings", "move", "landing", moved_on="2026-02-01"),
    *act_lines("landings", "prove", "moved_landing", sent=proof),
    *act_lines("landings", "verify", "proved_landing", page=False),
    *act_lines("landings", "reopen", "moved_landing", reason="Retour à l’ancien serveur."),
    Line("api:landings-proofs", on="proved_landing", variants=SEEN),
    *register_lines(
        "exchanges",
        "exchange",
        ministry=("ministry", "own"),
        source=("platform", "own"),
        target=("platform", "foreign"),
        data="Le statut d’un dossier",
        nature="api",
        state="planned",
    ),
    *(Line(f"exchanges:{view}", variants={"": SIGNED_IN}) for view in ("graph", "matrix", "veracity", "once")),
    Line("exchanges:outage", on="platform", variants=SEEN),
    Line("api:platforms-outage", on="platform", variants=SEEN),
    Line("api:exchanges-veracity", variants={"": SIGNED_IN}),
    Line("api:exchanges-to-build", variants={"": SIGNED_IN}),
    *common_lines("xroad-members", "xroad_member", instance="BJ", member_class="GOV", code="90001"),
    *common_lines("xroad-subsystems", "xroad_subsystem", member=("xroad_member", "own"), code="SYS-90001"),
    Line("xroad-files:list", variants={"": SIGNED_IN}),
    Line("xroad-files:flows", variants={"": SIGNED_IN}),
    *new_form("xroad-files:new", "asin_admin", a_list),
    Line("xroad-files:detail", on="xroad_file", variants={"own": ASIN}),
    Line("api:xroad-files-list", variants={"": SIGNED_IN}),
    Line("api:xroad-files-detail", on="xroad_file", variants={"own": ASIN}),
    # A file comes by multipart: in JSON, its absence is what is refused.
    Line("api:xroad-files-list", method="POST", variants={"": "asin_admin"}, ok=(400,)),
    Line("api:xroad-flows-list", variants={"": SIGNED_IN}),
    Line("api:xroad-flows-detail", on="flow", variants=SEEN),
]
