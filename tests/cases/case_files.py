"""Case files: sales with the answers that the law gives, written by hand.

A file has `covers` (the provisions it speaks of), `source`, `given` (a sale that every case
starts from), `packs`, and two kinds of cases. `rule_applied: true` says that the source states
the rule alone, and that the answer is the rule applied to the sale. `cases` are single
questions. `boundaries` put one sale on many days: each day says what it `is` and what the answer
is as known `then` (on the day itself), `now` (2026-11-24) or `on` another day, followed by
`announced` or `published` where the two differ; without that word both are asked. An answer is
an outcome, and `by VERSION` if the provision of the table speaks on that day; if it does not,
it must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from licet_engine.lists import Knowledge
from licet_server.loading.nodes import read_yaml

HERE = Path(__file__).parent
NOW = date(2026, 11, 24)
EXPECTED = frozenset(
    {
        "assumption",
        "authorization",
        "barred",
        "by",
        "caveat",
        "conditions",
        "denial_ground",
        "lifted",
        "lines",
        "missing",
        "next_change",
        "outcome",
        "possible",
        "reason",
        "review_policies",
        "review_policy",
        "silent",
        "speaks",
        "standing",
        "unavailable",
        "valid_from",
        "valid_through",
        "why",
    }
)
"""What a case may expect; `test_cases.py` says how each is read off a decision."""
_SPOKEN = ("standing", "by", "speaks", "barred")
_FILE = frozenset({"covers", "source", "rule_applied", "given", "packs", "cases", "boundaries"})
_CASE = frozenset(
    {"name", "source", "rule_applied", "packs", "known_on", "knowledge", "sale", "expect"}
)
_TABLE = frozenset({"of", "name", "source", "rule_applied", "packs", "sale", "days"})
_WHEN = re.compile(r"(then|now|on (?P<day>\S+))( (?P<axis>announced|published))?")
_ANSWER = re.compile(r"(?P<outcome>[A-Z_]+)( by (?P<version>\S+))?")
_ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Case:
    """One question and its answer; `provisions` are those that it is about."""

    file: Path
    name: str
    source: str
    packs: tuple[str, ...]
    known_on: date
    knowledge: Knowledge
    sale: dict[str, Any]
    expect: dict[str, Any]
    provisions: frozenset[str]
    versions: frozenset[str] = field(default=frozenset())
    """`id@version` of what is expected to speak."""
    rule_applied: bool = False
    on_boundary: bool = False
    """Whether it is one day of a table, and not a case with a name of its own."""

    @property
    def sale_date(self) -> date:
        """The day the goods are to leave."""
        return date.fromisoformat(self.sale["sale_date"])


def all_cases() -> tuple[Case, ...]:
    """Return every case of every file under `tests/cases`, in the order of paths."""
    return tuple(case for path in sorted(HERE.rglob("*.yaml")) for case in cases_of(path))


def cases_of(path: Path) -> Iterator[Case]:
    """Yield the cases of one file; a key that nobody reads is refused by name."""
    file = _typed(read_yaml(path).plain())
    _refuse_unknown(file, _FILE, path)
    covers = frozenset(file["covers"])
    for case in file.get("cases", []):
        _refuse_unknown(case, _CASE, path)
        _refuse_unknown(case["expect"], EXPECTED, path)
        assert "outcome" in case["expect"], f"{path}: `{case['name']}` expects no outcome"
        yield _single(path, file, case, covers)
    for table in file.get("boundaries", []):
        _refuse_unknown(table, _TABLE, path)
        assert table["of"] in covers, f"{path}: `{table['of']}` is not in `covers`"
        yield from _expanded(path, file, table)


def _single(
    path: Path, file: Mapping[str, Any], case: Mapping[str, Any], covers: frozenset[str]
) -> Case:
    sale = merged(file.get("given", {}), case.get("sale", {}))
    expect = case["expect"]
    spoken = [name for key in _SPOKEN for name in expect.get(key, [])]
    return Case(
        file=path,
        name=case["name"],
        source=case.get("source") or file["source"],
        packs=_packs(file, case),
        known_on=_day(case.get("known_on", sale["sale_date"])),
        knowledge=Knowledge(case.get("knowledge", "announced")),
        sale=sale,
        expect=expect,
        provisions=covers,
        versions=frozenset(spoken),
        rule_applied=_rule_applied(file, case),
    )


def _expanded(path: Path, file: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Case]:
    for day, row in table["days"].items():
        given = merged(file.get("given", {}), table.get("sale", {}))
        sale = merged(given, {"sale_date": day})
        answers = {when: answer for when, answer in row.items() if when != "is"}
        for when, answer in answers.items():
            for known_on, axis in _asked(day, when):
                asked = f"({row['is']}), as {axis.value} by {known_on}"
                expect = _answer(table["of"], answer)
                yield Case(
                    file=path,
                    name=f"{table['name']}, leaving on {day} {asked}: {answer}",
                    source=table.get("source") or file["source"],
                    packs=_packs(file, table),
                    known_on=known_on,
                    knowledge=axis,
                    sale=sale,
                    expect=expect,
                    provisions=frozenset({table["of"]}),
                    versions=frozenset(expect["speaks"]),
                    rule_applied=_rule_applied(file, table),
                    on_boundary=True,
                )


def _asked(day: str, when: str) -> Iterator[tuple[date, Knowledge]]:
    found = _WHEN.fullmatch(when)
    assert found, f"`{when}` is not of the form `then`, `now` or `on 2019-05-16`"
    known_on = {"then": _day(day), "now": NOW}.get(when[:4].strip()) or _day(found["day"])
    axes = [Knowledge(found["axis"])] if found["axis"] else list(Knowledge)
    yield from ((known_on, axis) for axis in axes)


def _answer(provision: str, answer: str) -> dict[str, Any]:
    """Return what an answer expects; a provision that is not said to speak must be silent."""
    found = _ANSWER.fullmatch(answer)
    assert found, f"`{answer}` is not of the form `OUTCOME` or `OUTCOME by VERSION`"
    spoken = [f"{provision}@{found['version']}"] if found["version"] else []
    silent = [] if spoken else [provision]
    return {"outcome": found["outcome"], "speaks": spoken, "silent": silent}


def merged(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return one sale laid over another: `line` and `buyer` change the first line and party."""
    result = _laid_over(dict(given), {k: v for k, v in own.items() if k not in ("line", "buyer")})
    for key, member in (("line", "lines"), ("buyer", "parties")):
        if key in own:
            first, *rest = result[member]
            result[member] = [_laid_over(first, own[key]), *rest]
    return result


def _laid_over(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(given)
    for key, value in own.items():
        if value == _ABSENT:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = _laid_over(result[key], value)
        else:
            result[key] = value
    return result


def _packs(file: Mapping[str, Any], case: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(case.get("packs") or file.get("packs") or ["us_ear"])


def _rule_applied(file: Mapping[str, Any], case: Mapping[str, Any]) -> bool:
    told = case.get("rule_applied", file.get("rule_applied", False))
    assert isinstance(told, bool), f"`rule_applied` is true or false, not `{told}`"
    return told


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _typed(value: Any, key: str = "") -> Any:
    """Return a sale as JSON has it: flags and percentages alone are no strings there."""
    if isinstance(value, dict):
        return {k: _typed(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_typed(v) for v in value]
    if key == "percent":
        return float(value)
    return {"true": True, "false": False}.get(value, value)


def _refuse_unknown(given: Mapping[str, Any], known: frozenset[str], path: Path) -> None:
    unknown = sorted(set(given) - known)
    assert not unknown, f"{path}: unknown key `{unknown[0]}`; known are {', '.join(sorted(known))}"
