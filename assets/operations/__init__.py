"""What is done to assets, by their verbs."""

from .agent import receive_agent_file, receive_agent_files
from .incoming import (
    abandon_import,
    abandon_left,
    check_agent_files,
    check_import,
    check_table,
    import_assets,
    run_import,
)
from .licences import tell_licence_ends
from .moving import change_state, first_move, place
from .numbering import next_codes
from .stocktaking import close_stocktake, establish_statement, list_expected, note_missing, note_seen, undo_note
from .taking_back import undo_import

__all__ = [
    "abandon_import",
    "abandon_left",
    "change_state",
    "check_agent_files",
    "check_import",
    "check_table",
    "close_stocktake",
    "establish_statement",
    "first_move",
    "import_assets",
    "list_expected",
    "next_codes",
    "note_missing",
    "note_seen",
    "place",
    "receive_agent_file",
    "receive_agent_files",
    "run_import",
    "tell_licence_ends",
    "undo_import",
    "undo_note",
]
