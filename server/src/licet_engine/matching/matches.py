"""Facts become matches: each subject's atoms laid together, and the truth of each formula."""

from __future__ import annotations

from dataclasses import dataclass

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
from licet_engine.provisions.conditions import AnyParty, Atom, Quantifier
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
        """Whether this is the line alone, or the line with a party."""
        return SubjectKind.LINE if self.key.party is None else SubjectKind.PARTY


@dataclass(frozen=True, slots=True)
class Matches:
    """The truth of every formula of a rule set, for each subject of a line."""

    subjects: tuple[Subject, ...]
    truths: tuple[bytes, ...]


def subjects_of(rules: RuleSet, facts: LineFacts) -> tuple[Subject, ...]:
    """Return the subjects of a line: itself, and itself with each party and its rows."""
    no_party = bytes(len(rules.atoms.tests(Scope.PARTY)))
    no_row = bytes(len(rules.atoms.tests(Scope.ROW)))
    head = facts.sale + facts.line
    pairs: list[tuple[SubjectKey, bytes]] = [(SubjectKey(), head + no_party + no_row)]
    for number, party in enumerate(facts.parties):
        rows = facts.rows[number] or ((None, no_row),)
        pairs += [(SubjectKey(number, row), head + party + part) for row, part in rows]
    tail = _order_wide(rules, facts, [vector for key, vector in pairs if key.party is not None])
    return tuple(Subject(key, vector + tail) for key, vector in pairs)


def match(rules: RuleSet, facts: LineFacts, matcher: Matcher) -> Matches:
    """Return the matches of a line; what is not claimed reads as false."""
    subjects = subjects_of(rules, facts)
    truths = tuple(matcher.match(s.atoms.translate(READ_AS_FALSE)) for s in subjects)
    return Matches(subjects, truths)


def _order_wide(rules: RuleSet, facts: LineFacts, parties: list[bytes]) -> bytes:
    return bytes(
        _order_atom(rules, number, atom, facts, parties) for number, atom in rules.atoms.order_wide
    )


def _order_atom(
    rules: RuleSet, number: int, atom: Atom, facts: LineFacts, parties: list[bytes]
) -> int:
    if isinstance(atom, AnyParty):
        inner = rules.atoms.inner[number]
        assert inner is not None
        read = _some({truth(inner, vector.translate(READ_AS_FALSE)) for vector in parties})
        held = _some({truth(inner, vector.translate(READ_AS_UNKNOWN)) for vector in parties})
        return UNCLAIMED if (read, held) == (FALSE, UNKNOWN) else read
    column = rules.atoms.destination_column(atom)
    values = {place[column] for place in facts.destinations}
    return _some(values) if atom.quantifier is Quantifier.SOME else _every(values)


def _some(values: set[int]) -> int:
    return TRUE if TRUE in values else UNKNOWN if UNKNOWN in values else FALSE


def _every(values: set[int]) -> int:
    return FALSE if FALSE in values else UNKNOWN if UNKNOWN in values else TRUE
