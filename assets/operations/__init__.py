"""What is done to assets, by their verbs."""

from .agent import receive_agent_file, receive_agent_files
from .licences import tell_licence_ends
from .moving import change_state, first_move, place
from .numbering import next_codes
from .table import import_assets

__all__ = [
    "change_state",
    "first_move",
    "import_assets",
    "next_codes",
    "place",
    "receive_agent_file",
    "receive_agent_files",
    "tell_licence_ends",
]
