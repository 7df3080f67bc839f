"""Templates become pages; whatever is put into one is text, never markup."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from licet_replay.orders import BookError


class Cells(Enum):
    """What the cells of a column hold: it decides how they are aligned and marked."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CODE = "code"
    OUTCOME = "outcome"


class Column(NamedTuple):
    """A column of a table: what stands above it, and what its cells hold."""

    title: str
    cells: Cells = Cells.TEXT


def render(template: str, **told: object) -> str:
    """Return the page that a template makes of what it is told; equal words, equal bytes.

    Every template wants a `title`, a `lead` (one sentence under it) and `made_of` (the facts that
    the page was made from, as pairs of a term and a text). Raises `jinja2.UndefinedError` for a
    name that was not told.
    """
    return _environment().get_template(template).render(told)


def write_page(path: Path, page: str) -> None:
    """Write a page as UTF-8; raises `BookError` where it cannot be written."""
    try:
        path.write_bytes(page.encode())
    except OSError as error:
        raise BookError(f"`{path}` cannot be written: {error.strerror}") from error


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("licet_cli", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["Cells"] = Cells
    made.filters["grouped"] = _grouped
    made.filters["slug"] = _slug
    return made


def _grouped(number: object) -> str:
    """Return a number with its thousands set apart, and anything else as it is."""
    return f"{number:,}" if isinstance(number, int | float) else str(number)


def _slug(words: str) -> str:
    """Return words as the name of a class: `LICENSE_REQUIRED` is `license-required`."""
    return "".join(c if c.isalnum() else "-" for c in words.lower())
