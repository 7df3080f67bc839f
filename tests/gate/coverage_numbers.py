"""What rules and cases hold, counted, and written into the README by `make numbers`.

Each number is defined so that it cannot flatter: an item counts as answered only where a civil
sale that tells all but of which part of its entry the item is, is answered yes or no; a regime
only where every pattern of its line in `regimes.csv` finds a provision; a boundary day only where
a case of the provision asks of a sale on that day.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from case_files import NOW, all_cases
from licet_cli.covering import destinations
from licet_engine.lists import AsKnown
from licet_engine.provisions.model import Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import EAR99, Place
from licet_server.loading.case_files import Case
from licet_server.loading.packs import load_packs
from licet_server.sales.words import FIRST_DAY
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.coverage.asking import attested, categories
from licet_workbench.coverage.survey import entry_of
from licet_workbench.coverage.verdicts import Judge

README = Path(__file__).parents[2] / "README.md"
COMMAND = "make numbers"
BLOCK = re.compile(
    r"(<!-- numbers: written by `make numbers` -->\n).*?(<!-- end of numbers -->)", re.DOTALL
)
REGIMES = Path(__file__).with_name("regimes.csv")
DAYS = (date(2026, 9, 1), date(2020, 9, 1), date(2012, 9, 1))
PLACES = (("DE", "Germany"), ("BR", "Brazil"), ("IN", "India"), ("CN", "China"), ("RU", "Russia"))
ONE_DAY = timedelta(days=1)


def numbers() -> str:
    """Return the block of the README, as it is to be."""
    rules = RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)
    cases = all_cases()
    counted = (
        ("Control List", _items(rules)),
        ("destinations", _destinations(rules)),
        ("dates", _dates(rules)),
        ("boundary days", _boundaries(rules, cases)),
        ("list rows", _rows(rules)),
        ("regimes", _regimes(rules)),
        ("cases", _cases([case for case in cases if not case.on_boundary])),
        ("answers on boundary days", _cases([case for case in cases if case.on_boundary])),
    )
    lines = [f"Counted from the rules and their cases by `{COMMAND}`:", ""]
    lines += ["| what | how many |", "| --- | --- |"]
    lines += (f"| {what} | {said} |" for what, said in counted)
    return "\n".join((*lines, "", *_answered(rules))) + "\n"


def _items(rules: RuleSet) -> str:
    items = _controlled(rules)
    entries = {entry_of(item) for item in items}
    return (
        f"{len(entries)} entries under {len(items)} names, an entry and each paragraph that the "
        "tables name, of whatever day"
    )


def _controlled(rules: RuleSet) -> list[str]:
    return [category for category in categories(rules) if category != EAR99]


def _destinations(rules: RuleSet) -> str:
    places = list(destinations(rules))
    regions = sum(place.region is not None for place in places)
    return f"{len(places)}: {len(places) - regions} countries and territories, {regions} regions"


def _dates(rules: RuleSet) -> str:
    versions = list(_versions(rules))
    tables = rules.tables
    dated = [change.since.start for change in (*tables.changes, *tables.rules)]
    dated += (control.window[0].start for control in tables.controls if control.window)
    dated += (change.since.start for change in tables.entry_changes)
    sure = Counter(version.date_confidence.value for version in versions)
    last = max((*dated, *(version.start for version in versions)))
    return (
        f"sales from {FIRST_DAY} on; the last change that is held begins on {last}; "
        f"{len(versions)} versions of {len(rules.provisions)} provisions ({_by(sure)} confidence) "
        f"and {len(dated)} dated changes of the tables"
    )


def _by(counted: Counter[str]) -> str:
    return ", ".join(f"{counted[level]:,} of {level}" for level in ("high", "medium", "low"))


def _versions(rules: RuleSet) -> Iterator[Version]:
    yield from (version for provision in rules.provisions for version in provision.versions)


def _boundaries(rules: RuleSet, cases: tuple[Case, ...]) -> str:
    """The day before a version, its first, its last, the day after: asked by a case of it."""
    asked = {(provision, case.sale_date) for case in cases for provision in case.provisions}
    wanted = {(p.id, day) for p in rules.provisions for v in p.versions for day in _edges(v)}
    return f"{len(wanted & asked)} of {len(wanted)} first and last days, and the days beside them"


def _edges(version: Version) -> Iterator[date]:
    days = [version.start - ONE_DAY, version.start]
    if version.through is not None:
        days += [version.through, version.through + ONE_DAY]
    yield from (day for day in days if day >= FIRST_DAY)


def _rows(rules: RuleSet) -> str:
    lists = Counter(row.facts.list for row in rules.rows)
    told = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in sorted(lists.items()))
    sure = Counter(row.facts.date_confidence.value for row in rules.rows)
    ended = sum(row.facts.through is not None for row in rules.rows)
    return (
        f"{len(rules.rows):,} ({told}), {ended} with an end; {_by(sure)} confidence in their days"
    )


def _regimes(rules: RuleSet) -> str:
    declared = read_regimes()
    missing = sorted(name for name, patterns in declared.items() if not held(rules, patterns))
    without = f"; not held: {', '.join(missing)}" if missing else ""
    named = [pattern for patterns in declared.values() for pattern in patterns]
    alone = sum(not any(_finds(p.id, each) for each in named) for p in rules.provisions)
    return (
        f"{len(declared) - len(missing)} of the {len(declared)} that are declared{without}; "
        f"{alone} provisions stand in none"
    )


def read_regimes() -> dict[str, list[str]]:
    """Return the declared regimes, each with patterns of the ids of its provisions."""
    with REGIMES.open(encoding="utf-8", newline="") as file:
        return {row["regime"]: row["provisions"].split() for row in csv.DictReader(file)}


def held(rules: RuleSet, patterns: list[str]) -> bool:
    """Tell whether each pattern finds a provision; `|` parts patterns of which one is enough."""
    return all(any(_finds(p.id, pattern) for p in rules.provisions) for pattern in patterns)


def _finds(name: str, pattern: str) -> bool:
    return any(fnmatchcase(name, way) for way in pattern.split("|"))


def _cases(cases: list[Case]) -> str:
    goes = sum(
        case.expect["outcome"] in ("NO_LICENSE_NEEDED", "TEMPORARY_LICENSE") for case in cases
    )
    stops = sum(case.expect["outcome"] in ("LICENSE_REQUIRED", "DENIED") for case in cases)
    applied = sum(case.rule_applied for case in cases)
    return (
        f"{len(cases):,}: {goes:,} goes, {stops:,} stops, {len(cases) - goes - stops:,} "
        f"undetermined; of {applied:,} the source states only the rule"
    )


def _answered(rules: RuleSet) -> Iterator[str]:
    judge = Judge(rules, AsKnown(NOW), attested(rules))
    items = _controlled(rules)
    yield (
        f"Of the {len(items)} names of the Control List so many are answered (in brackets: so many "
        f"are a go), as known on {NOW}, for a civil sale that does not say of which part of its "
        "entry the item is. The others are `UNDETERMINED`:"
    )
    yield ""
    yield f"| exported on | {' | '.join(name for _, name in PLACES)} |"
    yield f"| --- |{' --- |' * len(PLACES)}"
    for day in DAYS:
        cells = (_cell(judge, items, Place(code), day) for code, _ in PLACES)
        yield f"| {day} | {' | '.join(cells)} |"


def _cell(judge: Judge, items: list[str], place: Place, day: date) -> str:
    verdicts = [judge.verdict(item, place, day) for item in items]
    answered = [verdict for verdict in verdicts if verdict.answered]
    goes = sum(verdict.outcome.confirmable for verdict in answered)
    return f"{len(answered)} ({goes})"


def rewritten(page: str, block: str) -> str:
    """Return a page with its numbers as they are to be; raises `ValueError` without a place."""
    found = BLOCK.search(page)
    if found is None:
        raise ValueError("the page has no place for the numbers")
    return f"{page[: found.end(1)]}{block}{page[found.start(2) :]}"


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8"), numbers()), encoding="utf-8")
