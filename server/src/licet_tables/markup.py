"""The eCFR's XML of title 15: the supplement of a part, as blocks of text and tables.

Built to the documented schema of the bulk data: `DIV5 TYPE="PART"`, `DIV9 TYPE="APPENDIX"`,
`HEAD`, tables as `TABLE`/`TR`/`TD` or as `GPOTABLE`/`ROW`/`ENT`. No entities, no network, no DTD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from licet_tables.findings import Place, refusal
from licet_tables.sheets import read_bytes

_SUPPLEMENT = re.compile(r"(?i)supplement no\. ?1 to part (?P<part>\d+)\b")
_TABLES = frozenset({"TABLE", "GPOTABLE"})
_ROWS = frozenset({"TR", "ROW"})
_CELLS = frozenset({"TD", "TH", "ENT", "CHED"})
_HEADERS = frozenset({"TH", "CHED"})
_HEADER_ROWS = frozenset({"BOXHD"})
_BLOCKS = re.compile(r"P|FP(?:-\w+)?|HD\d?|HED|HEAD|H\d|NOTE|FTNT")
_RAISED = frozenset({"SU", "SUP"})


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, less raised figures, which are told beside it."""

    text: str
    raised: tuple[str, ...] = ()
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row of a table, and where it stands."""

    place: Place
    cells: tuple[Cell, ...]

    @property
    def heading(self) -> bool:
        """Whether every cell is the head of a column."""
        return all(cell.heading for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of running text; `marked` is the bold text that it begins with."""

    place: Place
    text: str
    marked: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    place: Place
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Supplement:
    """Supplement No. 1 of a part: its blocks and tables in the order of the text."""

    path: Path
    pieces: tuple[Block | Grid, ...]


def read_part(path: Path, part: str) -> Supplement:
    """Return Supplement No. 1 of a part.

    Raises `ImportRefused` for what is no whole XML, declares a document type, or holds no such
    supplement or several.
    """
    root = _root(path)
    found = [each for each in root.iter("DIV9") if _is_supplement(each, part)]
    if root.tag == "DIV9" and _is_supplement(root, part):
        found = [root]
    if len(found) != 1:
        said = f"holds {len(found)} times Supplement No. 1 to Part {part}, and one is due"
        raise refusal(Place(path, 1), said)
    return Supplement(path, tuple(_pieces(path, found[0])))


def _root(path: Path) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = f"not whole XML: {str(error.msg).split(', line')[0].lower()}"
        raise refusal(Place(path, max(line, 1), max(column, 1)), message) from error
    if root.getroottree().docinfo.doctype:
        raise refusal(Place(path, 1), "declares a document type; the eCFR's files have none")
    return root


def _is_supplement(element: Any, part: str) -> bool:
    if element.get("TYPE", "APPENDIX") != "APPENDIX":
        return False
    head = element.find("HEAD")
    names = (element.get("N") or "", _text(head) if head is not None else "")
    return any(m["part"] == part for n in names for m in [_SUPPLEMENT.match(n)] if m)


def _pieces(path: Path, element: Any) -> Iterator[Block | Grid]:
    for child in element:
        tag = _tag(child)
        if tag in _TABLES:
            yield Grid(_place(path, child), tuple(_rows(path, child)))
        elif _BLOCKS.fullmatch(tag) and not any(_tag(d) in _TABLES for d in child.iter()):
            yield Block(_place(path, child), _text(child), _marked(child))
        else:
            yield from _pieces(path, child)


def _rows(path: Path, table: Any) -> Iterator[Row]:
    for element in table.iter():
        tag = _tag(element)
        if tag in _ROWS or tag in _HEADER_ROWS:
            cells = tuple(_cell(child) for child in element if _tag(child) in _CELLS)
            if cells:
                yield Row(_place(path, element), cells)


def _cell(element: Any) -> Cell:
    raised = [d for d in element.iter() if d is not element and _tag(d) in _RAISED]
    figures = tuple(n for each in raised for n in re.findall(r"\d+", _text(each)))
    return Cell(_text(element, less=_RAISED), figures, heading=_tag(element) in _HEADERS)


def _marked(element: Any) -> str:
    """Return the bold text that a block begins with, or all of a heading."""
    if re.fullmatch(r"HD\d?|HED|H\d", _tag(element)):
        return _text(element)
    first = element[0] if len(element) and not (element.text or "").strip() else None
    return _text(first) if first is not None and _tag(first) in ("B", "E") else ""


def _text(element: Any, less: frozenset[str] = frozenset()) -> str:
    return " ".join("".join(_texts(element, less)).split())


def _texts(element: Any, less: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if _tag(child) not in less:
            yield from _texts(child, less)
        yield child.tail or ""


def _tag(element: Any) -> str:
    return str(element.tag).upper()


def _place(path: Path, element: Any) -> Place:
    return Place(path, element.sourceline or 1)
