"""Clearances and lines of their journal, written as short as they read."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from licet_engine.clearances import Clearance
from licet_server.loading.clearance_cells import COLUMNS, clearance_id

HEADER = ",".join(COLUMNS)


def clearance(row: str = "row:Listed", **more: Any) -> Clearance:
    """A clearance of a party in China that is called as a row is, for January 2020."""
    given: dict[str, Any] = {
        "id": "clearance:1",
        "name": row.removeprefix("row:"),
        "country": "CN",
        "address": None,
        "row": row,
        "proposed_by": "Ann",
        "proposed_on": date(2020, 1, 1),
        "approved_by": "Bob",
        "approved_on": date(2020, 1, 5),
        "expires_on": date(2020, 1, 20),
    }
    return Clearance(**(given | more))


def event(**cells: str) -> dict[str, str]:
    """A line of a journal that tells no party."""
    return dict.fromkeys(COLUMNS, "none") | {"on": "2020-01-05", "by": "Bob"} | cells


def proposed(**cells: str) -> dict[str, str]:
    """A sound proposal with some of its cells replaced, and its id made from them."""
    sound = {
        "event": "proposed",
        "on": "2020-01-01",
        "by": "Ann",
        "name": "Acme Telecom",
        "country": "CN",
        "address": "any",
        "list_row": "entity_list:0123456789ab",
        "entry": "Acme Telecom",
        "expires_on": "2020-12-31",
        "reason": "a bakery",
    }
    record = event(**(sound | cells))
    return record | {"clearance": cells.get("clearance", clearance_id(record))}


def approved(of: dict[str, str], **cells: str) -> dict[str, str]:
    """The approval of a proposal."""
    return event(**({"clearance": of["clearance"], "event": "approved"} | cells))


def withdrawn(of: dict[str, str], **cells: str) -> dict[str, str]:
    """The withdrawal of a proposal."""
    said = {"clearance": of["clearance"], "event": "withdrawn", "reason": "a mistake"}
    return event(**(said | cells))


def journal(*records: dict[str, str]) -> str:
    """The text of a journal."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *(r.values() for r in records)])
    return text.getvalue()
