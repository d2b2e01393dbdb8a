"""Which act leads an asset from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import AssetAct as Act
from .enums import AssetImportAct, AssetImportState, StocktakeAct, StocktakeState
from .enums import AssetState as State

ASSET_WORKFLOW: Workflow[State, Act] = Workflow(
    "l’actif",
    {
        Act.RECEIVE: Move(frozenset({State.ORDERED}), State.STOCK, "recevoir l’actif"),
        Act.ASSIGN: Move(
            frozenset({State.ORDERED, State.STOCK, State.REPAIR}), State.IN_USE, "mettre l’actif en service"
        ),
        Act.MOVE: Move(frozenset({State.IN_USE}), State.IN_USE, "déplacer l’actif"),
        Act.SEND_BACK: Move(frozenset({State.IN_USE, State.REPAIR}), State.STOCK, "remettre l’actif en stock"),
        Act.REPAIR: Move(frozenset({State.STOCK, State.IN_USE}), State.REPAIR, "envoyer l’actif en réparation"),
        Act.LOSE: Move(
            frozenset({State.STOCK, State.IN_USE, State.REPAIR}), State.MISSING, "déclarer l’actif introuvable"
        ),
        Act.FIND: Move(frozenset({State.MISSING}), State.STOCK, "noter que l’actif est retrouvé"),
        Act.RETIRE: Move(
            frozenset({State.ORDERED, State.STOCK, State.IN_USE, State.REPAIR, State.MISSING}),
            State.RETIRED,
            "réformer l’actif",
        ),
        Act.REINSTATE: Move(frozenset({State.RETIRED}), State.STOCK, "annuler la réforme de l’actif"),
    },
)
STOCKTAKE_WORKFLOW: Workflow[StocktakeState, StocktakeAct] = Workflow(
    "la campagne d’inventaire",
    {
        StocktakeAct.NOTE: Move(frozenset({StocktakeState.OPEN}), StocktakeState.OPEN, "noter un actif"),
        StocktakeAct.CLOSE: Move(frozenset({StocktakeState.OPEN}), StocktakeState.CLOSED, "clore la campagne"),
        StocktakeAct.ESTABLISH: Move(
            frozenset({StocktakeState.CLOSED}), StocktakeState.CLOSED, "établir l’état d’inventaire"
        ),
    },
)
IMPORTED = AssetImportState
ASSET_IMPORT_WORKFLOW: Workflow[AssetImportState, AssetImportAct] = Workflow(
    "l’import d’actifs",
    {
        AssetImportAct.RUN: Move(frozenset({IMPORTED.CHECKED}), IMPORTED.DONE, "importer les actifs"),
        AssetImportAct.ABANDON: Move(frozenset({IMPORTED.CHECKED}), IMPORTED.ABANDONED, "abandonner l’import"),
        AssetImportAct.UNDO: Move(frozenset({IMPORTED.DONE}), IMPORTED.UNDONE, "annuler l’import"),
    },
)
