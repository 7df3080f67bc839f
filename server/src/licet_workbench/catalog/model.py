"""What the catalog tells, as values that a terminal or a machine can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from licet_engine.lists import Knowledge
from licet_engine.tables.controls import NOT_HELD
from licet_engine.tables.grounds import Ground


class By(Enum):
    """What kind of source says a thing."""

    EDITION = "edition"
    CHANGE = "change"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Said:
    """Which edition, dated change or rule of a column says a thing, and how it comes to speak.

    `day` is the edition, or the first day of the change; `inferred` where the rule and its day
    are known and what it did to this cell was inferred.
    """

    by: By
    day: date
    authority: str
    ground: Ground = Ground.SPEAKS
    inferred: bool = False


class Standing(Enum):
    """How a category stands to the Control List on a day."""

    LISTED = "listed"
    EAR99 = "ear99"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class ControlTold:
    """One reason for control: where a license is required, and for what of the entry.

    No `paragraphs` are all of them. A `narrowed` control reaches a part of them by words that
    paragraphs do not decide: `settled_by` is what the seller attests of it. `provisions` ask for
    the requirement on this day, as `id@version`. Where two editions disagree, `requirement` is
    `not_held`, and `stated` what one of them says.
    """

    reason: str
    requirement: str
    means: str
    paragraphs: tuple[str, ...]
    exceptions: tuple[str, ...]
    of: tuple[str, ...]
    narrowed: bool
    settled_by: str | None
    stated: str | None
    provisions: tuple[str, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ReadingTold:
    """Paragraphs that are controlled alike, by labels as `NS2`; none are all other ones."""

    paragraphs: tuple[str, ...]
    controls: tuple[str, ...]
    why_not_held: str = ""


class State(Enum):
    """What is told of a license exception for an entry on a day."""

    OPEN = "open"
    CLOSED = "closed"
    PARTLY = "partly"
    NOT_TOLD = "not_told"


@dataclass(frozen=True, slots=True)
class ExceptionTold:
    """One license exception of a category; `note` says what an edition of another day tells.

    It is told several times where paragraphs differ: for the `paragraphs` named, and with none of
    them for all others. What is controlled for a reason of `not_for` is not eligible.
    """

    symbol: str
    state: State
    amount: str | None = None
    note: str = ""
    said: Said | None = None
    paragraphs: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryTold:
    """What the Control List says of a category on a day, as known on another.

    `freeing` are the provisions in force that let a decision use a license exception at all.
    """

    category: str
    on: date
    known_on: date
    knowledge: Knowledge
    standing: Standing
    why_not_held: str = ""
    editions: tuple[date, ...] = ()
    controls: tuple[ControlTold, ...] = ()
    readings: tuple[ReadingTold, ...] = ()
    exceptions: tuple[ExceptionTold, ...] = ()
    freeing: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the list speaks of the category on the day, and all that it says is held."""
        return self.standing in (Standing.LISTED, Standing.EAR99) and not any(
            control.requirement == NOT_HELD for control in self.controls
        )


class Answer(Enum):
    """Whether a cell of a table is marked on a day, or a provision asks."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class MarkTold:
    """A column of the chart or a group, whether a country is marked with it, and what says so."""

    code: str
    marked: Answer
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class ProvisionTold:
    """A provision in force on the day that asks about the country or its groups.

    `asks` is open where that hangs on what is not established of the country. `where` is what
    else it asks for, in words, and `waits_for` what of that nobody can give yet.
    """

    id: str
    version: str
    title: str
    effect: str
    subject: str
    asks: Answer
    authority: str
    start: date
    through: date | None
    announced: date
    published: date | None
    review_policy: str | None
    date_confidence: str
    where: str = ""
    waits_for: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountryTold:
    """What the chart, the groups and the provisions say of a country or region on a day.

    `treated_as` is the country whose row of the chart counts for it, and `treated_by` what says
    so. `row` is the edition that its own row is of, which has the footnotes and may send to Part
    746. `held` is whether an edition or a change names the country at all.
    """

    place: str
    country: str
    on: date
    known_on: date
    knowledge: Knowledge
    treated_as: str
    treated_by: Said | None
    held: bool
    row: Said | None
    sent_to_part_746: bool
    footnotes: tuple[str, ...]
    chart: tuple[MarkTold, ...]
    groups: tuple[MarkTold, ...]
    provisions: tuple[ProvisionTold, ...]
    caveats: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the tables speak of the country, and not only rules of whole columns."""
        return self.held
