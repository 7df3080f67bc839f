"""Screens of the ERP as text: what somebody sees, what they press, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from trytond.exceptions import UserError

_WIDTH = 100
_SALE = ("party", "state", "sale_date", "export_end_user")
_SAID = ("licet_outcome", "licet_valid_through", "licet_decision_id", "licet_log_position")
_LABELS = {
    "party": "Party",
    "state": "State",
    "sale_date": "Sale Date",
    "export_end_user": "End User",
    "licet_outcome": "Export Outcome",
    "licet_valid_through": "Valid through",
    "licet_decision_id": "Export Decision",
    "licet_log_position": "Log Position",
}


class Screens:
    """Prints screens one after another, numbered, and keeps them for a file."""

    def __init__(self) -> None:
        self._console = Console(width=_WIDTH, record=True, soft_wrap=False)
        self._number = 0

    def scene(self, words: str) -> None:
        """Say what happens next."""
        self._console.print()
        self._console.rule(f"[bold]{words}", align="left")

    def table(self, title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """Show a list."""
        table = Table(*columns, box=None, header_style="dim")
        for row in rows:
            table.add_row(*map(_shown, row))
        self._screen(title, table)

    def sale(self, sale: Any) -> None:
        """Show a sale with its lines, and what was said of it."""
        form = Table(box=None, show_header=False)
        for name in (*_SALE, *_SAID):
            value = getattr(sale, name)
            if value:
                form.add_row(f"[dim]{_LABELS[name]}", _shown(value))
        for line in sale.lines:
            category = line.product.export_category or "not classified"
            form.add_row(
                "[dim]Line", f"{line.quantity:g} {line.product.name} ({category}), {line.amount}"
            )
        self._screen(f"Sale {sale.number or ''}", form)

    def press(self, user: str, record: Any, button: str) -> bool:
        """Let a user press a button, show the dialog if it stops them, and tell whether it went."""
        self._console.print(
            f"  {user} presses [bold]{button.replace('_', ' ').capitalize()}[/bold]"
        )
        try:
            record.click(button)
        except UserError as error:
            self._screen("Stopped", str(error.message), "red")
            record.reload()
            return False
        record.reload()
        return True

    def said(self, words: str) -> None:
        """Tell what somebody does outside a button."""
        self._console.print(f"  {words}")

    def write(self, path: Path) -> None:
        """Write all screens down as text."""
        path.write_text(self._console.export_text())

    def _screen(self, title: str, content: object, style: str = "green") -> None:
        self._number += 1
        heading = f"screen {self._number}: {title}".rstrip()
        self._console.print(Panel(content, title=heading, title_align="left", border_style=style))  # type: ignore[arg-type]


def _shown(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    named = getattr(value, "rec_name", None)
    return str(named if named is not None else value if value is not None else "")
