"""Rule files in their canonical form; what they say stays the same, or nothing is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from licet_server.loading.findings import Finding, Place, RuleFilesError
from licet_server.loading.nodes import Node, nodes_of
from licet_server.loading.texts import MOST_CSV_BYTES, MOST_YAML_BYTES, read_text

from licet_cli.yaml_layout import layout_of
from licet_cli.yaml_tree import Entry, tree_of
from licet_cli.yaml_writing import written

_TARGETS = ("tags", "provisions", "regimes")
_VERSION = (
    "version",
    "from",
    "through",
    "announced",
    "published",
    "supersedes",
    "authority",
    "review_policy",
    "reviews",
    "enforcement",
    "date_confidence",
    "disputed",
    "caveats",
    "when",
    "conditions",
)
_PROVISION = (
    "id",
    "title",
    "effect",
    "authorization",
    "denial_ground",
    "subject",
    "tags",
    "lifts",
    "bars",
    "when",
    "versions",
)
_FACT = ("of", "type", "source", "values", "absent", "absent_values", "authority", "says")
Keys = tuple[str, ...]
ORDERS: dict[str, dict[Keys, Keys]] = {
    "versions": {
        (): _PROVISION,
        ("lifts",): _TARGETS,
        ("bars",): _TARGETS,
        ("versions", ""): _VERSION,
        ("versions", "", "enforcement"): ("status", "from", "authority"),
        ("versions", "", "reviews", ""): ("policy", "when"),
    },
    "facts": {("facts", ""): (*_FACT, "claimable")},
    "pack": {
        (): ("pack", "title", "may_loosen", "answer_by", "gaps"),
        ("gaps", ""): ("id", "caveat"),
    },
}
"""By the key that tells a provision, a vocabulary or a pack: the order of keys at each path.

In a path an item of a list is blank, and so is a fact. Other keys stay in the order they have: a
condition reads as it was written.
"""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file as it is, and as it is to be."""

    path: Path
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """Tell whether the file is not canonical yet."""
        return self.before != self.after

    @property
    def place(self) -> Place:
        """The place of the first difference."""
        old, new = self.before.decode(), self.after.decode()
        same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
        start = old[: same if same is not None else min(len(old), len(new))]
        return Place(self.path, start.count("\n") + 1, len(start.rpartition("\n")[2]) + 1)


def formatted(path: Path) -> Formatted:
    """Return a rule file as it is to be; raises `RuleFilesError` as loading it would."""
    text = _formatted_csv(path) if path.suffix == ".csv" else _formatted_yaml(path)
    return Formatted(path, path.read_bytes(), text.encode())


def is_rule_file(path: Path) -> bool:
    """Tell whether a YAML file holds rules, so far as it can be read, and a CSV file always."""
    if path.suffix != ".yaml":
        return True
    try:
        node = nodes_of(read_text(path, MOST_YAML_BYTES), path)
    except RuleFilesError:
        return True
    return _kind_of(node) is not None


def _kind_of(node: Node) -> str | None:
    """Return the key that tells what a file holds, or None for what is no rule file."""
    keys = node.value if isinstance(node.value, dict) else {}
    return next((key for key in ORDERS if key in keys), None)


def _formatted_yaml(path: Path) -> str:
    text = read_text(path, MOST_YAML_BYTES)
    node = nodes_of(text, path)
    kind = _kind_of(node)
    if kind is None:
        message = "is no provision, vocabulary or pack: none of `versions`, `facts`, `pack` is here"
        raise RuleFilesError([Finding(node.place, message)])
    tree = tree_of(node, layout_of(text))
    _order(tree, ORDERS[kind], ())
    after = written(tree)
    _refuse_change(text, after, path)
    return after


def _order(entry: Entry, orders: dict[Keys, Keys], path: Keys) -> None:
    """Put keys in their order, and those that have none behind them as they stand."""
    order = orders.get(path, ())
    if entry.mapping:
        places = {key: number for number, key in enumerate(order)}
        entry.entries.sort(key=lambda each: places.get(each.key or "", len(order)))
    for each in entry.entries:
        under = (*path, each.key or "")
        _order(each, orders, under if under in _steps(orders) else (*path, ""))


def _steps(orders: dict[Keys, Keys]) -> set[Keys]:
    return {path[:length] for path in orders for length in range(1, len(path) + 1)}


def _refuse_change(before: str, after: str, path: Path) -> None:
    """Raise `RuleFilesError` unless the loader reads the same, and every comment is there."""
    same = nodes_of(before, path).plain() == nodes_of(after, path).plain()
    if not same or _comments(before) != _comments(after):
        message = "cannot be formatted without changing what it says; nothing is written"
        raise RuleFilesError([Finding(Place(path, 1, 1), message)])


def _comments(text: str) -> list[str]:
    return sorted(comment.text for comment in layout_of(text).comments)


def _formatted_csv(path: Path) -> str:
    """Rows stay in the order they have: importers and people put them in their own."""
    text = read_text(path, MOST_CSV_BYTES)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(row for row in _rows(text, path) if row)
    return out.getvalue()


def _rows(text: str, path: Path) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        place = Place(path, reader.line_num, 1)
        raise RuleFilesError([Finding(place, f"not CSV: {error}")]) from error
