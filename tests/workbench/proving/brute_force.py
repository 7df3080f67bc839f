"""What `decide` says of the questions that are proved: one sale at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, product

from drawing_rules import Draw
from licet_engine.decision.deciding import Question, decide
from licet_engine.decision.model import Decision
from licet_engine.facts.observing import Observer
from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.model import Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolver
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.space import Region
from licet_workbench.proving.witnesses import Cell, Witness

SETS = int(os.environ.get("LICET_DRAWS", "500"))
"""Random rule sets, and random pairs of them."""
SEED = int(os.environ.get("LICET_SEED", "20261129"))
CHUNKS = 10
FIRST_DAY = date(2019, 1, 1)


def seeds(chunk: int, every: int = 1) -> range:
    """Return the seeds of a chunk, or each of some; an example comes from its seed alone."""
    return range(SEED + chunk, SEED + SETS, CHUNKS * every)


class Judged:
    """Decides by one rule set, names found on rows only where they are the very same."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._resolver = Resolver(rules, ReferenceMatcher(rules.formulas))
        self._observer = Observer(rules, self._screen)

    def _screen(self, name: str, _country: str | None, _address: str | None) -> tuple[Hit, ...]:
        found = (row for row in self.rules.rows if row.name == name)
        return tuple(Hit(row.id, MatchStatus.MATCH, 100, "the same name") for row in found)

    def __call__(self, witness: Witness) -> Decision:
        """Return the decision on a sale as known on a day."""
        asked = Question(witness.sale, witness.as_known, hypothetical=True)
        return decide(self._resolver, self._observer, asked)


def less(pack: Pack, *left_out: str) -> RuleSet:
    """Return the rule set of a pack without some provisions."""
    kept = tuple(p for p in pack.provisions if p.id not in left_out)
    return RuleSet([replace(pack, provisions=kept)])


def by_themselves(asked: Questions) -> Region:
    """Return the questions in which no further party brings anything about."""
    names = [axis.name for axis in asked.space.axes if axis.name.startswith("another party")]
    return asked.possible & asked.space.cell({name: frozenset({0}) for name in names})


def cells(asked: Questions, draw: Draw, most: int, region: Region = None) -> Iterator[Cell]:
    """Yield all cells of a region where there are few, else as many as `most`, drawn from it."""
    region = by_themselves(asked) if region is None else region & by_themselves(asked)
    space = asked.space
    if space.count(region) <= most:
        for box in space.boxes(region):
            ways = [sorted(box.get(axis.name, range(len(axis)))) for axis in space.axes]
            names = [axis.name for axis in space.axes]
            yield from (dict(zip(names, cell, strict=True)) for cell in product(*ways))
        return
    for _ in range(most):
        cell = space.pick(region, lambda *_: draw.randrange(1 << 20))
        assert cell is not None
        yield cell


def one(cell: Cell) -> dict[str, frozenset[int]]:
    """Return a cell as the box that it is."""
    return {name: frozenset({number}) for name, number in cell.items()}


def few(witnesses: Iterator[Witness], most: int = 2) -> list[Witness]:
    """Return the first few sales."""
    return list(islice(witnesses, most))
