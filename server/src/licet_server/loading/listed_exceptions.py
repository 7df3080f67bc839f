"""What an edition says of license exceptions, by paragraph: the rows, and that they agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

from licet_engine.tables.model import REASONS, ListedException, Opening

from licet_server.loading.codes import exception_problem
from licet_server.loading.findings import quoted
from licet_server.loading.table_cells import (
    NOTHING,
    Record,
    WrongCell,
    day_of,
    entry_of,
    one_of,
    paragraphs_of,
    several_of,
    sound_paragraphs,
)

COLUMNS = ("eccn", "paragraphs", "except", "exception", "value", "not_for", "edition", "source")
_OPENINGS = {"yes": Opening.OPEN, "no": Opening.CLOSED, "partly": Opening.PARTLY}
_DOLLARS = re.compile(r"USD ([0-9]+)")


def listed_exception(record: Record) -> ListedException:
    """Return the row of a line; raises `WrongCell`."""
    problem = exception_problem(record["exception"])
    if problem:
        raise WrongCell("exception", problem)
    dollars = _DOLLARS.fullmatch(record["value"])
    if not dollars and record["value"] not in _OPENINGS:
        said = f"{quoted(record['value'])} is neither yes, no, partly nor an amount as `USD 1500`"
        raise WrongCell("value", said)
    paragraphs = _paragraphs(record)
    return ListedException(
        eccn=entry_of(record),
        symbol=record["exception"],
        opening=_OPENINGS.get(record["value"], Opening.OPEN),
        edition=day_of(record, "edition"),
        dollars=Decimal(dollars[1]) if dollars else None,
        source=record["source"],
        paragraphs=paragraphs,
        exceptions=_exceptions(record, paragraphs),
        not_for=_not_for(record),
    )


def _paragraphs(record: Record) -> tuple[str, ...]:
    if record["paragraphs"] == NOTHING:
        raise WrongCell("paragraphs", "`none` is no paragraph; write `all`, or which")
    return sound_paragraphs(record, "paragraphs", paragraphs_of(record))


def _exceptions(record: Record, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    excepted = sound_paragraphs(record, "except", several_of(record, "except"))
    for paragraph in excepted:
        if paragraphs and not any(paragraph.startswith(f"{above}.") for above in paragraphs):
            said = f"`{paragraph}` lies in none of the paragraphs {quoted(record['paragraphs'])}"
            raise WrongCell("except", said)
    return excepted


def _not_for(record: Record) -> tuple[str, ...]:
    reasons = several_of(record, "not_for")
    return tuple(one_of(record | {"not_for": reason}, "not_for", REASONS) for reason in reasons)


def contradictions(rows: Iterable[ListedException]) -> Iterator[tuple[ListedException, str]]:
    """Yield a row of each two that name one paragraph as closely and say different things of it."""
    of: dict[tuple[str, str, date], list[ListedException]] = {}
    for row in rows:
        of.setdefault((row.eccn, row.symbol, row.edition), []).append(row)
    for together in of.values():
        for one, other in combinations(together, 2):
            shared = {*(one.paragraphs or ("",))} & {*(other.paragraphs or ("",))}
            excepted = (*one.exceptions, *other.exceptions)
            spoken = sorted(p for p in shared if not _lies_in(p, excepted))
            if spoken and _answer(one) != _answer(other):
                named = f"{one.eccn}.{spoken[0]}".removesuffix(".")
                said = f"another line says otherwise of {one.symbol} for `{named}`"
                yield other, said


def _lies_in(paragraph: str, among: tuple[str, ...]) -> bool:
    return any(paragraph == p or paragraph.startswith(f"{p}.") for p in among)


def _answer(row: ListedException) -> tuple[Opening, Decimal | None, frozenset[str]]:
    return row.opening, row.dollars, frozenset(row.not_for)
