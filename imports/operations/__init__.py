from .asking import answer_near, ask_check, ask_run, ask_undo, match_words, publish_figures, settle_conflicts, stop_work
from .executing import check_import, run_import
from .opening import abandon_import, open_import, read_otherwise, settle_columns
from .sending import send_out
from .undoing import undo_import

__all__ = [
    "abandon_import",
    "answer_near",
    "ask_check",
    "ask_run",
    "ask_undo",
    "check_import",
    "match_words",
    "open_import",
    "publish_figures",
    "read_otherwise",
    "run_import",
    "send_out",
    "settle_columns",
    "settle_conflicts",
    "stop_work",
    "undo_import",
]
