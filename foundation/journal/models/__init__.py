from .entry import Entry, PersonalValue
from .seal import Block, SealedLine, SealState

__all__ = ["Block", "Entry", "PersonalValue", "SealState", "SealedLine"]
