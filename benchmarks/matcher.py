"""How long one match takes: the compiled matcher against the reference, interleaved.

Run with `python benchmarks/matcher.py`. Both matchers answer the same vectors in turn, so
that a busy machine slows both; the ratio is what to compare between machines.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from statistics import median

from licet_durable import DurableMatcher
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

CONDITIONS, ATOMS, VECTORS, ROUNDS = 205, 100, 200, 9
CHOICES, NEGATIONS = 0.5, 0.25
MIXES = {
    "as in an order (80 % false, 10 % unknown)": (8, 1, 1),
    "everything known (90 % false)": (9, 1, 0),
    "little known (80 % unknown)": (1, 1, 8),
}
"""Weights of false, true and unknown among an order's atoms."""


def law(draw: random.Random) -> tuple[Formula, ...]:
    """Draw conditions of a law's kind: common tests, own tests, now and then a choice."""
    return tuple(_condition(draw) for _ in range(CONDITIONS))


def _condition(draw: random.Random) -> Formula:
    parts: list[Formula] = [_literal(draw) for _ in range(draw.randint(1, 4))]
    if draw.random() < CHOICES:
        parts.append(AnyOf(tuple(_literal(draw) for _ in range(draw.randint(2, 3)))))
    return AllOf(tuple(parts))


def _literal(draw: random.Random) -> Literal:
    return Literal(min(int(draw.expovariate(4 / ATOMS)), ATOMS - 1), draw.random() < NEGATIONS)


def cpu_ms(match: Callable[[bytes], bytes], vectors: Sequence[bytes]) -> float:
    """Return the CPU milliseconds of one match, as a mean over the vectors."""
    began = time.process_time()
    for atoms in vectors:
        match(atoms)
    return (time.process_time() - began) * 1000 / len(vectors)


def main() -> None:
    """Print the time to build, and for each mix the time of a match and its ratio."""
    draw = random.Random(1)  # noqa: S311 the same law each time
    formulas = law(draw)
    began = time.process_time()
    with DurableMatcher(formulas, ATOMS) as compiled:
        built = (time.process_time() - began) * 1000
        rules = [len(ruleset.rules) for ruleset in compiled.plan.rulesets]
        print(f"{CONDITIONS} conditions, rules {rules}, built in {built:.0f} ms of CPU")
        reference = ReferenceMatcher(formulas)
        for mix, weights in MIXES.items():
            vectors = [bytes(draw.choices(range(3), weights, k=ATOMS)) for _ in range(VECTORS)]
            rounds = [
                (cpu_ms(compiled.match, vectors), cpu_ms(reference.match, vectors))
                for _ in range(ROUNDS)
            ]
            ours = median(one for one, _ in rounds)
            ratio = median(one / other for one, other in rounds)
            print(f"{mix}: {ours:.3f} ms of CPU a match, {ratio:.2f} x the reference")


if __name__ == "__main__":
    main()
