"""Work on chains is spread over processes, and tells how far it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from ctypes import c_int64
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from typing import TypeVar

from licet_server.decision_log.rows import Tick

T = TypeVar("T")
R = TypeVar("R")
_LOOK = 0.2
"""Seconds between two looks at how far it is."""
_counted: list[Synchronized[int]] = []


def cores() -> int:
    """Return how many processes this machine works with at once."""
    return len(os.sched_getaffinity(0))


def spread(
    work: Callable[[T, Tick], R],
    tasks: Sequence[T],
    watch: Tick = lambda _: None,
    processes: int | None = None,
) -> tuple[R, ...]:
    """Return what some work makes of each task, in their order; `watch` is told of rows read.

    A task alone is worked on in this process. Raises what the work raises.
    """
    workers = min(len(tasks), processes or cores())
    if workers <= 1:
        return tuple(work(task, watch) for task in tasks)
    context = get_context("spawn")
    counter: Synchronized[int] = context.Value(c_int64, 0)
    with ProcessPoolExecutor(workers, context, _count_in, (counter,)) as pool:
        running = [pool.submit(_worked, work, task) for task in tasks]
        try:
            _watched(running, counter, watch)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return tuple(each.result() for each in running)


def _watched(running: Sequence[Future[R]], counter: Synchronized[int], watch: Tick) -> None:
    seen, left = 0, set(running)
    while left:
        done, left = wait(left, _LOOK, FIRST_COMPLETED)
        for each in done:
            each.result()
        now = counter.value
        watch(now - seen)
        seen = now


def _count_in(counter: Synchronized[int]) -> None:
    _counted[:] = [counter]


def _worked(work: Callable[[T, Tick], R], task: T) -> R:
    return work(task, _tick)


def _tick(rows: int) -> None:
    counter = _counted[0]
    with counter.get_lock():
        counter.value += rows
