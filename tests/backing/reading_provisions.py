"""Rule files read with nothing of Licet: who governs, and what a condition comes to for a sale.

A condition is true, false, or open (None). Where the rules ask for something that only Licet
works out, it is open for what requires and bars; what lifts may have it as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from reading_days import Known, Truth, every, some, turned
from reading_sales import Asked, Subject, attested, told

Node = Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A provision by its cells, and the folder of rules that it stands in."""

    cells: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.cells["id"])

    @property
    def effect(self) -> str:
        return str(self.cells["effect"])

    def governing(self, day: date, known: Known) -> Mapping[str, Any] | None:
        """Return the version that governs a day: the latest of those known and not restated."""
        heard = [version for version in self.cells["versions"] if known.has(version)]
        restated = {version.get("supersedes") for version in heard}
        covering = [
            version
            for version in heard
            if version["version"] not in restated
            if version["from"] <= day.isoformat() <= version.get("through", "9999-12-31")
        ]
        return max(covering, key=lambda v: (v["from"], v["announced"]), default=None)

    def names(self, other: Rule, subject: Subject) -> bool:
        """Tell whether this one names another as what it lifts or bars, for a subject of it."""
        targets = dict(self.cells.get("lifts") or self.cells["bars"])
        named = other.id in targets.pop("provisions", [])
        named = named or bool({*other.cells.get("tags", [])} & {*targets.pop("tags", [])})
        regimes = targets.pop("regimes", None)
        reasons = targets.pop("reasons", None)
        assert not targets, f"{self.id}: what `{min(targets)}` narrows is not read here"
        row, control = subject.row, subject.control
        of_regime = not regimes or (row and {*row.cells["regime"].split(";")} & {*regimes})
        of_reason = not reasons or (control and control.reason in reasons)
        return bool(named and of_regime and of_reason)


def read_rules(rules: Path) -> tuple[Rule, ...]:
    """Return every provision of the rule files of both packs."""
    found = []
    for path in sorted(rules.glob("*/**/*.yaml")):
        cells = read_texts(path)
        if isinstance(cells, dict) and "effect" in cells:
            found.append(Rule(cells))
    return tuple(found)


def read_texts(path: Path) -> Any:
    """Return a YAML file of which every value is a text, as it is written."""
    text = path.read_text(encoding="utf-8")
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 (it makes texts, lists and mappings alone)


def read_facts(rules: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the vocabulary, a word each with its declaration."""
    path = rules / "us_ear" / "vocabulary.yaml"
    facts = read_texts(path)["facts"]
    assert isinstance(facts, dict)
    return facts


def asked_words(node: Node) -> Iterator[str]:
    """Yield the facts that a condition asks for."""
    if isinstance(node, list):
        for part in node:
            yield from asked_words(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in _GROUPS:
                yield from asked_words(value)
            else:
                yield key


_GROUPS = ("all", "any", "not", "this_party", "any_party", "this_control", "any_control")


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads conditions for one line of a sale; `unread` is what words come to that are not read."""

    asked: Asked
    facts: Mapping[str, Mapping[str, Any]]
    unread: Truth = field(default=None)
    reached: Subject | None = None

    def favouring(self, unread: bool) -> Reading:
        """Return a reading in which what is not read is so."""
        return replace(self, unread=unread)

    def reaching(self, subject: Subject) -> Reading:
        """Return a reading in which the control of a subject reaches the item."""
        return replace(self, reached=subject)

    def of(self, rule: Rule, version: Mapping[str, Any], subject: Subject) -> Truth:
        """Tell whether a version of a provision speaks on a subject."""
        return every(
            self.holds(cells["when"], subject) for cells in (rule.cells, version) if "when" in cells
        )

    def holds(self, node: Node, subject: Subject) -> Truth:
        """Tell whether a condition holds for a subject."""
        return every(self._entry(key, value, subject) for key, value in node.items())

    def _entry(self, key: str, value: Node, subject: Subject) -> Truth:
        match key:
            case "all":
                return every(self.holds(part, subject) for part in value)
            case "any":
                return some(self.holds(part, subject) for part in value)
            case "not":
                return turned(self.holds(value, subject))
            case "this_party":
                return self.holds(value, subject)
            case "this_control":
                assert subject.control is not None
                return every((self.reach(subject), self.holds(value, subject)))
            case "any_party":
                return some(self.holds(value, each) for each in self.asked.party_subjects)
            case "any_control":
                return some(
                    every((self.reach(each), self.holds(value, each)))
                    for each in self.asked.control_subjects
                )
            case _:
                return self._test(key, value, subject)

    def reach(self, subject: Subject) -> Truth:
        """Tell whether a control reaches the item."""
        control = subject.control
        assert control is not None
        if subject is self.reached:
            return True
        reached: Truth = True if control.sure else None
        if not control.narrowed:
            return reached
        given = attested(f"in_scope_{control.reason.lower()}", self.asked.line, self.asked.sale)
        return every((reached, given))

    def _test(self, key: str, value: Node, subject: Subject) -> Truth:
        fact = self.facts[key]
        if fact["source"] == "pending":
            return None
        if fact["source"] == "attestation" and key != "subject_to_ear":
            holders = (subject.party,) if fact["of"] == "party" else (self.asked.line,)
            given = attested(key, *holders, self.asked.sale)
            if given is None and fact.get("absent") == "not_claimed":
                given = False
            return given if value == "true" else turned(given)
        return told(self.asked, fact, key, value, subject, self.unread)
