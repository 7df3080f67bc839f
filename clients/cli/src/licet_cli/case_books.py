"""Where the cases of rules stand, and how each is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from licet_engine.decision.model import Decision
from licet_engine.errors import FieldViolation, SaleError
from licet_engine.lists import Knowledge
from licet_engine.resolution.outcome import Outcome
from licet_server.app import Licet
from licet_server.cases import CASES
from licet_server.loading.case_files import Case, Unsaid, read_cases
from licet_server.loading.days import read_day
from licet_server.loading.findings import Finding, Place, RuleFilesError, near, nearest, quoted
from licet_server.sales.annotated import ANNOTATIONS, EXPECTED, bare_outcome, taken_apart
from licet_server.sales.reading import parse_json, read_sale
from licet_server.settings import Settings
from licet_workbench.expecting import Difference, differences

TESTS = "tests"
"""The directory beside the packs in which staff keep their cases as YAML."""
_LINES = ".jsonl"
_YAML = ".yaml"
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)


def case_files(rules: Path, paths: Iterable[Path] | None) -> tuple[Path, ...]:
    """Return the case files that are named, or those beside the rules.

    Raises `RuleFilesError` for what is no case file, and where there are none.
    """
    named = list(paths or ())
    beside = [path for path in (rules / CASES, rules / TESTS) if path.is_dir()]
    found = tuple(dict.fromkeys(file for path in named or beside for file in _below(path)))
    if not found:
        where = named[0] if named else rules
        said = f"holds no cases; write them into `{TESTS}/*{_YAML}` or `{CASES}/*{_LINES}`"
        raise RuleFilesError([Finding(Place(where, 1, 1), said)])
    return found


def _below(path: Path) -> Iterator[Path]:
    if path.is_dir():
        files = (file for file in sorted(path.rglob("*")) if file.is_file())
        yield from (file for file in files if file.suffix in (_LINES, _YAML))
    elif path.suffix in (_LINES, _YAML):
        yield path
    else:
        said = f"is no case file: neither {_YAML} nor {_LINES}"
        raise RuleFilesError([Finding(Place(path, 1, 1), said)])


def read_case_files(files: Iterable[Path], unsaid: Unsaid) -> tuple[Case, ...]:
    """Return the cases of files; raises `RuleFilesError` with what is wrong in each of them."""
    cases: list[Case] = []
    findings: list[Finding] = []
    for file in files:
        try:
            read = _read_lines if file.suffix == _LINES else read_cases
            cases += read(file, unsaid)
        except RuleFilesError as error:
            findings += error.findings
    if findings:
        raise RuleFilesError(findings)
    return tuple(cases)


def _read_lines(file: Path, unsaid: Unsaid) -> tuple[Case, ...]:
    """Return the cases of a file of sales, each with the outcome that is expected of it."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        said = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise RuleFilesError([Finding(Place(file, 1, 1), said)]) from error
    cases: list[Case] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, start=1):
        place = Place(file, number, 1)
        try:
            cases += [_read_line(line, place, unsaid)] if line.strip() else []
        except (SaleError, ValueError) as error:
            findings.append(Finding(place, str(error)))
    if findings:
        raise RuleFilesError(findings)
    return tuple(cases)


def _read_line(line: bytes, place: Place, unsaid: Unsaid) -> Case:
    value, beside = taken_apart(parse_json(line), ANNOTATIONS)
    if not isinstance(value, dict):
        raise SaleError((FieldViolation("", "a sale is a JSON object"),))
    outcome = bare_outcome(beside.get(EXPECTED, ""))
    if outcome not in _OUTCOMES:
        said = f"{quoted(outcome)} is no outcome" if outcome else f"has no `{EXPECTED}`"
        raise ValueError(f"{said}{nearest(outcome, _OUTCOMES)}")
    return Case(
        place=place,
        name=str(value.get("sale_id") or f"line {place.line}"),
        source=str(beside.get("source", "")),
        packs=unsaid.packs,
        known_on=read_day(value.get("known_on") or value.get("sale_date")),
        knowledge=Knowledge.ANNOUNCED,
        now=unsaid.now,
        sale=value,
        expect={"outcome": outcome},
        provisions=frozenset(),
    )


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that did not come out as it is expected, and in what."""

    case: Case
    differences: tuple[Difference, ...]


class Bench:
    """Rules that cases are put to: each set of packs is loaded once; close it to free them."""

    def __init__(self, settings: Settings, today: date) -> None:
        self._settings = settings
        self._today = today
        self._open = ExitStack()
        self._loaded: dict[tuple[str, ...], Licet] = {}

    def licet(self, packs: tuple[str, ...]) -> Licet:
        """Return the rules of some packs."""
        if packs not in self._loaded:
            settings = replace(self._settings, packs=packs)
            self._loaded[packs] = self._open.enter_context(Licet(settings))
        return self._loaded[packs]

    def decide(self, case: Case) -> Decision:
        """Return the decision on a case; raises `SaleError` for a sale that is none."""
        licet = self.licet(case.packs)
        sale = read_sale(case.sale, licet.rules.vocabulary)
        return licet.decide(
            sale, known_on=case.known_on, knowledge=case.knowledge, today=self._today
        )

    def failed(
        self, cases: Iterable[Case], told: Callable[[int], None] = lambda _: None
    ) -> tuple[Failed, ...]:
        """Return the cases that fail; `told` hears how many were asked."""
        failed = []
        seen: dict[str, Case] = {}
        strange: set[tuple[Path, str]] = set()
        for number, case in enumerate(cases, start=1):
            named = (*self._twice(case, seen), *self._strangers(case, strange))
            found = (*named, *self._differences(case))
            if found:
                failed.append(Failed(case, found))
            told(number)
        return tuple(failed)

    def _twice(self, case: Case, seen: dict[str, Case]) -> Iterator[Difference]:
        if case.file.suffix != _YAML:  # a sale's id is no sentence
            return
        first = seen.setdefault(case.name, case)
        if first is not case:
            yield Difference("name", "a name of its own", f"that of {first.place}")

    def _strangers(self, case: Case, met: set[tuple[Path, str]]) -> Iterator[Difference]:
        """Yield provisions that a case names and rules do not have, each once in a file.

        Of one that is misspelt it is true that it is silent, whatever the rules say.
        """
        silent = {name.partition("@")[0] for name in case.expect.get("silent", ())}
        for key, names in (("covers", case.provisions), ("silent", silent - case.provisions)):
            for name in sorted(names - self._ids(case.packs)):
                told = {*self._ids(self._settings.packs)}
                if name not in told and (case.file, name) not in met:
                    met.add((case.file, name))
                    said = f"{quoted(name)}, and none is called so{near(name, told)}"
                    yield Difference(key, "provisions of the rules", said)

    def _ids(self, packs: tuple[str, ...]) -> frozenset[str]:
        return frozenset(each.id for each in self.licet(packs).rules.provisions)

    def _differences(self, case: Case) -> tuple[Difference, ...]:
        try:
            return differences(self.decide(case), case.expect)
        except SaleError as error:
            said = "; ".join(f"{v.path}: {v.reason}" for v in error.violations)
            return (Difference("sale", "a sale", said),)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
