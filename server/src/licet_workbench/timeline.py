"""`rules timeline`: what concerns a question over time, as lanes, as a listing and as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.asked import Asked, UnknownRegimeError, UnknownWordError, looked_at
from licet_workbench.concern import concerned
from licet_workbench.control_lanes import control_lanes
from licet_workbench.gaps import Gap, gaps
from licet_workbench.lanes import Bar, Kind, Lane, in_order, provision_lane, row_lanes

__all__ = [
    "COLUMNS",
    "Asked",
    "Bar",
    "Gap",
    "Kind",
    "Lane",
    "UnknownRegimeError",
    "UnknownWordError",
    "gaps",
    "lanes",
    "listing",
]
COLUMNS = (
    "lane",
    "effect",
    "version",
    "from",
    "through",
    "until",
    "announced",
    "published",
    "known",
    "retroactive_through",
    "superseded_by",
    "authority",
)


def lanes(rules: RuleSet, asked: Asked, as_known: AsKnown) -> tuple[Lane, ...]:
    """Return the lanes of a question as known on a day: rows, controls, then what concerns it.

    Raises `UnknownWordError` for a word that the rules do not know, and where nothing concerns
    the question, or nothing of it was known.
    """
    found = in_order(_lanes(rules, asked, as_known))
    if not found:
        raise UnknownWordError(
            f"nothing that asks for {asked} was known on {as_known.on}: ask for more, or less"
        )
    return found


def _lanes(rules: RuleSet, asked: Asked, as_known: AsKnown) -> Iterator[Lane]:
    looked = looked_at(rules, asked)
    whose = asked.party or f"rows of the regime {asked.regime}"
    yield from row_lanes(looked.rows or (), whose, as_known)
    yield from control_lanes(rules, asked.category, as_known)
    of_any_item = replace(looked, category=None, controls=(), purpose=None)
    for_rows = {provision.id for provision in concerned(rules, of_any_item)}
    for provision in concerned(rules, looked):
        lane = provision_lane(provision, looked.tags, as_known)
        yield replace(lane, for_rows=provision.id in for_rows)


def listing(lanes: Sequence[Lane]) -> tuple[tuple[str, ...], ...]:
    """Return what the picture shows as rows of text under `COLUMNS`; open and absent are blank."""
    return tuple(_row(lane, bar) for lane in lanes for bar in lane.bars)


def _row(lane: Lane, bar: Bar) -> tuple[str, ...]:
    return (
        lane.id,
        lane.kind.value,
        bar.name,
        bar.start.isoformat(),
        _day(bar.through),
        _day(bar.until),
        bar.announced.isoformat(),
        _day(bar.published),
        bar.known.isoformat(),
        _day(bar.retroactive_through),
        bar.superseded_by or "",
        bar.authority,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
