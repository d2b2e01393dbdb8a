"""What is done to assets, by their verbs."""

from .moving import change_state, first_move, place
from .numbering import next_codes

__all__ = ["change_state", "first_move", "next_codes", "place"]
