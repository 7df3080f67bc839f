"""Caveats: how sure the ground of an answer is."""

from __future__ import annotations

from collections.abc import Iterator

from licet_engine.decision.composing import Composer
from licet_engine.lists import Confidence
from licet_engine.provisions.model import Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import DayResolution
from licet_engine.resolution.outcome import Outcome


def caveats(rules: RuleSet, composer: Composer, day: DayResolution) -> tuple[str, ...]:
    """Return what a careful reader of the answer should know of its ground, each thing once."""
    found = [*_of_provisions(composer, day), *_of_rows(composer)]
    found += (said for line in day.lines for said in line.caveats)
    if day.bounded:
        found.append("bounded: too many facts are unknown to look at every way they may turn out")
    if day.outcome.confirmable or day.outcome is Outcome.UNDETERMINED:
        found += [gap.caveat for gap in rules.gaps]
    return tuple(sorted(set(found)))


def _of_provisions(composer: Composer, day: DayResolution) -> Iterator[str]:
    for _, spoken in day.determining():
        provision, version = composer.provision(spoken)
        name = f"{provision.id}@{version.name}"
        yield from _of_version(name, version)
        if spoken.provision in day.unenforced and version.enforcement is not None:
            said = version.enforcement
            yield f"{name}: in force but not enforced since {said.start} ({said.authority})"


def _of_rows(composer: Composer) -> Iterator[str]:
    """A row whose dates are not sure counts too where it is not listed on the day."""
    for row in composer.rows():
        if row.facts.date_confidence is not Confidence.HIGH:
            level = row.facts.date_confidence.value
            yield f"{row.id}: the dates of this list row are of {level} confidence"


def _of_version(name: str, version: Version) -> Iterator[str]:
    if version.date_confidence is not Confidence.HIGH:
        yield f"{name}: its dates are of {version.date_confidence.value} confidence"
    for disputed in version.disputed:
        yield f"{name}: disputed: {disputed}"
    yield from (f"{name}: {caveat}" for caveat in version.caveats)
