"""Memory stays flat over evaluations and over reloads, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys

MEASURE = """
import random, sys
sys.path[:] = sys.argv[1:]
from licet_durable import DurableMatcher
from licet_engine.provisions.conditions import AllOf, AnyOf, Literal

def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096 / 1e6

draw = random.Random(1)
def rule_set(size):
    literals = lambda n: tuple(Literal(draw.randrange(40), draw.random() < .2) for _ in range(n))
    return tuple(AllOf((*literals(2), AnyOf(literals(2)))) for _ in range(size))
def vectors(count):
    return [bytes(draw.choices(range(3), (6, 2, 1), k=40)) for _ in range(count)]
"""
EVALUATIONS = """
with DurableMatcher(rule_set(25), 40) as matcher:
    some = vectors(500)
    for atoms in some * 4:
        matcher.match(atoms)
    before = resident()
    for _ in range(100):
        for atoms in some:
            matcher.match(atoms)
    print(before, resident())
"""
RELOADS = """
def reload(close):
    matcher = DurableMatcher(rule_set(60), 40)
    for atoms in vectors(3):
        matcher.match(atoms)
    if close:
        matcher.close()
for turn in range(20):
    reload(turn % 2)
before = resident()
for turn in range(200):
    reload(turn % 2)
print(before, resident())
"""


def growth(code: str) -> float:
    """Return by how many megabytes the resident memory grew between the two readings."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", MEASURE + code, *sys.path],
        capture_output=True,
        check=True,
        text=True,
    )
    before, after = map(float, done.stdout.split())
    return after - before


def test_fifty_thousand_evaluations_keep_memory_flat() -> None:
    assert growth(EVALUATIONS) < 3


def test_two_hundred_reloads_keep_memory_flat_whether_closed_or_dropped() -> None:
    # unfreed, each of them keeps five megabytes
    assert growth(RELOADS) < 12
