"""A rule set is tried in a child process before it may serve.

Hangs inside C hold the interpreter's lock, and segfaults take the process: neither can be
survived where it happens, so it must happen where nobody is served.
"""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from signal import Signals

from licet_engine.errors import EngineFault
from licet_engine.provisions.conditions import Formula

from licet_durable.limits import Limits
from licet_durable.understudy import Rehearsal

_CHILD = "import sys; sys.path[:] = sys.argv[3:]; from licet_durable.understudy import main; main()"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a rehearsal may use, and how many random vectors it draws from which seed."""

    seconds: float = 60.0
    memory_bytes: int = 1 << 30
    draws: int = 200
    seed: int = 1


_DEFAULT_LIMITS = Limits()
_DEFAULT_BUDGET = Budget()


def rehearse(
    formulas: tuple[Formula, ...],
    atom_count: int,
    witnesses: Sequence[bytes] = (),
    *,
    names: Sequence[str] | None = None,
    limits: Limits = _DEFAULT_LIMITS,
    budget: Budget = _DEFAULT_BUDGET,
) -> int:
    """Load the formulas in a child process, and compare with the reference matcher there.

    Every rule is made to fire once, then `witnesses` and random vectors are evaluated.
    Returns on how many vectors both matchers agreed. Raises `EngineFault` that says what
    happened: a hang, a crash, too much memory, a mismatch, or any error. The child has ended
    when this returns or raises.
    """
    called = tuple(names or (f"formula {index}" for index in range(len(formulas))))
    rehearsal = Rehearsal(
        formulas, atom_count, called, limits, tuple(witnesses), budget.draws, budget.seed
    )
    child = _run(pickle.dumps(rehearsal), budget)
    if child.returncode or not child.stdout.isdigit():
        raise EngineFault(f"the rehearsal in a child process failed: {_reason(child, budget)}")
    return int(child.stdout)


def _run(given: bytes, budget: Budget) -> subprocess.CompletedProcess[bytes]:
    # the limit on CPU time ends the child even if this process is killed while it waits
    limits = (str(math.ceil(budget.seconds) + 1), str(budget.memory_bytes))
    command = [sys.executable, "-I", "-c", _CHILD, *limits, *sys.path]
    try:
        return subprocess.run(  # noqa: S603 our own interpreter and our own module
            command, input=given, capture_output=True, check=False, timeout=budget.seconds
        )
    except subprocess.TimeoutExpired:
        raise EngineFault(
            f"the rehearsal in a child process failed: it hung, and was stopped after "
            f"{budget.seconds:g} seconds"
        ) from None


def _reason(child: subprocess.CompletedProcess[bytes], budget: Budget) -> str:
    match -child.returncode:
        case Signals.SIGSEGV | Signals.SIGBUS | Signals.SIGABRT as number:
            return f"it crashed with {Signals(number).name}"
        case Signals.SIGXCPU:
            return f"it hung, and used more than {budget.seconds:g} seconds of CPU time"
        case number if number > 0:
            return f"it was ended by {Signals(number).name}, as when memory runs out"
    said = child.stderr.decode(errors="replace").strip()
    return said.splitlines()[-1] if said else "it ended without a word"
