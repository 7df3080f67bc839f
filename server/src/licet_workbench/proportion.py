"""Checks of days against each other: a slip of the pen in a year is a law of another decade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from licet_engine.lists import Confidence, ListRow
from licet_engine.provisions.model import Effect, Pack, Provision

from licet_workbench.findings import Checked, Finding, Severity
from licet_workbench.regimes import asked_tests

FIRST_DAY = date(1979, 10, 1)
"""The Export Administration Act of 1979 came into effect (93 Stat. 503)."""
_YEAR = 366
_VERSION_RUNS = 30 * _YEAR
_PERMIT_RUNS = 3 * _YEAR
_ROW_RUNS = 60 * _YEAR
_AHEAD = 5 * _YEAR
_ASKED_AHEAD = 15 * _YEAR
_FIRST_VOLUME = 1935
"""The Federal Register of 1936 is its volume 1."""
_PAGE = re.compile(r"\d{1,3} FR \d+")
_VOLUME = re.compile(r"\b(\d{1,3}) FR\b")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def version_proportions(provision: Provision) -> Iterator[Finding]:
    """Yield days of versions that lie too far apart to be meant."""
    for number in range(len(provision.versions)):
        checked = Checked(provision, number)
        found = chain(_early(checked), _far(checked), _late(checked), _named(checked))
        for key, message in (*found, *_page(checked)):
            permit = key == "through" and provision.effect is Effect.PERMITS
            severity = Severity.ERROR if permit else Severity.WARNING
            yield checked.finding(key, message, severity)
    yield from _asked(provision)


Found = Iterator[tuple[str, str]]
"""The key of a day, and what is wrong with it."""


def _early(checked: Checked) -> Found:
    version = checked.version
    for key, day in (("from", version.start), ("announced", version.announced)):
        if day < FIRST_DAY:
            yield key, f"`{day}` lies before {FIRST_DAY}, when export control of today began"


def _far(checked: Checked) -> Found:
    version = checked.version
    ahead = (version.start - version.announced).days
    if ahead > _AHEAD:
        yield "from", f"begins {_years(ahead)} after it was announced; see that the years are right"
    if version.through is None:
        return
    runs = (version.through - version.start).days
    if checked.provision.effect is Effect.PERMITS and runs > _PERMIT_RUNS:
        message = f"runs for {_years(runs)}; a temporary license ends within three: write its end"
        yield "through", message
    elif runs > _VERSION_RUNS:
        message = f"ends {_years(runs)} after it begins; leave `through` out where there is no end"
        yield "through", message


def _late(checked: Checked) -> Found:
    version = checked.version
    late = (version.announced - version.start).days
    if version.supersedes is None and late > _YEAR:
        message = (
            f"announced {_years(late)} after `from`: until then nobody could know of it; if it "
            "restates another version, say which one it `supersedes`"
        )
        yield "announced", message
    if version.published is not None and (version.published - version.announced).days > _YEAR:
        after = _years((version.published - version.announced).days)
        yield "published", f"published {after} after it was announced; see that the years are right"


def _asked(provision: Provision) -> Iterator[Finding]:
    """Yield days in conditions that lie long after their version began, each once."""
    asked = {
        (test.fact, test.operand, version.start)
        for version in provision.versions
        for test, _ in asked_tests(version.condition)
        if isinstance(test.operand, date) and (test.operand - version.start).days > _ASKED_AHEAD
    }
    for fact, day in sorted({(fact, day) for fact, day, _ in asked}):
        first = min(start for _, own, start in asked if own == day)
        message = f"asks whether `{fact}` is by {day}, {_years((day - first).days)} after it begins"
        yield Finding(
            f"{message}; see that the year is right",
            provision.pack,
            provision.id,
            word=str(day),
            severity=Severity.WARNING,
        )


def _named(checked: Checked) -> Found:
    """Yield versions that are called by a day on which nothing of theirs happened."""
    version = checked.version
    days = {version.start, version.announced, version.published}
    if _DAY.fullmatch(version.name) and version.name not in {str(day) for day in days}:
        message = (
            f"called `{version.name}`, a day on which it neither begins nor was announced or "
            "published; see that `from` is right"
        )
        yield "from", message


def _page(checked: Checked) -> Found:
    """Yield a publication in a year other than that of each page that is cited.

    An authority that begins with other words tells of an earlier page, as an extension does.
    """
    version = checked.version
    first = _PAGE.match(version.authority)
    if first is None or version.published is None or version.date_confidence is Confidence.LOW:
        return
    years = [int(volume) + _FIRST_VOLUME for volume in _VOLUME.findall(version.authority)]
    if version.published.year not in years:
        volume = version.published.year - _FIRST_VOLUME
        message = (
            f"`{first[0]}` is of {years[0]}; the Federal Register of {version.published.year} "
            f"is volume {volume}"
        )
        yield "published", message


def row_proportions(pack: Pack) -> Iterator[Finding]:
    """Yield list rows whose days lie too far apart to be meant."""
    for row in pack.rows:
        for message in _row_days(row):
            yield Finding(message, pack.name, row=row.id, severity=Severity.WARNING)


def _row_days(row: ListRow) -> Iterator[str]:
    facts = row.facts
    if min(facts.start, facts.announced) < FIRST_DAY:
        yield f"`{row.name}` is listed before {FIRST_DAY}, when export control of today began"
    apart = abs((facts.announced - facts.start).days)
    if apart > _YEAR:
        yield f"`announced` and `from` of `{row.name}` lie {_years(apart)} apart"
    if facts.published is not None and (facts.published - facts.announced).days > _YEAR:
        yield f"`published` of `{row.name}` lies more than a year after `announced`"
    if facts.through is not None and (facts.through - facts.start).days > _ROW_RUNS:
        runs = _years((facts.through - facts.start).days)
        yield f"`{row.name}` is listed for {runs}; write `none` where there is no end"


def _years(days: int) -> str:
    return f"{days // 365} years" if days >= 2 * _YEAR else f"{days} days"
