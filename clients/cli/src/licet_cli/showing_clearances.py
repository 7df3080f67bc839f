"""Clearances on a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from licet_server.loading.clearance_cells import ANY, NOTHING
from licet_server.loading.clearances import Act, Filed, State
from licet_server.loading.packs import Loaded
from rich.console import Console

from licet_cli.saying import say

_STYLES = {State.OPEN: "green", State.VOID: "red", State.PROPOSED: "yellow"}


def listing(loaded: Loaded, on: date) -> Iterator[tuple[Filed, State]]:
    """Yield what had been proposed by a day with its state then, in the order of proposals."""
    rows = {row.id for pack in loaded.packs for row in pack.rows}
    for filed in sorted(loaded.filed.values(), key=lambda each: (each.proposed.on, each.id)):
        if filed.proposed.on <= on:
            yield filed, filed.state(on, rows)


def show_listing(console: Console, loaded: Loaded, on: date) -> None:
    """Print clearances for whoever keeps them."""
    counts: Counter[State] = Counter()
    for filed, state in listing(loaded, on):
        counts[state] += 1
        say(console, f"{filed.id}: {state.value}", 0, style=_STYLES.get(state, ""))
        at = f" at `{filed.address}`" if filed.address else ""
        party = f"`{filed.name}` ({filed.country}){at}"
        say(console, f"{party} is not `{filed.entry}` ({filed.row}), through {filed.expires_on}", 1)
        for word, act in _acts(filed, on):
            why = f": {act.reason}" if act.reason != NOTHING else ""
            say(console, f"{word} by `{act.by}` on {act.on}{why}", 1)
    said = ", ".join(f"{counts[state]} {state.value}" for state in State)
    say(console, f"on {on}: {said}", 0)


def _acts(filed: Filed, on: date) -> Iterator[tuple[str, Act]]:
    acts = (
        (State.PROPOSED.value, filed.proposed),
        ("approved", filed.approved),
        (State.WITHDRAWN.value, filed.withdrawn),
    )
    return ((word, act) for word, act in acts if act is not None and act.on <= on)


def listing_json(loaded: Loaded, on: date) -> list[dict[str, Any]]:
    """Return clearances as JSON objects; what had not happened by the day is left out."""
    return [
        {
            "clearance": filed.id,
            "state": state.value,
            "pack": filed.pack,
            "name": filed.name,
            "country": filed.country,
            "address": filed.address or ANY,
            "list_row": filed.row,
            "entry": filed.entry,
            "expires_on": filed.expires_on.isoformat(),
            "file": str(filed.place.file),
            "line": filed.place.line,
        }
        | {word: _act_json(act) for word, act in _acts(filed, on)}
        for filed, state in listing(loaded, on)
    ]


def _act_json(act: Act) -> dict[str, str]:
    return {"on": act.on.isoformat(), "by": act.by, "reason": act.reason}
