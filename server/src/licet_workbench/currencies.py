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
    """A limit, and in which version of a provision it stands, or in which review policy of it."""

    provision: Provision
    number: int
    review: int | None
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
        for provision, number, review, test, currency in limits:
            if currency != usual:
                message = (
                    f"compares `{fact}` in {currency}, where other conditions do in {usual}: of an "
                    "amount in either nothing would be known; write all in one currency"
                )
                yield finding_at(provision, number, test, message, Severity.ERROR, review)


def _limits(packs: Sequence[Pack]) -> Iterator[_Limit]:
    for provision in (provision for pack in packs for provision in pack.provisions):
        for number, version in enumerate(provision.versions):
            # What a review policy asks makes an amount unknown to all who compare it, too.
            reviews = ((place, each.condition) for place, each in enumerate(version.reviews))
            for review, condition in ((None, version.condition), *reviews):
                for test, _ in asked_tests(condition):
                    if isinstance(test.operand, Money):
                        yield _Limit(provision, number, review, test, test.operand.currency)
