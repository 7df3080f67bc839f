"""Every test: properties are laws, and how long an example takes is no part of them."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import settings

# Rules are many small objects that stay: looking through all of them for rubbish as often as
# Python does by itself takes a sixth of the tests' time.
gc.set_threshold(100_000, 20, 100)

# A shared machine stalls; times are compared as ratios in `benchmarks/`, never asserted.
settings.register_profile("licet", deadline=None)
settings.load_profile("licet")

LONG = (
    "gate/test_readme.py",
    "service/test_many_reloads.py",
    "service/test_clock_and_soak.py",
    "service/test_rubbish.py",
    "service/test_nothing_answered_is_lost.py",
    "server/test_composition.py",
    "service/test_order_book_through_the_wire.py",
    "properties/test_answers_are_the_same_everywhere.py",
    "workbench/proving/test_differences_of_the_shipped_rules.py",
    "lists/test_rows_are_read_directly.py",
    "tables/test_the_chart_is_joined.py",
    "replay/test_watching_open_orders.py",
    "workbench/test_coverage_agrees_with_decisions.py",
)
"""Files with tests that take long, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: at the end no core is to wait for one test of another."""
    first = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}
    assert all(file.exists() for file in first), "a file of `LONG` has another name now"
    items.sort(key=lambda item: first.get(item.path, len(LONG)))
