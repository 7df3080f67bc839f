"""Which versions of provisions cases speak of, and which of their boundary days are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from licet_engine.lists import Confidence, Knowledge
from licet_engine.provisions.model import Provision, Version

_ONE_DAY = timedelta(days=1)
_HOW = {
    "standing": "stands",
    "lifted": "is lifted",
    "by": "lifts",
    "barred": "is barred",
    "speaks": "speaks",
}
"""How the versions that an expectation names are heard."""


class CaseLike(Protocol):
    """What counts of a case."""

    @property
    def sale_date(self) -> date:
        """The day the goods are to leave."""

    @property
    def known_on(self) -> date:
        """What counts as known."""

    @property
    def knowledge(self) -> Knowledge:
        """From when on a version counts as known."""

    @property
    def now(self) -> date:
        """The day that it calls so."""

    @property
    def provisions(self) -> frozenset[str]:
        """The provisions that it is about."""

    @property
    def expect(self) -> Mapping[str, Any]:
        """What is expected of the decision."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A boundary day of a version, as it must be asked about: known then or now, on one axis."""

    day: date
    what: str
    axis: Knowledge
    now: bool

    def __str__(self) -> str:
        return f"{self.day} ({self.what}), as {self.axis.value} by {'now' if self.now else 'then'}"


@dataclass(frozen=True, slots=True)
class VersionCovered:
    """How cases hear a version, and which of its boundary days none of them asks about.

    Days of low confidence have no boundaries that a case could be sure of.
    """

    provision: str
    version: str
    heard: tuple[str, ...]
    asked: tuple[Edge, ...]
    missing: tuple[Edge, ...]

    @property
    def whole(self) -> bool:
        """Tell whether nothing is left to ask."""
        return bool(self.heard) and not self.missing


def case_coverage(
    provisions: Iterable[Provision], cases: Iterable[CaseLike], first_day: date
) -> tuple[VersionCovered, ...]:
    """Return what cases come to for each version, in the order of provisions.

    No sale is of a day before the first.
    """
    found = tuple(cases)
    heard = _heard(found)
    asked = {
        (provision, case.sale_date, case.knowledge, case.known_on == case.now)
        for case in found
        for provision in case.provisions
    }
    return tuple(
        _covered(provision, version, heard, asked, first_day)
        for provision in provisions
        for version in provision.versions
    )


def _heard(cases: Iterable[CaseLike]) -> dict[str, set[str]]:
    heard: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for key, how in _HOW.items():
            for name in case.expect.get(key, ()):
                heard[name].add(how)
    return heard


def _covered(
    provision: Provision,
    version: Version,
    heard: Mapping[str, set[str]],
    asked: set[tuple[str, date, Knowledge, bool]],
    first_day: date,
) -> VersionCovered:
    edges = tuple(edges_of(version, first_day))
    met = [(provision.id, each.day, each.axis, each.now) in asked for each in edges]
    return VersionCovered(
        provision.id,
        version.name,
        tuple(sorted(heard.get(f"{provision.id}@{version.name}", ()))),
        tuple(each for each, is_met in zip(edges, met, strict=True) if is_met),
        tuple(each for each, is_met in zip(edges, met, strict=True) if not is_met),
    )


def edges_of(version: Version, first_day: date) -> Iterator[Edge]:
    """Yield what must be asked about a version: both axes, each as known then and now."""
    if version.date_confidence is Confidence.LOW:
        return
    for day, what in _days(version):
        if day >= first_day:
            for axis in Knowledge:
                yield from (Edge(day, what, axis, now) for now in (False, True))


def _days(version: Version) -> Iterator[tuple[date, str]]:
    yield version.start - _ONE_DAY, "the day before"
    yield version.start, "the first day"
    if version.through is not None:
        yield version.through, "the last day"
        yield version.through + _ONE_DAY, "the day after"
