"""The calls of a page share the room of their frames: none is taken from the system at each turn of a loop."""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from foundation.common.stack import with_room

DEPTHS = range(250)  # past the end of the first chunk of a thread
TURNS = 400


def leaf(turn: int) -> int:
    return turn


def branch(turn: int) -> int:
    """Small calls within one another, as most are: together larger than one more call of `at`."""
    first, second = leaf(turn), leaf(turn)
    return leaf(first + second)


def taken() -> int:
    """The pages of memory that a loop of small calls took from the system."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for turn in range(TURNS):
        branch(turn)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def at(depth: int, last: Callable[[], Any]) -> Any:
    return at(depth - 1, last) if depth else last()


def most(call: Callable[[int], int]) -> int:
    """What the worst placed of these loops took, in a thread that begins."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: max(call(depth) for depth in DEPTHS)).result()


def test_a_loop_of_calls_takes_no_memory_from_the_system_wherever_it_stands():
    assert most(lambda depth: with_room(at, depth, taken)) < TURNS / 4


def test_without_room_a_loop_at_the_end_of_a_chunk_takes_some_at_each_turn():
    """What it is for: the day this is false, it may go."""
    assert most(lambda depth: at(depth, taken)) >= TURNS


def test_it_hands_over_what_it_is_given_and_what_comes_back():
    def told(*args: Any, **kwargs: Any) -> Any:
        return args, kwargs

    assert with_room(told, 1, "deux", trois=3) == ((1, "deux"), {"trois": 3})
