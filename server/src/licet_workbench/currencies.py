"""Limits of one amount in several currencies: of an amount in either, nothing would be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from licet_engine.provisions.conditions import Money, Test
from licet_engine.provisions.model import Pack, Provision

from licet_workbench.findings import Finding, Severity
from licet_workbench.pointing import finding_at
from licet_workbench.regimes import asked_tests


class _Limit(NamedTuple):
    """A limit, and in which version of a provision it stands."""

    provision: Provision
    number: int
    test: Test
    currency: str


def currency_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield the limits of an amount that are not in the currency of most of them.

    An error: an amount is never converted, so that what any currency would settle stays open.
    """
    by_fact: dict[str, list[_Limit]] = {}
    for limit in _limits(packs):
        by_fact.setdefault(limit.test.fact, []).append(limit)
    for fact, limits in by_fact.items():
        counts = Counter(limit.currency for limit in limits)
        usual = min(counts, key=lambda currency: (-counts[currency], currency))
        for provision, number, test, currency in limits:
            if currency != usual:
                message = (
                    f"compares `{fact}` in {currency}, where other conditions do in {usual}: of an "
                    "amount in either nothing would be known; write all in one currency"
                )
                yield finding_at(provision, number, test, message, Severity.ERROR)


def _limits(packs: Sequence[Pack]) -> Iterator[_Limit]:
    for provision in (provision for pack in packs for provision in pack.provisions):
        for number, version in enumerate(provision.versions):
            for test, _ in asked_tests(version.condition):
                if isinstance(test.operand, Money):
                    yield _Limit(provision, number, test, test.operand.currency)
