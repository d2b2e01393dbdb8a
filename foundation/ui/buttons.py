"""Buttons that a view finishes and a template draws."""

from dataclasses import dataclass

from foundation.common.lists import Button


@dataclass(frozen=True)
class Act(Button):
    """A button that acts: it posts to `href`, once `confirm` was answered where there is one."""

    confirm: str = ""
    confirm_label: str = ""
    small: bool = False
