from .asking import (
    add_to_question,
    answer_question,
    recommend_to_origins,
    send_back,
    send_up,
    table_question,
    take_out,
    withdraw,
)
from .holding import announce, cancel, hold, reopen, report
from .pasting import paste_participants
from .reviewing import follow_review
from .writing import (
    add_document,
    correct_recommendation,
    recommend,
    remove_document,
    remove_part,
    remove_recommendation,
)

__all__ = [
    "add_document",
    "add_to_question",
    "announce",
    "answer_question",
    "cancel",
    "correct_recommendation",
    "follow_review",
    "hold",
    "paste_participants",
    "recommend",
    "recommend_to_origins",
    "remove_document",
    "remove_part",
    "remove_recommendation",
    "reopen",
    "report",
    "send_back",
    "send_up",
    "table_question",
    "take_out",
    "withdraw",
]
