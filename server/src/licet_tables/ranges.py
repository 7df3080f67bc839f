"""Ranges of paragraphs and of ECCNs, spelled out."""

from __future__ import annotations

from collections.abc import Collection


def paragraph_range(first: str, last: str) -> tuple[str, ...] | None:
    """Return the paragraphs after the first through the last, or None for what is no range.

    `a.1` to `a.3` and `g` to `j` are ranges: the last step alone differs, and it grows.
    """
    above, _, start = first.rpartition(".")
    under, _, end = last.rpartition(".")
    steps = _steps(start, end) if above == under else None
    if not steps:
        return None
    return tuple(f"{above}.{step}" if above else step for step in steps)


def _steps(start: str, end: str) -> list[str] | None:
    if start.isdigit() and end.isdigit():
        return [str(number) for number in range(int(start) + 1, int(end) + 1)]
    if len(start) == len(end) == 1 and start.isalpha() and end.isalpha():
        return [chr(letter) for letter in range(ord(start) + 1, ord(end) + 1)]
    return None


def eccn_range(first: str, last: str, eccns: Collection[str]) -> tuple[str, ...] | None:
    """Return the ECCNs of an edition after the first through the last, or None for no range.

    A range stays within one category and group, and its last ECCN is in the edition or in none.
    """
    if first[:2] != last[:2] or first >= last:
        return None
    between = {eccn for eccn in eccns if eccn[:2] == first[:2] and first < eccn < last}
    return (*sorted(between), last)
