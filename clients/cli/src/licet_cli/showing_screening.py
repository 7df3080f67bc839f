"""What screening a name found, as a table for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from licet_engine.lists import ListRow
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet_cli.consoles import shown
from licet_cli.screening_lists import Candidate, Party

_STYLES = {"match": "bold red", "possible": "yellow", "none": "dim"}
_COLUMNS = ("status", "score", "entry", "why")


def show_candidates(
    console: Console, party: Party, on: date, candidates: Sequence[Candidate]
) -> None:
    """Print the candidates, the surest first; those of status `none` are merely near."""
    console.print(Text(_headline(party, on, candidates)))
    table = Table()
    for column in _COLUMNS:
        table.add_column(column, justify="right" if column == "score" else "left", overflow="fold")
    for candidate in candidates:
        table.add_row(*_cells(candidate), style=_STYLES[candidate.status])
    if candidates:
        console.print(table)


def _headline(party: Party, on: date, candidates: Sequence[Candidate]) -> str:
    statuses = [candidate.status for candidate in candidates]
    status = next((word for word in ("match", "possible") if word in statuses), "none")
    return f"{status}: {shown(party.name)}, on {on}"


def _cells(candidate: Candidate) -> tuple[str, ...]:
    row = candidate.row
    countries = row.country.replace(";", ", ")
    entry = f"{shown(row.name)}\n{row.id}\nlisted {_dates(row)}, {countries}"
    return candidate.status, str(candidate.score), entry, shown(candidate.why)


def _dates(row: ListRow) -> str:
    through = row.facts.through
    start = row.facts.start
    return f"from {start}" if through is None else f"from {start} through {through}"


def candidates_json(party: Party, on: date, candidates: Sequence[Candidate]) -> dict[str, Any]:
    """Return the same as plain values."""
    return {
        "name": party.name,
        "country": party.country,
        "address": party.address,
        "on": on.isoformat(),
        "candidates": [_candidate_json(candidate) for candidate in candidates],
    }


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    row = candidate.row
    return {
        "status": candidate.status,
        "score": candidate.score,
        "entry": row.name,
        "list": row.facts.list,
        "row": row.id,
        "from": row.facts.start.isoformat(),
        "through": row.facts.through and row.facts.through.isoformat(),
        "country": row.country,
        "why": candidate.why,
    }
