"""What stands beside a sale in a book: where it is from, and what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

EXPECTED = "expected"
ANNOTATIONS = (EXPECTED, "source")
_PREFIX = "OUTCOME_"


def taken_apart(value: object, annotations: Iterable[str]) -> tuple[object, dict[str, object]]:
    """Return a JSON value without its annotations, and these: they are no part of the sale."""
    if not isinstance(value, Mapping):
        return value, {}
    beside = {name: value[name] for name in annotations if name in value}
    return {key: member for key, member in value.items() if key not in beside}, beside


def bare_outcome(given: object) -> str:
    """Return an outcome as it is expected, which may be written as the wire has it."""
    return str(given).removeprefix(_PREFIX)
