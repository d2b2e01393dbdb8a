"""The assets of a ministry: kept by its DSI, read in the ministry and by the ASIN, the same by the API."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assets.enums import STATEMENT_PAPER
from foundation.documents.models import Document
from tests.factories.files import stored

from .lines_institutions import new_form
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line

SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}


def but(seen: str, named: str) -> str:
    return " ".join(actor for actor in seen.split() if actor not in named.split())


def posted(on: str, **said: Any) -> Any:
    def data(world: Any, variant: str) -> dict[str, Any]:
        row = world[on, "own"]
        row.refresh_from_db()
        told = {name: value(world) if callable(value) else value for name, value in said.items()}
        return {"version": row.version, "base_version": row.version} | told

    return data


def act(route: str, on: str, data: Any, *, who: str = "dsi", sees: str = SEES) -> list[Line]:
    said: dict[str, Any] = {"on": on, "variants": {"own": who}, "see": {"own": but(sees, who)}}
    post = Line(route, method="POST", data=data, **said)
    return [post] if route.startswith("api:") else [Line(route, **said), post]


def register_lines(
    name: str, on: str, data: Any, *, who: str = "dsi", invalid: str = "foreign_dsi", **sees: Any
) -> Any:
    seen = sees.get("seen", SEEN)
    kept = {"who": who, "sees": seen["own"]}
    return [
        *(Line(f"{name}:{each}", variants={"": SIGNED_IN}) for each in ("list", "export")),
        Line(f"{name}:detail", on=on, variants=seen),
        *new_form(f"{name}:new", who, data, invalid=invalid),
        *act(f"{name}:edit", on, data, **kept),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=on, variants=seen),
        Line(f"api:{name}-list", method="POST", variants={"": who}, invalid={"": invalid}, data=data),
        *act(f"api:{name}-edit", on, data, **kept),
    ]


def key(on: str) -> Any:
    return lambda world: str(world[on, "own"].pk)


ASSET = posted(
    "asset", ministry=key("ministry"), category=key("asset_category"), name="Poste du guichet", state="in_use"
)
CATEGORY = posted("asset_category", name="Scanners", kind="other")
PLACED = posted("asset", site="Bureau 12", holder="Secrétariat")
LICENCE = posted("licence", ministry=key("ministry"), title="Suite bureautique", alert_days=60)
COST = posted("cost", ministry=key("ministry"), category=key("asset_category"), mode="leased", served=1)
STOCKTAKE = posted("stocktake", ministry=key("ministry"), title="Inventaire de la DPAF")
SEEN_ONE = posted("stocktake", code=lambda world: world["asset", "own"].code)
NOTED = posted("stocktake", note="")
REASON = posted("asset", reason="Écran cassé.")
ACTS: dict[str, tuple[str, Any]] = {  # from which state, and what is said
    "receive_asset": ("asset_ordered", PLACED),
    "assign_asset": ("asset_stock", PLACED),
    "move_asset": ("asset_in_use", PLACED),
    "stock_asset": ("asset_in_use", PLACED),
    "find_asset": ("asset_missing", PLACED),
    "repair_asset": ("asset_in_use", REASON),
    "lose_asset": ("asset_in_use", REASON),
    "retire_asset": ("asset_in_use", REASON),
    "reinstate_asset": ("asset_retired", REASON),
}
READ = {
    "asset-imports": "asset_import",
    "asset-import-lines": "asset_import_line",
    "agent-files": "agent_file",
    "software": "software",
    "software-installations": "installation",
    "asset-sections": "asset_section",
    "asset-moves": "asset_move",
    "stocktake-lines": "stocktake_line",
}


def a_file() -> SimpleUploadedFile:
    said = {"deviceid": "poste-2026-01-05-08-00-00", "content": {"versionclient": "GLPI-Agent_v1.7"}}
    return SimpleUploadedFile("poste.json", json.dumps(said).encode(), "application/json")


def an_agent_file(world: Any, variant: str) -> dict[str, Any]:
    return {"ministry": key("ministry")(world), "uploads": a_file()}


def a_table(world: Any, variant: str) -> dict[str, Any]:
    return {"ministry": key("ministry")(world), "lines": "Catégorie;Désignation\nPostes de travail;Poste du guichet"}


def stated(world: Any, variant: str) -> dict[str, Any]:
    """A campaign whose statement is made."""
    row = world["closed_stocktake", variant]
    Document.objects.create(
        kind=STATEMENT_PAPER,
        title="État d’inventaire",
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        scope=row.scope,
        content={},
        content_sha256="0" * 64,
        file=stored(b"%PDF", "inventaire.pdf"),
        pdf_sha256="0" * 64,
        stored_at=timezone.now(),
        code_hash=str(row.pk),
    )
    return {"pk": row.pk}


LINES = [
    *register_lines("assets", "asset", ASSET),
    *register_lines(
        "asset-categories", "asset_category", CATEGORY, who="asin_admin", invalid="", seen={"own": SIGNED_IN}
    ),
    *register_lines("licences", "licence", LICENCE),
    *register_lines("cost-hypotheses", "cost", COST, invalid="foreign_dsi asin_admin"),
    *register_lines("stocktakes", "stocktake", STOCKTAKE),
    *(
        line
        for name, data in (("note", SEEN_ONE), ("miss", SEEN_ONE), ("undo", SEEN_ONE), ("close", NOTED))
        for app in ("", "api:")
        for line in act(f"{app}stocktakes:{name}".replace("api:stocktakes:", "api:stocktakes-"), "stocktake", data)
    ),
    *act("stocktakes:establish", "closed_stocktake", None)[1:],
    *act("api:stocktakes-establish", "closed_stocktake", None),
    Line("stocktakes:statement", kwargs=stated, variants=SEEN),
    Line("api:stocktakes-statement", kwargs=stated, variants=SEEN),
    *(Line(f"stocktakes:{each}", variants={"": SIGNED_IN}) for each in ("lines", "lines_export")),
    Line("api:assets-renewal", variants={"": SIGNED_IN}),
    Line("api:cost-hypotheses-compared", variants={"": SIGNED_IN}, ok=(400,)),  # without its category
    Line("assets:renewal", variants={"": SIGNED_IN}),
    Line("assets:costs", variants={"": SIGNED_IN}),
    *(
        line
        for name, (on, data) in ACTS.items()
        for route in (f"assets:{name}", f"api:assets-{name.replace('_', '-')}")
        for line in act(route, on, data)
    ),
    Line(
        "assets:label",
        variants={"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"},
        kwargs=lambda w, v: {"number": w["asset", v].code},
    ),
    Line("assets:handover", on="asset", variants=SEEN),
    Line("assets:labels", variants={"": SIGNED_IN}),
    *(
        Line(f"assets:{each}", variants={"": SIGNED_IN})
        for each in ("files", "files_export", "software", "software_export", "model")
    ),
    Line("assets:installed", on="software", variants=SEEN),
    *new_form("assets:receive", "dsi", an_agent_file, invalid="foreign_dsi"),
    *new_form("assets:table", "dsi", a_table, invalid="foreign_dsi"),
    # A file comes by multipart: in JSON, its absence is what is refused.
    *(Line(f"asset-imports:{each}", variants={"": SIGNED_IN}) for each in ("list", "export", "lines", "lines_export")),
    Line("asset-imports:detail", on="asset_import", variants=SEEN),
    *(
        line
        for name, on, pressed in (
            ("run_import", "asset_import", True),
            ("abandon_import", "asset_import", True),
            ("undo_import", "done_asset_import", False),
        )
        for line in (
            *act(f"asset-imports:{name}", on, None if pressed else posted(on, reason="Mauvais fichier."))[pressed:],
            *act(
                f"api:asset-imports-{name.replace('_', '-')}",
                on,
                None if pressed else posted(on, reason="Mauvais fichier."),
            ),
        )
    ),
    Line("api:asset-imports-list", method="POST", variants={"": "dsi"}, invalid={"": "foreign_dsi"}, data=a_table),
    Line("api:agent-files-list", method="POST", variants={"": "dsi foreign_dsi"}, ok=(400,)),
    Line("api:assets-import-table", method="POST", variants={"": "dsi"}, invalid={"": "foreign_dsi"}, data=a_table),
    *(
        line
        for name, on in READ.items()
        for line in (
            Line(f"api:{name}-list", variants={"": SIGNED_IN}),
            Line(f"api:{name}-detail", on=on, variants=SEEN),
        )
    ),
]
