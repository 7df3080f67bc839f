"""A tree becomes YAML in its one canonical form.

Two columns a level. What was written in brackets stays in brackets while it fits on one line,
and becomes a block if it does not, or if a comment stands in it. Lists of codes are always in
brackets; one too long for a line goes over several, and keeps the breaks it has, so that one code
more is one line changed. Lists of sentences are never in brackets, and sentences are not folded.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import yaml

from licet_cli.yaml_tree import BLANK, Entry
from licet_cli.yaml_words import key_word, quoted_word, word

WIDTH = 100
_STEP = 2
_DASH = "-"


def written(root: Entry) -> str:
    """Return a document as text; comments keep their place beside what they speak of."""
    _settle(root)
    head = root.above[1:] if root.above[:1] == [BLANK] else root.above
    beside = [root.beside] if root.beside else []
    lines = [*_comments([*head, *beside], 0), *_held(root, 0), *_comments(root.below, 0)]
    return "\n".join(lines) + "\n"


def written_item(item: Entry, indent: int) -> str:
    """Return one item of a list as text, its dash after so many blanks."""
    _settle(item)
    return "\n".join(_lines(item, indent, "")) + "\n"


def _settle(entry: Entry) -> None:
    """Give comments and blank lines the one place that they are read back from.

    What stands above the first key of an item goes above its dash; a block has no room behind
    its dash for a comment of the whole; one blank line is enough, and none at the beginning.
    """
    for each in entry.entries:
        _settle(each)
    if entry.entries:
        first = entry.entries[0]
        if entry.key is None:
            entry.above += first.above
            first.above = []
        first.above = first.above[1:] if first.above[:1] == [BLANK] else first.above
    if entry.key is None and entry.beside and entry.commented:
        entry.above.append(entry.beside)
        entry.beside = ""
    entry.above = list(_single_blanks(entry.above))


def _single_blanks(lines: list[str]) -> Iterator[str]:
    for line, same in groupby(lines):
        yield from [BLANK] if line == BLANK else same


def _held(entry: Entry, indent: int, key: str = "") -> Iterator[str]:
    """Yield the lines of what an entry holds, as a block; `key` is the one that it stands under."""
    if not entry.entries:
        yield f"{' ' * indent}{_flat(entry, key, flow=False)}"
    for each in entry.entries:
        yield from _lines(each, indent, key)


def _lines(entry: Entry, indent: int, key: str) -> Iterator[str]:
    """Yield the lines of one key or item with its comments."""
    name = key if entry.key is None else entry.key
    lead = _DASH if entry.key is None else f"{key_word(entry.key)}:"
    yield from _comments(entry.above, indent)
    lines = list(_bare_lines(entry, f"{' ' * indent}{lead}", name))
    if entry.beside:
        lines[0] += f" {entry.beside}"
    yield from lines
    yield from _comments(entry.below, indent + _STEP)


def _comments(lines: list[str], indent: int) -> Iterator[str]:
    yield from (f"{' ' * indent}{line}" if line != BLANK else BLANK for line in lines)


def _bare_lines(entry: Entry, lead: str, key: str) -> Iterator[str]:
    """Yield the lines of one key or item, without the comments that are its own."""
    indent = len(lead) - len(lead.lstrip()) + _STEP
    flat = _flat(entry, key, flow=bool(entry.entries))
    if flat is not None and (not entry.entries or len(f"{lead} {flat}") <= WIDTH):
        yield from _on_one_line(entry, lead, flat, indent)
        return
    if _is_of_codes(entry):
        yield f"{lead} ["
        yield from _rows(entry, key, indent)
        yield f"{' ' * (indent - _STEP)}]"
        return
    held = _held(entry, indent, key)
    yield f"{lead} {next(held).lstrip()}" if lead.endswith(_DASH) else lead
    yield from held


def _on_one_line(entry: Entry, lead: str, flat: str, indent: int) -> Iterator[str]:
    if isinstance(entry.value, str) and "\n" in entry.value:
        lines = _literal(entry.value, indent)
        if lines:
            yield f"{lead} {lines[0]}"
            yield from lines[1:]
            return
    yield f"{lead} {flat}"


def _literal(text: str, indent: int) -> list[str]:
    """Return a text of several lines as they are, or nothing where only quotes would keep it."""
    ending = len(text) - len(text.rstrip("\n"))
    mark = "|" + ("-" if ending == 0 else "" if ending == 1 else "+")
    rows = text.removesuffix("\n").split("\n")
    lines = [mark, *(f"{' ' * indent}{row}" if row else "" for row in rows)]
    sample = f"{' ' * (indent - _STEP)}k: " + "\n".join(lines) + "\n"
    try:
        events = list(yaml.parse(sample, Loader=yaml.CBaseLoader))
    except yaml.YAMLError:
        return []
    values = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    return lines if values == ["k", text] else []


def _flat(entry: Entry, key: str, *, flow: bool) -> str | None:
    """Return an entry's value on one line, or None where it must not stand on one."""
    if isinstance(entry.value, str):
        return (
            quoted_word(entry.value) if "\n" in entry.value else word(entry.value, key, flow=flow)
        )
    if not entry.entries:
        return "{}" if entry.mapping else "[]"
    if entry.commented or (entry.bracket is None and not _is_of_codes(entry)):
        return None
    if not entry.mapping and not _is_of_codes(entry) and _is_of_texts(entry):
        return None
    parts = [_flat_member(each, key) for each in entry.entries]
    if None in parts:
        return None
    inside = ", ".join(part for part in parts if part is not None)
    return f"{{{inside}}}" if entry.mapping else f"[{inside}]"


def _flat_member(entry: Entry, key: str) -> str | None:
    name = key if entry.key is None else entry.key
    flat = _flat(entry, name, flow=True)
    return flat if flat is None or entry.key is None else f"{key_word(entry.key)}: {flat}"


def _is_of_texts(entry: Entry) -> bool:
    return not entry.mapping and all(isinstance(each.value, str) for each in entry.entries)


def _is_of_codes(entry: Entry) -> bool:
    """Tell whether an entry is a list of words alone, without a comment in it."""
    words = (each.value for each in entry.entries)
    return (
        bool(entry.entries)
        and not entry.mapping
        and not entry.commented
        and all(isinstance(each, str) and len(each.split()) == 1 for each in words)
    )


def _rows(entry: Entry, key: str, indent: int) -> Iterator[str]:
    """Yield a list of codes over several lines: broken where it is, unless that is too far out.

    What is too far out goes before what is on the line below, so that few lines change.
    """
    lines = [each.spot[0] for each in entry.entries]
    broken = entry.bracket is not None and lines[0] != lines[-1]
    row, line, carried = "", lines[0], False
    for number, each in enumerate(entry.entries, start=1):
        text = f"{_flat(each, key, flow=True)}{',' if number < len(lines) else ''}"
        apart = broken and each.spot[0] != line
        far_out = bool(row) and indent + len(row) + 1 + len(text) > WIDTH
        if far_out or (apart and not carried):
            yield f"{' ' * indent}{row}"
            row = text
        else:
            row = f"{row} {text}".lstrip()
        carried = (far_out or carried) and not apart
        line = each.spot[0]
    yield f"{' ' * indent}{row}"
