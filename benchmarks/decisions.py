"""How long an answer takes: load, read, evaluate, remember; as ratios in one run.

Run as `python benchmarks/decisions.py`. Times are CPU time of this process.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import process_time

from licet_durable import DurableMatcher
from licet_engine.facts.model import Material
from licet_engine.facts.observing import Observer
from licet_engine.lists import AsKnown
from licet_engine.resolution.order import Resolution, Resolver
from licet_orderbook import open_book
from licet_screening.screen import NameScreen
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings

ORDERS = 1000
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


def asked(licet: Licet, observer: Observer) -> list[Asked]:
    """The first orders of the shipped book."""
    found = []
    for line, _ in zip(open_book(), range(ORDERS), strict=False):
        sale = read_sale(json.loads(line), licet.rules.vocabulary)
        known = AsKnown(sale.known_on or sale.sale_date)
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


def main() -> None:
    """Print each figure with its median over the rounds."""
    load = median(
        seconds(lambda: Licet(Settings(), rehearsed=False).close()) for _ in range(ROUNDS)
    )
    with Licet(Settings(), rehearsed=False) as licet:
        rules = licet.rules
        observer = Observer(rules, NameScreen(rules.rows))
        orders, again = asked(licet, observer), asked(licet, observer)
        gc.collect()
        gc.freeze()  # as a worker does, so that no answer pays for looking at what is loaded
        atoms = len(rules.atoms.atoms)
        rounds = []
        with DurableMatcher(rules.formulas, atoms) as matcher:
            for _ in range(ROUNDS):
                resolver = Resolver(rules, matcher)
                new, met = resolved(resolver, orders), resolved(resolver, orders)
                hit = remembered(resolver, orders, again)
                rounds.append((new, met, hit, evaluated(matcher, atoms)))
    show(load, *(median(figures) for figures in zip(*rounds, strict=True)))


def show(load: float, new: float, met: float, hit: float, evaluation: float) -> None:
    """Print the figures beside their bars."""
    print(f"load both packs, rehearsal aside     {load:8.3f} s (bar: under 2 s)")
    print(f"memo hit, one line                   {hit * MILLION:8.2f} us (bar: under 10 us)")
    print(f"evaluation of one subject            {evaluation * MILLION:8.1f} us (bar: 1 ms)")
    print(f"resolving an order, met before       {met * MILLION:8.1f} us")
    print(f"resolving an order, new to the memo  {new * MILLION:8.1f} us (bar: under 2000 us)")
    print(f"ratio new : met before : memo hit    {new / hit:.0f} : {met / hit:.0f} : 1")


if __name__ == "__main__":
    main()
