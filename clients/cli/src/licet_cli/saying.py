"""Words on a console: folded between words, indented by level."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from licet_cli.consoles import shown

_STEP = 2
_NARROWEST = 40


def say_list(console: Console, title: str, entries: Iterable[str], level: int) -> None:
    """Print entries under a title, or nothing where there are none."""
    found = list(entries)
    if not found:
        return
    say(console, title, level)
    for entry in found:
        say(console, f"- {entry}", level + 1)


def say(console: Console, text: str, level: int, style: str = "") -> None:
    """Print one entry, folded between words and indented, without blanks at the end."""
    indent = " " * _STEP * level
    room = max(console.width, _NARROWEST)
    folded = wrap(
        shown(text), room, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
    for line in folded:
        console.print(Text(line, style=style), soft_wrap=True)
