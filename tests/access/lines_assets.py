"""The assets of a ministry: kept by its DSI, read in the ministry and by the ASIN, the same by the API."""

from typing import Any

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
LINES = [
    *register_lines("assets", "asset", ASSET),
    *register_lines(
        "asset-categories", "asset_category", CATEGORY, who="asin_admin", invalid="", seen={"own": SIGNED_IN}
    ),
    *(
        line
        for name, (on, data) in ACTS.items()
        for route in (f"assets:{name}", f"api:assets-{name.replace('_', '-')}")
        for line in act(route, on, data)
    ),
    Line(
        "assets:label",
        variants={"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"},
        kwargs=lambda w, v: {"code": w["asset", v].code},
    ),
    Line("assets:labels", variants={"": SIGNED_IN}),
]
