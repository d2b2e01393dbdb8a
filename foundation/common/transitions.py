"""Workflows as tables: the moves, the refusals and the drawn diagrams are made from the same lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import TextChoices

from .contractions import of
from .exceptions import Refused

S = TypeVar("S", bound=TextChoices)
A = TypeVar("A", bound=TextChoices)


@dataclass(frozen=True)
class Move(Generic[S]):
    sources: frozenset[S]
    target: S
    label: str  # "convoquer les membres": completes "Impossible de …"


WORKFLOWS: dict[str, "Workflow"] = {}  # by subject, for the drawn diagrams


class Workflow(Generic[S, A]):
    def __init__(self, subject: str, moves: Mapping[A, Move[S]]) -> None:
        self.subject = subject
        self.moves = moves
        WORKFLOWS[subject] = self

    def can(self, action: A, state: S) -> bool:
        return action in self.moves and state in self.moves[action].sources

    def target(self, action: A, state: S) -> S:
        """Return the state that `action` leads to; raise Refused when it is not possible from `state`."""
        move = self.moves[action]
        if state not in move.sources:
            allowed = " ou ".join(f"« {source.label} »" for source in sorted(move.sources))
            raise Refused(
                f"Impossible {of(move.label)} : {self.subject} est à l’état « {state.label} ». Cet acte n’est"
                f" possible qu’à l’état {allowed}."
            )
        return move.target

    def actions_from(self, state: S) -> list[A]:
        return [action for action, move in self.moves.items() if state in move.sources]

    def diagram(self) -> str:
        """Return the states and moves in Mermaid, for docs/workflows/."""
        lines = ["stateDiagram-v2"]
        for move in self.moves.values():
            lines += [f"    {source.value} --> {move.target.value}: {move.label}" for source in sorted(move.sources)]
        states = sorted({s for move in self.moves.values() for s in (*move.sources, move.target)})
        return "\n".join(lines[:1] + [f"    {state.value}: {state.label}" for state in states] + lines[1:]) + "\n"
