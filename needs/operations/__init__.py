"""What is done to needs, by their verbs."""

from .becoming import become, become_service, undo_outcome
from .moving import reopen, send_back, set_aside, submit
from .ranking import adopt_elsewhere, drop, make_ranking, say_verdicts, settle
from .scoring import fill_lot, score, set_grid

__all__ = [
    "adopt_elsewhere",
    "become",
    "become_service",
    "drop",
    "fill_lot",
    "make_ranking",
    "reopen",
    "say_verdicts",
    "score",
    "send_back",
    "set_aside",
    "set_grid",
    "settle",
    "submit",
    "undo_outcome",
]
