"""The process that stays: what it is given, what it costs, how it ends."""

import gc
import os
import resource
import signal
import socket
import time

import pytest

from foundation.documents import child
from foundation.documents.child import BROKEN, DONE, TOO_BIG, TOO_LONG, Child, ChildEnded

LIMITS = {"memory": 200 * 1024 * 1024, "cpu": 20}
PIECE = 50_000  # bytes; small enough to be put where others were


def act(request):
    match request:
        case "pid":
            return str(os.getpid()).encode()
        case "memory":
            return b"x" * (1 << 30)
        case "pieces":
            pieces = [bytearray(PIECE) for _ in range(LIMITS["memory"] * 3 // 2 // PIECE)]
            act("busy")
            return str(len(pieces)).encode()
        case "time":
            while True:
                pass
        case "busy":
            end = time.process_time() + 0.6
            while time.process_time() < end:
                pass
        case "error":
            raise ValueError("no such thing")
        case "sleep":
            time.sleep(60)
        case "end":
            os.kill(os.getpid(), signal.SIGKILL)
        case "collector":
            return str(gc.isenabled()).encode()
        case int():
            return os.readlink(f"/proc/self/fd/{request}").encode()
        case bytes():
            return request[::-1]
    return b""


@pytest.fixture
def one():
    made = Child(act)
    yield made
    made.end()


def answer(one, request, timeout=30.0):
    return one.ask(request, LIMITS, timeout)


def pid_of(one):
    return int(answer(one, "pid")[1])


def test_one_child_does_one_thing_after_another(one):
    assert pid_of(one) == pid_of(one) != os.getpid()
    assert answer(one, "collector") == (DONE, b"False")


def test_long_requests_and_answers_pass(one):
    message = os.urandom(5_000_000)
    assert answer(one, message) == (DONE, message[::-1])


def test_after_some_rounds_another_child_takes_over(one, monkeypatch):
    monkeypatch.setattr(child, "ROUNDS", 3)
    pids = [pid_of(one) for _ in range(7)]
    assert [pids.index(pid) for pid in pids] == [0, 0, 0, 3, 3, 3, 6]


def test_a_child_that_grew_gives_its_memory_back(one, monkeypatch):
    monkeypatch.setattr(child, "GROWTH", 0)
    assert pid_of(one) != pid_of(one)


def test_what_asks_for_too_much_is_told_so_and_the_next_is_served(one):
    first = pid_of(one)
    assert answer(one, "memory") == (TOO_BIG, b"")
    assert pid_of(one) != first


def test_room_that_the_parent_left_is_counted_as_memory_too(one):
    pieces = [bytearray(PIECE) for _ in range(2 * LIMITS["memory"] // PIECE)]
    del pieces[:-1]  # the last one keeps the room from being given back
    assert answer(one, "pieces") == (TOO_BIG, b"")
    assert pid_of(one)


def test_time_is_counted_for_each_piece_of_work_alone(one):
    limits = LIMITS | {"cpu": 1}
    assert one.ask("time", limits, 30)[0] == TOO_LONG
    first = pid_of(one)
    for _ in range(4):
        assert one.ask("busy", limits, 30) == (DONE, b"")
    assert pid_of(one) == first


def test_an_error_is_told_and_the_child_replaced(one):
    first = pid_of(one)
    assert answer(one, "error") == (BROKEN, b"ValueError: no such thing")
    assert pid_of(one) != first


def test_a_child_without_answer_is_ended(one):
    first = pid_of(one)
    with pytest.raises(TimeoutError):
        answer(one, "sleep", timeout=0.3)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    with pytest.raises(ChildEnded, match="child ended with -9"):
        answer(one, "end")
    assert pid_of(one) != first


def test_the_child_holds_no_connection_of_its_parent(one):
    with socket.socket() as held:
        assert answer(one, held.fileno()) == (DONE, os.devnull.encode())


def test_a_process_forked_from_the_parent_has_a_child_of_its_own(one):
    first = pid_of(one)
    reading, writing = os.pipe()
    forked = os.fork()
    if forked == 0:
        try:
            os.write(writing, str(pid_of(one)).encode())
            one.end()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answers:
        other = int(answers.read())
    os.waitpid(forked, 0)
    assert other not in (first, forked)
    assert pid_of(one) == first


def test_a_child_ends_with_its_parent(one):
    reading, writing = os.pipe()
    forked = os.fork()
    if forked == 0:
        os.write(writing, str(pid_of(one)).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(writing)
    os.waitpid(forked, 0)
    with os.fdopen(reading) as answers:
        orphan = int(answers.read())
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            with open(f"/proc/{orphan}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] in "ZX":
                    return
        except FileNotFoundError:
            return
        time.sleep(0.02)
    pytest.fail("the child outlived its parent")


def test_the_limits_of_the_parent_are_left_alone(one):
    before = [resource.getrlimit(what) for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    pid_of(one)
    assert [resource.getrlimit(what) for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU)] == before
