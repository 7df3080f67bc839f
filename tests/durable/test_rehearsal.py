"""A rule set that hangs, crashes or answers wrongly does so in a child, and is refused."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import pytest
from licet_durable import Budget, Limits, rehearse
from licet_engine.errors import EngineFault
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

FORMULAS: tuple[Formula, ...] = (
    AllOf((Literal(0), AnyOf((Literal(1), Literal(2, negated=True))))),
    AllOf((Literal(1), Literal(1, negated=True))),
    AnyOf(()),
)
SHORT = Budget(seconds=20, draws=20)
NO_LIMITS = Limits(10**6, 10**6, 10**6, 10**6, 10**6, 10**6)


@dataclass(frozen=True)
class Planted:
    """Something that the child calls as soon as it reads it."""

    call: Any
    given: tuple[Any, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call, self.given


def planted(call: Any, *given: Any) -> tuple[Formula, ...]:
    return (Literal(Planted(call, given)),)  # type: ignore[arg-type]


def planted_code(code: str) -> tuple[Formula, ...]:
    return planted(eval, f"exec({code!r}, {{}}) or 0")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every child process that the test starts."""
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen.__init__

    def recorded(self: subprocess.Popen[bytes], *given: Any, **named: Any) -> None:
        found.append(self)
        start(self, *given, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", recorded)
    return found


def test_a_sound_rule_set_is_rehearsed_on_a_witness_a_rule_and_on_random_vectors() -> None:
    rules_on_both_sides = (2 + 1) + 2  # the contradiction is never known true
    witnesses = [b"\1\1\0", b"\2\2\2"]
    assert rehearse(FORMULAS, 3, witnesses, budget=SHORT) == 2 + rules_on_both_sides + 20


def test_the_engine_hangs_on_too_many_conditions_in_the_child_and_the_parent_lives(
    started: list[subprocess.Popen[bytes]],
) -> None:
    wide = tuple(Literal(atom) for atom in range(600))
    began = time.monotonic()
    with pytest.raises(EngineFault, match="it hung, and was stopped after 3 seconds"):
        rehearse(wide, 600, limits=NO_LIMITS, budget=Budget(seconds=3))
    assert time.monotonic() - began < 10
    assert [child.returncode for child in started] == [-signal.SIGKILL]


def test_a_child_that_spins_is_stopped_by_its_own_limit_when_nobody_waits() -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    with pytest.raises(EngineFault, match="used more than 20 seconds of CPU time"):
        rehearse(planted_code(code), 1, budget=SHORT)


def test_the_engine_refuses_too_high_a_stack_in_the_child() -> None:
    flat = tuple(Literal(atom) for atom in range(100))
    with pytest.raises(EngineFault, match="error code: 303"):
        rehearse(flat, 100, limits=NO_LIMITS, budget=SHORT)


def test_a_condition_that_fits_nowhere_is_refused_by_name() -> None:
    long = AllOf(tuple(Literal(atom) for atom in range(200)))
    with pytest.raises(EngineFault, match=r"condition `746\.5` fits into no ruleset"):
        rehearse((long,), 200, names=["746.5"], budget=SHORT)


def test_a_segfault_is_said() -> None:
    with pytest.raises(EngineFault, match="it crashed with SIGSEGV"):
        rehearse(planted(ctypes.string_at, 0), 1, budget=SHORT)


def test_a_child_killed_from_outside_is_said() -> None:
    with pytest.raises(EngineFault, match="it was ended by SIGKILL, as when memory runs out"):
        rehearse(planted(signal.raise_signal, signal.SIGKILL), 1, budget=SHORT)


def test_memory_past_the_budget_is_said() -> None:
    with pytest.raises(EngineFault, match="it ran out of memory"):
        rehearse(planted(bytearray, 2 << 30), 1, budget=SHORT)


def test_a_child_that_just_ends_is_no_success() -> None:
    with pytest.raises(EngineFault, match="it ended without a word"):
        rehearse(planted(os._exit, 0), 1, budget=SHORT)


def test_any_error_in_the_child_is_said() -> None:
    with pytest.raises(EngineFault, match="invalid literal for int"):
        rehearse(planted(int, "x"), 1, budget=SHORT)


def test_a_child_that_cannot_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(EngineFault, match="ModuleNotFoundError"):
        rehearse(FORMULAS, 3, budget=SHORT)


def test_a_mismatch_names_the_condition() -> None:
    code = (
        "import licet_engine.matching.reference as r\n"
        "r.ReferenceMatcher.match = lambda self, atoms: b'\\1' * len(self._formulas)"
    )
    with pytest.raises(
        EngineFault,
        match=r"`744\.21` is unknown to the compiled matcher, and true to the reference",
    ):
        rehearse(planted_code(code), 1, names=["744.21"], budget=SHORT)


def test_a_rule_that_never_fires_is_found_by_its_witness() -> None:
    code = (
        "import licet_durable.ruleset as r, durable.engine as e\n"
        "real = e.durable_rules_engine.assert_fact\n"
        "e.durable_rules_engine.assert_fact = lambda handle, fact: (\n"
        "    real(handle, fact.replace('\"0\":1', '\"0\":0')))"
    )
    with pytest.raises(EngineFault, match="formula 0"):
        rehearse(planted_code(code), 1, budget=Budget(seconds=20, draws=0))


def test_an_interrupted_rehearsal_leaves_no_child(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    def interrupted(child: subprocess.Popen[bytes], *_: object, **__: object) -> None:
        assert child.poll() is None
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rehearse(FORMULAS, 3, budget=SHORT)
    assert [child.returncode for child in started] == [-signal.SIGKILL]
