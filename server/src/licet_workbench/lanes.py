"""What concerns a question over time as lanes: list rows, provisions, and controls of an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from licet_engine.lists import AsKnown, ListRow, known_from
from licet_engine.provisions.calendar import known_versions
from licet_engine.provisions.model import LIFTING, Effect, Provision, Version

ONE_DAY = timedelta(days=1)
_SAVINGS = "SAVINGS"


class Kind(Enum):
    """What a lane shows: list rows, controls of an item, or a provision by its effect; in order."""

    LISTED = "listed"
    CONTROLLED = "controlled"
    DENIES = "denies"
    REQUIRES = "requires"
    PERMITS = "permits"
    CLEARS = "clears"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Bar:
    """One version of a provision, the rows that were listed together, or one control of an item.

    `until` is the last day it counts: its own `through`, or the day before a later version
    takes over. `known` is the day from which it counts as known. `superseded_by` names the
    version that restates it. `tags` are those of `rows`, which are counted.
    """

    name: str
    start: date
    through: date | None
    until: date | None
    announced: date
    published: date | None
    known: date
    authority: str
    superseded_by: str | None = None
    tags: frozenset[str] = frozenset()
    rows: int = 0

    @property
    def retroactive_through(self) -> date | None:
        """The last day of effect before it was known, or None where it was known in time."""
        if self.known <= self.start:
            return None
        eve = self.known - ONE_DAY
        return eve if self.until is None else min(eve, self.until)


@dataclass(frozen=True, slots=True)
class Lane:
    """What runs beside other lanes over time.

    `authorizes` are the regime tags whose rows it is a license for: those that a permit or
    clearance is narrowed to, savings clauses apart. `unknown` counts the versions, or rows, that
    were not known yet. `for_rows` tells whether it concerns the listed parties of the question,
    and not only its item or purpose.
    """

    id: str
    title: str
    kind: Kind
    bars: tuple[Bar, ...]
    authorizes: frozenset[str] = frozenset()
    is_savings: bool = False
    unknown: int = 0
    for_rows: bool = True


def in_order(lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    """Return lanes by kind and age; those of which nothing is known are left out."""
    return tuple(sorted((lane for lane in lanes if lane.bars), key=_order))


def _order(lane: Lane) -> tuple[int, date, str]:
    # Controls stand by their reason; the editions, whose name is the shortest, before them.
    aged = lane.kind is not Kind.CONTROLLED
    first = min(bar.start for bar in lane.bars) if aged else date.min
    return list(Kind).index(lane.kind), first, lane.id


def row_lanes(rows: Iterable[ListRow], whose: str, as_known: AsKnown) -> Iterable[Lane]:
    """Yield a lane for each list that rows are on."""
    by_list: defaultdict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        by_list[row.facts.list].append(row)
    for name, members in by_list.items():
        known = [row for row in members if row.facts.known(as_known)]
        title = f"{name.replace('_', ' ').capitalize()}: {whose}"
        bars = _row_bars(known, as_known)
        yield Lane(name, title, Kind.LISTED, bars, unknown=len(members) - len(known))


def _row_bars(rows: Iterable[ListRow], as_known: AsKnown) -> tuple[Bar, ...]:
    together: defaultdict[tuple[object, ...], list[ListRow]] = defaultdict(list)
    for row in rows:
        through = row.facts.last_day(as_known)
        together[row.facts.start, through, row.facts.regimes].append(row)
    bars = (_row_bar(members, as_known) for members in together.values())
    return tuple(sorted(bars, key=lambda bar: (bar.start, bar.through or date.max, bar.name)))


def _row_bar(rows: list[ListRow], as_known: AsKnown) -> Bar:
    facts = min((row.facts for row in rows), key=lambda f: (f.announced, f.published or date.max))
    cited = sorted({row.authority for row in rows})
    through = facts.last_day(as_known)
    return Bar(
        name=rows[0].name if len(rows) == 1 else f"{len(rows)} rows",
        start=facts.start,
        through=through,
        until=through,
        announced=facts.announced,
        published=facts.published,
        known=known_from(facts.announced, facts.published, as_known.axis),
        authority=cited[0] if len(cited) == 1 else f"{cited[0]} and {len(cited) - 1} more",
        tags=frozenset(facts.regimes),
        rows=len(rows),
    )


def provision_lane(provision: Provision, tags: frozenset[str], as_known: AsKnown) -> Lane:
    """Return the lane of a provision: its versions that were known on a day, and how they stood."""
    is_savings = provision.authorization == _SAVINGS
    licenses = provision.effect in LIFTING and not is_savings
    known = [v for v in _in_order(provision) if _known(v, as_known) <= as_known.on]
    standing = [version for _, version in known_versions(provision, as_known)]
    return Lane(
        provision.id,
        provision.title,
        Kind(provision.effect.value),
        tuple(_bar(version, known, standing, as_known) for version in known),
        provision.targets.regimes & tags if licenses else frozenset(),
        is_savings and provision.effect is Effect.CLEARS,
        len(provision.versions) - len(known),
    )


def _known(version: Version, as_known: AsKnown) -> date:
    return known_from(version.announced, version.published, as_known.axis)


def _in_order(provision: Provision) -> list[Version]:
    return sorted(provision.versions, key=lambda v: (v.start, v.announced, v.name))


def _bar(version: Version, known: list[Version], standing: list[Version], as_known: AsKnown) -> Bar:
    heirs = [v for v in known if v.supersedes == version.name]
    return Bar(
        name=version.name,
        start=version.start,
        through=version.through,
        until=version.through if heirs else _until(version, standing),
        announced=version.announced,
        published=version.published,
        known=_known(version, as_known),
        authority=version.authority,
        superseded_by=heirs[0].name if heirs else None,
    )


def _until(version: Version, standing: list[Version]) -> date | None:
    """Return the last day an open version counts: a later one that stands takes over."""
    if version.through is not None:
        return version.through
    later = (v.start for v in standing if v.start > version.start)
    taken_over = min(later, default=None)
    return None if taken_over is None else taken_over - ONE_DAY
