"""Which license exceptions an entry opens for a paragraph: silence and age open nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from licet_engine.lists import AsKnown
from licet_engine.tables.model import ListedException, Opening, Tables

from licet_workbench.catalog.editions import age, speaking
from licet_workbench.catalog.model import By, ExceptionTold, Said, State

_SILENT = "the entry is silent, and Part 740 decides"
_MISSING = "the entry is missing from the edition"
_STATES = {
    Opening.OPEN: State.OPEN,
    Opening.CLOSED: State.CLOSED,
    Opening.PARTLY: State.PARTLY,
}
_TABLE = "the table of license exceptions"


class ExceptionTables:
    """Looks up what entries say of license exceptions."""

    def __init__(self, tables: Tables) -> None:
        self._listed = tables.exceptions
        self._editions = {listed.edition for listed in tables.exceptions}
        self._symbols = sorted({listed.symbol for listed in tables.exceptions})

    def told(self, category: str, on: date, as_known: AsKnown) -> tuple[ExceptionTold, ...]:
        """Return what is told of each exception for a category on a day, as known on another."""
        eccn, _, paragraph = category.partition(".")
        own = [listed for listed in self._listed if listed.eccn == eccn]
        before, after = speaking(self._editions, on, as_known)
        silent = _SILENT if own else _MISSING
        found: list[ExceptionTold] = []
        for symbol in self._symbols:
            here = _in(own, symbol, paragraph, before)
            then = here if after is None else _in(own, symbol, paragraph, after)
            if before is None:
                note = _worded(then) and f"{_worded(then)} in the edition of {after}"
                found.append(ExceptionTold(symbol, State.NOT_TOLD, note=note))
            elif _meant(here) != _meant(then):
                found.append(_disagreed(symbol, here, then))
            else:
                found += _listed(symbol, here) or [_not_told(symbol, silent)]
        return tuple(found)

    def caveats(self, on: date) -> Iterator[str]:
        """Yield what a careful reader should know of the table's age on a day."""
        yield from age(_TABLE, self._editions, on, "nothing may be taken to be open")


class _Part(NamedTuple):
    """A row, and those of its paragraphs that lie in the category asked for; none is the rest."""

    listed: ListedException
    paragraphs: tuple[str, ...]


def _in(
    own: Sequence[ListedException], symbol: str, paragraph: str, edition: date | None
) -> tuple[_Part, ...]:
    """Return the row that names a paragraph most closely, then those for paragraphs below it."""
    rows = [each for each in own if (each.symbol, each.edition) == (symbol, edition)]
    closest = max(rows, key=lambda row: _closeness(row, paragraph), default=None)
    parts = [_Part(row, tuple(_below(row, paragraph))) for row in rows]
    below = [part for part in parts if part.paragraphs and part.listed is not closest]
    if closest is None or _closeness(closest, paragraph) < 0:
        return tuple(below)
    differing = [part for part in below if _answer(part.listed) != _answer(closest)]
    return (_Part(closest, ()), *differing)


def _closeness(row: ListedException, paragraph: str) -> int:
    """Return how closely a row names a paragraph: 0 with all others, and -1 not at all."""
    if any(_lies_in(paragraph, excepted) for excepted in row.exceptions):
        return -1
    named = [len(above) for above in row.paragraphs if _lies_in(paragraph, above)]
    return max(named, default=-1 if row.paragraphs else 0)


def _below(row: ListedException, paragraph: str) -> Iterator[str]:
    for own in row.paragraphs:
        if own != paragraph and (not paragraph or _lies_in(own, paragraph)):
            yield f"{row.eccn}.{own}"


def _lies_in(paragraph: str, above: str) -> bool:
    return paragraph == above or paragraph.startswith(f"{above}.")


def _meant(parts: Iterable[_Part]) -> object:
    return {(part.paragraphs, _answer(part.listed)) for part in parts}


def _answer(listed: ListedException) -> object:
    return listed.opening, listed.dollars, listed.not_for


def _disagreed(symbol: str, *editions: Sequence[_Part]) -> ExceptionTold:
    """Between two editions an entry opens what both do."""
    told = (f"{_worded(e)} in the edition of {e[0].listed.edition}" for e in editions if e)
    return _not_told(symbol, ", ".join(told))


def _not_told(symbol: str, note: str) -> ExceptionTold:
    return ExceptionTold(symbol, State.NOT_TOLD, note=note)


def _listed(symbol: str, parts: Iterable[_Part]) -> list[ExceptionTold]:
    return [
        ExceptionTold(
            symbol,
            _STATES[listed.opening],
            _amount(listed),
            said=Said(By.EDITION, listed.edition, listed.source),
            paragraphs=paragraphs,
            not_for=listed.not_for,
        )
        for listed, paragraphs in parts
    ]


def _amount(listed: ListedException) -> str | None:
    return f"USD {listed.dollars}" if listed.dollars is not None else None


def _worded(parts: Sequence[_Part]) -> str:
    words = (
        f"{_opening(part.listed)}{' for ' + ' '.join(part.paragraphs) if part.paragraphs else ''}"
        for part in parts
    )
    return " and ".join(words)


def _opening(listed: ListedException) -> str:
    amount = _amount(listed)
    not_for = f" but not for {' '.join(listed.not_for)}" if listed.not_for else ""
    return f"{listed.opening.value}{f' up to {amount}' if amount else ''}{not_for}"
