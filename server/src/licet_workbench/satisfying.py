"""Whether conditions can hold together: exact over the declared words, one fact at a time.

Conditions are in negation normal form. They are written out as alternatives, each cut off as
soon as one fact would have to be two things at once. What hangs together otherwise, such as a
country with its groups, is not looked at: conditions that are said to hold together may still
never do so, those that are said not to never do. Where lists and tables count, list rows and
controls are those that are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyControl,
    AnyOther,
    AnyParty,
    Condition,
    Not,
    Quantifier,
    Test,
)
from licet_engine.vocabulary import FactDeclaration, Scope, Vocabulary

from licet_workbench.held import Held
from licet_workbench.values import can_be

MOST_ALTERNATIVES = 2000
"""Past so many alternatives conditions count as able to hold together."""
_OF_SUBJECTS = frozenset({Scope.PARTY, Scope.ROW, Scope.CONTROL})
_SCOPES_OF: Mapping[type[AnyOther], frozenset[str]] = MappingProxyType(
    {
        AnyParty: frozenset({Scope.PARTY.value, Scope.ROW.value}),
        AnyControl: frozenset({Scope.CONTROL.value}),
    }
)
_OTHERS = ""
Group = tuple[int, str, str]
"""Whose fact it is, its scope, and its name."""


class Asked(NamedTuple):
    """A condition, and the number of the subject that it is asked of; the line is shared."""

    condition: Condition
    subject: int = 0


class _Literal(NamedTuple):
    atom: Test | AnyOther
    holds: bool


Alternative = Mapping[Group, tuple[_Literal, ...]]


class _TooManyError(Exception):
    """The conditions have more alternatives than are looked at."""


def negated(condition: Condition) -> Condition:
    """Return the opposite of a condition, in negation normal form as well."""
    match condition:
        case All(parts):
            return Any(tuple(negated(part) for part in parts))
        case Any(parts):
            return All(tuple(negated(part) for part in parts))
        case Not(part):
            return part
        case Test() | AnyOther():  # exhaustive
            return Not(condition)


class Words:
    """The declared words, and what conditions over them can be."""

    def __init__(self, vocabulary: Vocabulary, held: Held | None = None) -> None:
        self.vocabulary = vocabulary
        self._held = held
        self._inner: dict[tuple[Condition, ...], bool] = {}

    def can_hold(self, *conditions: Condition) -> bool:
        """Tell whether conditions on one subject can hold together; when in doubt they can."""
        return self.can_hold_of(Asked(each) for each in conditions)

    def can_hold_of(self, asked: Iterable[Asked]) -> bool:
        """Tell whether conditions can hold together, each of its subject, of one line."""
        try:
            return _Search(self).found([*asked], {})
        except _TooManyError:
            return True

    def inner(self, *conditions: Condition) -> bool:
        """Tell the same of conditions on another subject, and remember it."""
        if conditions not in self._inner:
            self._inner[conditions] = self.can_hold(*conditions)
        return self._inner[conditions]

    def is_held(self, met: Sequence[Test], failed: Sequence[Test]) -> bool:
        """Tell whether some list row and some control are what tests ask for, where that counts."""
        return self._held is None or self._held.has(met, failed)

    def fact(self, name: str) -> FactDeclaration | None:
        """Return the declaration of a fact; facts of the engine's own have none."""
        return self.vocabulary.by_name.get(name)


class _Search:
    """One search through the alternatives of some conditions."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._left = MOST_ALTERNATIVES

    def found(self, pending: list[Asked], so_far: Alternative) -> bool:
        """Tell whether some alternative of what is pending agrees with what is settled."""
        self._left -= 1
        if self._left < 0:
            raise _TooManyError
        settled = dict(so_far)
        choices: list[tuple[Any, int]] = []
        while pending:
            condition, subject = pending.pop()
            match condition:
                case All(parts):
                    pending += (Asked(part, subject) for part in parts)
                case Any():
                    choices.append((condition, subject))
                case _:
                    if not self._settle(condition, subject, settled):
                        return False
        if not choices:
            return self._others_agree(settled) and self._held_agree(settled)
        choices.sort(key=lambda choice: len(choice[0].parts))
        (first, subject), rest = choices[0], [Asked(*choice) for choice in choices[1:]]
        return any(self.found([*rest, Asked(part, subject)], settled) for part in first.parts)

    def _settle(
        self, condition: Condition, subject: int, settled: dict[Group, tuple[_Literal, ...]]
    ) -> bool:
        """Add a literal to what is settled; tell whether its fact can still be all that."""
        holds = not isinstance(condition, Not)
        atom = condition.part if isinstance(condition, Not) else condition
        assert isinstance(atom, Test | AnyOther)
        group = _group(atom, subject)
        literal = _Literal(atom, holds)
        own = settled.get(group, ())
        if literal in own:
            return True
        settled[group] = (*own, literal)
        return self._agree(settled[group])

    def _agree(self, literals: tuple[_Literal, ...]) -> bool:
        last = literals[-1]
        if isinstance(last.atom, AnyOther):
            return self._of_others(literals)
        if last.atom.scope is Scope.DESTINATION:
            return self._of_destinations(literals)
        fact = self._words.fact(last.atom.fact)
        return can_be(fact, _tests(literals, holds=True), _tests(literals, holds=False))

    def _of_destinations(self, literals: tuple[_Literal, ...]) -> bool:
        """Tell whether the destinations of a line can be all that is asked of some and of every.

        One destination each for what some must meet, or some must fail, is enough; there is
        one at least.
        """
        met, failed = _tests(literals, holds=True), _tests(literals, holds=False)
        every = [_plain(test) for test in met if _is_every(test)]
        none = [_plain(test) for test in failed if not _is_every(test)]
        wanted: list[tuple[list[Test], list[Test]]] = [([], [])]
        wanted += (([_plain(test)], []) for test in met if not _is_every(test))
        wanted += (([], [_plain(test)]) for test in failed if _is_every(test))
        fact = self._words.fact((met or failed)[0].fact)
        return all(can_be(fact, [*every, *one], [*none, *no]) for one, no in wanted)

    def _of_others(self, literals: tuple[_Literal, ...]) -> bool:
        """Tell whether there can be other subjects that are all that is asked of some and none."""
        some = [each.atom for each in literals if each.holds and isinstance(each.atom, AnyOther)]
        none = [e.atom for e in literals if not e.holds and isinstance(e.atom, AnyOther)]
        return all(
            self._words.inner(
                one.condition,
                *(negated(no.condition) for no in none if type(no) is type(one)),
            )
            for one in some
        )

    def _others_agree(self, settled: Alternative) -> bool:
        """Tell whether each subject itself is none of those that there are to be none of.

        Every sale has a party, if only one of which nothing is asked.
        """
        for kind in (AnyParty, AnyControl):
            none = [negated(no.condition) for no in _ruled_out(settled) if isinstance(no, kind)]
            subjects = _subjects(settled, kind) or ([()] if kind is AnyParty else [])
            if none and not all(self._words.inner(*own, *none) for own in subjects):
                return False
        return True

    def _held_agree(self, settled: Alternative) -> bool:
        """Tell whether each subject's row and control are among those that are held."""
        subjects = {subject for subject, _, _ in settled}
        return all(
            self._words.is_held(
                [t for own in _of(settled, subject) for t in _tests(own, holds=True)],
                [t for own in _of(settled, subject) for t in _tests(own, holds=False)],
            )
            for subject in subjects
        )


def _of(settled: Alternative, subject: int) -> Iterable[tuple[_Literal, ...]]:
    return (literals for group, literals in settled.items() if group[0] == subject)


def _ruled_out(settled: Alternative) -> Iterable[AnyOther]:
    literals = settled.get((0, _OTHERS, ""), ())
    return (e.atom for e in literals if not e.holds and isinstance(e.atom, AnyOther))


def _subjects(settled: Alternative, kind: type[AnyOther]) -> list[tuple[Condition, ...]]:
    """Return what is settled of each subject that is a party, or a control."""
    found: dict[int, list[Condition]] = {}
    for (subject, scope, _), literals in settled.items():
        if scope in _SCOPES_OF[kind]:
            own = (each.atom if each.holds else Not(each.atom) for each in literals)
            found.setdefault(subject, []).extend(own)
    return [tuple(own) for own in found.values()]


def _group(atom: Test | AnyOther, subject: int) -> Group:
    if isinstance(atom, AnyOther):
        return 0, _OTHERS, ""
    own = subject if atom.scope in _OF_SUBJECTS else 0
    return own, atom.scope.value, atom.fact


def _tests(literals: tuple[_Literal, ...], *, holds: bool) -> list[Test]:
    return [e.atom for e in literals if e.holds is holds and isinstance(e.atom, Test)]


def _is_every(test: Test) -> bool:
    return test.quantifier is Quantifier.EVERY


def _plain(test: Test) -> Test:
    return Test(test.scope, test.fact, test.op, test.operand)
