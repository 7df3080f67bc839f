"""The compiled matcher."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Self

from licet_engine.errors import EngineFault
from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.provisions.conditions import Formula

from licet_durable.limits import Limits, Side
from licet_durable.plan import Layout, Plan
from licet_durable.ruleset import CompiledRuleset

_DEFAULT_LIMITS = Limits()
REMEMBERED = 2048
"""Answers of each ruleset that a server remembers (some 600 bytes each)."""
_TRUTHS = bytes((FALSE, TRUE, UNKNOWN))
_IS_TRUE = bytes.maketrans(_TRUTHS, b"\0\1\0")
_IS_FALSE = bytes.maketrans(_TRUTHS, b"\1\0\0")
_NOT_FALSE = bytes.maketrans(_TRUTHS, b"\0\1\1")
_NOT_TRUE = bytes.maketrans(_TRUTHS, b"\1\0\1")


class DurableMatcher:
    """Evaluates formulas with durable_rules; safe for threads, and total or faulty.

    Raises `RuleSetError` for a formula that fits into no ruleset, and `EngineFault` when the
    engine cannot be trusted. After a fault every later `match` faults too. Each ruleset gives
    its last `remembered` answers again: subjects that differ elsewhere look alike to most.
    """

    def __init__(
        self,
        formulas: tuple[Formula, ...],
        atom_count: int,
        names: Sequence[str] | None = None,
        limits: Limits = _DEFAULT_LIMITS,
        *,
        remembered: int = 0,
    ) -> None:
        called = names or [f"formula {index}" for index in range(len(formulas))]
        self._atom_count = atom_count
        self._remembered = remembered
        self._plan = Layout(atom_count, called, limits).plan(formulas)
        with ExitStack() as opened:
            self._rulesets = {side: self._loaded(side, opened) for side in Side}
            self._greet()
            self._opened = opened.pop_all()

    @property
    def plan(self) -> Plan:
        """The rulesets that the formulas were laid out as."""
        return self._plan

    def match(self, atoms: bytes) -> bytes:
        """Return the truth of each formula, in order, given the truth of each atom."""
        self._check(atoms)
        answers = bytearray(self._plan.start)
        for formula in self._fired(Side.POSSIBLE, atoms, _NOT_FALSE, _NOT_TRUE):
            answers[formula] = UNKNOWN
        for formula in self._fired(Side.KNOWN, atoms, _IS_TRUE, _IS_FALSE):
            if not answers[formula]:
                self._distrust()
            answers[formula] = TRUE
        return bytes(answers)

    def ensure_sound(self) -> None:
        """Raise `EngineFault` if some ruleset is poisoned or closed, without evaluating anything.

        What was answered before is remembered elsewhere; after a fault that counts no more.
        """
        for ruleset in (one for side in Side for one in self._rulesets[side]):
            ruleset.ensure_sound()

    def close(self) -> None:
        """Free everything in the engine; a later `match` raises `EngineFault`."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _loaded(self, side: Side, opened: ExitStack) -> tuple[CompiledRuleset, ...]:
        loading = (
            CompiledRuleset(plan, self._atom_count, self._remembered)
            for plan in self._plan.on(side)
        )
        return tuple(opened.enter_context(closing(ruleset)) for ruleset in loading)

    def _greet(self) -> None:
        """Evaluate once with nothing known: all rules of one side fire, and none of the other."""
        expected = bytearray(self._plan.start)
        for rule in (one for ruleset in self._plan.on(Side.POSSIBLE) for one in ruleset.rules):
            for formula in rule.formulas:
                expected[formula] = UNKNOWN
        if self.match(bytes([UNKNOWN]) * self._atom_count) != expected:
            raise EngineFault("the engine answers wrongly where nothing is known")

    def _check(self, atoms: bytes) -> None:
        if len(atoms) != self._atom_count or atoms.translate(None, _TRUTHS):
            raise EngineFault(
                f"{len(atoms)} truth values were given; "
                f"give {self._atom_count}, each 0 (false), 1 (true) or 2 (unknown)"
            )

    def _fired(self, side: Side, atoms: bytes, plain: bytes, negated: bytes) -> list[int]:
        # A whole number is quickly compared with what a ruleset was asked before.
        holds = int.from_bytes(atoms.translate(plain) + atoms.translate(negated) + b"\1")
        rulesets = self._rulesets[side]
        return [i for ruleset in rulesets for rule in ruleset.fired(holds) for i in rule]

    def _distrust(self) -> None:
        reason = "the engine holds a formula for known but not for possible"
        for ruleset in (one for side in Side for one in self._rulesets[side]):
            ruleset.poison(reason)
        raise EngineFault(reason)
