"""How long an answer takes: load, read, evaluate, remember; as ratios in one run.

Run as `python benchmarks/decisions.py`. Times are CPU time of this process.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from statistics import mean, median, quantiles
from time import process_time
from typing import NamedTuple

from licet_durable import REMEMBERED, DurableMatcher
from licet_engine.decision.deciding import Question, decide
from licet_engine.facts.model import Material
from licet_engine.facts.observing import Observer
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolution, Resolver
from licet_engine.sale import Sale
from licet_orderbook import open_book
from licet_screening.screen import NameScreen
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings
from licet_server.worker import ALLOCATIONS

STRIDE = 10
"""Every tenth order of the shipped book is asked: a thousand, of all its years."""
BEFORE = 3
"""Others of each ten that a server has decided before, where it is not said to be new itself."""
TODAY = date(2026, 11, 24)
"""What an ERP system asks is asked as known on its own day: all the law that is held."""
ROUNDS = 5
REPEATS = 2000
MILLION = 1_000_000


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds that some work takes."""
    start = process_time()
    work()
    return process_time() - start


@dataclass(frozen=True, slots=True)
class Asked:
    """Orders as resolution is asked for them: their material, their day, and what was known."""

    material: Material
    day: date
    as_known: AsKnown

    def of(self, resolver: Resolver) -> Resolution:
        """Resolve the order."""
        return resolver.resolve(self.material, self.day, self.as_known)


def sales(licet: Licet, first: int = 0, per_stride: int = 1) -> list[Sale]:
    """Orders of the shipped book, from its first year to its last: some of each stride."""
    wanted = range(first, first + per_stride)
    lines = (line for number, line in enumerate(open_book()) if number % STRIDE in wanted)
    return [read_sale(json.loads(line), licet.rules.vocabulary) for line in lines]


def asked(observer: Observer, orders: list[Sale]) -> list[Asked]:
    """Orders as resolution is asked for them."""
    found = []
    for sale in orders:
        known = AsKnown(sale.known_on or TODAY)
        found.append(Asked(observer.observe(sale, known).material, sale.sale_date, known))
    return found


def remembered(resolver: Resolver, orders: list[Asked], again: list[Asked]) -> float:
    """Seconds of one memo hit by a key that is equal, but not the same object."""
    number = next(n for n, order in enumerate(orders) if len(order.material.lines) == 1)
    first, equal = orders[number], again[number]
    resolver.resolve_at(first.material, first.day, 0, first.as_known)

    def look_up() -> None:
        for _ in range(REPEATS):
            resolver.resolve_at(equal.material, equal.day, 0, equal.as_known)

    return seconds(look_up) / REPEATS


def resolved(resolver: Resolver, orders: list[Asked]) -> float:
    """Seconds of resolving one of the orders, on the average."""
    return seconds(lambda: [order.of(resolver) for order in orders]) / len(orders)


def evaluated(matcher: DurableMatcher, atoms: int) -> float:
    """Seconds of evaluating one subject."""
    vector = bytes(atoms)
    return seconds(lambda: [matcher.match(vector) for _ in range(REPEATS)]) / REPEATS


class Deciding(NamedTuple):
    """Seconds of deciding an order: on the average, of the middle one, and of the ninth of ten."""

    mean: float
    median: float
    ninth: float

    def __str__(self) -> str:
        mean_, median_, ninth = (each * MILLION for each in self)
        return f"mean {mean_:6.0f} us, median {median_:6.0f} us, p90 {ninth:6.0f} us"


class Round(NamedTuple):
    """What one round took, in seconds: of an order where not told otherwise."""

    hit: float
    evaluation: float
    resolving: float
    deciding: Deciding
    deciding_first: Deciding


def compiled(rules: RuleSet, *, remembered: int = REMEMBERED) -> DurableMatcher:
    """A matcher that has answered nothing yet."""
    return DurableMatcher(rules.formulas, len(rules.atoms.atoms), remembered=remembered)


def measured(licet: Licet, orders: list[Sale], others: list[Sale]) -> Round:
    """Measure each once; no order that is measured was met before, but for the hit."""
    rules = licet.rules
    observer = Observer(rules, NameScreen(rules.rows))
    asked_, again = asked(observer, orders), asked(observer, orders)
    with compiled(rules) as matcher:
        resolver = Resolver(rules, matcher)
        resolved(resolver, asked(observer, others))
        resolving = resolved(resolver, asked_)
        hit = remembered(resolver, asked_, again)
    with compiled(rules, remembered=0) as matcher:
        evaluation = evaluated(matcher, len(rules.atoms.atoms))
    with compiled(rules) as matcher:
        server = Resolver(rules, matcher), Observer(rules, NameScreen(rules.rows))
        decided(*server, others)
        deciding = decided(*server, orders)
    with compiled(rules) as matcher:
        first = decided(Resolver(rules, matcher), Observer(rules, NameScreen(rules.rows)), orders)
    return Round(hit, evaluation, resolving, deciding, first)


def decided(resolver: Resolver, observer: Observer, orders: list[Sale]) -> Deciding:
    """Decide orders one by one, from their names to their texts."""
    questions = [
        Question(sale, AsKnown(sale.known_on or TODAY), hypothetical=False) for sale in orders
    ]
    took = [seconds(partial(decide, resolver, observer, each)) for each in questions]
    return Deciding(mean(took), median(took), quantiles(took, n=10)[-1])


def main() -> None:
    """Print each figure with its median over the rounds."""
    load = median(
        seconds(lambda: Licet(Settings(), rehearsed=False).close()) for _ in range(ROUNDS)
    )
    with Licet(Settings(), rehearsed=False) as licet:
        orders, others = sales(licet), sales(licet, 1, BEFORE)
        gc.collect()
        gc.freeze()  # as a worker does, so that no answer pays for looking at what is loaded
        gc.set_threshold(ALLOCATIONS)
        rounds = [measured(licet, orders, others) for _ in range(ROUNDS)]
    hit, evaluation, resolving, *deciding = zip(*rounds, strict=True)
    new, first = (Deciding(*map(median, zip(*each, strict=True))) for each in deciding)
    show(load, Round(median(hit), median(evaluation), median(resolving), new, first))


def show(load: float, of: Round) -> None:
    """Print the figures beside their bars."""
    print(f"load both packs, rehearsal aside     {load:8.3f} s (bar: under 2 s)")
    print(f"memo hit, one line                   {of.hit * MILLION:8.2f} us (bar: under 10 us)")
    print(f"evaluation of one subject            {of.evaluation * MILLION:8.1f} us (bar: 1 ms)")
    print(f"resolving an order, new to the memo  {of.resolving * MILLION:8.1f} us")
    print(f"deciding an order, new to the memo   {of.deciding} (bar: 2000 us)")
    print(f"the same, of the first of a process  {of.deciding_first}")
    print(f"ratio deciding : memo hit {of.deciding.mean / of.hit:.0f} : 1")


if __name__ == "__main__":
    main()
