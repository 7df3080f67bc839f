"""Checks of a provision's versions as a chain: days that nothing governs, versions that never do.

Both time axes count: a day may be governed by all that is known today, and by nothing that was
known then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.model import Provision

from licet_workbench.findings import Checked, Finding, Severity
from licet_workbench.governing import ONE_DAY, Stretch, known_days, stretches

_SHORT = 45
"""Days: a longer gap is a law that lapsed and was made again; a shorter one may be a slip."""
_NUMBERED = re.compile(r"v([0-9]+)")
_SAVINGS = "SAVINGS"
"""Clauses that are written anew each time: what lies between two of them is no gap."""


def chain_findings(provision: Provision) -> Iterator[Finding]:
    """Yield gaps in effective and in knowledge time, and versions that never govern."""
    if len(provision.versions) == 1:
        return
    chain = stretches(provision, AsKnown(date.max))
    if provision.authorization != _SAVINGS:
        yield from _gaps(provision, chain)
    yield from _known_late(provision, chain)
    yield from _never_governing(provision)
    yield from _governing_again(provision, chain)
    yield from _left_out(provision)
    for number in range(len(provision.versions)):
        yield from _uncovered(Checked(provision, number))


def _gaps(provision: Provision, chain: tuple[Stretch, ...]) -> Iterator[Finding]:
    for one, other in pairwise(chain):
        first, last = one.last + ONE_DAY, other.first - ONE_DAY
        if first <= last and (last - first).days < _SHORT:
            before, after = provision.versions[one.version], provision.versions[other.version]
            message = (
                f"nothing governs {_days(first, last)}, between `{before.name}` and "
                f"`{after.name}`; if the one follows the other, write `from: {first}`, or "
                f"`through: {last}` there"
            )
            yield _warning(provision, other.version, "from", message)


def _left_out(provision: Provision) -> Iterator[Finding]:
    """Yield versions before which a number was left out: the gap of a lost one may be long."""
    numbers = [_NUMBERED.fullmatch(version.name) for version in provision.versions]
    told = sorted((int(n[1]), place) for place, n in enumerate(numbers) if n is not None)
    for (one, _), (other, place) in pairwise(told):
        if other - one > 1:
            message = (
                f"follows `v{one}`, and there is no `v{one + 1}`; put back what was lost, or "
                "number the versions as they follow each other"
            )
            yield _warning(provision, place, "version", message)


def _known_late(provision: Provision, chain: tuple[Stretch, ...]) -> Iterator[Finding]:
    """Yield versions of which nobody knew on their first days, when the one before had ended."""
    for one, other in pairwise(chain):
        before, after = provision.versions[one.version], provision.versions[other.version]
        ended = before.through
        if ended is None or one.last + ONE_DAY < other.first or after.announced <= other.first:
            continue
        first, last = max(other.first, ended + ONE_DAY), after.announced - ONE_DAY
        if first <= last and not _governed_as_lived(provision, first):
            message = (
                f"nobody knew of it on {_days(first, last)}, when `{before.name}` had ended: "
                "those who asked then were told that nothing governs; see that `announced` is "
                "the day of the first word of it"
            )
            yield _warning(provision, other.version, "announced", message)


def _governed_as_lived(provision: Provision, day: date) -> bool:
    return any(s.first <= day <= s.last for s in stretches(provision, AsKnown(day)))


def _never_governing(provision: Provision) -> Iterator[Finding]:
    governing = {
        stretch.version
        for axis in Knowledge
        for day in known_days([provision], axis)
        for stretch in stretches(provision, AsKnown(day, axis))
    }
    for number, version in enumerate(provision.versions):
        restating = [v.name for v in provision.versions if v.supersedes == version.name]
        if number not in governing and restating:
            message = (
                "never governs a day, whenever one asks: "
                f"`{restating[0]}` supersedes it as soon as it is known; take it out, or write "
                "when either was announced"
            )
            yield _warning(provision, number, "version", message)


def _governing_again(provision: Provision, chain: tuple[Stretch, ...]) -> Iterator[Finding]:
    """Yield versions after whose last day an earlier one governs, as if they had not been.

    Later ones may take the place of that one once they are known; until then it governs.
    """
    chains = [("", chain)]
    chains += (
        (f"as known from {day}, ", stretches(provision, AsKnown(day, axis)))
        for axis in Knowledge
        for day in sorted(known_days([provision], axis))
    )
    met: set[tuple[int, int]] = set()
    for known, each in chains:
        for one, other in pairwise(each):
            version, earlier = provision.versions[one.version], provision.versions[other.version]
            if earlier.start <= version.start and (one.version, other.version) not in met:
                met.add((one.version, other.version))
                message = (
                    f"{known}from {other.first} on `{earlier.name}` governs, which began no "
                    f"later; if this states it otherwise, write `supersedes: {earlier.name}`, and "
                    "if it follows, restate what goes on in a version of its own"
                )
                yield _warning(provision, one.version, "through", message)


def _uncovered(checked: Checked) -> Iterator[Finding]:
    """Yield what supersedes a version that had run, and leaves days of it to nothing."""
    version = checked.version
    other = next((v for v in checked.provision.versions if v.name == version.supersedes), None)
    if other is None or other is version:
        return
    lived = min(version.start, other.through or date.max) - ONE_DAY
    if version.start <= other.start or version.announced <= other.start or lived < other.start:
        return
    known = known_from(version.announced, version.published, Knowledge.ANNOUNCED)
    chain = stretches(checked.provision, AsKnown(known))
    if not any(s.first <= other.start <= s.last for s in chain):
        message = (
            f"supersedes `{other.name}` and begins after it: asked from {known} on, nothing "
            f"governs {_days(other.start, lived)}; what follows a version supersedes nothing: "
            f"leave `supersedes` out, or restate it from {other.start}"
        )
        yield checked.finding("supersedes", message, Severity.WARNING)


def _warning(provision: Provision, number: int, key: str, message: str) -> Finding:
    return Checked(provision, number).finding(key, message, Severity.WARNING)


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
