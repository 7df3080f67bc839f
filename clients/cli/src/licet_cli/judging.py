"""Sales of the workbench are decided by the one way to an answer, under rules that are loaded."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from licet_engine.decision.deciding import Question, decide
from licet_engine.decision.model import Decision
from licet_engine.facts.observing import Observer
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolver
from licet_engine.sale import Attestations, Party, Place, Sale
from licet_screening.screen import NameScreen
from licet_server.rendering import plain
from licet_workbench.impact.matching import WatchingMatcher
from licet_workbench.proving.witnesses import Witness


class Judge:
    """Decides witnesses under one rule set; what it decides is hypothetical.

    Beside another judge it screens names with that one's index, where their lists are equal.
    """

    def __init__(self, rules: RuleSet, beside: Judge | None = None) -> None:
        self.rules = rules
        self._beside = beside

    def __call__(self, witness: Witness) -> Decision:
        """Return the decision on a witness; raises `EngineFault`."""
        asked = Question(witness.sale, witness.as_known, hypothetical=True)
        return decide(self._resolver, self._observer, asked)

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.rules, WatchingMatcher(self.rules.formulas))

    @cached_property
    def _observer(self) -> Observer:
        return Observer(self.rules, self._screen)

    @cached_property
    def _screen(self) -> NameScreen:
        beside = self._beside
        if beside is not None and beside.rules.rows == self.rules.rows:
            return beside._screen  # noqa: SLF001 (another of the same class)
        return NameScreen(self.rules.rows)


def sale_json(witness: Witness) -> dict[str, Any]:
    """Return a witness as a sale file would have it, with what is known of it."""
    sale = witness.sale
    told = _told(sale, ("parties", "lines", "ship_from", "destination"))
    told["known_on"] = witness.as_known.on.isoformat()
    for name in ("ship_from", "destination"):
        if getattr(sale, name) != Place():
            told[name] = _told(getattr(sale, name), ())
    told["parties"] = [_party(party) for party in sale.parties]
    told["lines"] = [_told(line, ()) for line in sale.lines]
    return told


def _party(party: Party) -> dict[str, Any]:
    told = _told(party, ("place", "owners"))
    told |= _told(party.place, ())
    if party.owners:
        told["owners"] = [
            _told(owner, ("percent",)) | {"percent": float(owner.percent or 0)}
            for owner in party.owners
        ]
    return told


def _told(of: object, left_out: tuple[str, ...]) -> dict[str, Any]:
    """Return what is said of something, silence left out."""
    found: dict[str, Any] = {}
    for name in type(of).__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(of, name)
        if name in left_out or value is None or value == ():
            continue
        found[name] = _attested(value) if name == "attestations" else _written(value)
    return found


def _written(value: object) -> object:
    """Amounts are decimal strings in sale files, so that no digit is lost."""
    return str(value) if isinstance(value, Decimal) else plain(value)


def _attested(given: Attestations) -> dict[str, bool]:
    return dict(given)


def sale_words(sale: Sale) -> str:
    """Return what a witness is, in a line."""
    line = sale.lines[0]
    parties = ", ".join(
        f"{party.role} {party.name} in {party.place.region or party.place.country}"
        for party in sale.parties
    )
    claimed = f", claiming {line.license_exception}" if line.license_exception else ""
    return f"{sale.sale_date}: {line.category}, {line.purpose}, to {parties}{claimed}"
