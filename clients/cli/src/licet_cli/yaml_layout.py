"""What a YAML file holds beside its values: comments, blank lines, and where brackets stand.

Read off the tokens of the parser that the loader reads with, so that both see the same file:
whatever stands between two tokens, and is no blank, is a comment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

Spot = tuple[int, int]
"""A line and a column, counted from 1."""
_STARTS = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_ENDS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(?P<comment>#.*)")


@dataclass(frozen=True, slots=True, order=True)
class Comment:
    """A comment from its `#` to the end of its line."""

    spot: Spot
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Comments in the order of the file, lines that are blank, and where each bracket closes.

    `opened` are the brackets in the order of the file, `outer` says which each of them is in.
    """

    lines: tuple[str, ...]
    comments: tuple[Comment, ...]
    blanks: frozenset[int]
    brackets: dict[Spot, Spot]
    opened: tuple[Spot, ...]
    outer: dict[Spot, Spot | None]

    def indent(self, line: int) -> int:
        """Return the column in which a line begins."""
        text = self.lines[line - 1]
        return len(text) - len(text.lstrip()) + 1

    def alone(self, comment: Comment) -> bool:
        """Tell whether nothing stands before a comment on its line."""
        line, column = comment.spot
        return self.indent(line) == column

    def around(self, spot: Spot) -> Spot | None:
        """Return where the innermost bracket opens that a spot is in."""
        number = bisect_left(self.opened, spot) - 1
        found = self.opened[number] if number >= 0 else None
        while found is not None and self.brackets[found] < spot:
            found = self.outer[found]
        return found


def layout_of(text: str) -> Layout:
    """Return the layout of a text that the loader has read."""
    lines = (*text.split("\n"), "")  # a last line without an end is ended one line below
    tokens = list(yaml.scan(text, Loader=yaml.CBaseLoader))
    comments = tuple(sorted(_comments(tokens, lines)))
    inside = {n for token in tokens for n in range(_start(token)[0] + 1, _end(token)[0])}
    blanks = {n for n, line in enumerate(lines, start=1) if not line.strip()}
    brackets, outer = _brackets(tokens)
    return Layout(lines, comments, frozenset(blanks - inside), brackets, tuple(outer), outer)


def _comments(tokens: list[yaml.Token], lines: tuple[str, ...]) -> Iterator[Comment]:
    reached = (1, 1)
    for token in tokens:
        if _start(token) > reached:
            yield from _between(reached, _start(token), lines)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            yield from _beside_header(_start(token), lines)
        reached = max(reached, _end(token))
    yield from _between(reached, (len(lines), len(lines[-1]) + 1), lines)


def _between(start: Spot, end: Spot, lines: tuple[str, ...]) -> Iterator[Comment]:
    """Yield the comments between two tokens, where nothing else stands but blanks."""
    for number in range(start[0], end[0] + 1):
        text = lines[number - 1] if number < end[0] else lines[number - 1][: end[1] - 1]
        found = text.find("#", start[1] - 1 if number == start[0] else 0)
        if found >= 0:
            yield Comment((number, found + 1), text[found:].rstrip())


def _beside_header(start: Spot, lines: tuple[str, ...]) -> Iterator[Comment]:
    """Yield the comment behind the `|` or `>` that a text of several lines begins with."""
    line, column = start
    found = _HEADER.match(lines[line - 1], column - 1)
    if found:
        yield Comment((line, found.start("comment") + 1), found["comment"].rstrip())


def _brackets(tokens: list[yaml.Token]) -> tuple[dict[Spot, Spot], dict[Spot, Spot | None]]:
    """Return where each bracket closes, and which it is in, in the order in which they open."""
    closes: dict[Spot, Spot] = {}
    outer: dict[Spot, Spot | None] = {}
    opened: list[Spot] = []
    for token in tokens:
        if isinstance(token, _STARTS):
            outer[_start(token)] = opened[-1] if opened else None
            opened.append(_start(token))
        elif isinstance(token, _ENDS):
            closes[opened.pop()] = _start(token)
    return closes, outer


def _start(token: yaml.Token) -> Spot:
    return token.start_mark.line + 1, token.start_mark.column + 1


def _end(token: yaml.Token) -> Spot:
    return token.end_mark.line + 1, token.end_mark.column + 1
