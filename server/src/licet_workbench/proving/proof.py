"""What is true of a rule set in every question: what each restraint comes to, and who acts on it.

A line is stopped where some restraint stands, so a go is a question in which each restraint is
silent or lifted: restraint by restraint the questions are cut at the borders of the restraint, of
what lifts it and of what bars that, and every one of them is in one of four parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from licet_engine.lists import Knowledge
from licet_engine.provisions.model import LIFTING, Effect
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.boxes import Axes, axes_of
from licet_workbench.proving.law import family, lifters_of, restraints_of
from licet_workbench.proving.lifting import Turn, turns
from licet_workbench.proving.meeting import Gap, Meeting, gaps, meetings
from licet_workbench.proving.questions import Questions, questions
from licet_workbench.proving.seeking import Ask, Confirmed, Seeking, standing
from licet_workbench.proving.silences import Silence, silences
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.strictness import Strictness, strictness

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restraint:
    """What a restraint comes to in every question that it and all that acts on it tell apart.

    Where it stands on some subject it stands; else, where permits alone lift it on some, it is
    permitted; else, where it speaks, it is cleared; anywhere else it is silent.
    """

    id: str
    effect: Effect
    questions: int
    silent: int
    cleared: int
    permitted: int
    stands: int
    axes: Axes
    seen: Confirmed | None

    @property
    def adds_up(self) -> bool:
        """Whether the four parts, each counted by itself, are all questions."""
        return self.silent + self.cleared + self.permitted + self.stands == self.questions


@dataclass(frozen=True)
class Proof:
    """What was proved of a rule set, on one axis of knowledge."""

    rules: RuleSet
    axis: Knowledge
    restraints: tuple[Restraint, ...]
    turns: tuple[Turn, ...]
    silences: tuple[Silence, ...]
    meetings: tuple[Meeting, ...]
    gaps: tuple[Gap, ...]
    strictness: tuple[Strictness, ...]

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """The permits, clearances and bars on which no answer ever turns."""
        acting = {
            p.id
            for p in self.rules.provisions
            if p.effect in LIFTING or p.effect is Effect.BARS
        }
        told = {p.id for p in self.rules.provisions if _only_tells(p.id, self.rules)}
        return tuple(sorted(acting - told - {turn.actor for turn in self.turns if turn.cells}))

    @property
    def findings(self) -> tuple[str, ...]:
        """What is wrong, in words; nothing where all is as it should be."""
        return (
            *(f"`{name}` changes no answer in any question" for name in self.idle),
            *(f"the parts of `{name}` do not add up to its questions" for name in self.wrong),
            *(
                f"with the pack `{each.pack}` {each.looser:,} questions have a milder answer"
                for each in self.looser
            ),
        )

    @property
    def wrong(self) -> tuple[str, ...]:
        """The restraints whose parts do not add up: the proof itself would be wrong."""
        return tuple(each.id for each in self.restraints if not each.adds_up)

    @property
    def looser(self) -> tuple[Strictness, ...]:
        """The packs that may not loosen, and do."""
        return tuple(each for each in self.strictness if each.looser)


def prove(
    rules: RuleSet,
    first: date,
    axis: Knowledge,
    ask: Ask,
    progress: Progress = lambda _: None,
) -> Proof:
    """Return the proof of a rule set, from the first day that rules are for."""
    looked_at: list[Restraint] = []
    silent: list[Silence] = []
    for together in acted_on_alike(rules):
        looked_at += _restraints(rules, together, first, axis, ask)
        for restraint in together:
            silent += silences(rules, restraint, first, axis)
            progress(rules.provisions[restraint].id)
    turned: list[Turn] = []
    for lifter in lifters_of(rules):
        turned += turns(rules, lifter, first, axis, ask)
        progress(rules.provisions[lifter].id)
    return Proof(
        rules,
        axis,
        tuple(sorted(looked_at, key=lambda r: r.id)),
        tuple(turned),
        tuple(silent),
        meetings(rules, first, axis),
        gaps(rules, axis),
        strictness(rules, first, axis),
    )


def steps(rules: RuleSet) -> int:
    """Return how many times a proof tells of its progress."""
    return len(restraints_of(rules)) + len(lifters_of(rules))


def _only_tells(name: str, rules: RuleSet) -> bool:
    """Tell whether a bar sets conditions for a go, for which alone it may be there."""
    own = next(p for p in rules.provisions if p.id == name)
    return own.effect is Effect.BARS and any(version.conditions for version in own.versions)


def acted_on_alike(rules: RuleSet) -> tuple[tuple[int, ...], ...]:
    """Return the restraints, those on which the same provisions act together."""
    found: dict[tuple[object, ...], list[int]] = {}
    for restraint in restraints_of(rules):
        acting = tuple(n for n in family(rules, [restraint]).numbers if n != restraint)
        key = (rules.provisions[restraint].subject, acting, None if acting else restraint)
        found.setdefault(key, []).append(restraint)
    return tuple(map(tuple, found.values()))


def _restraints(
    rules: RuleSet, numbers: tuple[int, ...], first: date, axis: Knowledge, ask: Ask
) -> Iterator[Restraint]:
    group = family(rules, numbers)
    asked = questions([group], first, axis)
    law, seeking = Law(asked, group), Seeking(asked, rules, ask)
    whole = asked.cells
    for number in numbers:
        own = rules.provisions[number]
        parts = _parts(asked, law, number)
        silent, cleared, permitted, stands = (asked.space.count(part) for part in parts)
        yield Restraint(
            own.id,
            own.effect,
            whole,
            silent,
            cleared,
            permitted,
            stands,
            axes_of(asked.space),
            seeking.sought(parts[3], standing(own.id)),
        )


def _parts(asked: Questions, law: Law, restraint: int) -> tuple[Region, Region, Region, Region]:
    """Return where a restraint is silent, cleared, permitted, and stands."""
    speaks = stands = permitted = asked.space.none
    for subject in law.reading.subjects(law.rules.provisions[restraint].subject):
        verdict = law.verdict(restraint, subject)
        speaks |= verdict.speaks
        stands |= verdict.stands
        permitted |= verdict.permitted
    permitted &= ~stands
    cleared = speaks & ~stands & ~permitted
    found = tuple(part & asked.possible for part in (~speaks, cleared, permitted, stands))
    return found[0], found[1], found[2], found[3]
