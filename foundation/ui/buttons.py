"""Buttons that a view finishes and a template draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foundation.common.lists import Button


@dataclass(frozen=True)
class Act(Button):
    """A button that acts: it posts `fields` to `href`, once `confirm` was answered where there is one."""

    confirm: str = ""
    confirm_label: str = ""
    small: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
