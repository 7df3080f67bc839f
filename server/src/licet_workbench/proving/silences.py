"""Which facts an answer turns on that a sale may be silent about: there nobody can be told it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Absence, FactSource

from licet_workbench.proving.boxes import Boxes, boxes
from licet_workbench.proving.law import Group
from licet_workbench.proving.questions import ITEM, OWN_PLACE, PLACE, questions
from licet_workbench.proving.speaking import Law

_FACTS = {ITEM: "category", PLACE: "destination", OWN_PLACE: "country"}
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Silence:
    """A fact without which it is open whether a restraint speaks, and in how many questions.

    `sayable` tells whether a sale can say it at all: what it cannot say is open in each of them.
    """

    fact: str
    restraint: str
    cells: int
    questions: int
    sayable: bool
    boxes: Boxes


def silences(
    rules: RuleSet, restraint: int, first: date, axis: Knowledge
) -> Iterator[Silence]:
    """Yield the facts that leave a restraint open where a sale does not give them.

    A cell counts where the restraint speaks for some value of the fact and for another it does
    not, everything else as it is.
    """
    own = rules.provisions[restraint]
    group = Group(rules, (restraint,))
    asked = questions([group], first, axis)
    law, space = Law(asked, group), asked.space
    speaks = space.none
    for subject in law.reading.subjects(own.subject):
        speaks |= law.speaks(restraint, subject)
    speaks &= asked.possible
    for name in sorted(space.support(speaks)):
        fact = _FACTS.get(name, name.partition(" ")[0])
        declared = rules.vocabulary.by_name.get(fact)
        if declared is None or declared.absence is Absence.NOT_CLAIMED:
            continue
        other = space.without(asked.possible & ~speaks, [name])
        region = space.without(speaks, [name]) & other & asked.possible
        cells = space.count(region)
        if cells:
            sayable = declared.source is not FactSource.PENDING
            yield Silence(fact, own.id, cells, asked.cells, sayable, boxes(space, region, _SHOWN))
