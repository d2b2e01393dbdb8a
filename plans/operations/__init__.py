from .actions import (
    add_action,
    add_axis,
    edit_action,
    edit_axis,
    link_action,
    link_project,
    paste_actions,
    remove_action,
    remove_axis,
    unlink_project,
)
from .planning import adopt_plan, create_plan, drop_plan, edit_plan, reopen_plan
from .pssie import answer_measure, edit_answer, paste_measures

__all__ = [
    "add_action",
    "add_axis",
    "adopt_plan",
    "answer_measure",
    "create_plan",
    "drop_plan",
    "edit_action",
    "edit_answer",
    "edit_axis",
    "edit_plan",
    "link_action",
    "link_project",
    "paste_actions",
    "paste_measures",
    "remove_action",
    "remove_axis",
    "reopen_plan",
    "unlink_project",
]
