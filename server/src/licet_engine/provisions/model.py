"""One provision, its versions, and the packs they come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from licet_engine.clearances import Clearance
from licet_engine.enums import QuickEnum
from licet_engine.lists import Confidence, ListRow
from licet_engine.provisions.conditions import Condition
from licet_engine.tables.model import Tables
from licet_engine.vocabulary import Vocabulary


class Effect(QuickEnum):
    """What a provision does to a line when it matches."""

    REQUIRES = "requires"
    DENIES = "denies"
    PERMITS = "permits"
    CLEARS = "clears"
    BARS = "bars"


LIFTING = frozenset({Effect.PERMITS, Effect.CLEARS})
RESTRAINING = frozenset({Effect.REQUIRES, Effect.DENIES})


CLAIMED = "EXCEPTION:claimed"
"""The authorization of a clearance by any of several exceptions: the one that is claimed."""


class SubjectKind(QuickEnum):
    """What a provision is matched on once each."""

    LINE = "line"
    PARTY = "party"
    CONTROL = "control"


class EnforcementStatus(Enum):
    """Whether the agency acts on a text in force."""

    ENFORCED = "enforced"
    NOT_ENFORCED = "not_enforced"


class AnswerBy(Enum):
    """Whether a pack answers by the text in force or by the agency's practice."""

    TEXT = "text"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Enforcement:
    """How the agency has said it will treat a text in force, since which day, and where."""

    status: EnforcementStatus
    start: date
    authority: str


@dataclass(frozen=True, slots=True)
class Targets:
    """What a permit, clearance or bar acts on: provision ids and tags, narrowed by list regime."""

    provisions: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    regimes: frozenset[str] = frozenset()

    def names(self, provision_id: str, tags: frozenset[str]) -> bool:
        """Tell whether a provision with that id and those tags is named here."""
        return provision_id in self.provisions or bool(self.tags & tags)


@dataclass(frozen=True, slots=True)
class Review:
    """A review policy that stands in for the version's own where its condition holds."""

    policy: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Version:
    """What a provision said from one day to another; a version never changes."""

    name: str
    start: date
    through: date | None
    announced: date
    published: date | None
    authority: str
    condition: Condition
    review_policy: str | None = None
    reviews: tuple[Review, ...] = ()
    """The first whose condition holds tells how a standing requirement is reviewed."""
    supersedes: str | None = None
    enforcement: Enforcement | None = None
    date_confidence: Confidence = Confidence.HIGH
    disputed: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def covers(self, on: date) -> bool:
        """Tell whether the day is within the version's dates, both inclusive."""
        return self.start <= on and (self.through is None or on <= self.through)


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule with its effect; `authorization` names what a clearance is called on a line."""

    id: str
    pack: str
    title: str
    effect: Effect
    subject: SubjectKind
    tags: frozenset[str]
    targets: Targets
    versions: tuple[Version, ...]
    authorization: str | None = None
    denial_ground: str | None = None


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """What a pack does not hold yet, put as a caveat on decisions that might have needed it."""

    id: str
    caveat: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The provisions and list rows of one source of rules: the law, or the seller's house.

    A clearance says who a party is not; it is no rule, so that a pack that may not loosen has it.
    """

    name: str
    provisions: tuple[Provision, ...]
    rows: tuple[ListRow, ...] = ()
    answer_by: AnswerBy = AnswerBy.TEXT
    may_loosen: bool = False
    gaps: tuple[CoverageGap, ...] = ()
    vocabulary: Vocabulary | None = None
    tables: Tables | None = None
    clearances: tuple[Clearance, ...] = ()
