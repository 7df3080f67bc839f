"""Case files: sales with the answers that the law gives, written by hand.

A file has `covers` (the provisions it speaks of), `source`, `given` (a sale that every case
starts from), `packs`, `now`, and two kinds of cases. `rule_applied: true` says that the source
states the rule alone, and that the answer is the rule applied to the sale. `cases` are single
questions. `boundaries` put one sale on many days: each day says what it `is` and what the answer
is as known `then` (on the day itself), `now` or `on` another day, followed by `announced` or
`published` where the two differ; without that word both are asked. An answer is an outcome, and
`by VERSION` if the provision of the table speaks on that day; if it does not, it must not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from licet_engine.lists import Knowledge
from licet_engine.resolution.outcome import Outcome

from licet_server.loading.case_models import CaseFileModel, ExpectModel
from licet_server.loading.days import read_day
from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest, quoted
from licet_server.loading.nodes import Node, read_yaml
from licet_server.loading.validating import validated

EXPECTED = frozenset(ExpectModel.model_fields)
"""What a case may expect."""
_SPOKEN = ("standing", "by", "speaks", "barred")
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)
_WHEN = re.compile(r"(then|now|on (?P<day>\S+))( (?P<axis>announced|published))?")
_ANSWER = re.compile(r"(?P<outcome>[A-Z_]+)( by (?P<version>\S+))?")
_IS = "is"
_ABSENT = "absent"
_FIRST_OF = (("line", "lines"), ("buyer", "parties"))
_SHARED = ("source", "packs", "rule_applied")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One question and its answer; `provisions` are those it is about, `now` the day so called."""

    place: Place
    name: str
    source: str
    packs: tuple[str, ...]
    known_on: date
    knowledge: Knowledge
    now: date
    sale: dict[str, Any]
    expect: dict[str, Any]
    provisions: frozenset[str]
    versions: frozenset[str] = field(default=frozenset())
    """`id@version` of what is expected to speak."""
    rule_applied: bool = False
    on_boundary: bool = False
    """Whether it is one day of a table, and not a case with a name of its own."""

    @property
    def file(self) -> Path:
        """The file it stands in."""
        return self.place.file

    @property
    def sale_date(self) -> date:
        """The day the goods are to leave."""
        return date.fromisoformat(self.sale["sale_date"])


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What counts where a file does not say it: the day that is `now`, and the packs."""

    now: date
    packs: tuple[str, ...]


def read_cases(path: Path, unsaid: Unsaid) -> tuple[Case, ...]:
    """Return the cases of one file; raises `RuleFilesError` at the place of what is no case."""
    return cases_of(read_yaml(path), unsaid)


def cases_of(node: Node, unsaid: Unsaid) -> tuple[Case, ...]:
    """Return the cases of a file's node; raises as `read_cases`."""
    validated(node, CaseFileModel)
    file = node.plain()
    now = read_day(file["now"]) if "now" in file else unsaid.now
    reader = _Reader(file, frozenset(file["covers"]), Unsaid(now, unsaid.packs))
    return (*_each(node, "cases", reader.single), *_each(node, "boundaries", reader.expanded))


def _each(node: Node, key: str, read: Callable[[Node], Iterator[Case]]) -> Iterator[Case]:
    found = node.child((key,))
    for each in found.value if found is not None and isinstance(found.value, list) else ():
        yield from read(each)


@dataclass(frozen=True, slots=True)
class _Reader:
    file: Values
    covers: frozenset[str]
    unsaid: Unsaid

    def single(self, node: Node) -> Iterator[Case]:
        case = node.plain()
        expect = case["expect"]
        _checked_outcome(expect["outcome"], node.at(("expect", "outcome")))
        sale = self._sale(case, node)
        yield Case(
            place=node.place,
            name=case["name"],
            known_on=read_day(case.get("known_on", sale["sale_date"])),
            knowledge=Knowledge(case.get("knowledge", Knowledge.ANNOUNCED.value)),
            now=self.unsaid.now,
            sale=sale,
            expect=expect,
            provisions=self.covers,
            versions=frozenset(name for key in _SPOKEN for name in expect.get(key, [])),
            **self._shared(case),
        )

    def expanded(self, node: Node) -> Iterator[Case]:
        table = node.plain()
        if table["of"] not in self.covers:
            said = f"{quoted(table['of'])} is not in `covers`{nearest(table['of'], self.covers)}"
            _refuse(node.at(("of",)), said)
        for day in table["days"]:
            rows = node.child(("days", day))
            assert rows is not None
            sale = self._sale(table | {"sale": table.get("sale", {}) | {"sale_date": day}}, node)
            for when in rows.keys:
                if when != _IS:
                    yield from self._answers(table, rows, when, sale)

    def _answers(
        self, table: Values, rows: Node, when: str, sale: dict[str, Any]
    ) -> Iterator[Case]:
        row = rows.plain()
        if _IS not in row:
            _refuse(rows.place, "`is` is missing: what kind of day it is")
        expect = _answer(table["of"], row[when], rows.at((when,)))
        for known_on, axis in self._asked(sale["sale_date"], when, rows.keys[when]):
            asked = f"({row[_IS]}), as {axis.value} by {known_on}"
            yield Case(
                place=rows.keys[when],
                name=f"{table['name']}, leaving on {sale['sale_date']} {asked}: {row[when]}",
                known_on=known_on,
                knowledge=axis,
                now=self.unsaid.now,
                sale=sale,
                expect=expect,
                provisions=frozenset({table["of"]}),
                versions=frozenset(expect["speaks"]),
                on_boundary=True,
                **self._shared(table),
            )

    def _asked(self, day: str, when: str, place: Place) -> Iterator[tuple[date, Knowledge]]:
        found = _WHEN.fullmatch(when)
        if found is None:
            _refuse(place, f"{quoted(when)} is not of the form `then`, `now` or `on 2019-05-16`")
        named = {"then": day, "now": self.unsaid.now.isoformat()}
        try:
            known_on = read_day(named.get(found[1], found["day"]))
        except ValueError as error:
            _refuse(place, str(error))
        axes = [Knowledge(found["axis"])] if found["axis"] else list(Knowledge)
        yield from ((known_on, axis) for axis in axes)

    def _sale(self, case: Values, node: Node) -> dict[str, Any]:
        given, own = typed(self.file.get("given", {})), typed(case.get("sale", {}))
        for key, member in _FIRST_OF:
            there = own.get(member, given.get(member))
            first = there[0] if isinstance(there, list) and there else None
            if key in own and not (isinstance(own[key], dict) and isinstance(first, dict)):
                said = f"`{key}` is a mapping that changes the first of `{member}`, if there is one"
                _refuse(node.at(("sale", key)), said)
        sale = merged(given, own)
        try:
            read_day(sale.get("sale_date", ""))
        except ValueError as error:
            _refuse(node.at(("sale", "sale_date")), f"`sale_date`: {error}")
        return sale

    def _shared(self, case: Values) -> dict[str, Any]:
        own = {key: case[key] for key in _SHARED if key in case}
        told = {key: self.file[key] for key in _SHARED if key in self.file} | own
        return {
            "source": told["source"],
            "packs": tuple(told.get("packs") or self.unsaid.packs),
            "rule_applied": told.get("rule_applied") == "true",
        }


def _answer(provision: str, answer: str, place: Place) -> dict[str, Any]:
    """Return what an answer expects; a provision that is not said to speak must be silent."""
    found = _ANSWER.fullmatch(answer)
    if found is None:
        _refuse(place, f"{quoted(answer)} is not of the form `OUTCOME` or `OUTCOME by VERSION`")
    _checked_outcome(found["outcome"], place)
    spoken = [f"{provision}@{found['version']}"] if found["version"] else []
    silent = [] if spoken else [provision]
    return {"outcome": found["outcome"], "speaks": spoken, "silent": silent}


def _checked_outcome(outcome: str, place: Place) -> None:
    if outcome not in _OUTCOMES:
        _refuse(place, f"{quoted(outcome)} is no outcome{nearest(outcome, _OUTCOMES)}")


def merged(given: Values, own: Values) -> dict[str, Any]:
    """Return one sale laid over another: `line` and `buyer` change the first line and party."""
    result = _laid_over(given, {k: v for k, v in own.items() if k not in dict(_FIRST_OF)})
    for key, member in _FIRST_OF:
        if key in own:
            first, *rest = result[member]
            result[member] = [_laid_over(first, own[key]), *rest]
    return result


def _laid_over(given: Values, own: Values) -> dict[str, Any]:
    result = dict(given)
    for key, value in own.items():
        if value == _ABSENT:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = _laid_over(result[key], value)
        else:
            result[key] = value
    return result


def typed(value: Any, key: str = "") -> Any:
    """Return a sale as JSON has it: flags and percentages alone are no strings there."""
    if isinstance(value, dict):
        return {k: typed(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [typed(v) for v in value]
    if key == "percent":
        return float(value) if _is_number(value) else value
    return {"true": True, "false": False}.get(value, value)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


def _refuse(place: Place, message: str) -> NoReturn:
    raise RuleFilesError([Finding(place, message)])
