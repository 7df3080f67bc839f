"""YAML as nodes that remember their place: every scalar a string, nothing guessed.

Nodes are built one event at a time, so that no file is deep enough to exhaust a stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from licet_server.loading.findings import Finding, Place, RuleFilesError, quoted
from licet_server.loading.texts import MOST_YAML_BYTES, read_text

MOST_LEVELS = 40
CONDITION = "when"
"""The key of a condition."""
_COLLECTIONS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_NODES = (*_COLLECTIONS, yaml.ScalarEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping, a sequence or a string of a YAML file, with the places of it and its keys.

    `value` is `dict[str, Node]`, `list[Node]` or `str`.
    """

    value: dict[str, Node] | list[Node] | str
    place: Place
    keys: dict[str, Place]

    def plain(self) -> Any:
        """Return the value as plain dicts, lists and strings."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def child(self, path: tuple[str | int, ...]) -> Node | None:
        """Return what a path leads to, or None."""
        node: Node | None = self
        for number, step in enumerate(path):
            node = _step(node, step, within=path[:number])[0] if node else None
        return node

    def at(self, path: tuple[str | int, ...]) -> Place:
        """Return the place of what a path leads to, or of the nearest thing above it.

        Within a `when` a step may leave out what lies between, such as `any` and `this_party`.
        """
        node, place = self, self.place
        for number, step in enumerate(path):
            found, beside = _step(node, step, within=path[:number])
            if found is None:
                return place
            node, place = found, beside
        return place


def _step(
    node: Node, step: str | int, *, within: tuple[str | int, ...]
) -> tuple[Node | None, Place]:
    found, place = _child(node, step)
    if found is None and CONDITION in within and not isinstance(node.value, str):
        parts = node.value.values() if isinstance(node.value, dict) else node.value
        below = (_step(part, step, within=within) for part in parts)
        return next((each for each in below if each[0]), (None, place))
    return found, place


def _child(node: Node, step: str | int) -> tuple[Node | None, Place]:
    if isinstance(node.value, dict) and isinstance(step, str) and step in node.value:
        return node.value[step], node.keys[step]
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].place
    return None, node.place


def read_yaml(path: Path) -> Node:
    """Return the one document of a YAML file as nodes.

    Raises `RuleFilesError` for what is not YAML, and for what is YAML but hides or guesses:
    duplicate keys, aliases, anchors, tags, a second document, nesting past all need.
    """
    return nodes_of(read_text(path, MOST_YAML_BYTES), path)


def nodes_of(text: str, path: Path) -> Node:
    """Return the one document of a YAML text as nodes, placed in a file; raises as `read_yaml`."""
    composer = _Composer(path)
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise RuleFilesError([*composer.findings, _syntax(error, text, path)]) from error
    if composer.root is None:
        raise RuleFilesError([Finding(Place(path, 1, 1), "the file is empty")])
    if composer.findings:
        raise RuleFilesError(composer.findings)
    return composer.root


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is still open."""

    place: Place
    mapping: bool
    keys: dict[str, Place] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return self.mapping and self.key is None

    def add(self, node: Node) -> None:
        if self.key is None:
            self.items.append(node)
        else:
            self.values[self.key] = node
            self.key = None

    def node(self) -> Node:
        return Node(self.values if self.mapping else self.items, self.place, self.keys)


class _Composer:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[_Frame] = []
        self.root: Node | None = None
        self.findings: list[Finding] = []

    def take(self, event: yaml.Event) -> None:
        place = _place(event, self._path)
        self.findings += (Finding(place, message) for message in self._hidden(event))
        if isinstance(event, _COLLECTIONS):
            self._start(_Frame(place, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, _ENDS):
            self._add(self._open.pop().node())
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(str(event.value), place)
        elif isinstance(event, yaml.AliasEvent):
            self._scalar(str(event.anchor), place)

    def _hidden(self, event: yaml.Event) -> Iterator[str]:
        if isinstance(event, yaml.AliasEvent):
            yield f"alias `*{event.anchor}`: write the value out where it is meant"
        elif isinstance(event, _NODES) and event.anchor is not None:
            yield f"anchor `&{event.anchor}`: take it out; values are written where they are meant"
        if isinstance(event, _NODES) and event.tag is not None:
            yield f"tag {quoted(event.tag)}: take it out; every value is read as it is written"
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            yield "a second document begins here; write one to a file"

    def _start(self, frame: _Frame) -> None:
        if self._open and self._open[-1].wants_key:
            self._refuse(frame.place, "a key must be a word")
        if len(self._open) == MOST_LEVELS:
            self._refuse(frame.place, f"nested more than {MOST_LEVELS} levels deep")
        self._open.append(frame)

    def _scalar(self, text: str, place: Place) -> None:
        frame = self._open[-1] if self._open else None
        if frame is None or not frame.wants_key:
            self._add(Node(text, place, {}))
            return
        if text in frame.keys:
            line = frame.keys[text].line
            self.findings.append(
                Finding(place, f"key {quoted(text)} stands on line {line} already")
            )
        frame.keys.setdefault(text, place)
        frame.key = text

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].add(node)
        elif self.root is None:
            self.root = node

    def _refuse(self, place: Place, message: str) -> None:
        raise RuleFilesError([*self.findings, Finding(place, message)])


def _syntax(error: yaml.MarkedYAMLError, text: str, path: Path) -> Finding:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Finding(Place(path, 1, 1), f"not YAML: {error.problem or error.context}")
    place = Place(path, mark.line + 1, mark.column + 1)
    rest = (text.split("\n")[mark.line :] or [""])[0][mark.column :]
    if rest.startswith("\t"):
        return Finding(place, "not YAML: a tab; indent with spaces")
    return Finding(place, f"not YAML: {error.problem or error.context}")


def _place(event: yaml.Event, path: Path) -> Place:
    mark = event.start_mark
    return Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
