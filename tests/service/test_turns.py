"""Threads that decide take turns; what nobody waits for stops, and harms no other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter

import pytest
from licet_server.service.turns import Errand, GivenUpError, Turns

PATIENCE = 20.0


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def ended(*threads: threading.Thread) -> bool:
    for thread in threads:
        thread.join(PATIENCE)
    return not any(thread.is_alive() for thread in threads)


def test_a_long_errand_lets_others_work_between() -> None:
    turns, order, second_waits = Turns(seconds=0.0), list[str](), threading.Event()

    def work(name: str, steps: int) -> None:
        with turns.of(Errand()):
            for _ in range(steps):
                order.append(name)
                second_waits.wait(PATIENCE)
                turns.pause()

    first = started(lambda: work("long", 5))
    while not order:
        pass
    second = started(lambda: work("short", 1))
    while not turns._waiting:
        pass
    second_waits.set()
    assert ended(first, second)
    assert order == ["long", "short", "long", "long", "long", "long"]


def test_one_works_at_a_time() -> None:
    turns, inside, most = Turns(seconds=0.0), 0, 0

    def work() -> None:
        nonlocal inside, most
        with turns.of(Errand()):
            for _ in range(50):
                inside += 1
                most = max(most, inside)
                until = perf_counter() + 0.0001
                while perf_counter() < until:
                    pass
                inside -= 1
                turns.pause()

    assert ended(*(started(work) for _ in range(8)))
    assert most == 1


def test_a_turn_is_not_passed_on_before_it_is_over() -> None:
    turns, order, go = Turns(seconds=1000.0), list[str](), threading.Event()

    def work(name: str) -> None:
        with turns.of(Errand()):
            for _ in range(3):
                order.append(name)
                go.wait(PATIENCE)
                turns.pause()

    first = started(lambda: work("a"))
    while not order:
        pass
    second = started(lambda: work("b"))
    while not turns._waiting:
        pass
    go.set()
    assert ended(first, second)
    assert order == ["a"] * 3 + ["b"] * 3


def test_an_errand_that_nobody_waits_for_stops_at_its_next_pause() -> None:
    turns, errand = Turns(), Errand()
    with turns.of(errand):
        turns.pause()
        errand.give_up()
        with pytest.raises(GivenUpError):
            turns.pause()
    turns.pause()


def test_an_errand_that_raises_blocks_nobody() -> None:
    turns = Turns()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.of(Errand()):
            raise ZeroDivisionError
    done = threading.Event()

    def work() -> None:
        with turns.of(Errand()):
            done.set()

    assert ended(started(work))
    assert done.is_set()


def test_outside_a_turn_a_pause_does_nothing() -> None:
    Turns().pause()
