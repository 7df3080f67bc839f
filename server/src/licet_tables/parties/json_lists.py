"""The official JSON becomes lines under the columns of the official CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from licet_tables.findings import Finding, ImportRefused, Place, refusal
from licet_tables.sheets import Line

_TEXTS = (
    "source", "name", "federal_register_notice", "start_date", "end_date", "license_requirement",
    "license_policy",
)  # fmt: skip
_NEEDED = ("source", "name")
_OF_AN_ADDRESS = ("address", "city", "state", "postal_code", "country")
_COLUMNS = (*_TEXTS, "alt_names", "addresses")


def json_lines(path: Path, text: str) -> tuple[Line, ...]:
    """Return the results of the official JSON as lines; a place's line is the result's number.

    Raises `ImportRefused` for what is no JSON, and for each result of another shape.
    """
    results = _results(path, _parsed(path, text))
    findings: list[Finding] = []
    lines = []
    for number, result in enumerate(results, start=1):
        found = list(_faults(Place(path, number), result))
        findings += found
        if not found and isinstance(result, dict):
            lines.append(Line(Place(path, number), _cells(result)))
    if findings:
        raise ImportRefused(findings)
    return tuple(lines)


def _parsed(path: Path, text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "colno", 1)
        message = f"not JSON: {getattr(error, 'msg', 'nested too deep').lower()}"
        raise refusal(Place(path, line, column), message) from error


def _results(path: Path, parsed: object) -> list[object]:
    results = parsed.get("results") if isinstance(parsed, dict) else None
    if not isinstance(results, list):
        raise refusal(Place(path, 1), "holds no `results`: the official JSON lists them there")
    return results


def _faults(place: Place, result: object) -> Iterator[Finding]:
    if not isinstance(result, dict):
        yield Finding(place, f"result {place.line} is no object")
        return
    for field in _TEXTS:
        value = result.get(field)
        if field in _NEEDED and field not in result:
            yield Finding(_at(place, field), f"result {place.line} has no `{field}`")
        elif value is not None and not isinstance(value, str):
            yield Finding(_at(place, field), f"result {place.line}: `{field}` is no text")
    if not _is_list_of(result.get("alt_names"), str):
        message = f"result {place.line}: `alt_names` is no list of texts"
        yield Finding(_at(place, "alt_names"), message)
    if not _is_list_of(result.get("addresses"), dict):
        message = f"result {place.line}: `addresses` is no list of addresses"
        yield Finding(_at(place, "addresses"), message)


def _at(place: Place, field: str) -> Place:
    return Place(place.file, place.line, _COLUMNS.index(field) + 1)


def _is_list_of(value: object, kind: type) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(v, kind) for v in value))


def _cells(result: Mapping[str, object]) -> dict[str, str]:
    cells = {field: str(result.get(field) or "").strip() for field in _TEXTS}
    names = result.get("alt_names")
    addresses = result.get("addresses")
    cells["alt_names"] = "; ".join(names) if isinstance(names, list) else ""
    cells["addresses"] = (
        "; ".join(_address(each) for each in addresses) if isinstance(addresses, list) else ""
    )
    return cells


def _address(parts: Mapping[str, object]) -> str:
    given = (str(parts.get(part) or "").replace(";", ",").strip() for part in _OF_AN_ADDRESS)
    return ", ".join(part for part in given if part)
