"""Long work over a few processes of our own, its results in the order of the work.

A worker is this same Python, handed jobs through a pipe. It ends when the pipe does, so none outlives
us even when we are killed; it is outside the terminal's group of processes, so Ctrl-C reaches only us.
Whatever goes wrong over there (it cannot start, dies, meets an error), the jobs are done here instead,
with the same results or the same error. Results are handed back as they are asked for and work runs
only a little ahead, so memory does not grow with the work.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from queue import SimpleQueue
from typing import Any, TypeVar

_MOST = 3  # each takes some 66 MB
_PARCEL = 64  # mails sent at once: some 50 ms of work, so that a stop is quick and the pipe costs little
_AHEAD = 3  # parcels under way for each worker
_PAYS = 6_000_000  # bytes, some 1,600 mails: from here on two workers win back their start on free cores
_LOST = (OSError, EOFError, pickle.UnpicklingError)
_SERVE = "import sys; sys.path[:] = sys.argv[1:]\nfrom assistant.correspondence.workers import serve\nserve()"

Part = TypeVar("Part")
Result = TypeVar("Result")


def worth(size: int) -> int:
    """How many workers pay for so many bytes of mail on this machine; 0 to do all of it here."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if size >= _PAYS and cores > 1 else 0


class Workers:
    """`count` processes, started with the first work that is more than one parcel; 0 to work here."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._all: list[_Worker] = []
        self._lost: list[_Worker] = []
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()  # None: all are lost
        self._threads: ThreadPoolExecutor | None = None

    def map(
        self, function: Callable[[Sequence[Part]], Result], jobs: Iterable[Sequence[Part]]
    ) -> Iterator[Result]:
        """What `function` gives for each job, in their order. Jobs and results must be picklable.

        A job is a sequence whose length says how much work it is.
        """
        if not self._count or not _travels(function):
            yield from map(function, jobs)
            return
        parcels = _parcels(jobs)
        first, second = next(parcels, []), next(parcels, [])
        if not second or not self._started():
            yield from map(function, chain(first, second, chain.from_iterable(parcels)))
            return
        assert self._threads is not None
        waiting: deque[tuple[list[Sequence[Part]], Future[list[Result] | None]]] = deque()
        for parcel in chain((first, second), parcels):
            waiting.append((parcel, self._threads.submit(self._ask, function, parcel)))
            if len(waiting) > _AHEAD * len(self._all):
                yield from _results(function, *waiting.popleft())
        while waiting:
            yield from _results(function, *waiting.popleft())

    def close(self) -> None:
        """End them; what they were doing is lost."""
        for worker in self._all:
            worker.kill()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.forget()
        self._all.clear()
        self._count = 0

    def _started(self) -> bool:
        """Whether there are workers; no more than those that could be started."""
        with suppress(OSError):
            while len(self._all) < self._count:
                self._all.append(_Worker())
                self._idle.put(self._all[-1])
        if self._all and self._threads is None:
            self._threads = ThreadPoolExecutor(len(self._all), "calmreply-worker")
        self._count = len(self._all)
        return bool(self._all)

    def _ask(self, function: Callable[[Sequence[Part]], Result], parcel: object) -> list[Result] | None:
        worker = self._idle.get()
        answer = None
        try:
            answer = worker.ask(function, parcel) if worker else None
        finally:
            self._idle_again(worker, answered=answer is not None)
        return answer

    def _idle_again(self, worker: _Worker | None, *, answered: bool) -> None:
        """One that gave no answer gets no more work: it would fail at once and so take all of it from the others."""
        if worker and not answered:
            worker.kill()
            self._lost.append(worker)
            worker = None
        if worker or len(self._lost) >= len(self._all):
            self._idle.put(worker)


class _Worker:
    """One process; asked by one thread at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _SERVE, *map(os.path.abspath, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0 if os.name == "posix" else None,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )  # fmt: skip

    def ask(self, function: object, parcel: object) -> list[Any] | None:
        """The results of one parcel; None when it did not come back."""
        assert self._process.stdin and self._process.stdout
        try:
            pickle.dump((function, parcel), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            answer: list[Any] = pickle.load(self._process.stdout)
        except _LOST:
            return None
        return answer

    def kill(self) -> None:
        self._process.kill()

    def forget(self) -> None:
        """Close what is left of a killed one."""
        assert self._process.stdin and self._process.stdout
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _travels(function: object) -> bool:
    """Whether it can be handed to another process; a function defined inside another one cannot."""
    try:
        pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True


def _parcels(jobs: Iterable[Sequence[Part]]) -> Iterator[list[Sequence[Part]]]:
    parcel: list[Sequence[Part]] = []
    size = 0
    for job in jobs:
        parcel.append(job)
        size += len(job)
        if size >= _PARCEL:
            yield parcel
            parcel, size = [], 0
    if parcel:
        yield parcel


def _results(
    function: Callable[[Sequence[Part]], Result],
    parcel: list[Sequence[Part]],
    answer: Future[list[Result] | None],
) -> Iterator[Result]:
    came = answer.result()
    return map(function, parcel) if came is None else iter(came)


def serve() -> None:
    """What a worker does: answer parcels until there are no more."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library may print is no answer
    with suppress(EOFError, BrokenPipeError):
        while True:
            function, parcel = pickle.load(asked)
            pickle.dump([function(job) for job in parcel], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
