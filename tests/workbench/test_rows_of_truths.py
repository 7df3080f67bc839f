"""Rows of truths are numbered as one only where they are equal, however many columns they have."""

from __future__ import annotations

import numpy as np
import pytest
from licet_workbench.impact.side_by_side import distinct, distinct_rows


@pytest.mark.parametrize("columns", [0, 1, 29, 30, 31, 60, 61, 90, 150])
@pytest.mark.parametrize("rows", [1, 2, 70, 3000])
@pytest.mark.parametrize("filled", [0.0, 0.05, 0.5])
def test_rows_are_alike_where_they_are_equal(columns: int, rows: int, filled: float) -> None:
    random = np.random.default_rng([columns, rows])
    truths = random.integers(1, 3, (rows, columns), dtype=np.uint8)
    truths *= random.random((rows, columns)) < filled
    first, which = distinct_rows(truths)
    assert (truths[first][which] == truths).all()
    assert len(first) == len(np.unique(truths, axis=0)) == len(set(which.tolist()))


@pytest.mark.parametrize("seed", range(20))
def test_columns_of_any_numbers_are_told_apart(seed: int) -> None:
    """Their ranges are such that a few of them are more than a number of 64 bits can hold."""
    random = np.random.default_rng(seed)
    highest = 2 ** random.integers(1, 61, 8)
    columns = [random.choice(random.integers(-1, high, 3), 500) for high in highest]
    first, which = distinct(columns)
    together = np.stack(columns, axis=1)
    assert (together[first][which] == together).all()
    assert len(first) == len(np.unique(together, axis=0))
