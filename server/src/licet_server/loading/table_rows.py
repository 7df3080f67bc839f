"""A line of a table becomes a row; raises `WrongCell` for one that says what nobody can read."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from licet_engine.lists import Confidence
from licet_engine.tables.model import CHART, ColumnRule, Control, MarkChange, PlaceRow, Since
from licet_engine.tables.places import PART_746, ROW
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.codes import country_problem
from licet_server.loading.control_history import EVENTS, Event
from licet_server.loading.table_cells import (
    NOTHING,
    Record,
    WrongCell,
    day_of,
    declared_in,
    entry_of,
    one_of,
    paragraphs_of,
    several_of,
)

STEADY = "any"


class Words(NamedTuple):
    """What a vocabulary calls the groups of countries, and what an item is controlled for."""

    groups: tuple[str, ...]
    reasons: tuple[str, ...]
    requirements: tuple[str, ...]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Words:
        """Return the words of some facts; one that is not declared has none to be held to."""
        facts = map(vocabulary.by_name.get, ("country_group", "reason", "requirement"))
        return cls(*(fact.values if fact else () for fact in facts))


def _country(record: Record, column: str = "country") -> str:
    problem = country_problem(record[column])
    if problem:
        raise WrongCell(column, problem)
    return record[column]


def _since(record: Record) -> Since:
    published = None if record["published"] == NOTHING else day_of(record, "published")
    levels = tuple(level.value for level in Confidence)
    confidence = Confidence(one_of(record, "confidence", levels))
    if confidence is Confidence.LOW:
        raise WrongCell(
            "confidence", "what is only recollected is no ground to answer on; leave out"
        )
    return Since(
        day_of(record, "from"),
        day_of(record, "announced"),
        published,
        record["authority"],
        confidence,
    )


def chart_row(record: Record) -> PlaceRow:
    """Return what an edition marks for a country."""
    refers_to = None if record["refers_to"] == NOTHING else record["refers_to"]
    if refers_to not in (None, PART_746):
        _country(record, "refers_to")
    marks = several_of(record, "columns")
    for mark in marks:
        one_of(record | {"columns": mark}, "columns", CHART)
    return PlaceRow(
        country=_country(record),
        marks=frozenset(marks),
        edition=day_of(record, "edition"),
        refers_to=refers_to,
        footnotes=several_of(record, "footnotes"),
        source=record["source"],
    )


def group_row(words: Words, record: Record) -> PlaceRow:
    """Return the groups of a country in an edition."""
    marks = several_of(record, "groups")
    for mark in marks:
        declared_in(record | {"groups": mark}, "groups", words.groups)
    edition = day_of(record, "edition")
    return PlaceRow(_country(record), frozenset(marks), edition, source=record["source"])


def chart_change(record: Record) -> MarkChange:
    """Return a change of a mark of the chart, or of the row that counts for a country."""
    column = one_of(record, "column", (*CHART, ROW))
    if column == ROW:
        other = _country(record, "marked")
        return MarkChange(_country(record), ROW, True, _since(record), other)
    marked = one_of(record, "marked", ("yes", "no")) == "yes"
    return MarkChange(_country(record), column, marked, _since(record))


def group_change(words: Words, record: Record) -> MarkChange:
    """Return that a country joined or left a group."""
    country = STEADY if record["country"] == STEADY else _country(record)
    if country != STEADY:
        declared_in(record, "group", words.groups)
    member = one_of(record, "member", ("yes", "no")) == "yes"
    return MarkChange(country, record["group"], member, _since(record))


def column_rule(words: Words, record: Record) -> ColumnRule:
    """Return what marks a column from a day on."""
    all_but = one_of(record, "rule", ("all_but", "only")) == "all_but"
    column = one_of(record, "column", CHART)
    codes = several_of(record, "codes")
    for code in codes:
        if code not in words.groups:
            _country(record | {"codes": code}, "codes")
    return ColumnRule(column, all_but, frozenset(codes), _since(record))


def control_row(words: Words, record: Record) -> Control:
    """Return one control of an entry, without its number."""
    return Control(
        eccn=entry_of(record),
        number=0,
        reason=declared_in(record, "reason", words.reasons),
        requirement=declared_in(record, "requirement", words.requirements),
        paragraphs=paragraphs_of(record),
        exceptions=several_of(record, "except"),
        of=several_of(record, "for"),
        narrowed=one_of(record, "narrowed", ("yes", "no", "for")) != "no",
        editions=_editions(record),
        source=record["source"],
    )


def _editions(record: Record) -> tuple[date, ...]:
    days = record["editions"].split()
    return tuple(day_of(record | {"editions": day}, "editions") for day in days)


def event_rows(words: Words, record: Record) -> tuple[Event, ...]:
    """Return what became of each entry that a line names."""
    kind, since = one_of(record, "event", EVENTS), _since(record)
    reason = declared_in(record, "reason", words.reasons)
    requirement = declared_in(record, "requirement", words.requirements)
    entries = (entry_of(record | {"eccn": eccn}) for eccn in record["eccn"].split())
    return tuple(
        Event(eccn, paragraphs_of(record), reason, kind, requirement, since) for eccn in entries
    )
