"""What a rule set cannot answer on a day: how many questions, of which items, to where, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from licet_engine.sale import Place

from licet_workbench.coverage.grounds import Ground, Topic
from licet_workbench.coverage.verdicts import Judge, Verdict

Progress = Callable[[int], None]
"""Told how many categories are through."""


def _untold(_: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Categories and destinations: each category to each destination is a question."""

    categories: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def questions(self) -> int:
        """How many questions are asked on a day."""
        return len(self.categories) * len(self.places)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions are open on a ground, which is the first of theirs; of how many items."""

    ground: Ground
    entries: int
    categories: int
    questions: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What is open on one ground and about one thing; a question may be among several."""

    topic: Topic
    categories: tuple[str, ...]
    places: tuple[str, ...]
    questions: int


@dataclass(frozen=True, slots=True)
class Survey:
    """Every question of a day: how many are answered, and what the others turn on."""

    on: date
    questions: int
    answered: int
    tallies: tuple[Tally, ...]
    findings: tuple[Finding, ...]


class Group(NamedTuple):
    """Items and destinations that nobody can tell apart, with the verdict on all of them."""

    categories: Sequence[str]
    places: Sequence[Place]
    verdict: Verdict

    @property
    def questions(self) -> int:
        """How many questions have this verdict."""
        return len(self.categories) * len(self.places)


def groups(judge: Judge, asked: Asked, day: date, moved: Progress) -> Iterator[Group]:
    """Yield the verdicts on all questions of a day, those on equal questions once."""
    classes = judge.classes
    items: dict[int, list[str]] = {}
    for category in asked.categories:
        items.setdefault(classes.item(category).on(day), []).append(category)
    places: dict[bool, dict[int, list[Place]]] = {}
    through = 0
    for item, categories in items.items():
        controlled = classes.items.all[item].controlled
        if controlled not in places:
            places[controlled] = _places(judge, asked, day, controlled)
        for place, alike in places[controlled].items():
            yield Group(categories, alike, judge.of_classes(item, place, day))
        through += len(categories)
        moved(through)


def _places(judge: Judge, asked: Asked, day: date, controlled: bool) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for place in asked.places:
        found.setdefault(judge.classes.place(place, controlled).on(day), []).append(place)
    return found


@dataclass(slots=True)
class _Open:
    categories: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    questions: int = 0

    def add(self, group: Group) -> None:
        self.categories.update(group.categories)
        self.places.update(map(name_of, group.places))
        self.questions += group.questions


def name_of(place: Place) -> str:
    """Return the code of a place, the nearest there is."""
    return place.region or place.country or ""


def survey(judge: Judge, asked: Asked, day: date, moved: Progress = _untold) -> Survey:
    """Return what is answered on a day, and what is not and why."""
    grounds: dict[Ground, _Open] = {}
    topics: dict[Topic, _Open] = {}
    for group in groups(judge, asked, day, moved):
        if group.verdict.answered:
            continue
        grounds.setdefault(first(group.verdict), _Open()).add(group)
        for topic in group.verdict.topics:
            topics.setdefault(topic, _Open()).add(group)
    return Survey(
        on=day,
        questions=asked.questions,
        answered=asked.questions - sum(found.questions for found in grounds.values()),
        tallies=tuple(_tally(g, grounds[g]) for g in Ground if g in grounds),
        findings=tuple(
            Finding(t, tuple(sorted(o.categories)), tuple(sorted(o.places)), o.questions)
            for t, o in sorted(topics.items(), key=lambda pair: pair[0].order)
        ),
    )


def _tally(ground: Ground, found: _Open) -> Tally:
    return Tally(
        ground, len(set(map(entry_of, found.categories))), len(found.categories), found.questions
    )


def entry_of(category: str) -> str:
    """Return the entry that a paragraph is of."""
    return category.partition(".")[0]


def first(verdict: Verdict) -> Ground:
    """Return the ground that counts of a question that is not answered."""
    return verdict.topics[0].ground if verdict.topics else Ground.TOLD


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a day's questions are open, by their first ground."""

    on: date
    questions: int
    open: tuple[tuple[Ground, int], ...]

    @property
    def answered(self) -> int:
        """How many questions are answered."""
        return self.questions - sum(count for _, count in self.open)


def share(judge: Judge, asked: Asked, day: date) -> Share:
    """Return how many of a day's questions are open, and on what ground."""
    found: Counter[Ground] = Counter()
    for group in groups(judge, asked, day, _untold):
        if not group.verdict.answered:
            found[first(group.verdict)] += group.questions
    return Share(day, asked.questions, tuple((g, found[g]) for g in Ground if found[g]))
