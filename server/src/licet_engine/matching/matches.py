"""Facts become matches: each subject's atoms laid together, and the truth of each formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from licet_engine.facts.model import LineFacts, SubjectKey
from licet_engine.facts.values import (
    FALSE,
    READ_AS_FALSE,
    READ_AS_UNKNOWN,
    TRUE,
    UNCLAIMED,
    UNKNOWN,
)
from licet_engine.matching.protocol import Matcher
from licet_engine.matching.reference import truth
from licet_engine.provisions.conditions import AnyControl, AnyOther, Formula
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Subject:
    """What provisions are matched on once each, with its atom vector."""

    key: SubjectKey
    atoms: bytes

    @property
    def kind(self) -> SubjectKind:
        """Whether this is the line alone, with a party, or for a control."""
        if self.key.control is not None:
            return SubjectKind.CONTROL
        return SubjectKind.LINE if self.key.party is None else SubjectKind.PARTY


@dataclass(frozen=True, slots=True)
class Matches:
    """The truth of every formula of a rule set, for each subject of a line."""

    subjects: tuple[Subject, ...]
    truths: tuple[bytes, ...]


def subjects_of(rules: RuleSet, facts: LineFacts) -> tuple[Subject, ...]:
    """Return the subjects of a line: itself, with each party and its rows, for each control."""
    no_party = bytes(len(rules.atoms.tests(Scope.PARTY)))
    no_row = bytes(len(rules.atoms.tests(Scope.ROW)))
    no_control = bytes(len(rules.atoms.tests(Scope.CONTROL)))
    head = facts.sale + facts.line
    parties: list[tuple[SubjectKey, bytes]] = []
    for number, party in enumerate(facts.parties):
        rows = facts.rows[number] or ((None, no_row),)
        parties += [
            (SubjectKey(number, row), head + party + part + no_control) for row, part in rows
        ]
    controls = [
        (SubjectKey(control=number), head + no_party + no_row + part)
        for number, part in facts.controls
    ]
    tail = _order_wide(rules, facts, _Vectors(parties, controls))
    alone = (SubjectKey(), head + no_party + no_row + no_control)
    return tuple(Subject(key, vector + tail) for key, vector in (alone, *parties, *controls))


def match(rules: RuleSet, facts: LineFacts, matcher: Matcher) -> Matches:
    """Return the matches of a line; what is not claimed reads as false."""
    subjects = subjects_of(rules, facts)
    truths = tuple(matcher.match(s.atoms.translate(READ_AS_FALSE)) for s in subjects)
    return Matches(subjects, truths)


class _Vectors(NamedTuple):
    """The other subjects of a line, which conditions on any party or any control look at."""

    parties: list[tuple[SubjectKey, bytes]]
    controls: list[tuple[SubjectKey, bytes]]

    def looked_at(self, atom: AnyOther) -> list[bytes]:
        pairs = self.controls if isinstance(atom, AnyControl) else self.parties
        return [vector for _, vector in pairs]


def _order_wide(rules: RuleSet, facts: LineFacts, others: _Vectors) -> bytes:
    table = rules.atoms
    first = len(table.atoms) - len(table.order_wide)
    found = bytearray(len(table.order_wide))
    columns = [set(values) for values in zip(*facts.destinations, strict=True)]
    for number, column, some in table.quantified:
        values = columns[column] if columns else set[int]()
        found[number - first] = _some(values) if some else _every(values)
    for number, atom, inner in table.others:
        found[number - first] = _other(inner, others.looked_at(atom))
    return bytes(found)


def _other(inner: Formula, vectors: list[bytes]) -> int:
    read = _some({truth(inner, vector.translate(READ_AS_FALSE)) for vector in vectors})
    if read == FALSE and any(UNCLAIMED in vector for vector in vectors):
        held = _some({truth(inner, vector.translate(READ_AS_UNKNOWN)) for vector in vectors})
        return UNCLAIMED if held == UNKNOWN else read
    return read


def _some(values: set[int]) -> int:
    return TRUE if TRUE in values else UNKNOWN if UNKNOWN in values else FALSE


def _every(values: set[int]) -> int:
    return FALSE if FALSE in values else UNKNOWN if UNKNOWN in values else TRUE
