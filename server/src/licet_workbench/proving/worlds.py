"""What items, places and list rows there are: what rules can see of each, as tables have it.

A fact that tables or lists give is no free choice: which groups a country is in, why an item is
controlled, what a row asks for. So the axes are of items, places and rows as a whole. What was
ever so counts as possible on any day; whether a real sale of the day is like it, `decide` says.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar

from licet_engine.facts.controls import LineTables, in_scope
from licet_engine.facts.values import TRUE, UNKNOWN, evaluate, holds, known, mentioned_codes
from licet_engine.lists import AsKnown, Knowledge, RowClass
from licet_engine.provisions.conditions import IN_SCOPE, REACHES, RowDate, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import (
    EAR99,
    Line,
    Sale,
    category_codes,
    country_of,
    is_category,
    kind_of,
)
from licet_engine.tables.controls import ControlTables
from licet_engine.tables.exceptions import OpenExceptions
from licet_engine.tables.places import PlaceTables
from licet_engine.vocabulary import Scope

from licet_workbench.coverage.asking import categories
from licet_workbench.proving.axes import OTHER
from licet_workbench.proving.listings import Run, runs
from licet_workbench.proving.wording import code_words

_ALL_IS_KNOWN = AsKnown(date.max)
_KINDS = ("commodity", "software", "technology")
_FIRST = date(1, 1, 2)
_RULE_SETS = 8
"""Rule sets of which it is remembered what their tables hold."""
Part = tuple[frozenset[Test], str | None]
"""What a control meets, and the attestation by which the item is of the part that it reaches."""


class Item(NamedTuple):
    """An item as rules see it: its category, its kind, and why it is controlled."""

    category: frozenset[Test]
    kind: str | None
    controls: frozenset[Part]


class Thing(NamedTuple):
    """Something of the world: how each rule set sees it, how it is called, and when it is so.

    `seen` has an entry for each rule set: the tests that it meets, of an item the item. `says` is
    what sales say of it; without `runs` it may be so on any day.
    """

    seen: tuple[Any, ...]
    label: str
    says: tuple[object, ...]
    runs: tuple[Run, ...] | None = None
    now: bool = True
    """Whether anything is so on the last day that tables speak for."""
    there: tuple[bool, ...] | None = None
    """Of a list row in which of the rule sets it is on the list; None: in each."""

    moved: tuple[tuple[Test, frozenset[tuple[bool, bool]]], ...] = ()
    """Of a list row whose days differ in two rule sets: how a day of a sale may meet each test."""

    def is_there(self, side: int) -> bool:
        """Tell whether it is there in one of the rule sets."""
        return self.there is None or self.there[side]


class Worlds(NamedTuple):
    """The list rows, places and items of questions; none of a kind where no test asks."""

    rows: tuple[Thing, ...] = ()
    places: tuple[Thing, ...] = ()
    items: tuple[Thing, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs of things that do not last for ever."""
        return tuple(
            run for thing in (*self.rows, *self.places, *self.items) for run in thing.runs or ()
        )


class Stocks(NamedTuple):
    """A rule set and the tests that are asked of its items, places and rows."""

    rules: RuleSet
    tests: frozenset[Test]

    def of(self, scope: Scope, *facts: str) -> tuple[Test, ...]:
        """Return the tests of a scope, in a fixed order; of some facts alone where any is named."""
        own = (t for t in self.tests if t.scope is scope and (not facts or t.fact in facts))
        return tuple(sorted(own, key=repr))


def row_classes(stocks: Stocks) -> dict[frozenset[Test], list[RowClass]]:
    """Return the kinds of list row that tests tell apart, their own days left out."""
    tests = [t for t in stocks.of(Scope.ROW) if not isinstance(t.operand, RowDate)]
    found: dict[frozenset[Test], list[RowClass]] = {}
    for row in stocks.rules.row_classes:
        found.setdefault(row_truths(row, tests), []).append(row)
    return found


def row_truths(row: RowClass, tests: Iterable[Test]) -> frozenset[Test]:
    """Return which of some tests a list row meets."""
    codes: dict[str, tuple[str, ...]] = {
        "list": (row.list,),
        "regime": row.regimes,
        "footnote": row.footnotes,
        "ground": (row.ground,),
        "scope": (row.scope,),
        "exception_allowed": row.exceptions_allowed,
    }
    own = {name: known(frozenset(values)) for name, values in codes.items()}
    own["listed_from"] = known(row.start)
    return frozenset(test for test in tests if evaluate(test, own[test.fact]) == TRUE)


def places(stocks: Stocks, *, now: bool = False) -> dict[frozenset[Test], list[frozenset[str]]]:
    """Return what tests see of each place there is, with the codes of the places that are so.

    It is what they ever saw, or only what they see now.
    """
    rules = stocks.rules
    tests = (*stocks.of(Scope.DESTINATION), *stocks.of(Scope.PARTY, "country"))
    marks = frozenset(code for test in tests for code in test.codes)
    marked_ever = marks_held(rules)
    found: dict[frozenset[Test], list[frozenset[str]]] = {}
    for codes in _place_codes(rules):
        ever = marked_ever(min(codes, key=len, default=""))
        for marked in {each & marks for each in (ever[-1:] if now else ever)}:
            met = frozenset(t for t in tests if not t.codes.isdisjoint(codes | marked))
            found.setdefault(met, []).append(codes)
    return found


def _place_codes(rules: RuleSet) -> Iterator[frozenset[str]]:
    """Yield every country and region that rules or tables name; without tables, another one."""
    tables = rules.tables
    listed = {row.country for row in (*tables.chart, *tables.groups)}
    if not listed:
        yield frozenset()
    named = {*rules.places, *listed}
    for code in sorted({*named, *map(country_of, named)}):
        yield frozenset({code, country_of(code)})


@lru_cache(_RULE_SETS)
def marks_held(rules: RuleSet) -> Callable[[str], tuple[frozenset[str], ...]]:
    """Return how the marks that a country ever had are found, those of now last.

    What is open counts either way.
    """
    tables = PlaceTables(rules.tables)

    def held(country: str) -> tuple[frozenset[str], ...]:
        spans = tables.spans(country, tables.codes, _ALL_IS_KNOWN)
        return tuple(each for _, m in spans for each in (m.certain | m.possible, m.certain))

    return lru_cache(None)(held)


def items(stocks: Stocks, *, now: bool = False) -> dict[Item, list[str]]:
    """Return what tests see of each item there is, with the categories that are so.

    It is what they ever saw, or only what they see now.
    """
    by_category = stocks.of(Scope.LINE, "category")
    by_kind = stocks.of(Scope.LINE, "kind")
    look = _looking_up(stocks, now=now) if stocks.of(Scope.CONTROL) else None
    found: dict[Item, list[str]] = {}
    for code in _category_codes(stocks, by_category, controlled=look is not None):
        codes = category_codes(code) if code else frozenset[str]()
        met = frozenset(t for t in by_category if holds(t, codes))
        kinds: tuple[str | None, ...] = (None,)
        if by_kind:
            kind = kind_of(code)
            kinds = (kind,) if kind else _KINDS
        for controls in look(code) if look and code else (frozenset[Part](),):
            for kind in kinds:
                own = found.setdefault(Item(met, kind, controls), [])
                if code not in own:
                    own.append(code)
    return found


def _category_codes(
    stocks: Stocks, tests: tuple[Test, ...], *, controlled: bool
) -> tuple[str, ...]:
    """Return the categories that tell: those that tests name, and with controls all there are."""
    named = {code for code in mentioned_codes(tests) if is_category(code)}
    tables = stocks.rules.tables
    everything = set(categories(stocks.rules)) if controlled and tables.controls else {EAR99}
    letters = {f"0{letter}998" for letter in "ABCDE"} if not tables.controls else set[str]()
    return tuple(sorted(named | everything | letters))


def _looking_up(stocks: Stocks, *, now: bool) -> Callable[[str], frozenset[frozenset[Part]]]:
    """Return how the controls of a category are found: one set for each way it ever was."""
    every = stocks.rules.atoms.tests(Scope.CONTROL)
    asked = [(every.index(test), test) for test in stocks.of(Scope.CONTROL) if test in every]
    held = controls_held(stocks.rules, now)
    laid_out = lru_cache(None)(partial(part, asked))

    def look(category: str) -> frozenset[frozenset[Part]]:
        return frozenset(
            frozenset(laid_out(*each) for each in reading) for reading in held(category)
        )

    return look


def part(asked: list[tuple[int, Test]], laid: bytes, reason: str) -> Part:
    """Return a control as tests see it that stand in some places of its atoms."""
    flags = {test: laid[place] for place, test in asked}
    met = {test for test, value in flags.items() if value == TRUE} | {REACHES}
    return frozenset(met), in_scope(reason) if flags.get(IN_SCOPE) == UNKNOWN else None


Held = frozenset[tuple[bytes, str]]
"""The controls of an item: the atoms of each, and its reason."""
HeldFrom = tuple[tuple[date, frozenset[Held]], ...]
"""The controls of a category from each of some days on, for each way that it may be read."""


@lru_cache(_RULE_SETS)
def controls_held(rules: RuleSet, now: bool) -> Callable[[str], frozenset[Held]]:  # noqa: FBT001 (a key of what is remembered)
    """Return how all controls that a category ever had, or has, are found, by reading of it."""
    held, _ = controls_on(rules, Knowledge.ANNOUNCED)

    def found(category: str) -> frozenset[Held]:
        spans = held(category, date.max)
        return frozenset(reading for _, own in (spans[-1:] if now else spans) for reading in own)

    return lru_cache(None)(found)


@lru_cache(_RULE_SETS)
def controls_on(
    rules: RuleSet, axis: Knowledge
) -> tuple[Callable[[str, date], HeldFrom], tuple[date, ...]]:
    """Return how the controls of a category are found as known on a day, and when more is known."""
    tables = ControlTables(rules.tables)
    lines = LineTables(rules, tables, OpenExceptions(rules.tables))

    def held(category: str, known_on: date) -> HeldFrom:
        line = Line(category=category)
        sale = Sale(sale_date=_FIRST, parties=(), lines=(line,))
        value = lines.paragraphs.value(category)
        found: list[tuple[date, frozenset[Held]]] = []
        for span in lines.spans(sale, line, value, AsKnown(known_on, axis)):
            reasons = {c.number: c.reason for c in span.entry.controls}
            readings = (
                frozenset((p, reasons[n]) for n, p in span.frame.controls if n in reading)
                for reading in span.entry.readings
            )
            found.append((span.start, frozenset(readings)))
        return tuple(found)

    editions = {e.edition for e in rules.tables.exceptions}
    return lru_cache(None)(held), tuple(sorted({*tables.known_days(axis), *editions}))


def worlds(stocks: Sequence[Stocks], axis: Knowledge) -> Worlds:
    """Return what there is in any of some rule sets, seen by all of them alike."""
    times = len(stocks)
    of_rows = _together(row_classes(each) for each in stocks if each.of(Scope.ROW))
    rows = (
        Thing((met,) * times, row_label(met), tuple(own), runs(own, axis))
        for met, own in of_rows.items()
    )
    return Worlds(
        tuple(sorted(rows, key=_by_label)),
        tuple(sorted(_every_place([s for s in stocks if asks_places(s)], times), key=_by_label)),
        tuple(sorted(_every_item([s for s in stocks if asks_items(s)], times), key=_by_label)),
    )


def _every_place(stocks: Sequence[Stocks], times: int) -> Iterator[Thing]:
    now = {met for each in stocks for met in places(each, now=True)}
    for met, own in _together(map(places, stocks)).items():
        yield Thing((met,) * times, place_label(own), tuple(own), now=met in now)


def _every_item(stocks: Sequence[Stocks], times: int) -> Iterator[Thing]:
    now = {item for each in stocks for item in items(each, now=True)}
    for item, own in _together(map(items, stocks)).items():
        yield item_thing((item,) * times, own)._replace(now=item in now)


def _by_label(thing: Thing) -> tuple[str, str]:
    return thing.label, repr(thing.says)


def asks_places(stocks: Stocks) -> bool:
    """Tell whether any test asks of places."""
    return bool(stocks.of(Scope.DESTINATION) or stocks.of(Scope.PARTY, "country"))


def asks_items(stocks: Stocks) -> bool:
    """Tell whether any test asks of categories, or of reasons for control."""
    return bool(stocks.of(Scope.LINE, "category") or stocks.of(Scope.CONTROL))


Kind = TypeVar("Kind", bound=Hashable)
Own = TypeVar("Own")


def _together(found: Iterable[Mapping[Kind, list[Own]]]) -> dict[Kind, list[Own]]:
    every: dict[Kind, list[Own]] = {}
    for each in found:
        for kind, own in each.items():
            held = every.setdefault(kind, [])
            held += [one for one in own if one not in held]
    return every


def item_thing(
    seen: tuple[Item, ...], codes: list[str], when: tuple[Run, ...] | None = None
) -> Thing:
    """Return an item with the categories that are so."""
    kind = seen[-1].kind
    label = f"{shortened(sorted(codes))}{f', {kind}' if kind else ''}"
    return Thing(seen, label, tuple((code, kind) for code in codes), when)


def row_label(met: frozenset[Test]) -> str:
    """Return what a kind of list row is called."""
    told = sorted(f"{test.fact} {code_words(test)}" for test in met)
    return "; ".join(told) or "a row that no rule names"


def place_label(found: Iterable[frozenset[str]]) -> str:
    """Return what places are called that look alike."""
    names = [max(codes, key=len) if codes else OTHER for codes in found]
    return shortened(list(dict.fromkeys(names)))


_SHOWN = 6


def shortened(names: list[str]) -> str:
    """Return names, the first few of many."""
    more = len(names) - _SHOWN
    return f"{', '.join(names[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"
