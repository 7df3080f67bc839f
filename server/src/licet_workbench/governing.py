"""Which version of one provision governs which days, as known on each day that taught more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.calendar import known_versions
from licet_engine.provisions.model import Provision, Version

ONE_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Days, both inclusive, on which one version governs; `last` is `date.max` while open."""

    first: date
    last: date
    version: int


def known_days(provisions: Iterable[Provision], axis: Knowledge) -> tuple[date, ...]:
    """Return the days on which something of the provisions became known, in order."""
    versions = (version for provision in provisions for version in provision.versions)
    return tuple(sorted({known_from(v.announced, v.published, axis) for v in versions}))


def stretches(provision: Provision, as_known: AsKnown) -> tuple[Stretch, ...]:
    """Return the days that are governed, in order; what stands between two is governed by none."""
    known = known_versions(provision, as_known)
    cuts = sorted({cut for _, version in known for cut in _cuts(version)})
    found: list[Stretch] = []
    for start, after in zip_longest(cuts, cuts[1:]):
        covering = [(n, v) for n, v in known if v.covers(start)]
        if not covering:
            continue
        number, _ = max(covering, key=lambda each: (each[1].start, each[1].announced))
        last = date.max if after is None else after - ONE_DAY
        if found and found[-1].version == number and found[-1].last + ONE_DAY == start:
            found[-1] = found[-1]._replace(last=last)
        else:
            found.append(Stretch(start, last, number))
    return tuple(found)


def _cuts(version: Version) -> Iterator[date]:
    yield version.start
    if version.through is not None and version.through < date.max:
        yield version.through + ONE_DAY


def left_open(own: Stretch, others: Sequence[Stretch]) -> tuple[date, date] | None:
    """Return the first days of a stretch that no other stretch covers, or None."""
    first = own.first
    for other in sorted(others):
        if other.first > first:
            return first, min(own.last, other.first - ONE_DAY)
        if other.last >= own.last:
            return None
        first = max(first, other.last + ONE_DAY)
    return (first, own.last) if first <= own.last else None


def overlap(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches share a day."""
    return max(one.first, other.first) <= min(one.last, other.last)
