"""What a cell says of an exception, read clause by clause: which paragraphs open, and for what.

A clause opens (`$1500`, `Yes for 3A001.c`) or closes (`N/A for MT`, `N/A for 3A001.z`). What it
says in further words may hold for part of a paragraph only: `partly`. A clause of which it cannot
be told which paragraphs it speaks of makes every opening of its cell `partly`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from licet_engine.tables.model import REASONS

from licet_tables.named import Named, read_named
from licet_tables.wording import plain

YES, NO, PARTLY = "yes", "no", "partly"

_REASON = "|".join(REASONS)
_OPENS = r"(?P<value>Yes|\$(?:\d{1,3}(?:,\d{3})+|\d+))"
_STRAY_POINT = re.compile(r"(?<=\w)\.(?=,)")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e)\.?,?")
_BUT = re.compile(rf"^{_OPENS},? except (?:N/A )?(?:for )?")
_CLAUSE = re.compile(r" ?; ?(?:and (?=N/A|Yes|\$))?|\. (?=N/A|Yes|\$)|, (?=N/A for )")
_WHOLE = re.compile(rf"{_OPENS}(?: for all other items)?")
_SOME = re.compile(rf"{_OPENS}(?:,? for |: )(?P<named>.+)")
_REASONS = re.compile(
    rf"N/A for (?P<reasons>(?:{_REASON})(?:(?:, | and | or )(?:{_REASON}))*)(?: items)?"
    r"(?: and for (?P<named>.+))?"
)
_CLOSED = re.compile(r"N/A for (?:and )?(?P<named>.+)")
_ON = re.compile(r"^(?:and|or) ")


class Contradicted(Exception):  # noqa: N818 (never leaves the importer)
    """A cell gives one paragraph two answers."""


@dataclass(slots=True)
class Said:
    """What the clauses of a cell say: of all paragraphs, of some, and for which reasons not."""

    whole: list[str] = field(default_factory=list)
    opened: dict[str, set[str]] = field(default_factory=dict)
    opened_in_part: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    closed_in_part: set[str] = field(default_factory=set)
    not_for: list[str] = field(default_factory=list)
    unread: bool = False


def read_cell(text: str, eccn: str, *, in_dollars: bool) -> Said:
    """Return what a cell says; an exception is opened in dollars (LVS), or by `Yes`."""
    words = _STRAY_POINT.sub("", _ABBREVIATED.sub("", plain(text)))
    words = _BUT.sub(r"\g<value>; N/A for ", words.removesuffix(";"))
    said = Said()
    closes = False
    for clause in filter(None, (part.strip() for part in _CLAUSE.split(words))):
        closes = _read(said, clause, eccn, closes=closes, in_dollars=in_dollars)
    return said


def _read(said: Said, clause: str, eccn: str, *, closes: bool, in_dollars: bool) -> bool:
    """Take in a clause; return whether one behind it without a word of its own closes too."""
    opens = _WHOLE.fullmatch(clause) or _SOME.fullmatch(clause)
    if opens:
        if opens["value"].startswith("$") == in_dollars:
            _open(said, _value(opens["value"]), opens.groupdict().get("named"), eccn)
        else:
            said.unread = True
        return False
    reasons = _REASONS.fullmatch(clause)
    if reasons:
        said.not_for += re.findall(_REASON, reasons["reasons"])
        if reasons["named"]:
            _close(said, read_named(reasons["named"], eccn, closing=True))
        return True
    closed = _CLOSED.fullmatch(clause)
    if closed or closes:
        words = closed["named"] if closed else _ON.sub("", clause)
        _close(said, read_named(words, eccn, closing=True))
        return True
    _open_in_part(said, read_named(_ON.sub("", clause), eccn, closing=False))
    return False


def _value(words: str) -> str:
    return f"USD {words[1:].replace(',', '')}" if words.startswith("$") else YES


def _open(said: Said, value: str, words: str | None, eccn: str) -> None:
    if words is None:
        said.whole.append(value)
        return
    named = read_named(words, eccn, closing=False)
    if named is None:
        said.unread = True
        return
    for paragraph in named.whole:
        said.opened.setdefault(paragraph, set()).add(value)
    said.opened_in_part |= {*named.in_part}
    said.closed |= {*named.excepted}


def _open_in_part(said: Said, named: Named | None) -> None:
    """Take in what stands behind an opening without a word of its own: it may open as well."""
    if named is None or not (said.whole or said.opened or said.opened_in_part):
        said.unread = True
    else:
        said.opened_in_part |= {*named.whole, *named.in_part, *named.excepted}


def _close(said: Said, named: Named | None) -> None:
    if named is None:
        said.unread = True
    else:
        said.closed |= {*named.whole}
        said.closed_in_part |= {*named.in_part, *named.excepted}


def answers(said: Said) -> tuple[str, dict[str, str]]:
    """Return the answer for what no clause names, and that for each paragraph that one does.

    Raises `Contradicted` where one paragraph has two.
    """
    rest = _rest(said)
    found = dict(_opened(said))
    found |= dict.fromkeys(said.closed_in_part, PARTLY)
    found |= dict.fromkeys(said.closed, NO)
    found |= dict.fromkeys(said.opened_in_part, PARTLY)
    if said.unread:
        rest = PARTLY
        found = {p: NO if answer == NO else PARTLY for p, answer in found.items()}
    return rest, _telling(rest, found)


def _rest(said: Said) -> str:
    if len(set(said.whole)) > 1:
        raise Contradicted(f"all is opened as {' and as '.join(sorted(set(said.whole)))}")
    if said.whole:
        return said.whole[0]
    return NO if said.opened or said.opened_in_part else PARTLY


def _opened(said: Said) -> Iterator[tuple[str, str]]:
    closing = said.closed | said.closed_in_part
    for paragraph, values in said.opened.items():
        told = values | ({NO} if paragraph in said.closed else set())
        if len(told) > 1:
            raise Contradicted(f"`{paragraph}` is told as {' and as '.join(sorted(told))}")
        narrowed = any(is_within(paragraph, above) for above in closing)
        yield paragraph, PARTLY if narrowed else next(iter(values))


def _telling(rest: str, found: dict[str, str]) -> dict[str, str]:
    """Return the paragraphs whose answer is another than that of what they lie in."""
    kept: dict[str, str] = {}
    for paragraph in sorted(found, key=lambda p: p.count(".")):
        above = [p for p in kept if is_within(paragraph, p)]
        inherited = kept[max(above, key=len)] if above else rest
        if found[paragraph] != inherited:
            kept[paragraph] = found[paragraph]
    return kept


def is_within(paragraph: str, above: str) -> bool:
    """Tell whether a paragraph is another one, or lies in it."""
    return paragraph == above or paragraph.startswith(f"{above}.")
