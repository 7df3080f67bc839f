"""A YAML file as a tree in which every comment hangs at what it speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from licet_server.loading.nodes import Node

from licet_cli.yaml_layout import Comment, Layout, Spot

BLANK = ""
"""Stands among comments for a blank line."""
_OPEN_LEVELS = 1


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list, and the comments that belong to it.

    `value` is a text, or entries: with keys for a mapping, without for a list. `above` are the
    lines before it, `beside` stands at the end of its line, `below` are comments at the end of
    what it holds. `bracket` is where that opens, if it was written in brackets.
    """

    key: str | None
    value: str | list[Entry]
    mapping: bool = False
    spot: Spot = (0, 0)
    value_spot: Spot = (0, 0)
    bracket: Spot | None = None
    above: list[str] = field(default_factory=list)
    beside: str = ""
    below: list[str] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """What it holds: nothing, if it is a text."""
        return self.value if isinstance(self.value, list) else []

    @property
    def commented(self) -> bool:
        """Tell whether a comment stands somewhere inside it."""
        if any(self.below):
            return True
        return any(any(e.above) or e.beside or e.commented for e in self.entries)


def tree_of(node: Node, layout: Layout) -> Entry:
    """Return a document as a tree with its comments; what stands before the first key is above."""
    root = _entry(None, node, _spot(node), layout)
    _Hanging(root, layout).hang()
    return root


def bare_tree(value: object, key: str | None = None, level: int = 0) -> Entry:
    """Return plain values as a tree without comments; what is nested further goes in brackets."""
    bracket = (0, 0) if level > _OPEN_LEVELS else None
    if isinstance(value, dict):
        held = [bare_tree(member, name, level + 1) for name, member in value.items()]
        return Entry(key, held, mapping=True, bracket=bracket)
    if isinstance(value, list):
        held = [bare_tree(member, level=level + 1) for member in value]
        return Entry(key, held, bracket=bracket)
    return Entry(key, _text(value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _spot(node: Node) -> Spot:
    return node.place.line, node.place.column


def _entry(key: str | None, node: Node, spot: Spot, layout: Layout) -> Entry:
    at = _spot(node)
    if isinstance(node.value, str):
        return Entry(key, node.value, spot=spot, value_spot=at)
    held = [_entry(name, each, where, layout) for name, each, where in _members(node)]
    bracket = at if at in layout.brackets else None
    return Entry(key, held, isinstance(node.value, dict), spot, at, bracket)


def _members(node: Node) -> Iterator[tuple[str | None, Node, Spot]]:
    if isinstance(node.value, dict):
        for name, each in node.value.items():
            yield name, each, (node.keys[name].line, node.keys[name].column)
    elif isinstance(node.value, list):
        yield from ((None, each, _spot(each)) for each in node.value)


class _Hanging:
    """Hangs comments and blank lines at the entries of a tree.

    A comment behind something belongs to that; one alone on its line to what follows, unless it
    stands further in than that: then it ends the innermost list or mapping that is as far out.
    """

    def __init__(self, root: Entry, layout: Layout) -> None:
        self._root = root
        self._layout = layout
        self._chains = list(_chains(root, ()))
        self._spots = [chain[-1].spot for chain in self._chains]

    def hang(self) -> None:
        """Hang every comment, and then every blank line that stands before an entry."""
        for comment in self._layout.comments:
            entry = None if self._layout.alone(comment) else self._before_on_line(comment)
            if entry is None:
                self._hang_alone(comment)
                continue
            if entry.beside:
                entry.above.append(entry.beside)
            entry.beside = comment.text
        self._hang_blanks()

    def _before_on_line(self, comment: Comment) -> Entry | None:
        """Return the last entry that begins before a comment on its line, or what it is in."""
        chain = self._open_at(comment.spot)
        if not chain or chain[-1].spot[0] != comment.spot[0]:
            return None
        while len(chain) > 1 and self._is_closed(chain[-2], comment):
            chain = chain[:-1]
        return chain[-1]

    def _is_closed(self, entry: Entry, comment: Comment) -> bool:
        """Tell whether the brackets of an entry close before a comment."""
        return entry.bracket is not None and self._layout.brackets[entry.bracket] < comment.spot

    def _hang_alone(self, comment: Comment) -> None:
        target = self._target(comment)
        if comment.spot[0] - 1 in self._layout.blanks:
            target.append(BLANK)
        target.append(comment.text)

    def _target(self, comment: Comment) -> list[str]:
        chain, following = self._open_at(comment.spot), self._following(comment.spot)
        around = self._layout.around(comment.spot)
        if chain and isinstance(chain[-1].value, str) and comment.spot < chain[-1].value_spot:
            return chain[-1].above
        if around is not None:
            return self._in_brackets(around, following)
        indent = self._layout.indent(following.spot[0]) if following else 0
        innermost, reached = None, indent
        for entry in chain:
            column = self._column(entry) if entry.entries and entry.bracket is None else 0
            if reached < column <= comment.spot[1]:  # a list may stand as far out as its key
                innermost, reached = entry, column
        if innermost is not None:
            return innermost.below
        return following.above if following is not None else self._root.below

    def _in_brackets(self, around: Spot, following: Entry | None) -> list[str]:
        if following is not None and following.spot < self._layout.brackets[around]:
            return following.above
        return next(e.below for *_, e in self._chains if e.bracket == around)

    def _open_at(self, spot: Spot) -> tuple[Entry, ...]:
        """Return the last entry that begins before a spot, below all that it is in."""
        number = bisect_left(self._spots, spot)
        return self._chains[number - 1] if number else ()

    def _following(self, spot: Spot) -> Entry | None:
        number = bisect_right(self._spots, spot)
        return self._chains[number][-1] if number < len(self._chains) else None

    def _column(self, entry: Entry) -> int:
        """Return the column in which the keys or dashes of an entry stand."""
        line, column = entry.entries[0].spot
        if entry.mapping:
            return column
        before = self._layout.lines[line - 1][: column - 1].rstrip()
        return len(before) if before.endswith("-") else self._layout.indent(line)

    def _hang_blanks(self) -> None:
        seen = set()
        for *_, entry in self._chains:
            line = entry.spot[0]
            if line not in seen and line - 1 in self._layout.blanks:
                entry.above.append(BLANK)
            seen.add(line)


def _chains(entry: Entry, above: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    """Yield every entry in the order of the file, each below all that it is in."""
    chain = (*above, entry)
    yield chain
    for each in entry.entries:
        yield from _chains(each, chain)
