"""The journal of a scope, the history of a row, the verification of a chain."""

from typing import Any

from foundation.journal.models import Entry

from .matrix import FOREIGN, Line

READERS = "secretary president dsi auditor"
ALL_READERS = f"{READERS} portal_admin {FOREIGN}"
ASIN = "asin_reader asin_admin"
NO_READERS = f"member observer project_lead demoted stranger rsi {ASIN}"  # no journal at all: 403, whatever is asked


def _scope(world: Any, variant: str) -> dict[str, Any]:
    return {"pk": world["commission", variant].scope_id}


def _history(kind: str, on: str) -> Any:
    return lambda world, variant: {"kind": kind, "pk": world[on, variant].pk}


def _api_history(kind: str, on: str) -> Any:
    return lambda world, variant: {"kind": kind, "row": str(world[on, variant].pk)}


SESSION = {
    "variants": {
        "own": READERS,
        "lifted": READERS,
        "preparing": "secretary president",
        "closed": "secretary president",
        "foreign": FOREIGN,
    },
    "see": {"own": "member observer", "lifted": "member observer", "closed": "member observer"},
}
PROJECT = {
    "variants": {"own": READERS, "foreign": FOREIGN},
    "see": {"own": f"member observer project_lead {ASIN}", "foreign": ASIN},
}
MINISTRY = {
    "variants": {"own": f"{READERS} asin_admin portal_admin"},
    "see": {"own": "member observer project_lead demoted stranger foreign_secretary foreign_dsi rsi asin_reader"},
}

LINES = [
    Line("journal:list", variants={"": ALL_READERS}),
    Line("journal:verify_national", variants={"": "portal_admin"}),
    Line(
        "journal:verify",
        kwargs=_scope,
        variants={"own": f"{READERS} portal_admin", "foreign": f"{FOREIGN} portal_admin"},
        see={"own": NO_READERS, "foreign": NO_READERS},
    ),
    Line("journal:row", kwargs=_history("commission_sessions.commissionsession", "session"), **SESSION),
    Line("journal:row", kwargs=_history("projects.project", "project"), **PROJECT),
    Line("journal:row", kwargs=_history("ministries.ministry", "ministry"), **MINISTRY),
    Line("api:journal-list", variants={"": ALL_READERS}),
    Line(
        "api:journal-detail",
        kwargs=lambda world, variant: {"pk": _line_about(world, variant).pk},
        variants={"own": READERS, "preparing": "secretary president", "foreign": FOREIGN},
        see=dict.fromkeys(("own", "preparing", "foreign"), NO_READERS),
    ),
    Line("api:journal-verify", variants={"": "portal_admin"}),
    Line(
        "api:journal-verify-scope",
        kwargs=lambda world, variant: {"scope": str(world["commission", variant].scope_id)},
        variants={"own": f"{READERS} portal_admin"},
        see={"own": NO_READERS},
    ),
    Line("api:journal-row", kwargs=_api_history("commission_sessions.commissionsession", "session"), **SESSION),
    Line("api:journal-row", kwargs=_api_history("projects.project", "project"), **PROJECT),
]


def _line_about(world: Any, variant: str) -> Any:
    return Entry.objects.about(world["session", variant]).get(act="edit_item")
