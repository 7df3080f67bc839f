"""The questions: every category and destination there is, put by a sale that tells all it can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import EAR99, Attestations, Line, Party, Place, Sale

_SO = frozenset({"ownership_determined", "subject_to_ear"})
"""What a seller who did the homework attests to be so; every other attestation is denied."""
_NARROWING = "in_scope_"
_SCHEDULE_B = "490199"  # printed books: no provision names them
_BUYER = "Plain Example Trading"


def is_narrowing(fact: str) -> bool:
    """Tell whether a fact says of which part of its entry an item is."""
    return fact.startswith(_NARROWING)


def attested(rules: RuleSet, *, narrowings: bool = False) -> Attestations:
    """Return what the seller attests: all but of which part of its entry the item is.

    With `narrowings` the item is said to be of no part that words single out.
    """
    names = sorted(rules.vocabulary.attestations)
    return tuple((n, n in _SO) for n in names if narrowings or not is_narrowing(n))


def well_told(category: str, place: Place, day: date, attestations: Attestations) -> Sale:
    """Return a civil sale of an item of US origin that is silent about nothing it can tell."""
    buyer = Party("buyer", _BUYER, place, kind="civil", headquarters_country=place.country)
    line = Line(
        category=category,
        kind="commodity" if category == EAR99 else None,
        purpose="other",
        end_use="civil",
        origin="US",
        quantity=Decimal(10),
        value=Decimal(1000),
        currency="USD",
        schedule_b=_SCHEDULE_B,
    )
    return Sale(
        sale_date=day,
        parties=(buyer,),
        lines=(line,),
        transaction="export",
        ship_from=Place("US"),
        destination=place,
        attestations=attestations,
    )


def categories(rules: RuleSet) -> tuple[str, ...]:
    """Return every entry that the tables name, bare and by each paragraph they name, and EAR99."""
    return tuple(sorted({EAR99, *_named(rules)}))


def _named(rules: RuleSet) -> Iterator[str]:
    tables = rules.tables
    for control in tables.controls:
        yield from _with(control.eccn, (*control.paragraphs, *control.exceptions))
    for change in tables.entry_changes:
        yield from _with(change.eccn, change.paragraphs)
    yield from (listed.eccn for listed in tables.exceptions)


def _with(eccn: str, paragraphs: Iterable[str]) -> Iterator[str]:
    yield eccn
    yield from (f"{eccn}.{paragraph}" for paragraph in paragraphs)
