"""What a page asks of a row: whether it has one of some states. Templates ask; they compare no state themselves."""

from typing import Any


def stands(*states: str) -> Any:
    """`is_done = stands(ImportState.DONE)`, in a model that has a `state`."""
    return property(lambda row: row.state in states)
