"""Which license exceptions an entry opens, by edition: silence and age open nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

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

    def told(self, eccn: str, on: date, as_known: AsKnown) -> tuple[ExceptionTold, ...]:
        """Return what is told of each exception for an entry on a day, as known on another."""
        own = [listed for listed in self._listed if listed.eccn == eccn]
        before, after = speaking(self._editions, on, as_known)
        if before is None:
            return tuple(self._before_all(own, after))
        return tuple(
            _agreed(symbol, _in(own, symbol, before), _in(own, symbol, after), missing=not own)
            if after is not None
            else _listed(symbol, _in(own, symbol, before), missing=not own)
            for symbol in self._symbols
        )

    def caveats(self, on: date) -> Iterator[str]:
        """Yield what a careful reader should know of the table's age on a day."""
        yield from age(_TABLE, self._editions, on, "nothing may be taken to be open")

    def _before_all(
        self, own: Sequence[ListedException], first: date | None
    ) -> Iterator[ExceptionTold]:
        """No edition speaks yet: what the first one says of an entry is told beside."""
        for symbol in self._symbols:
            later = _in(own, symbol, first)
            note = f"{_worded(later)} in the edition of {first}" if later else ""
            yield ExceptionTold(symbol, State.NOT_TOLD, note=note)


def _in(
    own: Sequence[ListedException], symbol: str, edition: date | None
) -> ListedException | None:
    found = (each for each in own if (each.symbol, each.edition) == (symbol, edition))
    return next(found, None)


def _agreed(
    symbol: str, before: ListedException | None, after: ListedException | None, *, missing: bool
) -> ExceptionTold:
    """Between two editions an entry opens what both do."""
    if _meant(before) == _meant(after):
        return _listed(symbol, before, missing=missing)
    words = (f"{_worded(e)} in the edition of {e.edition}" for e in (before, after) if e)
    return ExceptionTold(symbol, State.NOT_TOLD, note=", ".join(words))


def _meant(listed: ListedException | None) -> object:
    return (listed.opening, listed.dollars) if listed else None


def _listed(symbol: str, listed: ListedException | None, *, missing: bool) -> ExceptionTold:
    if listed is None:
        return ExceptionTold(symbol, State.NOT_TOLD, note=_MISSING if missing else _SILENT)
    said = Said(By.EDITION, listed.edition, listed.source)
    return ExceptionTold(symbol, _STATES[listed.opening], _amount(listed), said=said)


def _amount(listed: ListedException) -> str | None:
    return f"USD {listed.dollars}" if listed.dollars is not None else None


def _worded(listed: ListedException) -> str:
    amount = _amount(listed)
    return f"{listed.opening.value} up to {amount}" if amount else listed.opening.value
