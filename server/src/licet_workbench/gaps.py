"""The days on which parties were listed and nothing was authorised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from licet_workbench.lanes import Bar, Kind, Lane

_FOR_EVER = date.max.toordinal()
_LIFTING = (Kind.PERMITS, Kind.CLEARS)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, both inclusive, without a license of the regime's own.

    `beside` names what lifted something for every listed party on those days all the same.
    """

    start: date
    through: date
    beside: tuple[str, ...] = ()

    def __str__(self) -> str:
        apart = f" ({' and '.join(self.beside)} apart)" if self.beside else ""
        return f"{self.start} to {self.through}: nothing authorised{apart}"


def gaps(lanes: Sequence[Lane]) -> tuple[Gap, ...]:
    """Return the days on which rows that licenses were written for ran and no license did."""
    found: set[Span] = set()
    for tag in {tag for lane in lanes for tag in lane.authorizes}:
        rows = (b for lane in lanes if lane.kind is Kind.LISTED for b in lane.bars)
        listed = _spans(bar for bar in rows if tag in bar.tags)
        licensed = _spans(b for lane in lanes if tag in lane.authorizes for b in lane.bars)
        found.update(_without(listed, licensed))
    closed = sorted(span for span in found if span[1] < _FOR_EVER)
    return tuple(_gap(span, lanes) for span in closed)


def _gap(span: Span, lanes: Sequence[Lane]) -> Gap:
    beside = {
        lane.id.rsplit(".", 1)[-1].replace("_", " ")
        for lane in lanes
        if lane.kind in _LIFTING and not lane.authorizes and not lane.is_savings
        if lane.for_rows
        if _without([span], _spans(lane.bars)) != [span]
    }
    start, through = map(date.fromordinal, span)
    return Gap(start, through, tuple(sorted(beside)))


def _spans(bars: Iterable[Bar]) -> list[Span]:
    """Return the spans of days that bars cover together; superseded ones cover none."""
    merged: list[Span] = []
    for start, end in sorted(_span(bar) for bar in bars if bar.superseded_by is None):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _span(bar: Bar) -> Span:
    return bar.start.toordinal(), bar.through.toordinal() if bar.through else _FOR_EVER


def _without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Return what is left of spans when other spans are taken out of them."""
    left = list(spans)
    for first, last in taken:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, first - 1)), (max(start, last + 1), end))
            if piece[0] <= piece[1]
        ]
    return left
