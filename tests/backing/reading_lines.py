"""What a line of a sale says of its item, read with nothing of Licet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reading_days import Truth

Cells = Mapping[str, Any]
KINDS = {"A": "commodity", "B": "commodity", "C": "commodity", "D": "software", "E": "technology"}


def amount(sale: Cells, line: Cells, key: str, value: Any) -> Truth:
    """Tell whether a line, one unit of it, or all lines of its entry are worth less."""
    if line.get("currency") != value["currency"] or "value" not in line:
        return None
    worth = Decimal(line["value"])
    if key == "eccn_value":
        lines = [each for each in sale["lines"] if _may_be_of_one_entry(each, line)]
        if any("category" not in each or "value" not in each for each in lines):
            return None
        if any(each.get("currency") != value["currency"] for each in lines):
            return None
        worth = sum((Decimal(each["value"]) for each in lines), Decimal(0))
    if key == "unit_value":
        if not Decimal(line.get("quantity", "0")):
            return None
        worth /= Decimal(line["quantity"])
    return worth < Decimal(value["below"])


def _may_be_of_one_entry(one: Cells, other: Cells) -> bool:
    if "category" not in one or "category" not in other:
        return True
    return bool(one["category"].split(".")[0] == other["category"].split(".")[0])


def is_of(category: str | None, codes: list[str]) -> Truth:
    """Tell whether an item is of some entries; one that may be of a paragraph of its is open."""
    if category is None:
        return None
    if any(category == c or category.startswith(f"{c}.") for c in codes):
        return True
    if category != "EAR99" and category[0] in codes:
        return True
    return None if any(code.startswith(f"{category}.") for code in codes) else False


def kind_of(line: Cells) -> str | None:
    """Return the kind of an item, which an ECCN tells."""
    given = line.get("kind")
    category = line.get("category") or "EAR99"
    found = KINDS[category[1]] if re.match(r"[0-9][A-E]", category) else given
    return None if found is None else str(found)


def tariff(line: Cells, codes: list[str]) -> Truth:
    """Tell whether an item has one of some codes of the tariff, or lies below one."""
    given = re.sub(r"[. ]", "", line.get("schedule_b", ""))
    if not given:
        return False if kind_of(line) in ("software", "technology") else None
    return any(given.startswith(code) for code in codes)
