"""Lines become one order: facts they share take one value, and the most severe line counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, product
from math import prod

from licet_engine.facts.model import FactKey
from licet_engine.resolution.completions import BOUND
from licet_engine.resolution.line import LineResolution, deciding
from licet_engine.resolution.outcome import Outcome, by_severity, most_severe, severity

Outcomes = tuple[Outcome, ...]
Classes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """What an order may come to, which facts decide it, and whether too much was unknown."""

    possible: Outcomes
    missing: tuple[FactKey, ...]
    bounded: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that share unknown facts: their outcome in every completion of these."""

    keys: tuple[FactKey, ...]
    sizes: tuple[int, ...]
    outcomes: Outcomes
    bounded: bool = False

    def missing(self, others: Outcomes) -> Iterator[FactKey]:
        """Yield the facts that can change the order's outcome, whatever the others come to."""
        if self.bounded:
            yield from self.keys
            return
        found: set[int] = set()
        for other in others:
            joined = tuple(most_severe((outcome, other)) for outcome in self.outcomes)
            found.update(deciding(self.sizes, joined))
        yield from (self.keys[n] for n in sorted(found))


def numbered(line: LineResolution, number: int) -> LineResolution:
    """Return a line's resolution with its own facts under the line's number in the order."""
    if number == 0:
        return line
    open_ = tuple(fact._replace(key=_numbered(fact.key, number)) for fact in line.open)
    missing = tuple(_numbered(key, number) for key in line.missing)
    return line._replace(open=open_, missing=missing)


def _numbered(key: FactKey, number: int) -> FactKey:
    return key._replace(number=number) if key.entity == "line" else key


def join(lines: tuple[LineResolution, ...]) -> Joint:
    """Return what an order of these lines may come to.

    A line that can be no more severe than another one certainly is decides nothing. Lines
    that share no unknown fact turn out independently of each other.
    """
    if len(lines) == 1:
        return Joint(lines[0].possible, tuple(sorted(lines[0].missing)), lines[0].bounded)
    floor = most_severe(line.possible[0] for line in lines)
    certain = severity(floor)
    rest = [n for n, line in enumerate(lines) if severity(line.possible[-1]) > certain]
    if not rest:
        return Joint((floor,), (), bounded=False)
    groups = [_group(lines, members) for members in _connected(lines, rest)]
    outcomes = [group.outcomes for group in groups]
    alone: Outcomes = (floor,)
    before = list(accumulate(outcomes, _either, initial=alone))
    after = list(accumulate(reversed(outcomes), _either, initial=alone))[::-1]
    possible = before[-1]
    missing = [
        key
        for number, group in enumerate(groups)
        for key in group.missing(_either(before[number], after[number + 1]))
    ]
    return Joint(possible, tuple(sorted(missing)), any(group.bounded for group in groups))


def _either(one: Outcomes, other: Outcomes) -> Outcomes:
    """Return what two parts of an order that do not depend on each other may come to."""
    return by_severity({most_severe(pair) for pair in product(one, other)})


def _connected(lines: tuple[LineResolution, ...], numbers: list[int]) -> list[list[int]]:
    """Return the lines in groups that share an unknown fact, directly or through others."""
    parent = {number: number for number in numbers}
    first: dict[FactKey, int] = {}
    for number in numbers:
        for fact in lines[number].open:
            parent[_root(parent, number)] = _root(parent, first.setdefault(fact.key, number))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in numbers:
        groups[_root(parent, number)].append(number)
    return list(groups.values())


def _root(parent: dict[int, int], number: int) -> int:
    """Return the line that stands for a group, and shorten the way to it."""
    while parent[number] != number:
        parent[number] = number = parent[parent[number]]
    return number


def _group(lines: tuple[LineResolution, ...], members: list[int]) -> _Group:
    chosen = tuple(lines[number] for number in members)
    keys = tuple(sorted({fact.key for line in chosen for fact in line.open}))
    merged = {key: _merged(key, chosen) for key in keys}
    sizes = tuple(len(merged[key]) for key in keys)
    unruled = any(not line.outcomes for line in chosen)
    if unruled or prod(sizes) > BOUND:
        missing = tuple(sorted({key for line in chosen for key in (*line.missing, *keys)}))
        possible = reduce(_either, (line.possible for line in chosen))
        bounded = any(line.bounded for line in chosen) or not unruled
        return _Group(missing, (), possible, bounded)
    columns = [_ruled(line, member, merged) for member, line in enumerate(chosen)]
    outcomes = tuple(most_severe(together) for together in zip(*columns, strict=True))
    return _Group(keys, sizes, outcomes)


def _merged(key: FactKey, lines: tuple[LineResolution, ...]) -> Classes:
    """Return the distinct ways one fact can turn out, as its class in each line that asks it."""
    columns = [_classes(key, line) for line in lines]
    length = max(len(column) for column in columns)
    padded = [column or (0,) * length for column in columns]
    return tuple(sorted(set(zip(*padded, strict=True))))


def _classes(key: FactKey, line: LineResolution) -> tuple[int, ...]:
    return next((fact.classes for fact in line.open if fact.key == key), ())


def _ruled(line: LineResolution, member: int, merged: dict[FactKey, Classes]) -> Iterator[Outcome]:
    """Yield the outcome of one line in each completion of the facts of its group."""
    strides = {}
    stride = 1
    for fact in reversed(line.open):
        strides[fact.key] = stride
        stride *= len(fact.first)
    steps = ([way[member] * strides.get(key, 0) for way in ways] for key, ways in merged.items())
    return (line.outcomes[sum(step)] for step in product(*steps))
