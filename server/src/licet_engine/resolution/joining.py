"""Lines become one order: facts they share take one value, and the most severe line counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from licet_engine.facts.model import FactKey
from licet_engine.resolution.completions import BOUND
from licet_engine.resolution.line import LineResolution, deciding
from licet_engine.resolution.outcome import Outcome, by_severity, most_severe

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
    open_ = tuple(replace(fact, key=_numbered(fact.key, number)) for fact in line.open)
    missing = tuple(_numbered(key, number) for key in line.missing)
    return replace(line, open=open_, missing=missing)


def _numbered(key: FactKey, number: int) -> FactKey:
    return key._replace(number=number) if key.entity == "line" else key


def join(lines: tuple[LineResolution, ...]) -> Joint:
    """Return what an order of these lines may come to.

    A line that can be no more severe than another one certainly is decides nothing. Lines
    that share no unknown fact turn out independently of each other.
    """
    floor = most_severe(line.possible[0] for line in lines)
    rest = [n for n, line in enumerate(lines) if most_severe((floor, line.possible[-1])) != floor]
    groups = [_group(lines, members) for members in _connected(lines, rest)]
    possible = _combined([(floor,), *(group.outcomes for group in groups)])
    missing = [
        key
        for number, group in enumerate(groups)
        for key in group.missing(
            _combined([(floor,), *(g.outcomes for n, g in enumerate(groups) if n != number)])
        )
    ]
    return Joint(possible, tuple(sorted(missing)), any(group.bounded for group in groups))


def _combined(several: Iterable[Outcomes]) -> Outcomes:
    found: set[Outcome] | None = None
    for outcomes in several:
        pairs = product(found, outcomes) if found is not None else ((o, o) for o in outcomes)
        found = {most_severe(pair) for pair in pairs}
    return by_severity(found or ())


def _connected(lines: tuple[LineResolution, ...], numbers: list[int]) -> list[list[int]]:
    """Return the lines in groups that share an unknown fact, directly or through others."""
    groups: list[tuple[set[FactKey], list[int]]] = []
    for number in numbers:
        keys = {fact.key for fact in lines[number].open}
        touching = [group for group in groups if group[0] & keys]
        apart = [group for group in groups if not group[0] & keys]
        merged = keys.union(*(group[0] for group in touching))
        members = sorted([number, *(n for group in touching for n in group[1])])
        groups = [*apart, (merged, members)]
    return [members for _, members in groups]


def _group(lines: tuple[LineResolution, ...], members: list[int]) -> _Group:
    chosen = tuple(lines[number] for number in members)
    keys = tuple(sorted({fact.key for line in chosen for fact in line.open}))
    merged = {key: _merged(key, chosen) for key in keys}
    sizes = tuple(len(merged[key]) for key in keys)
    unruled = any(not line.rulings for line in chosen)
    if unruled or prod(sizes) > BOUND:
        missing = tuple(sorted({key for line in chosen for key in (*line.missing, *keys)}))
        possible = _combined(line.possible for line in chosen)
        bounded = any(line.bounded for line in chosen) or not unruled
        return _Group(missing, (), possible, bounded)
    outcomes = tuple(
        most_severe(_ruled(chosen, dict(zip(keys, choice, strict=True))))
        for choice in product(*merged.values())
    )
    return _Group(keys, sizes, outcomes)


def _merged(key: FactKey, lines: tuple[LineResolution, ...]) -> Classes:
    """Return the distinct ways one fact can turn out, as its class in each line that asks it."""
    columns = [_classes(key, line) for line in lines]
    length = max(len(column) for column in columns)
    padded = [column or (0,) * length for column in columns]
    return tuple(sorted(set(zip(*padded, strict=True))))


def _classes(key: FactKey, line: LineResolution) -> tuple[int, ...]:
    return next((fact.classes for fact in line.open if fact.key == key), ())


def _ruled(
    lines: tuple[LineResolution, ...], choice: dict[FactKey, tuple[int, ...]]
) -> Iterator[Outcome]:
    for number, line in enumerate(lines):
        index = 0
        for fact in line.open:
            index = index * len(fact.first) + choice[fact.key][number]
        yield line.rulings[index].outcome
