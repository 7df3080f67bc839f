"""A regime over time as lanes: its list rows, and each provision that concerns them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from licet_engine.errors import LicetError
from licet_engine.lists import ListRow
from licet_engine.provisions.model import LIFTING, Effect, Provision, Version
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.concern import concerned, regime_tags
from licet_workbench.findings import nearest

_ONE_DAY = timedelta(days=1)
_SAVINGS = "SAVINGS"


class UnknownRegimeError(LicetError):
    """No list row is of that regime."""


class Kind(Enum):
    """What a lane shows: list rows, or a provision by its effect; in the order of the lanes."""

    LISTED = "listed"
    DENIES = "denies"
    REQUIRES = "requires"
    PERMITS = "permits"
    CLEARS = "clears"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Bar:
    """One version of a provision, or the rows that were listed together.

    `until` is the last day it counts: its own `through`, or the day before a later version
    takes over. `superseded_by` names the version that restates it. `tags` are those of rows.
    """

    name: str
    start: date
    through: date | None
    until: date | None
    announced: date
    published: date | None
    authority: str
    superseded_by: str | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lane:
    """What runs beside other lanes over time.

    `authorizes` are the regime tags whose rows it is a license for: those that a permit or
    clearance is narrowed to, savings clauses apart.
    """

    id: str
    title: str
    kind: Kind
    bars: tuple[Bar, ...]
    authorizes: frozenset[str] = frozenset()
    is_savings: bool = False


def lanes(rules: RuleSet, regime: str) -> tuple[Lane, ...]:
    """Return the lanes of a regime: its list rows first, then provisions by effect and age.

    A regime takes in its finer tags: `zte` is also `zte-tgl` and `zte-denial-order`. Raises
    `UnknownRegimeError` for a regime that no list row has.
    """
    tags = regime_tags(rules.rows, regime)
    if not tags:
        had = {tag for row in rules.rows for tag in row.facts.regimes}
        raise UnknownRegimeError(f"no list row is of the regime `{regime}`{nearest(regime, had)}")
    rows = [row for row in rules.rows if tags.intersection(row.facts.regimes)]
    provisions = [_lane(provision, tags) for provision in concerned(rules, rows, tags)]
    return tuple(sorted((*_row_lanes(rows, regime), *provisions), key=_order))


def _order(lane: Lane) -> tuple[int, date, str]:
    return list(Kind).index(lane.kind), min(bar.start for bar in lane.bars), lane.id


def _row_lanes(rows: Iterable[ListRow], regime: str) -> Iterable[Lane]:
    by_list: defaultdict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        by_list[row.facts.list].append(row)
    for name, members in by_list.items():
        title = f"{name.replace('_', ' ').capitalize()}: rows of the regime {regime}"
        yield Lane(name, title, Kind.LISTED, _row_bars(members))


def _row_bars(rows: Iterable[ListRow]) -> tuple[Bar, ...]:
    together: defaultdict[tuple[object, ...], list[ListRow]] = defaultdict(list)
    for row in rows:
        together[row.facts.start, row.facts.through, row.facts.regimes].append(row)
    bars = (_row_bar(members) for members in together.values())
    return tuple(sorted(bars, key=lambda bar: (bar.start, bar.through or date.max, bar.name)))


def _row_bar(rows: list[ListRow]) -> Bar:
    facts = min((row.facts for row in rows), key=lambda f: (f.announced, f.published or date.max))
    cited = sorted({row.authority for row in rows})
    return Bar(
        name=f"{len(rows)} row{'s' if len(rows) > 1 else ''}",
        start=facts.start,
        through=facts.through,
        until=facts.through,
        announced=facts.announced,
        published=facts.published,
        authority=cited[0] if len(cited) == 1 else f"{cited[0]} and {len(cited) - 1} more",
        tags=frozenset(facts.regimes),
    )


def _lane(provision: Provision, tags: frozenset[str]) -> Lane:
    is_savings = provision.authorization == _SAVINGS
    licenses = provision.effect in LIFTING and not is_savings
    return Lane(
        provision.id,
        provision.title,
        Kind(provision.effect.value),
        tuple(_bar(version, provision) for version in _in_order(provision)),
        provision.targets.regimes & tags if licenses else frozenset(),
        is_savings and provision.effect is Effect.CLEARS,
    )


def _in_order(provision: Provision) -> list[Version]:
    return sorted(provision.versions, key=lambda v: (v.start, v.announced, v.name))


def _bar(version: Version, provision: Provision) -> Bar:
    heirs = [v for v in _in_order(provision) if v.supersedes == version.name]
    return Bar(
        name=version.name,
        start=version.start,
        through=version.through,
        until=version.through if heirs else _until(version, provision),
        announced=version.announced,
        published=version.published,
        authority=version.authority,
        superseded_by=heirs[0].name if heirs else None,
    )


def _until(version: Version, provision: Provision) -> date | None:
    """Return the last day an open version counts: a later one that stands takes over."""
    superseded = {v.supersedes for v in provision.versions}
    later = (
        v.start for v in provision.versions if v.name not in superseded and v.start > version.start
    )
    if version.through is not None:
        return version.through
    taken_over = min(later, default=None)
    return None if taken_over is None else taken_over - _ONE_DAY
