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

from licet_workbench.findings import Finding
from licet_workbench.proving.boxes import Axes, axes_of
from licet_workbench.proving.law import family, lifters_of, restraints_of
from licet_workbench.proving.lifting import Turn, lifts_alone, turns
from licet_workbench.proving.meeting import Gap, Meeting, gaps, meetings
from licet_workbench.proving.questions import Questions, questions
from licet_workbench.proving.seeking import Ask, Confirmed, Seeking, standing
from licet_workbench.proving.silences import Silence, silences
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.strictness import Strictness, strictness

Progress = Callable[[str], None]
_NAMED = 3


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
    only: frozenset[str] | None = None
    """The provisions that alone were looked at, where not all were."""
    overshadowed: frozenset[str] = frozenset()
    """The permits and clearances that lift nothing but what something else lifts as well."""

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """The permits, clearances and bars on which no answer ever turns."""
        acting = {
            p.id for p in self.rules.provisions if p.effect in LIFTING or p.effect is Effect.BARS
        }
        told = {p.id for p in self.rules.provisions if _only_tells(p.id, self.rules)}
        turning = {turn.actor for turn in self.turns if turn.cells} - self.overshadowed
        idle = acting - told - turning
        return tuple(sorted(idle if self.only is None else idle & self.only))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong and what to do about it; nothing where all is as it should be."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        packs = {p.id: p.pack for p in self.rules.provisions}
        for name in self.idle:
            yield Finding(self._idle_words(name), packs[name], name)
        for name in self.wrong:
            message = f"the parts of `{name}` do not add up to its questions"
            yield Finding(message, packs[name], name)
        for each in self.looser:
            message = (
                f"with the pack `{each.pack}` {each.looser:,} questions have a milder answer; "
                "a pack that may not loosen may only require, deny or bar"
            )
            yield Finding(message, each.pack)

    def _idle_words(self, name: str) -> str:
        on = [f"`{turn.on}`" for turn in self.turns if turn.actor == name]
        if not on:
            return f"`{name}` changes no answer in any question: it acts on nothing; take it out"
        more = f" and {len(on) - _NAMED} more" if len(on) > _NAMED else ""
        return (
            f"`{name}` changes no answer in any question; take it out, or write days and a `when` "
            f"that meet what it acts on: {', '.join(on[:_NAMED])}{more}"
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
    only: frozenset[str] | None = None,
) -> Proof:
    """Return the proof of a rule set, or of some provisions in it, from the first day of rules."""
    looked_at: list[Restraint] = []
    silent: list[Silence] = []
    for together in acted_on_alike(rules):
        wanted = tuple(n for n in together if _is_meant(rules, n, only))
        looked_at += _restraints(rules, wanted, first, axis, ask) if wanted else ()
        for restraint in wanted:
            silent += silences(rules, restraint, first, axis)
            progress(rules.provisions[restraint].id)
    turned: list[Turn] = []
    for lifter in _turning(rules, only):
        turned += turns(rules, lifter, first, axis, ask, only)
        progress(rules.provisions[lifter].id)
    return Proof(
        rules,
        axis,
        tuple(sorted(looked_at, key=lambda r: r.id)),
        tuple(turned),
        tuple(silent),
        meetings(rules, first, axis, only),
        tuple(gap for gap in gaps(rules, axis) if only is None or gap.provision in only),
        strictness(rules, first, axis, only),
        only,
        frozenset(_overshadowed(rules, turned, first, axis)),
    )


def _overshadowed(
    rules: RuleSet, turned: list[Turn], first: date, axis: Knowledge
) -> Iterator[str]:
    """Yield permits and clearances that lift nothing but what something else lifts as well.

    Of which a sale shows that they alone lift something is not looked at again.
    """
    shown = {t.actor for t in turned if t.seen is not None and t.seen.decision is not None}
    told = {turn.actor for turn in turned}
    for lifter in lifters_of(rules):
        name = rules.provisions[lifter].id
        if name in told - shown and not lifts_alone(rules, lifter, first, axis):
            yield name


def steps(rules: RuleSet, only: frozenset[str] | None = None) -> int:
    """Return how many times a proof tells of its progress."""
    restraints = [n for n in restraints_of(rules) if _is_meant(rules, n, only)]
    return len(restraints) + len(_turning(rules, only))


def _is_meant(rules: RuleSet, provision: int, only: frozenset[str] | None) -> bool:
    return only is None or rules.provisions[provision].id in only


def _turning(rules: RuleSet, only: frozenset[str] | None) -> tuple[int, ...]:
    """Return the permits and clearances that are meant, and those on which a bar acts that is."""
    bars = [
        n
        for n, p in enumerate(rules.provisions)
        if p.effect is Effect.BARS and _is_meant(rules, n, only)
    ]
    return tuple(
        n
        for n in lifters_of(rules)
        if _is_meant(rules, n, only) or any(n in rules.acts_on[bar] for bar in bars)
    )


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
