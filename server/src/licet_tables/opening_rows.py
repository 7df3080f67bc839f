"""The rows that a cell becomes: each paragraph is in one of them, and what no row names too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from licet_tables.openings import NO, Said, answers, is_within
from licet_tables.tables import NOTHING


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """An answer, the paragraphs that it is for (none named is all), and those it is not for."""

    value: str
    paragraphs: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    not_for: str = NOTHING


def opening_rows(said: Said) -> tuple[OpeningRow, ...]:
    """Return the rows of a cell; raises `Contradicted` where they would contradict each other."""
    rest, found = answers(said)
    reasons = " ".join(dict.fromkeys(said.not_for)) or NOTHING
    rows = [(rest, (), _outermost(found)), *_rows(found)]
    return tuple(OpeningRow(v, p, e, NOTHING if v == NO else reasons) for v, p, e in rows)


def _rows(found: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield paragraphs of one answer together, but not those in what another of them excepts."""
    left = dict(found)
    while left:
        value = left[next(iter(left))]
        alike = {p for p, answer in left.items() if answer == value}
        outside = _outermost(alike)
        below = (p for p in found if p not in outside and _lies_in(p, outside))
        yield value, outside, _outermost(below)
        left = {p: answer for p, answer in left.items() if p not in outside}


def _outermost(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return those that lie in no other, in the order of their numbers."""
    given = set(paragraphs)
    kept = (p for p in given if not any(is_within(p, other) for other in given - {p}))
    return tuple(sorted(kept, key=_order))


def _lies_in(paragraph: str, among: Iterable[str]) -> bool:
    return any(is_within(paragraph, above) for above in among)


def _order(paragraph: str) -> list[tuple[int, str]]:
    return [(int(s), "") if s.isdigit() else (0, s) for s in paragraph.split(".")]
