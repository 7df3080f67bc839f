"""What a change comes to for past orders, as tables and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from licet_replay.asking import AsOf
from licet_server.app import Clock
from licet_workbench.impact.counting import ERROR, Changed, Impact, Pair, Tally
from licet_workbench.impact.touching import Reach
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet_cli.consoles import shown
from licet_cli.impact_files import values_said
from licet_cli.wording import WORDS

_CUSTOMERS = 10
_ORDERS = 10
_NARROWEST = 80
_WORDS = {outcome.value: word for outcome, word in WORDS.items()} | {ERROR: "no decision"}


@dataclass(frozen=True, slots=True)
class Told:
    """An impact, and what it is the impact of: each rule set by its word and its revision."""

    impact: Impact
    reach: Reach
    rules: tuple[tuple[str, str], ...]
    book: Path
    as_of: AsOf

    @property
    def known(self) -> str:
        """What counts as known, for sales that do not say."""
        if self.as_of.known_on is not None:
            return str(self.as_of.known_on)
        return "each sale's own date" if self.as_of.clock is Clock.SALE_DATE else "today"

    @property
    def sentence(self) -> str:
        """What the change comes to, in one sentence."""
        found = self.impact
        changed = len(found.changed)
        if not changed:
            return f"None of {found.orders:,} orders comes out otherwise."
        come = "order comes" if changed == 1 else "orders come"
        return f"{changed:,} of {found.orders:,} {come} out otherwise."

    @property
    def looked_at(self) -> str:
        """How many orders had to be decided again, and why no others had to."""
        found = self.impact
        why = f" ({self.reach.everything})" if self.reach.everything else ""
        return (
            f"The change can touch {found.touched:,} orders{why}, of {found.decided:,} kinds; "
            "all others surely come out as before."
        )


def pair_said(pair: Pair) -> str:
    """Return an outcome before and after, in words."""
    return f"{_WORDS[pair[0]]} → {_WORDS[pair[1]]}"


def month_rows(impact: Impact) -> tuple[list[Pair], list[tuple[str, Counter[Pair]]]]:
    """Return the outcome pairs, the most frequent first, and the months with their counts."""
    return list(impact.by_pair()), list(impact.by_month().items())


def values_of(tally: Tally) -> str:
    """Return sums by currency; orders that tell no value are counted."""
    said = [f"{amount:,.2f} {currency}" for currency, amount in sorted(tally.values.items())]
    said += [f"{tally.unvalued:,} without a value"] if tally.unvalued else []
    return "; ".join(said)


def show_impact(console: Console, told: Told) -> None:
    """Print what changes, by outcome pair, month and customer, and the first changed orders."""
    impact = told.impact
    console.print(Text(told.sentence, style="bold"))
    console.print(Text(shown(told.looked_at)), soft_wrap=True)
    if impact.changed:
        _print_table(console, _tallies("outcome", _said(impact.by_pair())))
        _print_table(console, _months(impact))
        _print_table(console, _tallies("customer", impact.by_customer(), _CUSTOMERS))
        _print_orders(console, impact.changed)
    _print_errors(console, impact)


def _said(pairs: Mapping[Pair, Tally]) -> dict[str, Tally]:
    return {pair_said(pair): tally for pair, tally in pairs.items()}


def _print_table(console: Console, table: Table) -> None:
    """Print a table; a number that is cut off would be another number, so none is."""
    console.print(table, width=max(console.width, _NARROWEST), crop=False)


def _tallies(heading: str, tallies: Mapping[str, Tally], most: int | None = None) -> Table:
    table = Table()
    table.add_column(heading)
    table.add_column("orders", justify="right", no_wrap=True)
    table.add_column("value")
    for name, tally in list(tallies.items())[:most]:
        table.add_row(Text(shown(name or "(no name)")), f"{tally.orders:,}", values_of(tally))
    if most is not None and len(tallies) > most:
        rest = sum(tally.orders for tally in list(tallies.values())[most:])
        table.add_row(f"{len(tallies) - most:,} more", f"{rest:,}", "")
    return table


def _months(impact: Impact) -> Table:
    pairs, months = month_rows(impact)
    table = Table()
    table.add_column("month", no_wrap=True)
    for pair in pairs:
        table.add_column(pair_said(pair), justify="right")
    for month, counts in months:
        table.add_row(month, *(f"{counts[pair]:,}" if counts[pair] else "" for pair in pairs))
    return table


def _print_orders(console: Console, changed: list[Changed]) -> None:
    console.print(Text("changed orders, the first of them"))
    for each in changed[:_ORDERS]:
        console.print(Text(shown(f"  {order_said(each)}")), soft_wrap=True)
    if len(changed) > _ORDERS:
        more = f"  and {len(changed) - _ORDERS:,} more: --out FILE writes every one"
        console.print(Text(more))


def order_said(changed: Changed) -> str:
    """Return a changed order in one line."""
    name = changed.sale_id or f"line {changed.number}"
    why = "; ".join(changes_said(changed)) or changed.error or ""
    return f"{name} of {changed.sale_date}: {pair_said(changed.pair)}{f' ({why})' if why else ''}"


def changes_said(changed: Changed) -> Iterable[str]:
    """Yield the provisions that only one of the two answers rests on."""
    yield from (f"no longer {name}" for name in changed.old_provisions)
    yield from (f"now {name}" for name in changed.new_provisions)


def _print_errors(console: Console, impact: Impact) -> None:
    if not impact.undecided:
        return
    said = f"{impact.undecided:,} of them without a decision under one of the two, or both"
    console.print(Text(said, style="bold red"))
    for error in impact.first_errors[:_ORDERS]:
        console.print(Text(shown(f"  {error}")), soft_wrap=True)


def impact_json(told: Told) -> dict[str, Any]:
    """Return all of it as a JSON object, every changed order included."""
    impact = told.impact
    return {
        "old": dict(zip(("reference", "revision"), told.rules[0], strict=True)),
        "new": dict(zip(("reference", "revision"), told.rules[1], strict=True)),
        "known_on": told.known,
        "orders": impact.orders,
        "touched": impact.touched,
        "kinds_decided": impact.decided,
        "everything": told.reach.everything,
        "undecided": impact.undecided,
        "first_errors": impact.first_errors,
        "changed": len(impact.changed),
        "by_outcome": [
            {"old": pair[0], "new": pair[1], **_tally_json(tally)}
            for pair, tally in impact.by_pair().items()
        ],
        "by_month": {
            month: [{"old": p[0], "new": p[1], "orders": n} for p, n in sorted(counts.items())]
            for month, counts in impact.by_month().items()
        },
        "by_customer": [
            {"customer": name or None, **_tally_json(tally)}
            for name, tally in impact.by_customer().items()
        ],
        "changed_orders": [_changed_json(each) for each in impact.changed],
    }


def _tally_json(tally: Tally) -> dict[str, Any]:
    values = {currency: _plain(amount) for currency, amount in sorted(tally.values.items())}
    return {"orders": tally.orders, "values": values, "without_value": tally.unvalued}


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _changed_json(each: Changed) -> dict[str, Any]:
    return {
        "line": each.number,
        "sale_id": each.sale_id,
        "sale_date": str(each.sale_date),
        "known_on": str(each.known_on),
        "customer": each.customer,
        "value": values_said(each) or None,
        "old_outcome": each.old_outcome,
        "new_outcome": each.new_outcome,
        "old_provisions": list(each.old_provisions),
        "new_provisions": list(each.new_provisions),
        "citations": list(each.citations),
        "error": each.error,
    }
