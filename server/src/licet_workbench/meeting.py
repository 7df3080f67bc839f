"""Checks of permits, clearances and bars beside what they name: in time, and by their conditions.

What acts on another changes an answer only on days that both govern, as known on one day, and
on a line for which both conditions hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.conditions import Condition, Op, Test
from licet_engine.provisions.model import RESTRAINING, Effect, Pack, Provision
from licet_engine.vocabulary import Scope

from licet_workbench.findings import Checked, Finding, Severity
from licet_workbench.governing import (
    ONE_DAY,
    Stretch,
    known_days,
    left_open,
    overlap,
    stretches,
)
from licet_workbench.naming import Named, may_act
from licet_workbench.satisfying import Asked, Words
from licet_workbench.silent import normal

Pair = tuple[int, int]
"""A version of what acts, and one of what it acts on, by their numbers."""
_OWN, _OTHER = 1, 2


def meeting_findings(packs: Sequence[Pack], words: Words) -> Iterator[Finding]:
    """Yield what acts on nothing that it could ever meet, and permits that outlive it."""
    named = Named(provision for pack in packs for provision in pack.provisions)
    meeting = _Meeting(words)
    for actor in named.all:
        if actor.effect not in RESTRAINING:
            yield from _Actor(actor, named, meeting).findings()


class _Meeting:
    """Whether two provisions meet; conditions and days that many ask for are remembered."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._governed: dict[tuple[str, AsKnown], tuple[Stretch, ...]] = {}
        self._normal: dict[tuple[str, int], Condition] = {}

    def together(self, actor: Provision, other: Provision) -> frozenset[Pair]:
        """Return the pairs of versions that govern a day together, as known on some day."""
        return frozenset(
            (own.version, its.version)
            for axis in Knowledge
            for day in known_days((actor, other), axis)
            for own in self.governed(actor, AsKnown(day, axis))
            for its in self.governed(other, AsKnown(day, axis))
            if overlap(own, its)
        )

    def can_act(self, actor: Provision, other: Provision, pair: Pair) -> bool:
        """Tell whether two versions can both speak of a line, so that the one acts on the other.

        A permit or clearance acts on the same subject; a bar on any of the line.
        """
        bars = actor.effect is Effect.BARS
        if not bars and actor.subject is not other.subject:
            return False
        target = _OTHER if bars else _OWN
        asked = [
            Asked(self._whole(actor, pair[0]), _OWN),
            Asked(self._whole(other, pair[1]), target),
        ]
        if actor.targets.regimes:
            regimes = Test(Scope.ROW, "regime", Op.IN, actor.targets.regimes)
            asked.append(Asked(regimes, target))
        return self._words.can_hold_of(asked)

    def can_match(self, provision: Provision) -> bool:
        """Tell whether every version of a provision can match something."""
        numbers = range(len(provision.versions))
        return all(self._words.inner(self._whole(provision, n)) for n in numbers)

    def _whole(self, provision: Provision, number: int) -> Condition:
        key = provision.id, number
        if key not in self._normal:
            self._normal[key] = normal(provision, provision.versions[number].condition)
        return self._normal[key]

    def governed(self, provision: Provision, as_known: AsKnown) -> tuple[Stretch, ...]:
        """Return the days that a provision governs, as known on a day."""
        key = provision.id, as_known
        if key not in self._governed:
            self._governed[key] = stretches(provision, as_known)
        return self._governed[key]


class _Actor:
    """One permit, clearance or bar beside what it names and may act on."""

    def __init__(self, actor: Provision, named: Named, meeting: _Meeting) -> None:
        self._actor = actor
        self._named = named
        self._meeting = meeting
        self._key = "bars" if actor.effect is Effect.BARS else "lifts"

    def findings(self) -> Iterator[Finding]:
        targets = self._actor.targets
        lifted: list[Provision] = []
        for key, words, look_up in (
            ("provisions", targets.provisions, self._named.by_id),
            ("tags", targets.tags, self._named.by_tag),
        ):
            for word in sorted(words):
                group = [p for p in look_up(word) if may_act(self._actor, p)]
                yield from self._group(word, key, group)
                lifted += group
        if self._actor.effect is Effect.PERMITS and lifted:
            for number in range(len(self._actor.versions)):
                yield from self._outliving(Checked(self._actor, number), lifted)

    def _group(self, word: str, key: str, group: Sequence[Provision]) -> Iterator[Finding]:
        """Yield the finding of a word that names nothing that could be met."""
        if not group:
            return  # told already: nothing that it could act on is called so
        in_force = False
        for other in group:
            pairs = self._meeting.together(self._actor, other)
            in_force = in_force or bool(pairs)
            if self._acts(other, pairs):
                return
        if not in_force:
            yield self._finding(word, key, f"{self._called(word, key)} is never in force with it")
        elif self._hold((self._actor, *group)):
            yield self._finding(word, key, self._why(word, key, group))

    def _hold(self, provisions: Sequence[Provision]) -> bool:
        """Tell whether each can match at all; of one that cannot, that is told and no more."""
        return all(self._meeting.can_match(provision) for provision in provisions)

    def _acts(self, other: Provision, pairs: frozenset[Pair]) -> bool:
        return any(self._meeting.can_act(self._actor, other, pair) for pair in sorted(pairs))

    def _why(self, word: str, key: str, group: Sequence[Provision]) -> str:
        subject = self._actor.subject
        subjects = {other.subject for other in group}
        if self._actor.effect is not Effect.BARS and subject not in subjects:
            said = min(each.value for each in subjects)
            return (
                f"{self._called(word, key)} is matched on each {said}, and this on each "
                f"{subject.value}: it acts on the same subject only; write `subject: {said}`"
            )
        return (
            f"{self._called(word, key)} never matches a line that this matches, so that it "
            f"{self._actor.effect.value} nothing of it; see that both conditions can hold"
        )

    @staticmethod
    def _called(word: str, key: str) -> str:
        return f"`{word}`" if key == "provisions" else f"what has the tag `{word}`"

    def _finding(self, word: str, key: str, message: str) -> Finding:
        path = (self._key, key)
        actor = self._actor
        return Finding(
            message, actor.pack, actor.id, path=path, word=word, severity=Severity.WARNING
        )

    def _outliving(self, checked: Checked, lifted: Sequence[Provision]) -> Iterator[Finding]:
        """Yield days of a permit on which nothing that it lifts was in force.

        Counted is what was known when the version became known: that what it lifts would be
        ended early, nobody could write into it.
        """
        version = checked.version
        found: set[tuple[date, date]] = set()
        for axis in Knowledge:
            as_known = AsKnown(known_from(version.announced, version.published, axis), axis)
            theirs = sorted(s for p in lifted for s in self._meeting.governed(p, as_known))
            for own in self._meeting.governed(self._actor, as_known):
                open_days = left_open(own, theirs) if own.version == checked.number else None
                if open_days is not None and self._meets(theirs, own):
                    found.add(open_days)
        for first, last in sorted(found)[:1]:
            key = "from" if first == version.start else "through"
            until = "on" if last == date.max else f"to {last}"
            write = f"{last + ONE_DAY}" if key == "from" else f"{first - ONE_DAY}"
            message = (
                f"nothing that it lifts is in force from {first} {until}; write `{key}: {write}`"
            )
            yield checked.finding(key, message, Severity.WARNING)

    @staticmethod
    def _meets(theirs: Sequence[Stretch], own: Stretch) -> bool:
        return any(overlap(own, other) for other in theirs)
