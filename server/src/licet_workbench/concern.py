"""Which provisions concern a kind of sale: those that it could make speak, and what lifts these.

A provision *concerns* what is looked at where its condition may hold for it and asks about it. So
all items together are looked at under a regime, all parties together under a category, and both
together are the sales of that category to parties of that regime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from licet_engine.lists import ListRow, RowClass
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyControl,
    AnyOther,
    AnyParty,
    Condition,
    Not,
    Test,
)
from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect, Provision, SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import category_codes, kind_of
from licet_engine.tables.model import Control
from licet_engine.vocabulary import Scope

from licet_workbench.regimes import asked_tests, regimes_of

_ITEM = ("category", "kind")


def regime_tags(rows: Iterable[ListRow], regime: str) -> frozenset[str]:
    """Return the tags of a regime that rows have: itself, and its finer ones (`zte-tgl`)."""
    had = {tag for row in rows for tag in row.facts.regimes}
    return frozenset(tag for tag in had if tag == regime or tag.startswith(f"{regime}-"))


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at; None where that is open.

    `tags` are the regimes of the `rows`, and `named` those that concern a provision by their name
    alone. `controls` are all that the Control List ever says of the `category`.
    """

    rows: tuple[ListRow, ...] | None = None
    tags: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    category: str | None = None
    controls: tuple[Control, ...] = ()
    purpose: str | None = None


class _Reach(IntEnum):
    """Whether a condition may hold for what is looked at, and whether that has a part in it."""

    CLOSED = 0
    OPEN = 1
    THROUGH = 2


def concerned(rules: RuleSet, looked: Looked) -> tuple[Provision, ...]:
    """Return the provisions that what is looked at makes speak, and what lifts those.

    Where no rows are looked at, what lifts because of the item or its purpose shows what it lifts.
    """
    reach = {p.id: _reach_of(p, looked) for p in rules.provisions}
    about = {name for name, found in reach.items() if found is _Reach.THROUGH}
    restraints = _numbers(rules, about, RESTRAINING)
    lifted = frozenset(
        each
        for number in _numbers(rules, about, LIFTING)
        for each in rules.acts_on[number]
        if looked.rows is None
    )
    beside = lifted.union(
        n for n, acts in enumerate(rules.acts_on) if restraints.intersection(acts)
    )
    return tuple(
        p
        for number, p in enumerate(rules.provisions)
        if p.id in about
        or (number in beside and reach[p.id] is _Reach.OPEN and not _of_others(p, looked))
    )


def _numbers(rules: RuleSet, about: set[str], effects: frozenset[Effect]) -> frozenset[int]:
    found = enumerate(rules.provisions)
    return frozenset(n for n, p in found if p.id in about and p.effect in effects)


def _of_others(provision: Provision, looked: Looked) -> bool:
    """What asks about rows and not about these is for other parties."""
    return looked.rows is not None and _asks_rows(provision)


def _asks_rows(provision: Provision) -> bool:
    return bool(provision.targets.regimes) or any(
        test.scope is Scope.ROW
        for version in provision.versions
        for test, _ in asked_tests(version.condition)
    )


def _reach_of(provision: Provision, looked: Looked) -> _Reach:
    named = bool(regimes_of(provision) & looked.named)
    narrowed = provision.targets.regimes
    if looked.rows is not None and narrowed.isdisjoint(looked.tags) and narrowed and not named:
        return _Reach.CLOSED
    views = list(_views(provision, looked, open_rows=named or bool(narrowed)))
    conditions = {version.condition for version in provision.versions}
    found = max((v.reach(c) for v in views for c in conditions), default=_Reach.CLOSED)
    through = named or (looked.rows is not None and bool(narrowed))
    return _Reach.THROUGH if through and found is not _Reach.CLOSED else found


def _views(provision: Provision, looked: Looked, *, open_rows: bool) -> Iterator[_View]:
    """Yield every subject of what is looked at that a provision is matched on."""
    of_control = looked.category is not None and provision.subject is SubjectKind.CONTROL
    rows: Iterable[RowClass | None] = (
        (None,) if looked.rows is None or open_rows else dict.fromkeys(r.facts for r in looked.rows)
    )
    controls = _kinds(looked.controls) if of_control else (None,)
    return (_View(looked, row, control) for row, control in product(rows, controls))


def _kinds(controls: Iterable[Control]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((each.reason, each.requirement) for each in controls))


@dataclass(frozen=True, slots=True)
class _View:
    """One subject that conditions are read for: a row of a party, and a control of the item."""

    looked: Looked
    row: RowClass | None
    control: tuple[str, str] | None

    def reach(self, condition: Condition, *, negated: bool = False) -> _Reach:
        """Return how far a condition, or its negation, is reached."""
        match condition:
            case All(parts) | Any(parts):
                found = [self.reach(part, negated=negated) for part in parts]
                together = isinstance(condition, All) != negated
                closed = together and _Reach.CLOSED in found
                return _Reach.CLOSED if closed else max(found, default=_Reach.OPEN)
            case Not(part):
                return self.reach(part, negated=not negated)
            case AnyOther():
                return _Reach.OPEN if negated else self._reach_of_other(condition)
            case Test():
                return self._reach_of_test(condition, negated=negated)

    def _reach_of_other(self, condition: AnyOther) -> _Reach:
        if isinstance(condition, AnyParty) or self.looked.category is None:
            return self.reach(condition.condition)
        assert isinstance(condition, AnyControl)
        views = (_View(self.looked, self.row, kind) for kind in _kinds(self.looked.controls))
        return max((view.reach(condition.condition) for view in views), default=_Reach.CLOSED)

    def _reach_of_test(self, test: Test, *, negated: bool) -> _Reach:
        held = self._held(test)
        if held is None:
            return _Reach.OPEN
        if held == negated:
            return _Reach.CLOSED
        return _Reach.OPEN if negated or test.fact == "kind" else _Reach.THROUGH

    def _held(self, test: Test) -> bool | None:
        """Tell whether what is looked at meets a test; None for a test on anything else."""
        if not isinstance(test.operand, frozenset):
            return None
        codes = self._codes(test)
        return None if codes is None else not test.operand.isdisjoint(codes)

    def _codes(self, test: Test) -> Iterable[str] | None:
        match test.scope:
            case Scope.ROW if self.row is not None:
                return _of_row(self.row, test.fact)
            case Scope.CONTROL if self.control is not None:
                told = dict(zip(("reason", "requirement"), self.control, strict=True))
                return (told[test.fact],) if test.fact in told else None
            case Scope.LINE if test.fact == "purpose" and self.looked.purpose is not None:
                return (self.looked.purpose,)
            case Scope.LINE if test.fact in _ITEM and self.looked.category is not None:
                return _of_item(self.looked.category, test)
        return None


def _of_row(facts: RowClass, fact: str) -> Iterable[str]:
    return {
        "list": (facts.list,),
        "regime": facts.regimes,
        "footnote": facts.footnotes,
        "ground": (facts.ground,),
        "scope": (facts.scope,),
        "exception_allowed": facts.exceptions_allowed,
    }[fact]


def _of_item(category: str, test: Test) -> Iterable[str] | None:
    """Return the codes of an item of a category; None where a paragraph below it decides."""
    if test.fact == "kind":
        kind = kind_of(category)
        return None if kind is None else (kind,)
    own = category_codes(category)
    below = any(code.startswith(f"{category}.") for code in test.codes)
    return None if below and own.isdisjoint(test.codes) else own
