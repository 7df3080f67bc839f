"""What the packs themselves say they do not hold: open cells, stand-ins, caveats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from licet_engine.lists import AsKnown
from licet_engine.provisions.model import Provision, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.tables.places import PlaceTables, Span
from licet_engine.vocabulary import FactSource

from licet_workbench.coverage.classes import Classes
from licet_workbench.coverage.grounds import OF_THE_LIST, tests_of

_ONE_DAY = timedelta(days=1)


class OpenCells(NamedTuple):
    """A column or group of which it is not known for some countries whether they are marked."""

    mark: str
    start: date
    through: date | None
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandIn:
    """A provision that asks for a fact which nobody can give: it stands for law not held."""

    provision: str
    version: str
    title: str
    fact: str
    says: str


@dataclass(frozen=True, slots=True)
class Horizon:
    """From a day on, answers say that the tables have grown old, or say so no more."""

    on: date
    said: tuple[str, ...]


def open_cells(
    rules: RuleSet, as_known: AsKnown, countries: Iterable[str], since: date
) -> tuple[OpenCells, ...]:
    """Return every cell that rules ask for and tables leave open, by mark and run of days."""
    tables = PlaceTables(rules.tables)
    asked = _asked(rules) & tables.codes
    found: dict[tuple[str, date, date | None], list[str]] = {}
    for country in sorted(countries):
        spans = tables.spans(country, asked, as_known)
        for mark in sorted({mark for _, marks in spans for mark in marks.possible}):
            for start, through in _runs(spans, mark):
                if through is None or through >= since:
                    run = (mark, max(start, since), through)
                    found.setdefault(run, []).append(country)
    cells = (OpenCells(*run, tuple(own)) for run, own in found.items())
    return tuple(sorted(cells, key=lambda c: (c.mark, c.start, c.through or date.max)))


def _asked(rules: RuleSet) -> frozenset[str]:
    return frozenset(code for test in rules.atoms.destination_tests for code in test.codes)


def _runs(spans: Sequence[Span], mark: str) -> list[tuple[date, date | None]]:
    """Return the runs of days on which a mark is open, each with its first and last day."""
    runs: list[tuple[date, date | None]] = []
    ends = (*(start - _ONE_DAY for start, _ in spans[1:]), None)
    for (start, marks), end in zip(spans, ends, strict=True):
        if mark not in marks.possible:
            continue
        last = runs[-1][1] if runs else None
        if last is not None and last + _ONE_DAY == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def governing(
    rules: RuleSet, day: date, as_known: AsKnown
) -> Iterator[tuple[int, Provision, Version]]:
    """Yield the provisions in force on a day, each with its number and governing version."""
    versions = rules.calendar.governing(day, as_known)
    for number, (provision, version) in enumerate(zip(rules.provisions, versions, strict=True)):
        if version is not None:
            yield number, provision, provision.versions[version]


def stand_ins(rules: RuleSet, day: date, as_known: AsKnown) -> tuple[StandIn, ...]:
    """Return the provisions in force that hang on a fact which nobody can give."""
    return tuple(
        StandIn(provision.id, version.name, provision.title, fact, _says(rules, fact))
        for number, provision, version in governing(rules, day, as_known)
        for fact in sorted(_pending(rules, number, provision.versions.index(version)))
    )


def _pending(rules: RuleSet, provision: int, version: int) -> set[str]:
    formula = rules.formulas[rules.formula_of[provision][version]]
    facts = {test.fact for test in tests_of(formula, rules)} - {OF_THE_LIST}
    declared = (rules.vocabulary.by_name.get(fact) for fact in facts)
    return {fact.name for fact in declared if fact and fact.source is FactSource.PENDING}


def _says(rules: RuleSet, fact: str) -> str:
    return rules.vocabulary.by_name[fact].says


def caveats(rules: RuleSet, day: date, as_known: AsKnown) -> tuple[str, ...]:
    """Return what the packs, and the provisions in force, say that a reader should know."""
    own = (
        f"{provision.id}@{version.name}: {said}"
        for _, provision, version in governing(rules, day, as_known)
        for said in version.caveats
    )
    return (*(gap.caveat for gap in rules.gaps), *own)


def horizons(classes: Classes, categories: Iterable[str]) -> tuple[Horizon, ...]:
    """Return from which days on answers about some category say how sure the tables are."""
    said: dict[date, set[str]] = {}
    for category in categories:
        for span in (span for span in classes.spans(category) if span.entry.controls):
            said.setdefault(span.start, set()).update(span.frame.caveats)
    found: list[Horizon] = []
    for start in sorted(said):
        here = tuple(sorted(said[start]))
        if not found or found[-1].said != here:
            found.append(Horizon(start, here))
    return tuple(found)
