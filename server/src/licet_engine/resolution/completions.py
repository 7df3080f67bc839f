"""Completions: every way the unknown facts of a line may turn out, as far as rules can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from licet_engine.facts.model import Alternative, FactKey, LineFacts, PartKey, Unknown
from licet_engine.facts.values import UNKNOWN
from licet_engine.matching.matches import Matches
from licet_engine.provisions.calendar import Governing
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.seeing import Visible, visible

BOUND = 4096
"""Completions looked at before giving up; past it the answer is `UNDETERMINED`, bounded."""


@dataclass(frozen=True, slots=True)
class OpenFact:
    """An unknown fact that some undecided condition reads.

    `classes` gives for each of its alternatives the class it falls in; alternatives of one
    class look the same to every undecided condition. `first` is one alternative a class.
    """

    key: FactKey
    classes: tuple[int, ...]
    first: tuple[Alternative, ...]


def undecided(rules: RuleSet, governing: Governing, matches: Matches) -> frozenset[int]:
    """Return the atoms read by governing conditions whose truth is unknown for some subject."""
    atoms: set[int] = set()
    for number, provision in enumerate(rules.provisions):
        version = governing[number]
        if version is None:
            continue
        formula = rules.formula_of[number][version]
        for subject, truths in zip(matches.subjects, matches.truths, strict=True):
            if subject.kind is provision.subject and truths[formula] == UNKNOWN:
                atoms.update(lit.atom for lit in literals(rules.formulas[formula]))
    return frozenset(_with_narrowings(rules, governing, matches, atoms))


def _with_narrowings(
    rules: RuleSet, governing: Governing, matches: Matches, atoms: set[int]
) -> Iterator[int]:
    yield from atoms
    for number, narrowing in enumerate(rules.narrowed_by):
        if narrowing is None or governing[number] is None:
            continue
        if any(subject.atoms[narrowing] == UNKNOWN for subject in matches.subjects):
            yield narrowing


def open_facts(
    rules: RuleSet, facts: LineFacts, atoms: frozenset[int]
) -> tuple[tuple[OpenFact, ...], LineFacts]:
    """Return the facts that matter, and the line with every fact that does not filled in."""
    read = visible(rules, atoms)
    matter: list[OpenFact] = []
    settled: list[Alternative] = []
    for unknown in facts.unknown:
        fact = _classify(unknown, read)
        if len(fact.first) > 1:
            matter.append(fact)
        else:
            settled.append(unknown.alternatives[0])
    return tuple(sorted(matter, key=lambda f: f.key)), patched(facts, settled)


def _classify(unknown: Unknown, read: Visible) -> OpenFact:
    seen: dict[object, int] = {}
    first: list[Alternative] = []
    classes = []
    for alternative in unknown.alternatives:
        view = tuple(
            (patch.key, tuple(pair for pair in patch.atoms if pair[0] in read[patch.key.part]))
            for patch in alternative
        )
        if view not in seen:
            seen[view] = len(first)
            first.append(alternative)
        classes.append(seen[view])
    return OpenFact(unknown.key, tuple(classes), tuple(first))


def completions(open_: tuple[OpenFact, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every combination of classes of the open facts, in a fixed order."""
    yield from product(*(range(len(fact.first)) for fact in open_))


def too_many(open_: tuple[OpenFact, ...]) -> bool:
    """Tell whether the completions are more than are looked at."""
    return prod(len(fact.first) for fact in open_) > BOUND


def completed(facts: LineFacts, open_: tuple[OpenFact, ...], choice: tuple[int, ...]) -> LineFacts:
    """Return the line with one class chosen for each open fact."""
    return patched(facts, [fact.first[n] for fact, n in zip(open_, choice, strict=True)])


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
