"""Whether each go is backed: by rows and provisions in force on the day and known by then.

It judges a decision by the CSV tables and the YAML rule files, read here with nothing of Licet.
Of the decision it takes the outcomes, what it says lifted what, and which rows it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from reading_chart import Chart
from reading_controls import Control, ControlList, NoRowSpeaks
from reading_days import Known, every
from reading_exceptions import ExceptionList
from reading_provisions import Reading, Rule, read_facts, read_rules
from reading_rows import Listed, read_rows
from reading_sales import ALONE, Asked, Subject, regulated, shipped_from, subject_to_ear

GOES = ("NO_LICENSE_NEEDED", "TEMPORARY_LICENSE")
KINDS = {"line": 0, "party": 1, "control": 2}
READ_BACK = "is read back"


@dataclass(frozen=True, slots=True)
class Hit:
    """A list row that a decision shows for a party of the sale."""

    party: int
    row: Listed
    sure: bool


@dataclass(frozen=True, slots=True)
class LineSaid:
    """What a decision says of a line: `lifted` are pairs of a provision and what lifted it."""

    outcome: str
    authorization: str | None
    spoke: tuple[tuple[str, str], ...]
    lifted: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a decision says."""

    outcome: str
    lines: tuple[LineSaid, ...]
    hits: tuple[Hit, ...]
    caveats: tuple[str, ...]


class Law:
    """The rule files of a folder, read from their cells."""

    def __init__(self, folder: Path) -> None:
        tables = folder / "us_ear" / "tables"
        self.chart = Chart(tables)
        self.list = ControlList(tables)
        self.exceptions = ExceptionList(tables)
        self.rules = read_rules(folder)
        self.facts = read_facts(folder)
        self.by_id = {rule.id: rule for rule in self.rules}
        self.rows = read_rows(folder / "us_ear" / "lists")
        self.named: defaultdict[str, list[Listed]] = defaultdict(list)
        for row in self.rows.values():
            for name in (row.cells["name"], *row.cells["aliases"].split(";")):
                self.named[name.casefold()].append(row)


def doubts(law: Law, sale: Mapping[str, Any], known: Known, said: Said) -> list[str]:
    """Return why a go is not backed; nothing where it is, or where there is none."""
    if said.outcome not in GOES:
        return []
    found = [
        f"lines[{n}]: {doubt}"
        for n, line in enumerate(said.lines)
        for doubt in _Line(law, sale, known, said, n).doubts()
    ]
    worst = max((line.outcome for line in said.lines), key=(*GOES, "other").index)
    return found if worst == said.outcome else [*found, "the order is better than its lines"]


class _Line:
    """One line of a sale that was let go."""

    def __init__(
        self, law: Law, sale: Mapping[str, Any], known: Known, said: Said, number: int
    ) -> None:
        self._law, self._said, self._line = law, said, said.lines[number]
        self._day = date.fromisoformat(sale["sale_date"])
        self._known = known
        self._controls: tuple[Control, ...] = ()
        self._silence: str | None = None
        self._look_up(sale["lines"][number].get("category"))
        self._parties = [*sale["parties"]]
        if "exporter" in sale:
            exporter = {"role": "exporter", "name": sale["exporter"]}
            self._parties.append(exporter | sale.get("ship_from", {"country": shipped_from(sale)}))
        self._asked = Asked(
            sale,
            sale["lines"][number],
            self._day,
            known,
            law.chart,
            law.exceptions,
            tuple(self._party_subjects()),
            tuple(Subject(control=control) for control in self._controls),
        )
        self._reading = Reading(self._asked, law.facts)

    def _look_up(self, category: str | None) -> None:
        if category == "EAR99":
            return
        try:
            assert category is not None
            self._controls = self._law.list.controls(category, self._day, self._known)
        except (NoRowSpeaks, AssertionError) as silence:
            self._silence = str(silence) or "no category"

    def _party_subjects(self) -> Iterator[Subject]:
        for number, party in enumerate(self._parties):
            named = self._law.named[party.get("name", "").casefold()]
            shown = [hit for hit in self._said.hits if hit.party == number]
            rows = [(hit.row, hit.sure) for hit in shown if hit.row not in named]
            runs = [
                Subject(party, row, sure)
                for row, sure in (*rows, *((row, True) for row in named))
                if row.runs(self._day, self._known.on, self._known.axis)
            ]
            yield from runs
            if not any(subject.sure for subject in runs):
                yield Subject(party)

    def doubts(self) -> Iterator[str]:
        """Yield why the go of the line is not backed."""
        not_subject = subject_to_ear(self._asked) is False
        if not not_subject and any("name" not in party for party in self._parties):
            yield "a party has no name, and may be listed"
        yield from self._of_the_item()
        for rule, subject, sure in self._restraints:
            lifters = [lifter for lifter, _ in self._lifting(rule, subject)]
            if not lifters:
                yield f"{rule.id} {'asks' if sure else 'may ask'} of {_name(subject)}"
            elif sure and self._line.outcome == GOES[0] and "clears" not in {*_effects(lifters)}:
                yield f"{rule.id} is lifted for a time only"
        yield from self._of_what_was_said()

    def _of_the_item(self) -> Iterator[str]:
        """The tables must speak for the item, and some provision ask where they mark."""
        to_ear = subject_to_ear(self._asked)
        if regulated(self._asked.sale) is False or to_ear is False:
            return
        if self._silence:
            yield f"no row speaks for the item: {self._silence}"
        told = any(READ_BACK in caveat for caveat in self._said.caveats)
        if self._controls and self._day < self._law.list.editions[0] and not told:
            yield "nothing says that the list is read back"
        asked = {subject.control for _, subject, _ in self._restraints}
        for control in self._controls:
            if control not in asked and self._marked(control) and self._reaches(control):
                yield f"no provision asks where {control.requirement} is marked"

    def _marked(self, control: Control) -> bool:
        """Tell whether a control asks for a column that may be marked where the goods go."""
        column = control.requirement
        return column in self._law.chart.columns and any(
            self._law.chart.marked(place["country"], column, self._day, self._known) is not False
            for place in self._asked.destinations
            if "country" in place
        )

    def _reaches(self, control: Control) -> bool:
        return self._reading.reach(Subject(control=control)) is not False

    @cached_property
    def _restraints(self) -> list[tuple[Rule, Subject, bool]]:
        """What asks for a license or denies, or may, with its subject."""
        found = []
        for rule in self._law.rules:
            if rule.effect in ("requires", "denies"):
                for subject, truth in self._speaking(rule, self._reading):
                    found.append((rule, subject, bool(truth) and subject.sure))
        return found

    def _speaking(self, rule: Rule, reading: Reading) -> Iterator[tuple[Subject, bool]]:
        """Yield the subjects that a provision may speak on, and whether it surely does."""
        version = rule.governing(self._day, self._known)
        if version is None:
            return
        own = ((ALONE,), self._asked.party_subjects, self._asked.control_subjects)
        for subject in own[KINDS[rule.cells["subject"]]]:
            truth = reading.of(rule, version, subject)
            if subject.control is not None:
                truth = every((reading.reach(subject), truth))
            if truth is not False:
                yield subject, bool(truth)

    def _lifting(self, rule: Rule, subject: Subject) -> Iterator[tuple[Rule, Subject]]:
        """Yield what surely lifts a restraint: in force, known, claimed, and not barred."""
        for lifter in self._law.rules:
            if lifter.effect not in ("permits", "clears") or not lifter.names(rule, subject):
                continue
            version = lifter.governing(self._day, self._known)
            if version is None or lifter.cells["subject"] != rule.cells["subject"]:
                continue
            # Whether a control reaches the item is open for both alike: here it does.
            readings = [self._reading.favouring(u).reaching(subject) for u in (True, False)]
            lifted = any(each.of(lifter, version, subject) for each in readings)
            if lifted and self._claims(lifter) and not self._barred(lifter):
                yield lifter, subject

    def _claims(self, lifter: Rule) -> bool:
        """A license exception lifts only where the line claims it."""
        kind, _, code = lifter.cells.get("authorization", "").partition(":")
        claimed = self._asked.line.get("license_exception", "")
        return kind != "EXCEPTION" or (bool(claimed) and code in ("claimed", claimed[:3]))

    def _barred(self, lifter: Rule) -> bool:
        """Tell whether something bars it; a bar acts whatever subject of the line it is of."""
        reading = self._reading.favouring(unread=False)
        return any(
            bar.effect == "bars" and bar.names(lifter, subject)
            for bar in self._law.rules
            if bar.effect == "bars"
            for subject, _ in self._speaking(bar, reading)
        )

    def _of_what_was_said(self) -> Iterator[str]:
        """What a decision names must be in force and known, and do what it is said to do."""
        for name, version in self._line.spoke:
            governing = self._law.by_id[name].governing(self._day, self._known)
            if governing is None or governing["version"] != version:
                yield f"{name}@{version} does not govern that day as known"
        backed = {
            (rule.id, lifter.id)
            for rule, subject, _ in self._restraints
            for lifter, _ in self._lifting(rule, subject)
        }
        for lifted, lifter in {*self._line.lifted} - backed:
            yield f"{lifter} is said to lift {lifted}, and does not"
        kind, _, code = (self._line.authorization or "").partition(":")
        claimed = self._asked.line.get("license_exception", "")
        if kind == "EXCEPTION" and code not in (claimed, claimed[:3]):
            yield f"{self._line.authorization} was not claimed"


def _effects(rules: list[Rule]) -> Iterator[str]:
    yield from (rule.effect for rule in rules)


def _name(subject: Subject) -> str:
    if subject.control is not None:
        return f"{subject.control.reason} {subject.control.requirement}"
    if subject.row is not None:
        return f"{subject.row.file}:{subject.row.line}"
    return "the line" if subject.party is None else str(subject.party.get("name"))
