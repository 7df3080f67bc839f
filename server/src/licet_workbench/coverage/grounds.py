"""Why a question is not answered: law that is not held, or a word that the sale could have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import repeat
from typing import NamedTuple

from licet_engine.facts.model import FactKey
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import Formula, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.tables.controls import (
    BEGAN,
    CHANGED,
    ENDED,
    NO_EDITION,
    NO_REASON,
    NOT_ENCODED,
    NOT_HELD,
    NUMBER_NOT_HELD,
    Entry,
)
from licet_engine.vocabulary import FactSource

from licet_workbench.coverage.asking import is_narrowing

OF_THE_LIST = "control_list_requires_license"
"""The fact that stands for what is not held of the Control List."""


class Ground(Enum):
    """Why a question is not answered; of several grounds the first one counts."""

    NO_EDITION = "no edition"
    NO_REASON = "no reason"
    CHANGED = "changed"
    BEGAN = "not begun"
    ENDED = "ended"
    NOT_ENCODED = "not encoded"
    EDITIONS = "editions differ"
    STAND_IN = "stand-in"
    CELLS = "open cells"
    PARAGRAPH = "paragraph"
    IN_SCOPE = "in scope"
    TOLD = "other word"

    @property
    def held(self) -> bool:
        """Whether the law is held, and a word of the sale would bring an answer."""
        return self in (Ground.PARAGRAPH, Ground.IN_SCOPE, Ground.TOLD)


SAYS = {
    Ground.NO_EDITION: "the entry is in no edition of the Control List that is held",
    Ground.NO_REASON: "the entry names no reason for control",
    Ground.CHANGED: "what the entry was before a change is not held",
    Ground.BEGAN: "the entry had not begun to name the item",
    Ground.ENDED: "the entry no longer names the item",
    Ground.NOT_ENCODED: "where the entry's license requirement reaches is not encoded",
    Ground.EDITIONS: "the editions before and after the day differ",
    Ground.STAND_IN: "a provision stands in for law that is not held",
    Ground.CELLS: "the chart or a country group is open for the destination",
    Ground.PARAGRAPH: "answered once the item's paragraph is named",
    Ground.IN_SCOPE: "answered once an `in_scope_...` is attested",
    Ground.TOLD: "answered once another word is told",
}
_OF_SILENCE = {
    NO_EDITION: Ground.NO_EDITION,
    NO_REASON: Ground.NO_REASON,
    CHANGED: Ground.CHANGED,
    BEGAN: Ground.BEGAN,
    ENDED: Ground.ENDED,
    NOT_ENCODED: Ground.NOT_ENCODED,
}


class Topic(NamedTuple):
    """A ground with what it is about: a day, a reason for control, a column, a fact."""

    ground: Ground
    about: str

    @property
    def order(self) -> tuple[int, str]:
        """The place of a topic among others: by its ground, then by what it is about."""
        return list(Ground).index(self.ground), self.about


def unencoded(rules: RuleSet) -> frozenset[str]:
    """Return the requirements of which a provision says that nobody can tell what they ask."""
    return frozenset(
        code
        for read in map(tests_of, rules.formulas, repeat(rules))
        if any(test.fact == OF_THE_LIST for test in read)
        for test in read
        if test.fact == "requirement"
        for code in test.codes
    )


def tests_of(formula: Formula, rules: RuleSet) -> tuple[Test, ...]:
    """Return the tests of the subject itself that a formula makes."""
    atoms = (rules.atoms.atoms[literal.atom] for literal in literals(formula))
    return tuple(atom for atom in atoms if isinstance(atom, Test))


def topics(entry: Entry, unencoded: frozenset[str]) -> tuple[Topic, ...]:
    """Return what is not held of an entry, of whatever paragraph the item may be."""
    if entry.silence is not None:
        return (Topic(_OF_SILENCE[entry.silence.kind], _day(entry.silence.on)),)
    found = {
        Topic(Ground.EDITIONS if c.requirement == NOT_HELD else Ground.NOT_ENCODED, c.reason)
        for c in entry.controls
        if c.requirement in unencoded and c.number != NUMBER_NOT_HELD
    }
    found |= {Topic(_OF_SILENCE[each.kind], _day(each.on)) for each in entry.partly}
    return tuple(sorted(found, key=lambda topic: topic.order))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def why(rules: RuleSet, missing: Iterable[FactKey], entry: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Return on what grounds a question is open whose answer hangs on some missing facts."""
    found = {topic for key in missing for topic in _of_fact(rules, key, entry)}
    return tuple(sorted(found, key=lambda topic: topic.order))


def _of_fact(rules: RuleSet, key: FactKey, entry: tuple[Topic, ...]) -> Iterator[Topic]:
    declared = rules.vocabulary.by_name.get(key.fact)
    if key.entity == "destination":
        yield Topic(Ground.CELLS, key.fact)
    elif key.fact == OF_THE_LIST:
        yield from entry or (Topic(Ground.STAND_IN, key.fact),)
    elif declared is not None and declared.source is FactSource.PENDING:
        yield Topic(Ground.STAND_IN, key.fact)
    elif key.fact == "category":
        yield Topic(Ground.PARAGRAPH, key.fact)
    else:
        yield Topic(Ground.IN_SCOPE if is_narrowing(key.fact) else Ground.TOLD, key.fact)
