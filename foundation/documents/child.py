"""A process that stays: forked from a warm one, it does one piece of work after another, within limits.

Only it dies of what it is given.
"""

import gc
import math
import os
import pickle
import resource
import select
import signal
import struct
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from foundation.jobs.faults import fault_point

ROUNDS = 50  # pieces of work after which a child is replaced: whatever the libraries keep does not add up
GROWTH = 0.25  # of the memory allowed: a child that took more ends after its answer, and gives it back

DONE, BROKEN, TOO_BIG, TOO_LONG = b"0", b"1", b"2", b"3"
STAYS, LEAVES = b"+", b"-"
SIZE = struct.Struct("!Q")
ATE = 3  # how a child ends that wrote on more memory than it may
TOO_MUCH = {ATE: TOO_BIG, -signal.SIGABRT: TOO_BIG, -signal.SIGSEGV: TOO_BIG, -signal.SIGXCPU: TOO_LONG}
LOOKS = 0.5  # seconds of its processor after which a child looks again at what it wrote on
COPIED = 1.25  # pages of the parent that the work only touches are copied for it: that much is not counted


class ChildEnded(Exception):
    """It ended without an answer, for a reason that may not come back."""


class Child:
    """The parent's side. The child is forked when first asked, and again after it left, failed or was ended."""

    def __init__(self, work: Callable[[Any], bytes]) -> None:
        self.work = work
        self.pid, self.owner = 0, 0
        self.requests, self.answers = -1, -1
        self.lock = threading.Lock()

    def ask(self, request: Any, limits: dict[str, int], timeout: float) -> tuple[bytes, bytes]:
        """Return DONE and the result, BROKEN and the error, TOO_BIG or TOO_LONG; raise TimeoutError or ChildEnded."""
        message = pickle.dumps((limits, request))
        with self.lock:
            deadline = time.monotonic() + timeout
            if not self._is_alive():
                self._fork()
            try:
                self._send(SIZE.pack(len(message)) + message, deadline)
                head = self._receive(2 + SIZE.size, deadline)
                body = self._receive(SIZE.unpack(head[2:])[0], deadline)
            except EOFError:
                code = self._wait()
                if code in TOO_MUCH:
                    return TOO_MUCH[code], b""
                raise ChildEnded(f"child ended with {code}") from None
            except BaseException:
                self.end()
                raise
            if head[1:2] == LEAVES:
                self._wait()
            return head[:1], body

    def end(self) -> None:
        if self.pid and self.owner == os.getpid():
            os.kill(self.pid, signal.SIGKILL)
            self._wait()
        self._forget()

    def _is_alive(self) -> bool:
        if self.pid and self.owner == os.getpid() and os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            return True
        # None yet, ended while idle, or that of the process from which this one was forked.
        self._forget()
        return False

    def _wait(self) -> int:
        """Return how it ended, as soon as it has."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self._forget()
        return code

    def _forget(self) -> None:
        for descriptor in (self.requests, self.answers):
            if descriptor >= 0:
                os.close(descriptor)
        self.pid, self.requests, self.answers = 0, -1, -1

    def _fork(self) -> None:
        its_requests, self.requests = os.pipe()
        self.answers, its_answers = os.pipe()
        with warnings.catch_warnings():
            # The worker's own process has no thread that the child would need.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            _live(self.work, its_requests, its_answers)
        self.pid, self.owner = pid, os.getpid()
        os.close(its_requests)
        os.close(its_answers)
        os.set_blocking(self.requests, False)

    def _send(self, message: bytes, deadline: float) -> None:
        view = memoryview(message)
        while view:
            if not select.select([], [self.requests], [], max(0.0, deadline - time.monotonic()))[1]:
                raise TimeoutError("no answer in time")
            try:
                view = view[os.write(self.requests, view) :]
            except BrokenPipeError:
                raise EOFError from None

    def _receive(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            if not select.select([self.answers], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError("no answer in time")
            part = os.read(self.answers, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _live(work: Callable[[Any], bytes], requests: int, answers: int) -> None:
    """The child's side: never returns."""
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGQUIT, signal.SIGHUP, signal.SIGXCPU):
            signal.signal(number, signal.SIG_DFL)
        _die_with_parent()
        _let_go_of_all_but(requests, answers)
        _limit(resource.RLIMIT_CORE, 0)
        # What was inherited is never looked through, nor are its objects ended here.
        gc.disable()
        gc.freeze()
        first = _address_space()
        for place in range(1, ROUNDS + 1):
            message = _read(requests)
            if message is None:
                break
            outcome, answer, allowed = _answer(work, message)
            del message
            fault_point("mid_render", of_parent=True)
            stays = outcome == DONE and place < ROUNDS and _address_space() - first < GROWTH * allowed
            for part in (outcome + (STAYS if stays else LEAVES) + SIZE.pack(len(answer)), answer):
                view = memoryview(part)
                while view:
                    view = view[os.write(answers, view) :]
            if not stays:
                break
            # While nobody waits.
            del answer, view, part
            gc.collect()
        status = 0
    finally:
        os._exit(status)


def _answer(work: Callable[[Any], bytes], message: bytes) -> tuple[bytes, bytes, int]:
    limits, request = pickle.loads(message)  # noqa: S301 - written by the parent
    size = _address_space()
    if size:
        _limit(resource.RLIMIT_AS, size + limits["memory"])
    written = _written_on()
    if written:
        _watch(written + int(COPIED * limits["memory"]))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime) + limits["cpu"])
    try:
        return DONE, work(request), limits["memory"]
    except MemoryError:
        return TOO_BIG, b"", limits["memory"]
    except Exception as error:
        return BROKEN, f"{type(error).__name__}: {error}"[:2000].encode(), limits["memory"]


def _read(descriptor: int) -> bytes | None:
    """One message; None when the parent closed."""
    parts: list[bytes] = []
    size, is_head = SIZE.size, True
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
        if not size and is_head:
            (size,), is_head = SIZE.unpack(b"".join(parts)), False
            parts.clear()
    return b"".join(parts)


def _limit(what: int, value: int) -> None:
    """Only the soft limit: it is moved before each piece of work."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """In bytes; 0 where the system does not tell."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0


def _watch(most: int) -> None:
    """End here, as the work goes on, once this process wrote on more than `most` bytes.

    The address space grows by what is new only: a parent that has let go of much leaves room where a work may eat its
    fill, until its time is up.
    """

    def look(number: int, frame: Any) -> None:
        if _written_on() > most:
            os._exit(ATE)

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, LOOKS, LOOKS)


def _written_on() -> int:
    """Bytes of the pages that are this process's own; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
            if line.startswith("Private_Dirty:"):
                return int(line.split()[1]) * 1024
    return 0


def _let_go_of_all_but(*kept: int) -> None:
    """The connections of the parent end with the parent.

    Their numbers stay taken: an object that closes its own later closes nothing else.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/dev/fd"):
        descriptor = int(name)
        if descriptor > 2 and descriptor not in (*kept, null):
            with suppress(OSError):
                os.dup2(null, descriptor, inheritable=False)


def _die_with_parent() -> None:
    """A killed worker leaves no rendering behind (Linux only; elsewhere the child reads the end of its requests)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
