"""A rule set's own cases: sales whose outcome it must give before it may serve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from licet_engine.errors import SaleError
from licet_engine.lists import Knowledge
from licet_engine.resolution.outcome import Outcome

from licet_server.app import Clock, Licet
from licet_server.loading.findings import Place, nearest, quoted
from licet_server.sales.annotated import ANNOTATIONS, EXPECTED, bare_outcome, taken_apart
from licet_server.sales.reading import parse_json, read_sale

CASES = "cases"
_SUFFIX = ".jsonl"
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)


class _CaseError(Exception):
    """A case that cannot be asked, or came out otherwise."""


def failed_cases(licet: Licet) -> Iterator[str]:
    """Yield for each case of a rules directory that fails its place, and what came instead.

    Each is asked with what was announced by its own `known_on`, or by its sale date. A file
    that would not be read fails, so that no case is dropped in silence.
    """
    for file in _files(licet.settings.directory / CASES):
        if file.suffix != _SUFFIX:
            yield f"{Place(file, 1, 1)}: would not be read; call it `{file.stem}{_SUFFIX}`"
            continue
        for number, line in enumerate(file.read_bytes().splitlines(), start=1):
            try:
                _ask(line, licet)
            except _CaseError as error:
                yield f"{Place(file, number, 1)}: {error}"


def _files(directory: Path) -> Iterator[Path]:
    if directory.is_dir():
        yield from sorted(file for file in directory.rglob("*") if file.is_file())


def _ask(line: bytes, licet: Licet) -> None:
    """Put one case to the rules; raises `_CaseError` unless what is expected comes."""
    if not line.strip():
        return
    try:
        value, beside = taken_apart(parse_json(line), ANNOTATIONS)
        sale = read_sale(value, licet.rules.vocabulary)
        expected = _expected(beside)
        found = licet.decide(sale, knowledge=Knowledge.ANNOUNCED, clock=Clock.SALE_DATE)
    except SaleError as error:
        said = "; ".join(f"{v.path}: {v.reason}" if v.path else v.reason for v in error.violations)
        raise _CaseError(said) from error
    if found.outcome.value != expected:
        whose = f"{quoted(sale.sale_id)}: " if sale.sale_id else ""
        raise _CaseError(f"{whose}expected {expected}, and came {found.outcome.value}")


def _expected(beside: dict[str, object]) -> str:
    expected = bare_outcome(beside.get(EXPECTED, ""))
    if expected not in _OUTCOMES:
        said = f"{quoted(expected)} is no outcome" if expected else f"has no `{EXPECTED}`"
        raise _CaseError(f"{said}{nearest(expected, _OUTCOMES)}")
    return expected
