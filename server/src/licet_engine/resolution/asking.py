"""What is yet to be asked: the facts on which conditions that are not decided still turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from licet_engine.facts.model import Alternative, PartKey, SubjectKey
from licet_engine.facts.values import READ_AS_FALSE, UNKNOWN
from licet_engine.matching.matches import Matches, Subject
from licet_engine.matching.reference import truth
from licet_engine.provisions.conditions import AnyControl, AnyOther, Formula, Literal
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.speaking import Speaking, Spoken
from licet_engine.vocabulary import Scope

Asked = Mapping[PartKey, AbstractSet[int]]
"""The atoms of each part, by their place in it, that may yet change what stands or lifts."""
_DESTINATIONS = PartKey("destination")
_NOTHING: AbstractSet[int] = frozenset()
Seen = tuple[tuple[PartKey, tuple[tuple[int, int], ...]], ...]
"""What of a way that a fact may turn out is asked for: the atoms it changes, by their part."""


def asked(rules: RuleSet, matches: Matches, speaking: Speaking) -> Asked:
    """Return the atoms that an undecided condition turns on, of those that still matter."""
    inquiry = _Inquiry(rules, matches)
    for spoken in _mattering(rules, speaking):
        inquiry.into(spoken)
    return inquiry.found


def seen_of(alternative: Alternative, asked: Asked) -> Seen:
    """Return what of one way that a fact may turn out is asked for."""
    wanted = ((patch, asked.get(_asked_of(patch.key), _NOTHING)) for patch in alternative)
    return tuple(
        (patch.key, tuple(pair for pair in patch.atoms if pair[0] in own))
        for patch, own in wanted
        if own
    )


def _asked_of(key: PartKey) -> PartKey:
    """What is asked of one destination is asked of them all."""
    return _DESTINATIONS if key.part == _DESTINATIONS.part else key


def _mattering(rules: RuleSet, speaking: Speaking) -> Iterator[Spoken]:
    """Yield what may speak of restraints, of what could lift these, and of what bars that."""
    yield from speaking.restraints
    lifters = [s for s in speaking.lifters if _acts_on_any(rules, s, speaking.restraints)]
    yield from lifters
    lifting = {lifter.provision for lifter in lifters}
    for bar in speaking.bars:
        told = rules.provisions[bar.provision].versions[bar.version].conditions
        if told or not lifting.isdisjoint(rules.acts_on[bar.provision]):
            yield bar


def _acts_on_any(rules: RuleSet, lifter: Spoken, restraints: tuple[Spoken, ...]) -> bool:
    acts_on = rules.acts_on[lifter.provision]
    return any(r.subject == lifter.subject and r.provision in acts_on for r in restraints)


class _Inquiry:
    """Follows undecided conditions down to the atoms that leave them undecided."""

    def __init__(self, rules: RuleSet, matches: Matches) -> None:
        self._rules = rules
        self._subjects = matches.subjects
        self._truths = {
            subject.key: truths
            for subject, truths in zip(matches.subjects, matches.truths, strict=True)
        }
        self._atoms = {s.key: s.atoms.translate(READ_AS_FALSE) for s in matches.subjects}
        self.found: defaultdict[PartKey, set[int]] = defaultdict(set)

    def into(self, spoken: Spoken) -> None:
        """Note what a condition turns on, and what narrows the provision that it is of."""
        rules = self._rules
        number = rules.formula_of[spoken.provision][spoken.version]
        if self._truths[spoken.subject][number] == UNKNOWN:
            self._follow(rules.formulas[number], spoken.subject)
        narrowing = rules.narrowed_by[spoken.provision]
        if narrowing is not None:
            for key, atoms in self._atoms.items():
                if atoms[narrowing] == UNKNOWN:
                    self._note(narrowing, key)

    def _follow(self, formula: Formula, key: SubjectKey) -> None:
        """Note the atoms of a formula that is unknown, but for those of its decided parts."""
        if isinstance(formula, Literal):
            self._note(formula.atom, key)
            return
        for part in formula.parts:
            if truth(part, self._atoms[key]) == UNKNOWN:
                self._follow(part, key)

    def _note(self, number: int, key: SubjectKey) -> None:
        table = self._rules.atoms
        atom = table.atoms[number]
        if isinstance(atom, AnyOther):
            self._ask_others(number, atom)
        elif atom.scope is Scope.DESTINATION:
            self.found[_DESTINATIONS].add(table.destination_column(atom))
        else:
            self.found[_part(atom.scope, key)].add(number - table.start(atom.scope))

    def _ask_others(self, number: int, atom: AnyOther) -> None:
        inner = self._rules.atoms.inner[number]
        assert inner is not None
        for other in self._others(atom):
            if truth(inner, self._atoms[other.key]) == UNKNOWN:
                self._follow(inner, other.key)

    def _others(self, atom: AnyOther) -> Iterator[Subject]:
        kind = SubjectKind.CONTROL if isinstance(atom, AnyControl) else SubjectKind.PARTY
        return (subject for subject in self._subjects if subject.kind is kind)


def _part(scope: Scope, key: SubjectKey) -> PartKey:
    match scope:
        case Scope.PARTY:
            return PartKey("party", key.party or 0)
        case Scope.ROW:
            return PartKey("row", key.party or 0, key.row or 0)
        case Scope.CONTROL:
            return PartKey("control", key.control or 0)
        case _:
            return PartKey(scope.value)
