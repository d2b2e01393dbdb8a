"""Room for the frames of a long chain of calls, taken once.

CPython keeps the frames of a thread in chunks of 16 KiB, and gives each back to the system as soon as the calls in it
have returned. Where a loop of small calls happens to stand at the end of a chunk, every turn takes one and gives it
back: an eighth of the processor for a page of ours (docs/adr/0087-place-des-appels.md).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

SLOTS = 33_000  # of eight bytes: a chunk is twice as large as the power of two that holds them, the rest is for others


def with_room(call: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Call it. Its calls, some thousand of them one within another, share a chunk of 512 KiB; what none uses is no
    memory.
    """
    return call(*args, **kwargs)


# A frame that says it needs so much does not fit in a usual chunk. Nothing of it is written before it is used.
with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)
