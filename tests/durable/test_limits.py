"""What a ruleset asks of the engine is proved before it is loaded."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from licet_durable import DurableMatcher, Limits
from licet_durable.limits import Path, Side, refusal, shape_of
from licet_durable.plan import Layout, Plan
from licet_engine.errors import EngineFault, RuleSetError
from licet_engine.matching.protocol import TRUE, UNKNOWN
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal


def singles(count: int) -> tuple[Formula, ...]:
    return tuple(Literal(atom) for atom in range(count))


def plan(formulas: tuple[Formula, ...], atoms: int, limits: Limits | None = None) -> Plan:
    names = [f"provision-{index}" for index in range(len(formulas))]
    return Layout(atoms, names, limits or Limits()).plan(formulas)


def sizes(found: Plan, side: Side) -> list[int]:
    return [len(ruleset.rules) for ruleset in found.on(side)]


def agree(formulas: tuple[Formula, ...], atoms: int, limits: Limits | None = None) -> bool:
    draw = random.Random(3)  # noqa: S311 seeded, to come back
    vectors = [bytes(draw.choices(range(3), k=atoms)) for _ in range(40)]
    vectors += [bytes([truth]) * atoms for truth in range(3)]
    reference = ReferenceMatcher(formulas)
    with DurableMatcher(formulas, atoms, limits=limits or Limits()) as compiled:
        return all(compiled.match(v) == reference.match(v) for v in vectors)


def sorted_paths(draw: random.Random, atoms: int) -> list[Path]:
    literals = [Literal(atom, negated) for atom in range(atoms) for negated in (False, True)]
    ranked = {literal: rank for rank, literal in enumerate(literals)}
    drawn = {
        tuple(sorted(draw.sample(literals, draw.randint(1, 4)), key=ranked.__getitem__))
        for _ in range(draw.randint(1, 25))
    }
    return sorted(drawn, key=lambda path: [ranked[literal] for literal in path])


def explored_height(paths: Sequence[Path], holding: set[Literal]) -> int:
    """Explore as the engine does, last pushed first, and return how high its stack gets."""
    stack: list[tuple[Sequence[Path], int]] = [(paths, 0)]
    height = 0
    while stack:
        below, depth = stack.pop()
        heads = dict.fromkeys(path[depth] for path in below if len(path) > depth)
        for head in heads:
            if head in holding:
                matched = [path for path in below if len(path) > depth and path[depth] == head]
                stack.append((matched, depth + 1))
        height = max(height, len(stack))
    return height


@pytest.mark.parametrize("side", Side)
def test_no_fact_makes_the_stack_higher_than_proved(side: Side) -> None:
    draw = random.Random(11)  # noqa: S311 seeded, to come back
    for _ in range(300):
        paths = sorted_paths(draw, 6)
        proved = shape_of(paths, side).stack
        for _ in range(20):
            atoms = draw.choices(range(3), k=6)
            holding = {
                Literal(atom, negated)
                for atom, truth in enumerate(atoms)
                for negated in (False, True)
                if (truth == (not negated)) or (side is Side.POSSIBLE and truth == UNKNOWN)
            }
            assert explored_height(paths, holding) <= proved


def test_the_trie_shares_common_beginnings_as_the_engine_does() -> None:
    a, b, c = (Literal(atom) for atom in range(3))
    shape = shape_of([(a, b), (a, b), (a, c), (b,)], Side.POSSIBLE)
    assert (shape.conditions, shape.rules_a_path, shape.stack) == (2, 2, 2)


def test_literals_that_exclude_each_other_do_not_wait_together() -> None:
    heads = [(Literal(0),), (Literal(0, negated=True),), (Literal(1),)]
    assert shape_of(heads, Side.KNOWN).stack == 2
    assert shape_of(heads, Side.POSSIBLE).stack == 3


def test_the_engine_answers_with_a_full_stack_and_faults_one_past_it() -> None:
    assert agree(singles(63), 63, Limits(stack=64))
    with pytest.raises(EngineFault, match="303"):
        DurableMatcher(singles(64), 64, limits=Limits(stack=65))


def test_one_past_the_stack_goes_into_another_ruleset() -> None:
    assert sizes(plan(singles(59), 59), Side.POSSIBLE) == [59]
    assert sizes(plan(singles(60), 60), Side.POSSIBLE) == [59, 1]
    assert agree(singles(60), 60)


def test_one_past_the_rules_goes_into_another_ruleset() -> None:
    pairs = [AllOf((Literal(i), Literal(j))) for i in range(45) for j in range(i)]
    assert sizes(plan(tuple(pairs[:499]), 45), Side.KNOWN) == [499]
    assert sizes(plan(tuple(pairs[:500]), 45), Side.KNOWN) == [499, 1]
    assert agree(tuple(pairs[:500]), 45)


def test_one_past_the_properties_goes_into_another_ruleset() -> None:
    chain = [AllOf(singles(n)) for n in range(1, 180)]
    assert sizes(plan(tuple(chain), 180), Side.KNOWN) == [179]
    longer = (*chain, AllOf((Literal(0), Literal(179))))
    assert [len(one.literals) + 1 for one in plan(longer, 180).on(Side.KNOWN)] == [180, 3]
    assert agree(longer, 180)


def test_one_past_the_conditions_of_a_node_goes_into_another_ruleset() -> None:
    limits = Limits(conditions=20)
    assert sizes(plan(singles(19), 19, limits), Side.KNOWN) == [19]
    assert sizes(plan(singles(20), 20, limits), Side.KNOWN) == [19, 1]
    assert agree(singles(20), 20, limits)


def test_equal_conditions_are_one_rule_so_a_path_never_fills() -> None:
    formulas = (AllOf((Literal(0), Literal(1))),) * 300
    assert [rule.formulas for rule in plan(formulas, 2).on(Side.KNOWN)[0].rules] == [
        tuple(range(300))
    ]
    assert agree(formulas, 2)


def test_rules_past_the_limit_of_one_path_are_refused() -> None:
    assert refusal([(Literal(0),)] * 200, Side.KNOWN, Limits()) is None
    said = refusal([(Literal(0),)] * 201, Side.KNOWN, Limits())
    assert said == "201 rules on one path, which holds 200"


def test_the_default_limits_are_those_of_the_design() -> None:
    found = Limits()
    assert (found.conditions, found.rules_a_path, found.rules) == (400, 200, 500)
    assert (found.properties, found.stack) == (180, 60)


@pytest.mark.parametrize(
    ("limits", "literals", "said"),
    [
        (Limits(), 180, "181 properties, of which a fact holds 180"),
        (Limits(properties=2), 2, "3 properties, of which a fact holds 2"),
        (Limits(conditions=1), 2, "2 conditions under one node, which holds 1"),
        (Limits(rules_a_path=0), 2, "1 rules on one path, which holds 0"),
        (Limits(rules=1), 2, "2 rules, of which a ruleset holds 1"),
        (Limits(stack=1), 2, "2 matched nodes waiting, where 1 may"),
    ],
)
def test_a_condition_that_fits_nowhere_is_refused_by_name(
    limits: Limits, literals: int, said: str
) -> None:
    formulas = (AnyOf(()), AllOf(singles(literals)))
    with pytest.raises(RuleSetError) as refused:
        DurableMatcher(formulas, literals, ["first", "744.11"], limits)
    assert str(refused.value) == (
        f"condition `744.11` fits into no ruleset: it alone needs {said}; "
        "split the provision, or declare one fact for tests that always come together"
    )


def test_a_condition_with_too_many_alternatives_is_refused_by_name() -> None:
    choices = AllOf(tuple(AnyOf((Literal(2 * i), Literal(2 * i + 1))) for i in range(8)))
    with pytest.raises(RuleSetError, match=r"condition `740\.13` has more than 128 alternatives"):
        DurableMatcher((choices,), 16, ["740.13"])


def test_an_atom_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(RuleSetError, match=r"condition `740\.1` reads atom 5"):
        DurableMatcher((Literal(5),), 5, ["740.1"])


def test_one_alternative_of_a_wide_choice_may_sit_in_another_ruleset_than_the_next() -> None:
    wide = (AnyOf(singles(100)),)
    assert len(plan(wide, 100).on(Side.KNOWN)) == 2
    with DurableMatcher(wide, 100) as compiled:
        for atom in range(100):
            atoms = bytearray(100)
            atoms[atom] = TRUE
            assert compiled.match(bytes(atoms)) == bytes([TRUE])


def test_the_plan_does_not_depend_on_the_order_of_formulas() -> None:
    draw = random.Random(5)  # noqa: S311 seeded, to come back
    formulas = [AllOf(tuple(Literal(draw.randrange(40)) for _ in range(3))) for _ in range(90)]
    layouts = []
    for _ in range(3):
        draw.shuffle(formulas)
        found = plan(tuple(formulas), 40)
        layouts.append([[rule.path for rule in one.rules] for one in found.rulesets])
    assert layouts[0] == layouts[1] == layouts[2]
