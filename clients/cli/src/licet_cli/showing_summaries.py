"""What a replay came to, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from licet_engine.resolution.outcome import Outcome
from licet_replay.summing import OUTCOMES, Comparison, Difference, Summary
from licet_replay.telling import ERROR
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet_cli.consoles import shown
from licet_cli.wording import WORDS

_YEAR = 4
_ROUND = 10
_NARROWEST = 80
_HEADINGS = {
    Outcome.NO_LICENSE_NEEDED: "no license\nneeded",
    Outcome.TEMPORARY_LICENSE: "temporary\nlicense",
    Outcome.LICENSE_REQUIRED: "license\nrequired",
}


def show_summary(console: Console, summary: Summary) -> None:
    """Print outcomes by month, then errors, then differences."""
    console.print(Text("orders by outcome and month of sale"))
    _print_table(console, _months(summary))
    show_errors(console, summary)
    show_comparison(console, summary)


def _print_table(console: Console, table: Table) -> None:
    """Print a table; a number that is cut off would be another number, so none is."""
    console.print(table, width=max(console.width, _NARROWEST), crop=False, no_wrap=True)


def _months(summary: Summary) -> Table:
    table = Table()
    table.add_column("month")
    for outcome in Outcome:
        table.add_column(_HEADINGS.get(outcome, WORDS[outcome]), justify="right")
    table.add_column("total", justify="right")
    months = sorted(summary.months)
    for month, after in pairwise([*months, ""]):
        year_ends = month[:_YEAR] != after[:_YEAR]
        table.add_row(month, *_counts(summary.months[month]), end_section=year_ends)
    table.add_row("all", *_counts(summary.outcomes), style="bold")
    return table


def _counts(counts: Counter[str]) -> tuple[str, ...]:
    return (*(str(counts[name] or "") for name in OUTCOMES), str(counts.total()))


def show_errors(console: Console, summary: Summary) -> None:
    """Print the first orders that got no decision, if any."""
    if not summary.errors:
        return
    console.print(Text(f"{_orders(summary.errors)} without a decision", style="bold red"))
    for error in summary.first_errors[:_ROUND]:
        console.print(Text(shown(f"  {error}")))
    if summary.errors > _ROUND:
        console.print(Text(f"  and {summary.errors - _ROUND} more"))


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


def show_comparison(console: Console, summary: Summary) -> None:
    """Print how the outcomes compare with the expected ones, if any are."""
    comparison = summary.comparison
    if comparison is None:
        return
    same = comparison.compared - comparison.different
    said = f"{same} of {_orders(comparison.compared)} came out as `{comparison.column}` says"
    console.print(Text(shown(said), style="red" if comparison.different else "green"))
    if comparison.different:
        console.print(Text("expected (rows) against outcome (columns)"))
        _print_table(console, _confusion(comparison))
        _show_differences(console, comparison.first[:_ROUND], comparison.different)


def _confusion(comparison: Comparison) -> Table:
    table = Table()
    found = [*OUTCOMES, ERROR]
    columns = [name for name in found if any(o == name for _, o in comparison.confusion)]
    rows = dict.fromkeys([*OUTCOMES, *sorted(e for e, _ in comparison.confusion)])
    table.add_column("expected")
    for name in columns:
        table.add_column(_heading(name), justify="right")
    for expected in rows:
        counts = [comparison.confusion[expected, name] for name in columns]
        if any(counts):
            table.add_row(Text(shown(_word(expected))), *(str(n or "") for n in counts))
    return table


def _heading(name: str) -> str:
    return _HEADINGS.get(Outcome(name), _word(name)) if name in OUTCOMES else _word(name)


def _word(name: str) -> str:
    return WORDS[Outcome(name)] if name in OUTCOMES else name.lower()[:40]


def _show_differences(console: Console, first: Sequence[Difference], count: int) -> None:
    for one in first:
        head = f"line {one.line}, {one.sale_id or '(no id)'}: "
        said = f"expected {_word(one.expected)}, came out as {_word(one.outcome)}"
        console.print(Text(shown(head + said), style="bold"))
        console.print(Text(shown(f"  {one.why}")))
    if count > len(first):
        console.print(Text(f"and {count - len(first)} more"))
