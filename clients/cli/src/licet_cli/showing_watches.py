"""What a watch over open orders found: by the day on which answers change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from licet_engine.resolution.outcome import Outcome
from licet_replay.asking import AsOf
from licet_replay.watch_rows import Row, watch_rows
from licet_replay.watching import Watched
from licet_server.app import Clock
from rich.console import Console

from licet_cli.saying import say
from licet_cli.wording import STYLES

_SHOWN = 20
_ONE_DAY = timedelta(days=1)


class Watch:
    """The orders of a watch, counted; those with a change or an error are kept.

    With `grounds` changes under which the outcome stays the same are kept too; only one of the
    outcome is a finding.
    """

    def __init__(self, as_of: AsOf, until: date, *, grounds: bool) -> None:
        self.as_of = as_of
        self.until = until
        self.kept: list[Watched] = []
        self.counts: Counter[str] = Counter()
        self._grounds = grounds

    @property
    def since(self) -> date | None:
        """The day of the watch, or None where each order is watched from its own sale date."""
        by_sale = self.as_of.known_on is None and self.as_of.clock is Clock.SALE_DATE
        return None if by_sale else self.as_of.known_on or self.as_of.today

    def add(self, one: Watched) -> None:
        """Count an order, and keep it if there is something to tell of it."""
        self.counts["orders"] += 1
        self.counts["flip"] += one.flips
        self.counts["without_a_decision"] += one.error is not None
        self.counts["leave_later"] += one.first is not None and one.first.sale_date > self.until
        told = tuple(change for change in one.changes if self._grounds or change.flips)
        if told or one.error is not None:
            self.kept.append(replace(one, changes=told))

    @property
    def clean(self) -> bool:
        """Whether no order flips and each has been decided."""
        return not self.counts["flip"] and not self.counts["without_a_decision"]


def show_watch(console: Console, watch: Watch, *, verbose: bool) -> None:
    """Print every day on which answers change, then the orders without a decision, then counts."""
    rows = watch_rows(watch.kept)
    changes = [row for row in rows if row["error"] is None]
    for on, group in groupby(changes, key=lambda row: row["on"]):
        _show_day(console, on, list(group), verbose=verbose)
    for row in rows[len(changes) :]:
        say(console, f"{_order(row)}: {row['error']}", 0, style="bold red")
    say(console, _counted(watch), 0, style="green" if watch.clean else "bold")


def _show_day(console: Console, on: date, rows: Sequence[Row], *, verbose: bool) -> None:
    say(console, f"{on}: {_orders(len(rows))}", 0, style="bold")
    for row in rows if verbose else rows[:_SHOWN]:
        say(console, _sentence(row), 1, style=STYLES[Outcome(row["after"])])
    if not verbose and len(rows) > _SHOWN:
        say(console, f"and {len(rows) - _SHOWN} more (--verbose names all)", 1)


def _sentence(row: Row) -> str:
    until = row["on"] - _ONE_DAY
    if row["before"] == row["after"]:
        changed = f"{row['after']} on another ground from {row['on']}"
    else:
        changed = f"{row['before']} until {until}, from {row['on']} {row['after']}"
    return f"{_order(row)}: {changed}, because {_because(row)}"


def _because(row: Row) -> str:
    starts, ends = row["starts"], row["ends"]
    said = [
        f"{', '.join(names)} {verb}{'s' * (len(names) == 1)}"
        for names, verb in ((ends, "end"), (starts, "start"))
        if names
    ]
    return " and ".join(said) or "a list row or a table says otherwise from that day on"


def _order(row: Row) -> str:
    to = f" to {row['buyer']}" if row["buyer"] else ""
    return f"order {row['sale_id'] or 'of line ' + str(row['input_line'])}{to}"


def _counted(watch: Watch) -> str:
    counts = watch.counts
    later, undecided = counts["leave_later"], counts["without_a_decision"]
    parts = [f"{counts['flip']} flip"]
    parts += [f"{later} leave later"] if later else []
    parts += [f"{undecided} without a decision"] if undecided else []
    return f"{_orders(counts['orders'])} {_span(watch)}: {', '.join(parts)}"


def _span(watch: Watch) -> str:
    known = f"as known then ({watch.as_of.knowledge.value})"
    since = f"from {watch.since}" if watch.since else "each from its sale date"
    return f"watched {since} through {watch.until}, {known}"


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


def watch_json(watch: Watch) -> dict[str, Any]:
    """Return a watch as a value for JSON: its days, its counts, and a row for each change."""
    return {
        "known_on": str(watch.since or Clock.SALE_DATE.value),
        "knowledge": watch.as_of.knowledge.value,
        "until": str(watch.until),
        "orders": watch.counts["orders"],
        "flip": watch.counts["flip"],
        "leave_later": watch.counts["leave_later"],
        "without_a_decision": watch.counts["without_a_decision"],
        "changes": [_row_json(row) for row in watch_rows(watch.kept)],
    }


def _row_json(row: Row) -> dict[str, Any]:
    given = {name: value for name, value in row.items() if value is not None}
    outcomes = {name: f"OUTCOME_{given[name]}" for name in ("before", "after") if name in given}
    days = {name: str(value) for name, value in given.items() if isinstance(value, date)}
    return given | outcomes | days
