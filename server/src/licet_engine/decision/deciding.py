"""The one way to an answer: every door goes through `decide`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from licet_engine.decision.caveats import caveats
from licet_engine.decision.claims import Claims
from licet_engine.decision.composing import Composer
from licet_engine.decision.model import Decision
from licet_engine.facts.observing import Observer
from licet_engine.lists import AsKnown
from licet_engine.provisions.canonical import canonical_text
from licet_engine.provisions.model import Effect
from licet_engine.resolution.order import DayResolution, Resolver
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Sale

_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Question:
    """A sale, the knowledge it is asked with, and whether the answer may be acted on.

    `hypothetical` is decided by the composition root: it alone knows which rule set is
    active and what day it is.
    """

    sale: Sale
    as_known: AsKnown
    hypothetical: bool


def decide(resolver: Resolver, observer: Observer, question: Question) -> Decision:
    """Return the decision on a sale.

    Raises `EngineFault` when the matcher failed: then there is no decision, and no go.
    """
    rules, sale, as_known = resolver.rules, question.sale, question.as_known
    observation = observer.observe(sale, as_known)
    resolution = resolver.resolve(observation.material, sale.sale_date, as_known)
    day = resolution.day
    claims = Claims(resolver, observation.material, sale.sale_date, as_known)
    composer = Composer(rules, sale, observation, claims)
    return Decision(
        decision_id=decision_id(question, rules.revision),
        sale_id=sale.sale_id,
        outcome=day.outcome,
        may_confirm=day.outcome.confirmable and not question.hypothetical,
        hypothetical=question.hypothetical,
        bounded=day.bounded,
        denial_ground=_denial_ground(composer, day),
        lines=tuple(composer.line(n, line) for n, line in enumerate(day.lines)),
        missing_facts=composer.order_missing(day),
        possible_outcomes=day.possible,
        valid_from=resolution.valid_from,
        valid_through=resolution.valid_through,
        next_change=composer.next_change(resolution.next_change),
        screening=composer.screening(),
        caveats=caveats(rules, composer, day),
        revision=rules.revision,
        sale_date=sale.sale_date,
        known_on=as_known.on,
        knowledge=as_known.axis,
    )


def decision_id(question: Question, revision: str) -> str:
    """Return 128 bits of SHA-256 over all that an answer depends on, as 32 hex digits."""
    # What is known on may stand in the sale or beside it: the same question either way.
    sale = question.sale
    asked = (
        replace(sale, known_on=None) if sale.known_on else sale,
        revision,
        question.as_known.on,
        question.as_known.axis,
    )
    return hashlib.sha256(canonical_text(asked).encode()).digest()[:_ID_BYTES].hex()


def _denial_ground(composer: Composer, day: DayResolution) -> str | None:
    """Return the ground of a denial: a running denial order before the seller's own policy."""
    if day.outcome is not Outcome.DENIED:
        return None
    grounds = {
        provision.denial_ground
        for _, spoken in day.determining()
        for provision, _ in (composer.provision(spoken),)
        if provision.effect is Effect.DENIES and provision.denial_ground
    }
    return min(grounds, default=None)
