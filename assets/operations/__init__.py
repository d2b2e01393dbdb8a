"""What is done to assets, by their verbs."""

from .agent import receive_agent_file, receive_agent_files
from .licences import tell_licence_ends
from .moving import change_state, first_move, place
from .numbering import next_codes
from .stocktaking import close_stocktake, list_expected, note_missing, note_seen, undo_note
from .table import import_assets

__all__ = [
    "change_state",
    "close_stocktake",
    "first_move",
    "import_assets",
    "list_expected",
    "next_codes",
    "note_missing",
    "note_seen",
    "place",
    "receive_agent_file",
    "receive_agent_files",
    "tell_licence_ends",
    "undo_note",
]
