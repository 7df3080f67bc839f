"""How long an answer takes: load, read, evaluate, remember; as ratios in one run.

Run as `python benchmarks/decisions.py`. Times are CPU time of this process.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import process_time

from licet_durable import DurableMatcher
from licet_engine.facts.observing import Observer
from licet_engine.lists import AsKnown
from licet_engine.resolution.order import Resolver
from licet_orderbook import open_book
from licet_screening.exact import ExactScreen
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


def main() -> None:
    """Print each figure with its median over the rounds."""
    loads = [seconds(lambda: Licet(Settings(), rehearsed=False).close()) for _ in range(ROUNDS)]
    print(f"load both packs, rehearsal aside     {median(loads):8.3f} s (bar: under 2 s)")
    licet = Licet(Settings(), rehearsed=False)
    lines = [json.loads(line) for line, _ in zip(open_book(), range(ORDERS), strict=False)]
    sales = [read_sale(line, licet.rules.vocabulary) for line in lines]
    rules = licet.rules
    observer = Observer(rules, ExactScreen(rules.rows))
    matcher = DurableMatcher(rules.formulas, len(rules.atoms.atoms))
    known = [AsKnown(sale.known_on or sale.sale_date) for sale in sales]
    materials = [
        observer.observe(sale, when).material for sale, when in zip(sales, known, strict=True)
    ]
    one = next(n for n, sale in enumerate(sales) if len(sale.lines) == 1)
    equal = observer.observe(sales[one], known[one]).material  # equal, not the same object
    cold, warm, hits, evaluations = [], [], [], []
    vector = bytes(len(rules.atoms.atoms))
    for _ in range(ROUNDS):
        resolver = Resolver(rules, matcher)
        asked = list(zip(materials, [sale.sale_date for sale in sales], known, strict=True))
        cold.append(seconds(lambda: [resolver.resolve(*one) for one in asked]) / ORDERS)  # noqa: B023
        warm.append(seconds(lambda: [resolver.resolve(*one) for one in asked]) / ORDERS)  # noqa: B023
        resolver.resolve_at(materials[one], sales[one].sale_date, 0, known[one])
        key = (equal, sales[one].sale_date, 0, known[one])
        hits.append(
            seconds(lambda: [resolver.resolve_at(*key) for _ in range(REPEATS)]) / REPEATS  # noqa: B023
        )
        evaluations.append(
            seconds(lambda: [matcher.match(vector) for _ in range(REPEATS)]) / REPEATS
        )
    hit = median(hits)
    print(f"memo hit, one line                   {hit * MILLION:8.2f} us (bar: under 5 us)")
    print(
        f"evaluation of one subject            {median(evaluations) * MILLION:8.1f} us (bar: 1 ms)"
    )
    print(f"resolving an order, met before       {median(warm) * MILLION:8.1f} us")
    print(f"resolving an order, new to the memo  {median(cold) * MILLION:8.1f} us")
    ratios = f"{median(cold) / hit:.0f} : {median(warm) / hit:.0f} : 1"
    print(f"ratio new : met before : memo hit    {ratios}")
    matcher.close()
    licet.close()


if __name__ == "__main__":
    main()
