"""Conditions that ask for what no list row, no control and no edition of the tables is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from licet_engine.provisions.conditions import Condition, Op, Test
from licet_engine.provisions.model import Pack, Provision
from licet_engine.sale import EAR99, is_out_of_scope
from licet_engine.tables.model import Tables
from licet_engine.vocabulary import Scope

from licet_workbench.findings import Finding, Severity, nearest
from licet_workbench.held import Held
from licet_workbench.pointing import finding_at, told
from licet_workbench.regimes import asked_tests, regimes_of
from licet_workbench.satisfying import Words
from licet_workbench.silent import conjuncts, normal

_TABLES: Mapping[str, tuple[frozenset[str], Callable[[Tables], object]]] = MappingProxyType(
    {
        "country_groups.csv": (frozenset({"country_group"}), lambda tables: tables.groups),
        "country_chart.csv": (frozenset({"chart_column"}), lambda tables: tables.chart),
        "control_list.csv": (
            frozenset({"reason", "requirement"}),
            lambda tables: [control for control in tables.controls if control.editions],
        ),
        "license_exceptions.csv": (
            frozenset({"exception_open", "exception_maybe_open"}),
            lambda tables: tables.exceptions,
        ),
    }
)
"""Of each table the facts that it alone tells, and its rows."""
_ECCN = 5
"""Letters and digits of an ECCN: what is shorter is a Category."""


def unheld_findings(packs: Sequence[Pack], words: Words) -> Iterator[Finding]:
    """Yield conditions that could hold by their words, and never do by what is held."""
    provisions = [provision for pack in packs for provision in pack.provisions]
    rows = {regime for pack in packs for row in pack.rows for regime in row.facts.regimes}
    vocabulary = words.vocabulary
    held = Words(vocabulary, Held(packs))
    for provision in provisions:
        if regimes_of(provision) <= rows:  # else that is what is told
            yield from _on_nothing(provision, words, held)
    yield from _no_table(packs)
    for tables in (pack.tables for pack in packs):
        if tables is not None:
            eccns = _eccns(tables)
            for provision in provisions:
                yield from _no_entry(provision, eccns)


def _no_table(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield for each table that is not there the first condition that asks for it.

    An error: what no table tells of is not required, and a sale would go out for want of a file.
    """
    tables = [pack.tables for pack in packs if pack.tables is not None]
    for file, (facts, rows_of) in _TABLES.items():
        if not any(map(rows_of, tables)):
            provisions = (provision for pack in packs for provision in pack.provisions)
            asking = (found for each in provisions for found in _asking(each, facts))
            for provision, number, test in islice(asking, 1):
                message = f"asks for `{test.fact}`, and there is no `{file}` that tells of any"
                yield finding_at(provision, number, test, message, Severity.ERROR)


def _asking(provision: Provision, facts: frozenset[str]) -> Iterator[tuple[Provision, int, Test]]:
    for number, version in enumerate(provision.versions):
        for test, _ in asked_tests(version.condition):
            if test.fact in facts:
                yield provision, number, test


def _on_nothing(provision: Provision, words: Words, held: Words) -> Iterator[Finding]:
    for number, version in enumerate(provision.versions):
        condition = normal(provision, version.condition)
        if held.can_hold(condition) or not words.can_hold(condition):
            continue
        parts = conjuncts(condition)
        # With any one of these left out, something that is held would be asked for.
        needed = [p for p in parts if held.can_hold(*(other for other in parts if other is not p))]
        if needed:
            first = min(needed, key=_is_of_list)
            yield _warning(provision, number, first, _nothing(needed))
        return


def _is_of_list(part: Condition) -> bool:
    """Tell whether a part says which list is meant, which is seldom what is wrong."""
    return isinstance(part, Test) and part.fact == "list"


def _nothing(parts: Sequence[Condition]) -> str:
    scopes = {test.scope for part in parts for test, _ in asked_tests(part)}
    what = "control of the Control List" if Scope.CONTROL in scopes else "list row"
    said = " and ".join(f"`{told(part)}`" for part in parts)
    return (
        f"no {what} that is held is all that is asked for with {said}, so that this never matches"
    )


def _eccns(tables: Tables) -> frozenset[str]:
    """Return every entry that some edition or dated change names."""
    return frozenset(
        (
            *(control.eccn for control in tables.controls),
            *(change.eccn for change in tables.entry_changes),
            *(exception.eccn for exception in tables.exceptions),
        )
    )


def _no_entry(provision: Provision, eccns: frozenset[str]) -> Iterator[Finding]:
    """Yield tests of categories of which none is of an entry that is held.

    Among others, an entry of former days may stand that no edition names any more.
    """
    for number, version in enumerate(provision.versions):
        for test in _categories(version.condition):
            if any(_beside_the_list(code) or _eccn(code) in eccns for code in test.codes):
                continue
            eccn = _eccn(min(test.codes))
            message = (
                f"`{eccn}` is in no edition of the Control List that is held{nearest(eccn, eccns)}"
            )
            yield _warning(provision, number, test, message)
            return


def _eccn(code: str) -> str:
    return code.partition(".")[0]


def _categories(condition: Condition) -> Iterator[Test]:
    for test, _ in asked_tests(condition):
        if test.fact == "category" and test.op is Op.IN:
            yield test


def _beside_the_list(code: str) -> bool:
    return code == EAR99 or len(code) < _ECCN or is_out_of_scope(code)


def _warning(provision: Provision, number: int, part: Condition, message: str) -> Finding:
    return finding_at(provision, number, part, message, Severity.WARNING)
