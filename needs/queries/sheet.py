"""What the page of a need says of it: its figures in words, and what comes next."""

from decimal import Decimal

from foundation.common.typography import amount, plural

from ..enums import NeedState as State
from ..enums import Verdict
from ..models import CriteriaGrid, Need, Ranking
from .scores import NeedScores


def total_words(value: Decimal | None) -> str:
    """« 3,75 »; what nobody scored has no figure."""
    return f"{value:.2f}".replace(".", ",") if value is not None else "non noté"


def figures(need: Need, grid: CriteriaGrid | None, scores: NeedScores | None) -> list[tuple[str, str]]:
    found = [("Coût estimé", amount(need.estimated_cost))]
    if grid is None or scores is None:
        return [*found, ("Note", "non noté : la commission n’a pas fixé ses critères")]
    said = f"{total_words(need.total)} sur {grid.scale_max}" if need.total is not None else "non noté"
    found.append(("Note", said))
    if need.spread is not None:
        found.append(("Écart entre notateurs", total_words(need.spread)))
    return [*found, ("Notateurs", str(scores.scorer_count) if scores.scorer_count else "aucun")]


def next_step(need: Need, grid: CriteriaGrid | None, scores: NeedScores | None) -> str:
    """What comes next, in a sentence."""
    if need.state in (State.SUBMITTED, State.ADJOURNED) and grid is None:
        return "Le secrétaire de la commission fixe les critères ; les membres notent ensuite."
    missing = scores.missing if scores is not None else []
    if need.state == State.SUBMITTED and missing:
        count = plural(len(missing), "critère attend", "critères attendent")
        return f"{count} une note : {', '.join(missing)}."
    return {
        State.DRAFT: "À compléter, puis à soumettre à la commission.",
        State.SUBMITTED: "Les membres de la commission le notent.",
        State.SCORED: "Le secrétaire l’inscrit au prochain classement, que la commission adopte en session.",
        State.RANKED: "La commission adopte le classement où il figure, en session.",
        State.RETAINED: "Le DSI dit quel projet il devient.",
        State.ADJOURNED: "Il entre dans le prochain classement.",
        State.DISCARDED: "",
        State.BECAME: "",
    }[State(need.state)]


def verdict_words(ranking: Ranking) -> str:
    """« 5 retenus, 2 ajournés, 1 écarté »; what waits for its word is said too."""
    found = list(ranking.lines.values_list("verdict", flat=True))
    counts = [(verdict.label, found.count(verdict)) for verdict in Verdict]
    said = [plural(count, label) for label, count in counts if count]
    waiting = found.count("")
    return ", ".join([*said, *([f"{waiting} sans sort proposé"] if waiting else [])])
