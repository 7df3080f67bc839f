"""The five answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from licet_engine.enums import QuickEnum


class Outcome(QuickEnum):
    """May the order go out? The first four in order of severity; the fifth is honesty."""

    NO_LICENSE_NEEDED = "NO_LICENSE_NEEDED"
    TEMPORARY_LICENSE = "TEMPORARY_LICENSE"
    LICENSE_REQUIRED = "LICENSE_REQUIRED"
    DENIED = "DENIED"
    UNDETERMINED = "UNDETERMINED"

    @property
    def confirmable(self) -> bool:
        """Whether an order with this outcome may be confirmed."""
        return self in (Outcome.NO_LICENSE_NEEDED, Outcome.TEMPORARY_LICENSE)


DETERMINATE = (
    Outcome.NO_LICENSE_NEEDED,
    Outcome.TEMPORARY_LICENSE,
    Outcome.LICENSE_REQUIRED,
    Outcome.DENIED,
)
_SEVERITY = {outcome: n for n, outcome in enumerate(DETERMINATE)}


severity: Callable[[Outcome], int] = _SEVERITY.__getitem__
"""How severe a determinate outcome is: of two, the more severe has the greater number."""


def most_severe(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the most severe of determinate outcomes."""
    return max(outcomes, key=severity)


def by_severity(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return distinct determinate outcomes, the mildest first."""
    return tuple(sorted(set(outcomes), key=severity))


def conclude(possible: Iterable[Outcome]) -> Outcome:
    """Return the answer that a set of possible outcomes allows.

    One possible outcome is the answer; if all may be confirmed, the most severe of them is;
    otherwise nobody was told enough.
    """
    outcomes = frozenset(possible)
    if len(outcomes) == 1 or all(outcome.confirmable for outcome in outcomes):
        return most_severe(outcomes)
    return Outcome.UNDETERMINED
