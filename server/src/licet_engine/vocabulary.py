"""The declared words: which facts rules may ask for, and what their absence means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from licet_engine.enums import QuickEnum


class Scope(QuickEnum):
    """Whose fact it is."""

    SALE = "sale"
    LINE = "line"
    PARTY = "party"
    ROW = "row"
    DESTINATION = "destination"
    CONTROL = "control"


class FactType(Enum):
    """What values a fact takes."""

    FLAG = "flag"
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    AMOUNT = "amount"


class FactSource(Enum):
    """Where the value of a fact comes from."""

    FIELD = "field"
    ATTESTATION = "attestation"
    DERIVED = "derived"
    PENDING = "pending"
    """Not encoded yet: always unknown, so that whatever hangs on it is never a go."""


class Absence(Enum):
    """How a fact reads when the sale does not give it."""

    UNKNOWN = "unknown"
    NOT_CLAIMED = "not_claimed"


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """One fact that a rule may name, with the meaning of its absence.

    `absence_of` overrides `absence` for single values of a code. `authority` cites why an
    absent fact may read as not claimed; `says` is the question to put to the seller; a
    `claimable` fact is one the seller could bring about or show, so a counterfactual may name it.
    """

    name: str
    scope: Scope
    type: FactType
    source: FactSource
    values: tuple[str, ...] = ()
    absence: Absence = Absence.UNKNOWN
    absence_of: tuple[tuple[str, Absence], ...] = ()
    authority: str | None = None
    says: str = ""
    claimable: bool = False

    def open_values(self) -> tuple[str, ...]:
        """Return the code values an absent fact may still turn out to have."""
        overrides = dict(self.absence_of)
        return tuple(v for v in self.values if overrides.get(v, self.absence) is Absence.UNKNOWN)


@dataclass(frozen=True)
class Vocabulary:
    """Every word a sale or a rule may use."""

    facts: tuple[FactDeclaration, ...]

    @cached_property
    def by_name(self) -> dict[str, FactDeclaration]:
        """The declarations by the name rules use."""
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def attestations(self) -> frozenset[str]:
        """The names that a sale's attestation maps may carry."""
        return frozenset(f.name for f in self.facts if f.source is FactSource.ATTESTATION)

    def codes(self, name: str) -> tuple[str, ...]:
        """Return the values the code fact `name` may take."""
        return self.by_name[name].values
