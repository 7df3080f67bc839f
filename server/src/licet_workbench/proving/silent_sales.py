"""Sales that are silent about a fact of which two rule sets read something else into silence.

All else they say. To a rule set by which silence means that the fact is not claimed, it meets no
test; to one that leaves it open it is each of its values, and where these come to different
answers, nobody was told enough.
"""

from __future__ import annotations

from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Absence

from licet_workbench.proving.axes import UNSAID, Axis
from licet_workbench.proving.law import Group, restraints_of
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Answers, Law, answers
from licet_workbench.proving.touching import Both, Touching, with_any


def turning_on(touching: Touching, fact: str) -> Both:
    """Return the restraints of both rule sets that turn on a fact in one of them.

    So does one on which something acts that does, or that bars what does.
    """
    found: set[str] = set()
    for rules in touching.changes.both:
        asking = frozenset(rules.provisions[n].id for n in _asking(rules, fact))
        found.update(rules.provisions[n].id for n in with_any(rules, asking))
    old, new = (
        frozenset(n for n in restraints_of(rules) if rules.provisions[n].id in found)
        for rules in touching.changes.both
    )
    return old, new


def _asking(rules: RuleSet, fact: str) -> list[int]:
    return [
        number
        for number in range(len(rules.provisions))
        if any(test.fact == fact for test in Group(rules, (number,)).tests())
    ]


def silent_answers(
    touching: Touching, asked: Questions, groups: tuple[Group, ...], fact: str
) -> tuple[Questions, Region, list[Answers]]:
    """Return the questions of silent sales, where they may differ, and their answers there."""
    axis = asked.space.axis(fact)
    unsaid = asked.space.among(fact, [_unsaid(axis)])
    where = _where(touching, asked, groups, fact)
    silent = asked._replace(possible=asked.possible & unsaid)
    found = []
    for side, group in enumerate(groups):
        law = Law(asked._replace(possible=where), group, side, where=where)
        found.append(_answers(law, fact, _read_as(axis, group.rules), silent.possible & where))
    return silent, where & silent.possible, found


def _where(touching: Touching, asked: Questions, groups: tuple[Group, ...], fact: str) -> Region:
    """Return the cells that turn on a fact, or that differ anyway, whatever the fact is."""
    found = touching.where(asked, groups)
    for side, group in enumerate(groups):
        law = Law(asked, group, side)
        for number in set(_asking(group.rules, fact)).intersection(group.numbers):
            found |= law.heard(number)
    return asked.space.without(found, [fact, *asked.unsayable]) & asked.possible


def _read_as(axis: Axis, rules: RuleSet) -> list[int]:
    """Return the choices that silence is held to be by a rule set: values, or that it is not so."""
    fact = rules.vocabulary.by_name[axis.name]
    said = [n for n, choice in enumerate(axis.choices) if n != _unsaid(axis)]
    if not fact.values:
        return [_unsaid(axis)] if fact.absence is Absence.NOT_CLAIMED else said
    open_values = frozenset(fact.open_values())
    read = [n for n in said if not open_values.isdisjoint(axis.choices[n].says)]
    return read or [_unsaid(axis)]


def _unsaid(axis: Axis) -> int:
    return next(n for n, choice in enumerate(axis.choices) if choice.says == (UNSAID,))


def _answers(law: Law, fact: str, read_as: list[int], silent: Region) -> Answers:
    """Return the answers to silent sales, of what some values of the fact come to."""
    space = law.asked.space
    values = space.among(fact, read_as)
    asked = law.asked._replace(possible=law.asked.possible & values)
    found = answers(asked, *law.coming_to(law.verdicts()), unsaid=(fact,))
    return Answers(*(space.without(region, [fact]) & silent for _, region in found.all()))
