"""Completions: every way the unknown facts of a line may turn out, as far as rules can tell."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import NamedTuple

from licet_engine.facts.model import Alternative, FactKey, LineFacts, PartKey, Unknown
from licet_engine.resolution.asking import Asked, seen_of

BOUND = 4096
"""Completions looked at before giving up; past it the answer is `UNDETERMINED`, bounded."""


class OpenFact(NamedTuple):
    """An unknown fact that some undecided condition reads.

    `classes` gives for each of its alternatives the class it falls in; alternatives of one
    class look the same to every undecided condition. `first` is one alternative a class.
    """

    key: FactKey
    classes: tuple[int, ...]
    first: tuple[Alternative, ...]


def open_facts(
    facts: LineFacts, asked: Asked
) -> tuple[tuple[OpenFact, ...], tuple[Alternative, ...]]:
    """Return the facts that matter, and one way that every fact that does not may turn out."""
    matter: list[OpenFact] = []
    settled: list[Alternative] = []
    for unknown in facts.unknown:
        fact = _classify(unknown, asked)
        if len(fact.first) > 1:
            matter.append(fact)
        else:
            settled.append(unknown.alternatives[0])
    return tuple(sorted(matter, key=lambda f: f.key)), tuple(settled)


def _classify(unknown: Unknown, asked: Asked) -> OpenFact:
    seen: dict[object, int] = {}
    first: list[Alternative] = []
    classes = []
    for alternative in unknown.alternatives:
        view = seen_of(alternative, asked)
        if view not in seen:
            seen[view] = len(first)
            first.append(alternative)
        classes.append(seen[view])
    return OpenFact(unknown.key, tuple(classes), tuple(first))


def sizes(open_: tuple[OpenFact, ...]) -> tuple[int, ...]:
    """Return in how many ways each open fact may turn out."""
    return tuple(len(fact.first) for fact in open_)


def too_many(open_: tuple[OpenFact, ...]) -> bool:
    """Tell whether the completions are more than are looked at."""
    return prod(sizes(open_)) > BOUND


def completion(open_: tuple[OpenFact, ...], number: int) -> tuple[Alternative, ...]:
    """Return how each open fact turns out in a completion, the last fact turning fastest."""
    found = []
    for fact in reversed(open_):
        number, way = divmod(number, len(fact.first))
        found.append(fact.first[way])
    return tuple(reversed(found))


def patched(facts: LineFacts, alternatives: Iterable[Alternative]) -> LineFacts:
    """Return the line with the atoms that some alternatives change."""
    changed: dict[PartKey, bytearray] = {}
    for alternative in alternatives:
        for patch in alternative:
            part = changed.setdefault(patch.key, bytearray(_part(facts, patch.key)))
            for atom, value in patch.atoms:
                part[atom] = value
    return _with_parts(facts, {key: bytes(part) for key, part in changed.items()})


def _part(facts: LineFacts, key: PartKey) -> bytes:
    match key.part:
        case "sale":
            return facts.sale
        case "line":
            return facts.line
        case "party":
            return facts.parties[key.number]
        case "destination":
            return facts.destinations[key.number]
        case "control":
            return dict(facts.controls)[key.number]
        case _:
            return dict(facts.rows[key.number])[key.row]


def _with_parts(facts: LineFacts, changed: dict[PartKey, bytes]) -> LineFacts:
    if not changed:
        return facts
    return facts._replace(
        sale=changed.get(PartKey("sale"), facts.sale),
        line=changed.get(PartKey("line"), facts.line),
        parties=tuple(
            changed.get(PartKey("party", n), part) for n, part in enumerate(facts.parties)
        ),
        destinations=tuple(
            changed.get(PartKey("destination", n), p) for n, p in enumerate(facts.destinations)
        ),
        rows=tuple(
            tuple((n, changed.get(PartKey("row", party, n), part)) for n, part in rows)
            for party, rows in enumerate(facts.rows)
        ),
        controls=tuple((n, changed.get(PartKey("control", n), part)) for n, part in facts.controls),
    )
