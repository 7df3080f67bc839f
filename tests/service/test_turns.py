"""Threads that decide take turns; what nobody waits for stops, and harms no other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from time import perf_counter, sleep

import pytest
from licet_server.service.turns import Errand, GivenUpError, Turns

PATIENCE = 20.0


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def wait_for(holds: Callable[[], bool]) -> None:
    until = perf_counter() + PATIENCE
    while not holds():
        assert perf_counter() < until
        sleep(0.001)


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
    wait_for(lambda: bool(order))
    second = started(lambda: work("short", 1))
    wait_for(lambda: turns.waiting == 1)
    second_waits.set()
    assert ended(first, second)
    assert order == ["long", "short", "long", "long", "long", "long"]


def test_who_begins_goes_before_those_that_had_a_turn_and_after_those_that_began() -> None:
    turns, order = Turns(seconds=0.0), list[str]()
    a_goes_on, all_go_on = threading.Event(), threading.Event()

    def work(name: str, steps: int) -> None:
        with turns.of(Errand()):
            for _ in range(steps):
                order.append(name)
                (a_goes_on if name == "a" else all_go_on).wait(PATIENCE)
                turns.pause()

    first = started(lambda: work("a", 2))
    wait_for(lambda: order == ["a"])
    second = started(lambda: work("b", 2))
    wait_for(lambda: turns.waiting == 1)
    a_goes_on.set()
    wait_for(lambda: order == ["a", "b"])
    rest = []
    for n, name in enumerate(("c", "d")):
        rest.append(started(partial(work, name, 1)))
        wait_for(partial(lambda count: turns.waiting == count, 2 + n))
    all_go_on.set()
    assert ended(first, second, *rest)
    assert order == ["a", "b", "c", "d", "a", "b"]


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
    wait_for(lambda: bool(order))
    second = started(lambda: work("b"))
    wait_for(lambda: turns.waiting == 1)
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
