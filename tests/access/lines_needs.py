"""The needs of a ministry, their lots, grids and rankings, the same by the API."""

from typing import Any

from needs.enums import NeedState
from needs.models import Need, NeedScore, Ranking

from .lines_institutions import new_form
from .matrix import ASIN, INSIDE, MINISTRY, NATIONAL, SIGNED_IN, Line

SEES = f"{INSIDE} {MINISTRY} {ASIN}"
SEEN = {"own": SEES, "foreign": f"foreign_secretary foreign_dsi {ASIN}"}
KEEPERS, SCORERS = "secretary president member dsi", "president member"
BODY = f"{INSIDE} {MINISTRY} {NATIONAL}"  # who see the commission


def but(seen: str, *named: str) -> str:
    return " ".join(actor for actor in seen.split() if actor not in " ".join(named).split())


def in_state(state: NeedState) -> Any:
    def kwargs(world: Any, variant: str) -> dict[str, Any]:
        row = world["need", variant]
        Need.objects.filter(pk=row.pk).update(state=state, state_reason="Motif." if state == "discarded" else "")
        return {"pk": row.pk}

    return kwargs


def ready_to_rank(world: Any, variant: str) -> dict[str, Any]:
    """No ranking is open, and a need has a score of each criterion."""
    need, grid, by = world["need", "own"], world["criteria_grid", "own"], world.users["member"]
    Ranking.objects.filter(commission=need.commission).update(state="dropped")
    for each in grid.criteria.all():
        NeedScore.objects.get_or_create(scope=need.scope, need=need, criterion=each, scorer=by, defaults={"value": 3})
    Need.objects.filter(pk=need.pk).update(state="scored", grid=grid, total=3, scorer_count=1)
    return {"pk": need.commission_id}


def posted(on: str, **said: Any) -> Any:
    def data(world: Any, variant: str) -> dict[str, Any]:
        row = world[on, "own"]
        row.refresh_from_db()
        told = {name: value(world) if callable(value) else value for name, value in said.items()}
        return {"version": row.version, "base_version": row.version} | told

    return data


def act(route: str, on: str, who: str, data: Any = None, *, sees: str = SEES, **more: Any) -> list[Line]:
    """Both methods of a page with a form, the one of a button or of a call."""
    said = {"on": on, "variants": {"own": who}, "see": {"own": but(sees, who)}} | more
    post = Line(route, method="POST", data=data, **said)
    return [post] if data is None or route.startswith("api:") else [Line(route, **said), post]


def both(name: str, on: str, who: str, data: Any = None, **more: Any) -> list[Line]:
    app, _, verb = name.partition(":")
    call = more.pop("call", data)
    return [*act(name, on, who, data, **more), *act(f"api:{app}-{verb.replace('_', '-')}", on, who, call, **more)]


def key(on: str) -> Any:
    return lambda world: str(world[on, "own"].pk)


def body(world: Any) -> str:
    return str(world["need", "own"].commission_id)


def marks(world: Any) -> dict[str, int]:
    return {str(each.pk): 3 for each in world["criteria_grid", "own"].criteria.all()}


def register_lines(name: str, on: str, keepers: str, data: Any, neighbours: str) -> list[Line]:
    return [
        *(Line(f"{name}:{each}", variants={"": SIGNED_IN}) for each in ("list", "export")),
        Line(f"{name}:detail", on=on, variants=SEEN),
        *new_form(f"{name}:new", keepers, data, invalid=neighbours),
        *act(f"{name}:edit", on, keepers, data),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=on, variants=SEEN),
        Line(f"api:{name}-list", method="POST", variants={"": keepers}, invalid={"": neighbours}, data=data),
        *act(f"api:{name}-edit", on, keepers, data),
    ]


NEED = posted("need", commission=body, title="Suivi des bénéficiaires")
LOT = posted("lot", commission=body, title="Registres")
REASON = posted("need", reason="Saisi par erreur.")
GRID = posted("need", criteria="Utilité ; 30", scale_max=5)
GRID_CALL = posted("need", criteria=["Utilité ; 30"], scale_max=5, commission=body)
VERDICTS = posted(
    "need", verdicts=lambda world: [{"line": str(world["ranking_line", "own"].pk), "verdict": "retained"}]
)
ADOPTED = posted("need", reference="Décision n° 4", decided_on="2026-01-08")
SAID = {"call": posted("need", scores=marks)}
LINES = [
    *register_lines("needs", "need", KEEPERS, NEED, "foreign_secretary foreign_dsi"),
    *both("needs:submit", "need", KEEPERS),
    *both("needs:score", "need", SCORERS, lambda w, v: marks(w), kwargs=in_state(NeedState.SUBMITTED), **SAID),
    *both("needs:send_back", "need", "secretary", REASON, kwargs=in_state(NeedState.SUBMITTED)),
    *both("needs:set_aside", "need", "secretary", REASON),
    *both("needs:reopen", "need", "secretary", REASON, kwargs=in_state(NeedState.DISCARDED)),
    *both("needs:become", "need", "dsi", lambda w, v: {}, kwargs=in_state(NeedState.RETAINED)),
    *both("needs:become_service", "need", "dsi", lambda w, v: {}, kwargs=in_state(NeedState.RETAINED)),
    *act("needs:undo_outcome", "need_outcome", "dsi", REASON),
    *register_lines("lots", "lot", "secretary", LOT, "foreign_secretary"),
    *both("lots:fill", "lot", "secretary", lambda w, v: {"needs": [str(w["need", "own"].pk)]}),
    *(Line(f"rankings:{each}", variants={"": SIGNED_IN}) for each in ("list", "export", "lines", "grids")),
    Line("rankings:detail", on="ranking", variants=SEEN),
    *act("rankings:set_grid", "commission", "secretary", GRID, sees=BODY),
    Line("api:criteria-grids-list", variants={"": SIGNED_IN}),
    Line("api:criteria-grids-detail", on="criteria_grid", variants=SEEN),
    Line(
        "api:criteria-grids-list",
        method="POST",
        variants={"": "secretary"},
        see={"": but(BODY, "secretary")},
        invalid={"": "foreign_secretary foreign_dsi rsi stranger demoted"},
        data=GRID_CALL,
    ),
    *act("rankings:make", "commission", "secretary", sees=BODY, kwargs=ready_to_rank),
    Line("api:rankings-list", variants={"": SIGNED_IN}),
    Line("api:rankings-detail", on="ranking", variants=SEEN),
    Line("api:rankings-lines", on="ranking", variants=SEEN),
    Line(
        "api:rankings-list",
        method="POST",
        variants={"": "secretary"},
        see={"": but(BODY, "secretary")},
        invalid={"": "foreign_secretary foreign_dsi rsi stranger demoted"},
        data=lambda w, v: {"commission": str(ready_to_rank(w, v)["pk"])},
    ),
    *both(
        "rankings:verdicts",
        "ranking",
        "secretary",
        lambda w, v: {f"verdict_{w['ranking_line', 'own'].pk}": "retained"},
        call=VERDICTS,
    ),
    *both("rankings:adopt", "ranking", "secretary", ADOPTED),
    *both("rankings:drop", "ranking", "secretary", REASON),
    Line("api:need-outcomes-list", variants={"": SIGNED_IN}),
    Line("api:need-outcomes-detail", on="need_outcome", variants=SEEN),
    *act("api:need-outcomes-undo", "need_outcome", "dsi", REASON),
]
