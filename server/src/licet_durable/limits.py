"""What one ruleset may ask of durable_rules 2.0.28, proved on a mirror of the engine's trie.

The engine shares equal conditions: rules are paths in a trie whose nodes are conditions, and
rules with a common beginning share nodes. On evaluation it keeps every matched node that it
has not explored yet on a stack of 64, children in the order of the fact's properties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from licet_engine.provisions.conditions import Literal

Path = tuple[Literal, ...]
"""The conditions of one rule, in the order in which they enter the trie."""


class Side(Enum):
    """Which of a formula's two questions a rule answers, as the value its conditions test."""

    POSSIBLE = 0
    """the formula is not known false: no literal of some alternative is"""
    KNOWN = 1
    """the formula is known true: every literal of some alternative is"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one ruleset may hold, each well below where the engine breaks."""

    conditions: int = 400
    """under one node; at 512 the engine hangs with the interpreter's lock held"""
    rules_a_path: int = 200
    """rules that end on one node; at 256 the engine corrupts its memory"""
    rules: int = 500
    """rules of one ruleset, the sentinel among them"""
    properties: int = 180
    """properties that a fact may hold, the sentinel's among them; at 255 facts are refused"""
    stack: int = 60
    """matched nodes not explored yet; past 64 no rule fires"""
    alternatives: int = 128
    """disjuncts of one formula"""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the trie below one node asks of the engine."""

    conditions: int
    """the most conditions under one node"""
    rules_a_path: int
    """the most rules that end on one node"""
    stack: int
    """the most nodes on the stack while everything below is explored"""


def shape_of(paths: Sequence[Path], side: Side, depth: int = 0) -> Shape:
    """Return what the trie of these paths, sorted and equal up to `depth`, asks for."""
    ending = sum(len(path) == depth for path in paths)
    longer = [path for path in paths if len(path) > depth]
    branches = [(head, list(group)) for head, group in groupby(longer, lambda path: path[depth])]
    shapes = [shape_of(branch, side, depth + 1) for _, branch in branches]
    heads = [head for head, _ in branches]
    return Shape(
        conditions=max([len(heads), *(shape.conditions for shape in shapes)]),
        rules_a_path=max([ending, *(shape.rules_a_path for shape in shapes)]),
        stack=_stack(heads, shapes, side),
    )


def _stack(heads: Sequence[Literal], shapes: Sequence[Shape], side: Side) -> int:
    """Bound the stack while one node's children are pushed, then explored from the last.

    INVARIANT: children are in the order of the fact's properties, so a child is explored
    while at most those before it are still waiting.
    """
    waiting = [_together(heads[:position], head, side) for position, head in enumerate(heads)]
    return max(
        (below + max(1, shape.stack) for below, shape in zip(waiting, shapes, strict=True)),
        default=0,
    )


def _together(before: Sequence[Literal], head: Literal, side: Side) -> int:
    """Count the nodes that can match in one fact in which `head` matches too."""
    if side is Side.POSSIBLE:  # an unknown atom is neither known true nor known false
        return len(before)
    return len({literal.atom for literal in before} - {head.atom})


def refusal(paths: Sequence[Path], side: Side, limits: Limits) -> str | None:
    """Say which limit a ruleset of these sorted paths would pass, or return None."""
    properties = len({literal for path in paths for literal in path}) + 1
    if len(paths) + 1 > limits.rules:
        return f"{len(paths) + 1} rules, of which a ruleset holds {limits.rules}"
    if properties > limits.properties:
        return f"{properties} properties, of which a fact holds {limits.properties}"
    return _refused_shape(shape_of(paths, side), limits)


def _refused_shape(shape: Shape, limits: Limits) -> str | None:
    # the sentinel is one more condition under the root, and waits below all others
    if shape.conditions + 1 > limits.conditions:
        return f"{shape.conditions + 1} conditions under one node, which holds {limits.conditions}"
    if shape.rules_a_path > limits.rules_a_path:
        return f"{shape.rules_a_path} rules on one path, which holds {limits.rules_a_path}"
    if shape.stack + 1 > limits.stack:
        return f"{shape.stack + 1} matched nodes waiting, where {limits.stack} may"
    return None
