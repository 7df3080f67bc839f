"""Random pairs that read something else into silence: what is told is what silent sales meet.

Where they are told to come to the same, they do; where an answer is told to change, it does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import drawing_rules
import pytest
from brute_force import CHUNKS, SETS, cells, few, seeds
from drawing_rules import Draw
from editing_rules import CHANGES
from licet_engine.errors import RuleSetError
from licet_engine.lists import Knowledge
from licet_engine.provisions.conditions import All, Not, Op, Test
from licet_engine.provisions.model import Pack, SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.vocabulary import Absence, Scope, Vocabulary
from licet_workbench.proving.axes import UNSAID
from licet_workbench.proving.studies import Shift, Study
from licet_workbench.proving.witnesses import Cell, Witness, Witnesses
from studying import Pair
from test_differences_that_are_easily_missed import law, requires

FACTS = ("food", "purpose", "party_kind")
"""A flag, and codes; of the last some values are not claimed, though silence leaves it open."""
OF_RULES = [edit for edit in CHANGES if "row" not in edit.__name__]
CELLS, IN_A_BOX, BOXES, MOST = 24, 3, 6, 300


def turned(pack: Pack, fact: str) -> Pack:
    """Return a pack to which silence about a fact means the opposite."""
    assert pack.vocabulary is not None

    def other(absence: Absence) -> Absence:
        return Absence.UNKNOWN if absence is Absence.NOT_CLAIMED else Absence.NOT_CLAIMED

    facts = tuple(
        replace(f, absence=other(f.absence), absence_of=()) if f.name == fact else f
        for f in pack.vocabulary.facts
    )
    return replace(pack, vocabulary=replace(pack.vocabulary, facts=facts))


def pair(draw: Draw, fact: str) -> Pair:
    """Return a random pack and one that reads silence otherwise, at times with an edit more."""
    while True:
        old = drawing_rules.entangled(draw) if draw.random() < 0.5 else drawing_rules.pack(draw)
        old, new = draw.sample((old, turned(old, fact)), 2)
        try:
            new = draw.choice(OF_RULES)(draw, new) if draw.random() < 1 / 4 else new
            RuleSet([new])
        except RuleSetError:
            continue
        return Pair((old, new), draw.choice(list(Knowledge)), MOST, frozenset({fact}))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_silent_sales_come_to_is_what_is_told(chunk: int) -> None:
    seen: Counter[str] = Counter()
    for seed in seeds(chunk):
        draw = drawing_rules.seeded(seed)
        fact = draw.choice(FACTS)
        both = pair(draw, fact)
        study = both.study(f"silence about `{fact}`")
        if study is None or study.left or fact not in both.asked.space:
            seen["nothing asks" if study is None else "too many boxes"] += 1
            continue
        assert study.changing + study.same == study.cells
        for cell, witness in silent_orders(draw, both, study, fact):
            seen[held(both, study, cell, witness, f"seed {seed}, {fact}")] += 1
    assert min(seen["the same"], seen["changed"]) > SETS // CHUNKS // 5, seen
    assert seen["too many boxes"] < SETS // CHUNKS // 5, seen


def silent_orders(draw: Draw, both: Pair, study: Study, fact: str) -> list[tuple[Cell, Witness]]:
    """Return orders that say all but one fact, some of them of boxes that are told to change."""
    space = both.asked.space
    unsaid = [n for n, c in enumerate(space.axis(fact).choices) if c.says == (UNSAID,)]
    own = [*cells(both.asked, draw, CELLS, both.asked.possible & space.among(fact, unsaid))]
    for each in draw.sample(study.changed, min(BOXES, len(study.changed))):
        own += cells(both.asked, draw, IN_A_BOX, both.region(study, each))
    made = Witnesses(both.asked, both.judged[0].rules)
    return [(cell, witness) for cell in own for witness in few(made.of(cell), 1)]


def held(both: Pair, study: Study, cell: Cell, witness: Witness, name: str) -> str:
    """Hold one order against the study, and return how it came out."""
    old, new = (judged(witness).outcome for judged in both.told_by(study))
    boxes = both.boxes(study.of, cell, witness)
    assert boxes is not None
    shifts = [each.shift for each in boxes]
    told = f"{name}: {witness}, {old} to {new}, told {shifts}"
    if not shifts:
        assert old is new, told
        return "the same"
    assert (old, new) in shifts, told
    return "changed"


def law_of_food(count: int) -> Pack:
    """Return a pack with so many requirements, each for another country, of all but food."""
    food = Not(Test(Scope.LINE, "food", Op.IS_TRUE))
    places = ("CN", "DE", "CU", "RU", "IN", "JP", "FR", "IT", "ES", "BR")[:count]
    return law(
        *(
            replace(requires(All((food, to(place))), SubjectKind.LINE), id=f"law.to_{place}")
            for place in places
        )
    )


def to(place: str) -> Test:
    return Test(Scope.DESTINATION, "destination", Op.IN, frozenset({place}))


@pytest.mark.parametrize(("count", "studies"), [(7, 1), (8, 8)])
def test_many_restraints_that_turn_on_one_fact_are_looked_at_one_by_one(
    count: int, studies: int
) -> None:
    old = law_of_food(count)
    both = Pair((old, turned(old, "food")), Knowledge.ANNOUNCED, MOST, frozenset({"food"}))
    found = both.difference.studies
    assert len({study.through for study in found}) == len(found) == studies
    for study in found:
        assert {each.shift for each in study.changed} == {
            Shift(Outcome.LICENSE_REQUIRED, Outcome.UNDETERMINED)
        }
        assert any(each.seen and each.seen.shift == each.shift for each in study.changed)


def test_silence_that_is_written_otherwise_and_means_the_same_changes_nothing() -> None:
    military = Test(Scope.PARTY, "party_kind", Op.IN, frozenset({"military", "civil"}))
    one = law(requires(Not(military)))
    assert one.vocabulary is not None
    facts = {fact.name: fact for fact in one.vocabulary.facts}
    kind = replace(facts["party_kind"], absence=Absence.NOT_CLAIMED, absence_of=())
    each = tuple((value, Absence.NOT_CLAIMED) for value in kind.values)
    ways = (kind, replace(kind, absence=Absence.UNKNOWN, absence_of=each))
    old, new = (
        replace(one, vocabulary=Vocabulary(tuple({**facts, "party_kind": way}.values())))
        for way in ways
    )
    both = Pair((old, new), Knowledge.ANNOUNCED, MOST, frozenset({"party_kind"}))
    (study,) = both.difference.studies
    assert both.changes.silent_about == ("party_kind",)
    assert (study.changed, study.same) == ((), study.cells)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (("subject_to_ear",), "the fact `subject_to_ear` is declared otherwise: answers to sales"),
        (("purpose", "food"), "sales that are silent about several of `food`, `purpose` at once"),
    ],
)
def test_what_silence_may_change_and_no_box_tells_is_told_in_words(
    facts: tuple[str, ...], said: str
) -> None:
    old = law_of_food(1)
    purpose = Test(Scope.LINE, "purpose", Op.IN, frozenset({"other"}))
    old = replace(old, provisions=(*old.provisions, requires(purpose, SubjectKind.LINE)))
    new = old
    for fact in facts:
        new = turned(new, fact)
    (told,) = Pair((old, new), Knowledge.ANNOUNCED, MOST).changes.untold
    assert said in told
