"""What the page of a need says of it: its figures in words, and what comes next."""

from decimal import Decimal

from django.urls import reverse

from foundation.common.lists import Cell
from foundation.common.typography import amount, plural, short_date

from ..enums import NeedState as State
from ..enums import Verdict
from ..models import CriteriaGrid, Need, Ranking
from .scores import NeedScores


def total_words(value: Decimal | None) -> str:
    """« 3,75 »; what nobody scored has no figure."""
    return f"{value:.2f}".replace(".", ",") if value is not None else "non noté"


def figures(need: Need) -> list[tuple[str, Cell]]:
    """What is said of a need, each thing once."""
    lot = Cell(str(need.lot), reverse("lots:detail", args=[need.lot_id])) if need.lot is not None else Cell("aucun")
    return [
        ("Commission", Cell(str(need.commission), reverse("commissions:detail", args=[need.commission_id]))),
        ("Demandé par", Cell(need.asked_by, note=f"le {short_date(need.asked_on)}" if need.asked_on else "")),
        ("À quoi il répond", Cell(need.objectives)),
        ("Bénéficiaires", Cell(need.beneficiaries)),
        ("Attendu", Cell(need.get_wish_display())),
        ("Coût estimé", Cell(amount(need.estimated_cost))),
        ("Urgence", Cell(need.get_urgency_display())),
        ("Lot", lot),
        ("Source", Cell(need.source)),
    ]


def score_words(need: Need, grid: CriteriaGrid | None, scores: NeedScores | None) -> str:
    """« 4,25 sur 5, 2 notateurs, écart 0,20 »."""
    if grid is None or scores is None:
        return "Non noté : la commission n’a pas fixé ses critères."
    if need.total is None:
        given = f", {plural(scores.scorer_count, 'notateur')} pour le moment" if scores.scorer_count else ""
        return f"Non noté{given}."
    spread = f", écart entre eux {total_words(need.spread)}" if need.spread is not None else ""
    return f"{total_words(need.total)} sur {grid.scale_max}, {plural(need.scorer_count, 'notateur')}{spread}."


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
