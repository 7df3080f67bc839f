"""Cases on a console and as JSON: what failed, and what no case asks about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from licet_workbench.case_coverage import Edge, VersionCovered
from rich.console import Console
from rich.text import Text

from licet_cli.case_books import Failed
from licet_cli.consoles import shown
from licet_cli.saying import say


def show_failed(console: Console, failed: Iterable[Failed]) -> None:
    """Print each case that failed with its place, its sentence, and in what it differs."""
    for each in failed:
        place = each.case.place
        said = f"{place.file}:{place.line}: {each.case.name}"
        console.print(Text(shown(said), style="red"), soft_wrap=True)
        for difference in each.differences:
            console.print(Text(shown(f"  {difference}")), soft_wrap=True)


def show_summary(console: Console, cases: int, files: int, failed: int) -> None:
    """Print how many cases there are and how they came out."""
    where = f"{files} file{'s' if files > 1 else ''}"
    said = f"{cases} cases in {where}: {cases - failed} as expected, {failed} not"
    console.print(Text(said, style="red" if failed else "green"))


def show_case_coverage(console: Console, covered: tuple[VersionCovered, ...]) -> None:
    """Print which versions no case hears, which boundary days none asks about, and totals."""
    for each in covered:
        if not each.whole:
            heard = ", ".join(each.heard) or "no case expects it to speak"
            say(console, f"{each.provision}@{each.version}: {heard}", 0)
            for day, asked in _by_day(each.missing).items():
                say(console, f"- {day}: no case asks as {asked}", 1)
    for line in _totals(covered):
        console.print(Text(line))


def _by_day(edges: Iterable[Edge]) -> dict[str, str]:
    days: dict[str, list[str]] = {}
    for edge in edges:
        known = f"{edge.axis.value} by {'now' if edge.now else 'then'}"
        days.setdefault(f"{edge.day}, {edge.what}", []).append(known)
    return {day: ", ".join(known) for day, known in days.items()}


def _totals(covered: tuple[VersionCovered, ...]) -> tuple[str, str]:
    heard = sum(bool(each.heard) for each in covered)
    asked = sum(len(each.asked) for each in covered)
    edges = asked + sum(len(each.missing) for each in covered)
    return (
        f"{heard} of {len(covered)} versions are heard by a case",
        f"{asked} of {edges} questions about boundary days are asked",
    )


def failed_json(failed: Iterable[Failed]) -> list[dict[str, Any]]:
    """Return the cases that failed as JSON objects."""
    return [
        {
            "file": str(each.case.place.file),
            "line": each.case.place.line,
            "column": each.case.place.column,
            "name": each.case.name,
            "differences": [
                {"key": d.key, "expected": d.expected, "came": d.came} for d in each.differences
            ],
        }
        for each in failed
    ]


def case_coverage_json(covered: Iterable[VersionCovered]) -> list[dict[str, Any]]:
    """Return every version with its boundary days as JSON objects."""
    return [
        {
            "provision": each.provision,
            "version": each.version,
            "heard": list(each.heard),
            "boundaries": [
                _edge_json(edge, asked=asked)
                for edges, asked in ((each.asked, True), (each.missing, False))
                for edge in edges
            ],
        }
        for each in covered
    ]


def _edge_json(edge: Edge, *, asked: bool) -> dict[str, Any]:
    return {
        "day": edge.day.isoformat(),
        "what": edge.what,
        "axis": edge.axis.value,
        "known": "now" if edge.now else "then",
        "asked": asked,
    }
