"""Checks of versions: their dates, their citations, and what they supersede."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from licet_engine.lists import Knowledge, known_from
from licet_engine.provisions.model import Effect, Provision, Version

from licet_workbench.findings import Checked, Finding, nearest


def version_findings(provision: Provision) -> Iterator[Finding]:
    """Yield what is wrong with each version by itself and beside the others."""
    for number in range(len(provision.versions)):
        checked = Checked(provision, number)
        yield from _dates(checked)
        yield from _citations(checked)
        yield from _superseding(checked)
        yield from _repeated_name(checked)
    yield from _ties(provision)


def _dates(checked: Checked) -> Iterator[Finding]:
    version = checked.version
    if version.through is not None and version.through < version.start:
        yield checked.finding("through", "`through` is before `from`")
    if version.through is None and checked.provision.effect is Effect.PERMITS:
        message = "a permit was issued with an end; write `through`, or let the provision clear"
        yield checked.finding("from", message)
    if version.published is not None and version.published < version.announced:
        yield checked.finding("published", "`published` is before `announced`")
    said = version.enforcement
    if said is not None and said.start < version.start:
        yield checked.finding("enforcement.from", "enforcement is spoken of before `from`")
    if said is not None and version.through is not None and said.start > version.through:
        yield checked.finding("enforcement.from", "enforcement is spoken of after `through`")


def _citations(checked: Checked) -> Iterator[Finding]:
    cited = {"authority": checked.version.authority}
    if checked.version.enforcement is not None:
        cited["enforcement.authority"] = checked.version.enforcement.authority
    for key, text in cited.items():
        if not any(c.isdigit() for c in text):
            message = f"`{text[:60]}` cites nothing; write the page, section or day it stands in"
            yield checked.finding(key, message)


def _superseding(checked: Checked) -> Iterator[Finding]:
    version = checked.version
    if version.supersedes is None:
        return
    by_name = {other.name: other for other in checked.provision.versions}
    other = by_name.get(version.supersedes)
    if other is None:
        near = nearest(version.supersedes, by_name.keys() - {version.name})
        message = f"`{version.supersedes}` is not a version of this provision{near}"
        yield checked.finding("supersedes", message)
    elif other is version:
        yield checked.finding("supersedes", "a version does not supersede itself")
    elif _leads_back(version, by_name):
        message = f"`{version.name}` and `{other.name}` supersede each other in a circle"
        yield checked.finding("supersedes", message)
    elif version.announced < other.announced:
        message = f"announced before `{other.name}`, which it supersedes"
        yield checked.finding("announced", message)


def _leads_back(version: Version, by_name: dict[str, Version]) -> bool:
    seen: set[str] = set()
    name = version.supersedes
    while name is not None and name in by_name and name not in seen:
        seen.add(name)
        name = by_name[name].supersedes
    return version.name in seen


def _repeated_name(checked: Checked) -> Iterator[Finding]:
    earlier = checked.provision.versions[: checked.number]
    if any(other.name == checked.version.name for other in earlier):
        message = f"two versions are called `{checked.version.name}`; give one another name"
        yield checked.finding("version", message)


def _ties(provision: Provision) -> Iterator[Finding]:
    """Yield versions of which neither governs.

    Of those that cover a day the latest to begin governs, then the latest announced: of
    two alike in both, the order of the file would decide.
    """
    for (_, one), (number, other) in combinations(enumerate(provision.versions), 2):
        alike = (one.start, one.announced) == (other.start, other.announced)
        if alike and _share_a_day(one, other) and _known_at_once(one, other, provision):
            message = (
                f"`{one.name}` and `{other.name}` begin and were announced on the same days, and "
                "both run; say which one `supersedes` the other"
            )
            yield Checked(provision, number).finding("version", message)


def _share_a_day(one: Version, other: Version) -> bool:
    start = max(one.start, other.start)
    return one.covers(start) and other.covers(start)


def _known_at_once(one: Version, other: Version, provision: Provision) -> bool:
    return any(_known_at_once_on(axis, one, other, provision) for axis in Knowledge)


def _known_at_once_on(axis: Knowledge, one: Version, other: Version, provision: Provision) -> bool:
    """Tell whether on the first day that both are known neither is superseded yet."""
    known = {v.name: known_from(v.announced, v.published, axis) for v in provision.versions}
    both = max(known[one.name], known[other.name])
    names = {one.name, other.name}
    return not any(v.supersedes in names and known[v.name] <= both for v in provision.versions)
