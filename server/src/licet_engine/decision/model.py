"""The decision, as every door gives it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from licet_engine.lists import Knowledge
from licet_engine.resolution.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ProvisionShown:
    """A provision that spoke on a line: on which subject, to what effect, and why."""

    provision_id: str
    version: str
    subject: str
    effect: str
    standing: bool
    lifted_by: tuple[str, ...]
    barred_by: tuple[str, ...]
    authority: str
    review_policy: str | None
    list_row: str | None
    why: str


@dataclass(frozen=True, slots=True)
class AssumptionShown:
    """Something the sale did not say, and how it was read."""

    path: str
    reads_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that was not given and could change the outcome."""

    fact: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class CounterfactualShown:
    """What would have let a stopped line go: facts that would have to be otherwise."""

    provision_id: str
    version: str
    needs: tuple[str, ...]
    outcome: Outcome
    authority: str


@dataclass(frozen=True, slots=True)
class LineDecision:
    """The answer for one line."""

    line_id: str | None
    outcome: Outcome
    authorization: str | None
    provisions: tuple[ProvisionShown, ...]
    conditions: tuple[str, ...]
    assumptions: tuple[AssumptionShown, ...]
    missing_facts: tuple[MissingFact, ...]
    possible_outcomes: tuple[Outcome, ...]
    counterfactuals: tuple[CounterfactualShown, ...]


@dataclass(frozen=True, slots=True)
class NextChangeShown:
    """The first day on which the answer is another, and what begins and ends to speak then."""

    on: date
    outcome: Outcome
    starts: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreeningShown:
    """A list row that a party's name matched or may have matched; `score` is 0 to 100."""

    path: str
    name: str
    list_row: str
    list: str
    entry: str
    status: str
    score: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Decision:
    """May this sale go out? With the provisions, for how long, and what would change it.

    `may_confirm` is true only for a go under the active rules as known today; every other
    decision is `hypothetical`. Open ends of the validity are None.
    """

    decision_id: str
    sale_id: str | None
    outcome: Outcome
    may_confirm: bool
    hypothetical: bool
    bounded: bool
    denial_ground: str | None
    lines: tuple[LineDecision, ...]
    missing_facts: tuple[MissingFact, ...]
    possible_outcomes: tuple[Outcome, ...]
    valid_from: date | None
    valid_through: date | None
    next_change: NextChangeShown | None
    screening: tuple[ScreeningShown, ...]
    caveats: tuple[str, ...]
    revision: str
    sale_date: date
    known_on: date
    knowledge: Knowledge
