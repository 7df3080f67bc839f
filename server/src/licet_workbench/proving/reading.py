"""Conditions as regions: in which cells each holds, for each subject of a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from licet_engine.facts.values import holds
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import (
    IN_SCOPE,
    REACHES,
    AllOf,
    AnyControl,
    AnyOther,
    Formula,
    Literal,
    Test,
)
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

from licet_workbench.proving.axes import ITEM, PARTS, ROLE
from licet_workbench.proving.axes import Part as Role
from licet_workbench.proving.holding import Part
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.space import Region

_CIVIL = frozenset({"civil"})
_OF_SUBJECTS = frozenset({Scope.PARTY, Scope.ROW, Scope.CONTROL})


class Subject(NamedTuple):
    """What a provision is matched on: the line, a party that counts, a plain one, a control."""

    kind: SubjectKind
    plain: bool = False
    control: Part | None = None


LINE = Subject(SubjectKind.LINE)
COUNTED = Subject(SubjectKind.PARTY)
PLAIN = Subject(SubjectKind.PARTY, plain=True)


class Reading:
    """The conditions of one rule set over questions."""

    def __init__(
        self, asked: Questions, rules: RuleSet, side: int = 0, where: Region | None = None
    ) -> None:
        self.asked = asked
        self._meets, self._items = asked.meets[side], asked.items[side]
        self._own_country = asked.own_country[side]
        self._brought = asked.others[side]
        self.rules = rules
        self._space = asked.space
        self._known: dict[tuple[int, Subject], Region] = {}
        self._formulas: dict[Formula, int] = {}
        self._numbers: dict[int, int] = {}
        self._kept: list[Formula] = []
        self._own: list[bool] = []
        """Of each formula whether it reads anything of a subject by itself."""
        self._others: dict[AnyOther, Region] = {}
        self._asked: dict[int, Test] = {}
        self._has_party = ROLE in asked.space
        self._where = self._space.constant(True) if where is None else where
        """Nothing is looked at elsewhere, so that diagrams are no larger than they must be."""

    def subjects(self, kind: SubjectKind) -> tuple[Subject, ...]:
        """Return the subjects of a kind that some question has."""
        match kind:
            case SubjectKind.LINE:
                return (LINE,)
            case SubjectKind.PARTY:
                return (COUNTED, PLAIN) if self._has_party else (PLAIN,)
            case SubjectKind.CONTROL:
                return tuple(Subject(SubjectKind.CONTROL, control=part) for part in self._parts)

    def has(self, subject: Subject) -> bool:
        """Tell whether some question has a subject that is a control."""
        return subject.control in self._parts

    def there(self, subject: Subject) -> Region:
        """Return the questions that have a subject."""
        if subject.control is not None:
            return self._parts[subject.control]
        return self._beside if subject == PLAIN else self._space.every

    @cached_property
    def _parts(self) -> dict[Part, Region]:
        """The controls that items have, each with the cells of the items that have it."""
        numbers: dict[Part, list[int]] = {}
        for number, item in enumerate(self._items):
            for part in item.controls:
                numbers.setdefault(part, []).append(number)
        return {part: self._space.among(ITEM, own) for part, own in numbers.items()}

    @cached_property
    def _beside(self) -> Region:
        """The questions in which a plain party stands beside the one that counts, or for it."""
        if not self._has_party:
            return self._space.every
        return self._roles(lambda role: role.beside is not None)

    def _roles(self, wanted: Callable[[Role], bool]) -> Region:
        choices = self._space.axis(ROLE).choices
        return self._space.among(
            ROLE,
            [n for n, c in enumerate(choices) if isinstance(c.says[0], Role) and wanted(c.says[0])],
        )

    def holds(self, formula: Formula, subject: Subject) -> Region:
        """Return the questions in which a formula holds of a subject."""
        number = self._numbered(formula)
        key = (number, subject if self._own[number] else LINE)
        if key not in self._known:
            self._known[key] = self._held(formula, key[1])
        return self._known[key]

    def _numbered(self, formula: Formula) -> int:
        """Return the number of a formula: to hash all of it again and again would take long."""
        number = self._numbers.get(id(formula))
        if number is None:
            number = self._formulas.setdefault(formula, len(self._formulas))
            self._numbers[id(formula)] = number
            self._kept.append(formula)  # so that no other formula is ever of this id
            if number == len(self._own):
                self._own.append(self._turns_on_subject(formula))
        return number

    def _turns_on_subject(self, formula: Formula) -> bool:
        """Tell whether a formula reads anything of a party, a row or a control by itself."""
        atoms = self.rules.atoms.atoms
        read = (atoms[literal.atom] for literal in literals(formula))
        return any(isinstance(atom, Test) and atom.scope in _OF_SUBJECTS for atom in read)

    def _held(self, formula: Formula, subject: Subject) -> Region:
        if isinstance(formula, Literal):
            found = self.atom(formula.atom, subject) & self._where
            return self._where & ~found if formula.negated else found
        conjunction = isinstance(formula, AllOf)
        settled = self._space.none if conjunction else self._where
        found = self._where if conjunction else self._space.none
        for part in sorted(formula.parts, key=self._is_wide):
            if found == settled:
                break
            held = self.holds(part, subject)
            found = found & held if conjunction else found | held
        return found

    def _is_wide(self, formula: Formula) -> bool:
        """Tell whether a formula is no single test of the subject: such a test settles most."""
        return not (isinstance(formula, Literal) and self._own[self._numbered(formula)])

    def atom(self, number: int, subject: Subject) -> Region:
        """Return the questions in which an atom holds of a subject."""
        atom = self.rules.atoms.atoms[number]
        if isinstance(atom, AnyOther):
            inner = self.rules.atoms.inner[number]
            assert inner is not None
            if atom not in self._others:
                self._others[atom] = self._any(atom, inner)
            return self._others[atom]
        test = self._asked.get(number)
        if test is None:
            test = self._asked[number] = replace(atom, quantifier=None)
        match test.scope:
            case Scope.PARTY:
                return self._of_party(test, subject)
            case Scope.ROW:
                return self._meets[test] if subject == COUNTED else self._space.constant(False)
            case Scope.CONTROL:
                return self._of_control(test, subject)
            case _:
                return self._meets[test]

    def _any(self, atom: AnyOther, inner: Formula) -> Region:
        kind = SubjectKind.CONTROL if isinstance(atom, AnyControl) else SubjectKind.PARTY
        found = self._brought.get(atom, self._space.none)
        for subject in self.subjects(kind):
            found |= self.there(subject) & self.holds(inner, subject)
        return found

    def _of_control(self, test: Test, subject: Subject) -> Region:
        if subject.control is None:
            return self._space.constant(False)
        met, narrowed = subject.control
        if test == IN_SCOPE:
            return self._attested(narrowed) if narrowed else self._space.constant(True)
        return self._space.constant(test == REACHES or test in met)

    def _attested(self, name: str) -> Region:
        return self._space.among(name, [1])

    def _of_party(self, test: Test, subject: Subject) -> Region:
        if subject == COUNTED:
            return self._counted(test)
        if subject != PLAIN:
            return self._space.constant(False)
        match test.fact:
            case "country":
                return self._meets[test]
            case "role":
                return self._plain_role(test)
            case "party_kind":
                return self._space.constant(holds(test, _CIVIL))
            case _:
                return self._space.constant(False)

    def _plain_role(self, test: Test) -> Region:
        if not self._has_party:
            return self._space.constant(holds(test, PARTS[0].roles))
        return self._roles(lambda role: role.beside is not None and holds(test, role.beside))

    def _counted(self, test: Test) -> Region:
        if test.fact != "country":
            return self._meets[test]
        receives = self._roles(lambda role: role.receives)
        own = self._own_country[test]
        return (receives & self._meets[test]) | (~receives & own)

    def narrowed(self, provision: int, subject: Subject) -> Region:
        """Return the questions in which a provision, by its regimes, acts on a subject."""
        narrowing = self.rules.narrowed_by[provision]
        return self._space.constant(True) if narrowing is None else self.atom(narrowing, subject)
