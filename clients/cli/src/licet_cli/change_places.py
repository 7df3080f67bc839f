"""Where what differs between two rule sets stands in their files, in each that has it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from licet_server.loading.files import PACK, TABLES, VOCABULARY
from licet_server.loading.findings import Place
from licet_server.loading.nodes import Node, read_yaml
from licet_workbench.proving.changes import Change, Kind

from licet_cli.rule_references import ReferredRules

_NAMED_BY = "version"
"""The key by which the parts of a list in a rule file are known, whatever their order."""
Row = tuple[tuple[str, str], ...]


class Standing(NamedTuple):
    """Where a thing stands under the old rules and under the new ones; None: not there."""

    old: Place | None
    new: Place | None


class ChangePlaces:
    """Finds changes in the files of two rule sets, which must be there for as long."""

    def __init__(self, old: ReferredRules, new: ReferredRules) -> None:
        self._sides = (_Side(old), _Side(new))

    def of(self, change: Change) -> Standing:
        """Return where a change stands: of a provision the first thing in it that differs."""
        match change.kind:
            case Kind.PROVISION | Kind.FACT:
                found = self._in_nodes(change)
            case Kind.ROW:
                found = [
                    None if row is None else side.rules.loaded.row_places[row]
                    for side, row in zip(self._sides, change.rows, strict=True)
                ]
            case Kind.COUNTRY | Kind.ENTRY:
                found = self._in_tables(change)
            case Kind.CLEARANCE:
                found = [side.clearance(change.of) for side in self._sides]
            case Kind.PACK:
                found = [side.pack(change.of) for side in self._sides]
        old, new = (
            side.rules.named(place) if place else None
            for side, place in zip(self._sides, found, strict=True)
        )
        return Standing(old, new)

    def _in_nodes(self, change: Change) -> list[Place | None]:
        nodes = [side.node(change) for side in self._sides]
        old, new = nodes
        if old is None or new is None:
            return [node.place if node else None for node in nodes]
        return [*(_first_difference(old, new) or (old.place, new.place))]

    def _in_tables(self, change: Change) -> list[Place | None]:
        """Return the first rows of tables that speak of a country or an entry on one side alone."""
        old, new = (side.table_rows(change.kind, change.of) for side in self._sides)
        for name in sorted(old.keys() | new.keys()):
            before, after = old[name], new[name]
            lost = next((place for row, place in before.items() if row not in after), None)
            won = next((place for row, place in after.items() if row not in before), None)
            if lost or won:
                return [lost, won]
        return [None, None]


class _Side:
    """One rule set, with the files beside those of its provisions read when they are asked for."""

    def __init__(self, rules: ReferredRules) -> None:
        self.rules = rules

    def node(self, change: Change) -> Node | None:
        if change.kind is Kind.PROVISION:
            return self.rules.loaded.nodes.get(change.of)
        return next((n for each in self._words if (n := _fact(each, change.of))), None)

    def clearance(self, clearance: str) -> Place | None:
        filed = self.rules.loaded.filed.get(clearance)
        return filed.place if filed else None

    def pack(self, pack: str) -> Place | None:
        file = self.rules.directory / pack / PACK
        return Place(file, 1, 1) if file.exists() else None

    def table_rows(self, kind: Kind, of: str) -> defaultdict[str, dict[Row, Place]]:
        """Return the rows of each table that name a country or an entry, with their places."""
        found: defaultdict[str, dict[Row, Place]] = defaultdict(dict)
        for file in self._tables:
            for row, place in _rows(file):
                if of in dict(row).get(_COLUMNS[kind], "").split():
                    found[f"{file.parent.parent.name}/{file.name}"][row] = place
        return found

    @cached_property
    def _words(self) -> tuple[Node, ...]:
        return tuple(read_yaml(file) for file in self._files(VOCABULARY))

    @cached_property
    def _tables(self) -> tuple[Path, ...]:
        return tuple(each for room in self._files(TABLES) for each in sorted(room.glob("*.csv")))

    def _files(self, name: str) -> Iterator[Path]:
        files = (self.rules.directory / pack / name for pack in self.rules.settings.packs)
        return (file for file in files if file.exists())


_COLUMNS = {Kind.COUNTRY: "country", Kind.ENTRY: "eccn"}


def _rows(file: Path) -> Iterator[tuple[Row, Place]]:
    reader = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
    header = next(reader)
    for cells in reader:
        yield tuple(zip(header, cells, strict=False)), Place(file, reader.line_num, 1)


def _fact(vocabulary: Node, name: str) -> Node | None:
    declared = vocabulary.child(("facts", name))
    if declared is None:
        return None
    # It is named by its key, and stands where that stands.
    return Node(declared.value, vocabulary.at(("facts", name)), declared.keys)


def _first_difference(old: Node, new: Node) -> tuple[Place, Place] | None:
    """Return where two nodes differ first, as deep inside them as both go along."""
    if old.plain() == new.plain():
        return None
    if isinstance(old.value, dict) and isinstance(new.value, dict):
        return _in_keys(old, new)
    if isinstance(old.value, list) and isinstance(new.value, list):
        return _in_parts(old, new)
    return old.place, new.place


def _in_keys(old: Node, new: Node) -> tuple[Place, Place]:
    assert isinstance(old.value, dict)
    assert isinstance(new.value, dict)
    for key in dict.fromkeys((*new.value, *old.value)):
        left, right = old.value.get(key), new.value.get(key)
        if left is None or right is None:
            return old.at((key,)), new.at((key,))
        if isinstance(left.value, str) and left.value != getattr(right, "value", None):
            return old.keys[key], new.keys[key]
        found = _first_difference(left, right)
        if found is not None:
            return found
    return old.place, new.place


def _in_parts(old: Node, new: Node) -> tuple[Place, Place]:
    """Return the first parts that one of two lists has alone; those of one name are one part."""
    before, after = _parts(old), _parts(new)
    for name in dict.fromkeys((*after, *before)):
        left, right = before.get(name), after.get(name)
        if left is not None and right is not None:
            found = _first_difference(left, right)
            if found is not None:
                return found
    lost = next((part.place for name, part in before.items() if name not in after), old.place)
    won = next((part.place for name, part in after.items() if name not in before), new.place)
    return lost, won


def _parts(of: Node) -> dict[Any, Node]:
    assert isinstance(of.value, list)
    return {_name(part): part for part in of.value}


def _name(part: Node) -> str:
    named = part.child((_NAMED_BY,))
    return str(named.plain() if named else part.plain())
