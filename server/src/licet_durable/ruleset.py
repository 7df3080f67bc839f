"""One loaded ruleset, which answers in full or not at all."""

from __future__ import annotations

import weakref
from itertools import compress
from operator import itemgetter
from threading import Lock
from typing import Any

from licet_engine.errors import EngineFault, PoisonedError
from licet_engine.provisions.conditions import Literal

from licet_durable.binding import Calls, calls, load
from licet_durable.plan import RulesetPlan

_SID = "s"
_FACT_START = '{"id":"f","sid":"s",'
_FACT_KEY = '{"id":"f","sid":"s"}'
_SENTINEL_PROPERTY = "s"
_NAME = slice(2, 5)
"""Where a rule's name of three digits stands in the messages of the rule: `{"007":...`."""


Answer = tuple[tuple[int, ...], ...]
"""The formulas of each rule that fired."""


class CompiledRuleset:
    """A ruleset in the engine, with its lock, its sentinel and its poison.

    INVARIANT: the ruleset is poisoned while an evaluation runs, and is cleared only after
    the sentinel fired once and last and the fact is gone; so a fault poisons it for good.
    The last `remembered` answers are given again, unless it is poisoned: a fact is all that
    the engine is told.
    """

    def __init__(self, plan: RulesetPlan, atom_count: int, remembered: int = 0) -> None:
        self._calls = calls()
        self._lock = Lock()
        self._targets = {_name(i): rule.formulas for i, rule in enumerate(plan.rules)}
        self._sentinel = _name(len(plan.rules))
        self._fragments = _fragments(plan)
        self._size = 2 * atom_count + 1
        self._mask = _mask(_positions(plan, atom_count), self._size)
        self._pick = itemgetter(*_positions(plan, atom_count))
        self._most = remembered
        self._answers: dict[int, Answer] = {}
        self._handle = load("licet", _definition(plan))
        self._poison: str | None = None
        self._free: weakref.finalize[..., CompiledRuleset] | None = None

    def fired(self, holds: int) -> Answer:
        """Return the formulas of each rule that fired, or raise `EngineFault`.

        `holds` is a whole number of one byte a literal, first all plain ones and then all negated
        ones, and a last byte that is always 1; a property is part of the fact where its byte is 1.
        """
        with self._lock:
            if self._poison:
                raise PoisonedError(self._poison)
            asked = holds & self._mask
            known = self._answers.get(asked)
            return self._answered(asked) if known is None else known

    def ensure_sound(self) -> None:
        """Raise `EngineFault` if the ruleset is poisoned or closed."""
        with self._lock:
            if self._poison:
                raise PoisonedError(self._poison)

    def poison(self, reason: str) -> None:
        """Let no later evaluation answer."""
        with self._lock:
            self._poison = reason

    def close(self) -> None:
        """Free the ruleset in the engine; later evaluations fault."""
        with self._lock:
            self._poison = "the ruleset is closed"
            if self._free:
                self._free()

    def _answered(self, asked: int) -> Answer:
        picked = self._pick(asked.to_bytes(self._size))
        properties = ",".join(compress(self._fragments, picked))
        self._poison = "the ruleset is poisoned: an earlier evaluation on it did not finish"
        try:
            answer = tuple(self._targets[name] for name in self._evaluated(properties))
        except Exception as error:
            said = str(error) or type(error).__name__
            raise EngineFault(f"the ruleset failed and is poisoned: {said}") from error
        self._poison = None
        self._remember(asked, answer)
        return answer

    def _remember(self, asked: int, answer: Answer) -> None:
        """Keep an answer; all are forgotten when there are too many, which is quick and seldom."""
        if len(self._answers) >= self._most:
            self._answers.clear()
        if self._most:
            self._answers[asked] = answer

    def _evaluated(self, properties: str) -> list[str]:
        """Return the names of the rules that fired, without the sentinel's."""
        offset = _done(self._calls.assert_fact(self._handle, f"{_FACT_START}{properties}}}"))
        names = self._drained(offset)
        if names != sorted(set(names)) or not names or names.pop() != self._sentinel:
            raise EngineFault("the sentinel did not fire exactly once and last")
        _done(self._calls.retract_fact(self._handle, _FACT_KEY))
        if self._calls.start_action_for_state(self._handle, offset) is not None:
            raise EngineFault("a rule fired after the fact was gone")
        return names

    def _drained(self, offset: int) -> list[str]:
        """Return the names of all rules that fired, in order; at most each once."""
        first = self._calls.start_action_for_state(self._handle, offset)
        if first is None:
            return []
        # INVARIANT: only a state in which a rule fired is freed; in any other the engine
        # frees through a pointer that it never set
        self._free = self._free or weakref.finalize(self, _free, self._calls, self._handle)
        names = [first[1][_NAME]]
        complete, handle = self._calls.complete_and_start_action, self._handle
        while (messages := complete(handle, offset)) is not None:
            names.append(messages[_NAME])
            if len(names) > len(self._targets) + 1:
                raise EngineFault("more rules fired than there are")
        return names


def _done(result: tuple[int, int]) -> int:
    status, offset = result
    if status:
        raise EngineFault(f"the engine did not take the fact: status {status}")
    return offset


def _free(engine: Calls, handle: int) -> None:
    engine.delete_state(handle, _SID)
    engine.delete_ruleset(handle)


def _name(index: int) -> str:
    return f"{index:03}"


def _fragments(plan: RulesetPlan) -> tuple[str, ...]:
    """Return the properties that a fact may hold, the sentinel's first.

    First in the fact is explored last: when the sentinel fires, nothing is left to explore.
    A property whose value no condition of this ruleset tests stays out of the fact, as no
    rule could tell: an absent property matches no comparison.
    """
    value = plan.side.value
    properties = (f'"{position}":{value}' for position in range(len(plan.literals)))
    return (f'"{_SENTINEL_PROPERTY}":1', *properties)


def _positions(plan: RulesetPlan, atom_count: int) -> tuple[int, ...]:
    plain_or_negated = (atom_count * literal.negated + literal.atom for literal in plan.literals)
    return (2 * atom_count, *plain_or_negated)


def _mask(positions: tuple[int, ...], size: int) -> int:
    """Return what strikes out every literal that this ruleset does not test."""
    kept = bytearray(size)
    for position in positions:
        kept[position] = 255
    return int.from_bytes(kept)


def _definition(plan: RulesetPlan) -> dict[str, dict[str, Any]]:
    property_of = {literal: str(position) for position, literal in enumerate(plan.literals)}
    conditions = [_conditions(rule.path, property_of, plan.side.value) for rule in plan.rules]
    conditions.append([{_SENTINEL_PROPERTY: 1}])
    rules = {_name(i): _rule(these) for i, these in enumerate(conditions)}
    rules[_name(len(plan.rules))]["pri"] = 1  # higher numbers fire later
    return rules


def _conditions(
    path: tuple[Literal, ...], property_of: dict[Literal, str], value: int
) -> list[dict[str, int]]:
    return [{property_of[literal]: value} for literal in path]


def _rule(conditions: list[dict[str, int]]) -> dict[str, Any]:
    return {"all": [{"m": {"$and": conditions}}], "run": _refuse_to_run}


def _refuse_to_run(_closure: object) -> None:
    """Stand where the library wants an action: what fired is read out, and no action runs."""
    raise EngineFault("an action ran, although what fired is only read out")
