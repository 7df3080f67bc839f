"""What a replay comes to: outcomes by month, errors, and differences from what was expected."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from licet_engine.resolution.outcome import Outcome
from licet_server.sales.annotated import bare_outcome

from licet_replay.asking import Answer
from licet_replay.telling import ERROR, because, outcome_of

OUTCOMES = tuple(outcome.value for outcome in Outcome)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """An order whose outcome is not the expected one, and why it is what it is."""

    line: int
    sale_id: str | None
    expected: str
    outcome: str
    why: str


@dataclass(slots=True)
class Comparison:
    """Outcomes against a column of expected ones; the first differences are kept."""

    column: str
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[Difference] = field(default_factory=list)

    @property
    def compared(self) -> int:
        """How many orders have an expected outcome."""
        return self.confusion.total()

    @property
    def different(self) -> int:
        """How many of them came out otherwise."""
        return sum(n for (expected, outcome), n in self.confusion.items() if expected != outcome)

    def add(self, answer: Answer) -> None:
        """Count one answer, where something is expected of it."""
        given = answer.order.annotations.get(self.column)
        if given is None:
            return
        expected, outcome = bare_outcome(given), outcome_of(answer)
        self.confusion[expected, outcome] += 1
        if expected != outcome and len(self.first) < _SHOWN:
            self.first.append(_difference(answer, expected, outcome))


def _difference(answer: Answer, expected: str, outcome: str) -> Difference:
    known = expected in OUTCOMES
    why = because(answer) if known else f"`{expected[:40]}` is not one of {', '.join(OUTCOMES)}"
    return Difference(answer.order.number, answer.sale_id, expected, outcome, why)


@dataclass(slots=True)
class Summary:
    """The counts of a replay; `months` are of sale dates, as `2019-05`."""

    comparison: Comparison | None = None
    months: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    first_errors: list[str] = field(default_factory=list)
    errors: int = 0

    @property
    def outcomes(self) -> Counter[str]:
        """How many orders came to each outcome."""
        return sum(self.months.values(), Counter())

    @property
    def orders(self) -> int:
        """How many orders were answered, with or without a decision."""
        return self.outcomes.total() + self.errors

    @property
    def clean(self) -> bool:
        """Whether every order was decided, and none otherwise than expected."""
        return not self.errors and not (self.comparison and self.comparison.different)

    def add(self, answer: Answer) -> None:
        """Count one answer."""
        if answer.decision is not None:
            month = f"{answer.decision.sale_date:%Y-%m}"
            self.months[month][answer.decision.outcome.value] += 1
        else:
            self.errors += 1
            if len(self.first_errors) < _SHOWN:
                self.first_errors.append(answer.error or ERROR)
        if self.comparison is not None:
            self.comparison.add(answer)


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return a summary as a JSON object."""
    months = sorted(summary.months.items())
    counted = {
        "orders": summary.orders,
        "errors": summary.errors,
        "first_errors": summary.first_errors,
        "outcomes": {name: summary.outcomes[name] for name in OUTCOMES},
        "months": {month: {name: counts[name] for name in OUTCOMES} for month, counts in months},
    }
    if summary.comparison is None:
        return counted
    return counted | {"comparison": _comparison_json(summary.comparison)}


def _comparison_json(comparison: Comparison) -> dict[str, Any]:
    confusion: dict[str, dict[str, int]] = {}
    for (expected, outcome), count in sorted(comparison.confusion.items()):
        confusion.setdefault(expected, {})[outcome] = count
    return {
        "column": comparison.column,
        "compared": comparison.compared,
        "different": comparison.different,
        "confusion": confusion,
        "first_differences": [_difference_json(one) for one in comparison.first],
    }


def _difference_json(one: Difference) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("line", "sale_id", "expected", "outcome", "why")}
