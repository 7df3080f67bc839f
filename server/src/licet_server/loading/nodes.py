"""YAML as nodes that remember their place: every scalar a string, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from licet_server.loading.findings import Finding, Place, RuleFilesError


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
        for step in path:
            node = _child(node, step)[0] if node else None
        return node

    def at(self, path: tuple[str | int, ...]) -> Place:
        """Return the place of what a path leads to, or of the nearest thing above it."""
        node, place = self, self.place
        for step in path:
            found, place = _child(node, step)
            if found is None:
                return place
            node = found
        return place


def _child(node: Node, step: str | int) -> tuple[Node | None, Place]:
    if isinstance(node.value, dict) and isinstance(step, str) and step in node.value:
        return node.value[step], node.keys[step]
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].place
    return None, node.place


def read_yaml(path: Path) -> Node:
    """Return the one document of a YAML file as nodes.

    Raises `RuleFilesError` for what is not YAML, for duplicate keys and for aliases.
    """
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_aliases(text, path)
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except UnicodeDecodeError as error:
        raise RuleFilesError([Finding(Place(path, 1, 1), f"not UTF-8: {error.reason}")]) from error
    except yaml.MarkedYAMLError as error:
        raise RuleFilesError([_syntax(error, path)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise RuleFilesError([Finding(Place(path, 1, 1), f"not YAML: {error}")]) from error
    if root is None:
        raise RuleFilesError([Finding(Place(path, 1, 1), "the file is empty")])
    return _node(root, path)


def _syntax(error: yaml.MarkedYAMLError, path: Path) -> Finding:
    mark = error.problem_mark or error.context_mark
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
    return Finding(place, f"not YAML: {error.problem or error.context}")


def _refuse_aliases(text: str, path: Path) -> None:
    findings = [
        Finding(
            _place(event, path),
            f"alias `*{event.anchor}`: write the value out where it is meant",
        )
        for event in yaml.parse(text, Loader=yaml.CBaseLoader)
        if isinstance(event, yaml.AliasEvent)
    ]
    if findings:
        raise RuleFilesError(findings)


def _node(node: yaml.Node, path: Path) -> Node:
    place = _place(node, path)
    if isinstance(node, yaml.MappingNode):
        pairs = [(_key(key, path), key, value) for key, value in node.value]
        duplicates = list(_duplicates(pairs, path))
        if duplicates:
            raise RuleFilesError(duplicates)
        values = {name: _node(value, path) for name, _, value in pairs}
        return Node(values, place, {name: _place(key, path) for name, key, _ in pairs})
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(item, path) for item in node.value], place, {})
    return Node(str(node.value), place, {})


def _key(node: yaml.Node, path: Path) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise RuleFilesError([Finding(_place(node, path), "a key must be a word")])
    return str(node.value)


def _duplicates(pairs: list[tuple[str, yaml.Node, yaml.Node]], path: Path) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for name, key, _ in pairs:
        place = _place(key, path)
        if name in seen:
            yield Finding(place, f"key `{name}` stands on line {seen[name]} already")
        seen.setdefault(name, place.line)


def _place(node: yaml.Node | yaml.Event, path: Path) -> Place:
    mark = node.start_mark
    return Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
