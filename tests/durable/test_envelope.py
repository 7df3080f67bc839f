"""No hard edge of the engine is met, and what goes wrong anyway is a fault and no answer."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import durable.engine
import durable_rules_engine
import pytest
from licet_durable import DurableMatcher, ruleset
from licet_engine.errors import EngineFault
from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

A, B, C = (Literal(atom) for atom in range(3))
FORMULAS: tuple[Formula, ...] = (
    AllOf((A, B)),
    AnyOf((A, C)),
    Literal(1, negated=True),
    AllOf(()),
    AnyOf(()),
    AllOf((A, Literal(0, negated=True))),
)
ATOMS = bytes([TRUE, FALSE, UNKNOWN])
ANSWER = bytes([FALSE, TRUE, TRUE, TRUE, FALSE, FALSE])

Messages = str | None
Fake = Callable[..., Any]


@pytest.fixture
def matcher() -> Iterator[DurableMatcher]:
    with DurableMatcher(FORMULAS, 3) as made:
        yield made


def assert_faults_for_good(
    matcher: DurableMatcher, patched: pytest.MonkeyPatch, said: str = "poisoned"
) -> None:
    """Expect a fault that says why, then faults that say poisoned though the cause is gone."""
    with pytest.raises(EngineFault, match=said):
        matcher.match(ATOMS)
    patched.undo()
    with pytest.raises(EngineFault, match="poisoned"):
        matcher.match(ATOMS)


def fake(patched: pytest.MonkeyPatch, call: str, replacement: Fake) -> None:
    patched.setattr(durable_rules_engine, call, replacement)


def raising(*_: object) -> None:
    raise durable_rules_engine.error("could not, error code: 303")


def test_a_healthy_matcher_answers(matcher: DurableMatcher) -> None:
    assert matcher.match(ATOMS) == ANSWER == ReferenceMatcher(FORMULAS).match(ATOMS)


def test_constants_alone_need_no_rule() -> None:
    with DurableMatcher((AllOf(()), AnyOf(())), 0) as made:
        assert not made.plan.rulesets
        assert made.match(b"") == bytes([TRUE, FALSE])


@pytest.mark.parametrize(
    "call",
    ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"],
)
def test_a_call_that_fails_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    fake(monkeypatch, call, raising)
    assert_faults_for_good(matcher, monkeypatch, "error code: 303")


def test_a_call_that_runs_out_of_memory_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_memory(*_: object) -> None:
        raise MemoryError

    fake(monkeypatch, "assert_fact", out_of_memory)
    assert_faults_for_good(matcher, monkeypatch)


def test_an_interrupted_evaluation_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    fake(monkeypatch, "complete_and_start_action", interrupted)
    with pytest.raises(KeyboardInterrupt):
        matcher.match(ATOMS)
    monkeypatch.undo()
    with pytest.raises(EngineFault, match="did not finish"):
        matcher.match(ATOMS)


def test_an_action_that_does_not_finish_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "complete_and_start_action", lambda *_: None)
    assert_faults_for_good(matcher, monkeypatch, "sentinel did not fire exactly once and last")


def test_an_action_left_unfinished_before_makes_no_later_answer(
    matcher: DurableMatcher,
) -> None:
    possible = matcher._rulesets[next(iter(matcher._rulesets))][0]
    fact = ruleset._FACT_START + '"s":1}'
    _, offset = durable_rules_engine.assert_fact(possible._handle, fact)
    assert durable_rules_engine.start_action_for_state(possible._handle, offset)
    durable_rules_engine.retract_fact(possible._handle, ruleset._FACT_KEY)
    with pytest.raises(EngineFault):
        matcher.match(ATOMS)
    with pytest.raises(EngineFault, match="poisoned"):
        matcher.match(ATOMS)


def test_a_rule_that_fires_for_ever_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "complete_and_start_action", lambda *_: '{"000":{}}')
    assert_faults_for_good(matcher, monkeypatch, "more rules fired than there are")


@pytest.mark.parametrize(
    "fired",
    [
        pytest.param(["000"], id="no sentinel"),
        pytest.param(["{last}", "{last}"], id="the sentinel twice"),
        pytest.param(["{last}", "000"], id="the sentinel not last"),
        pytest.param(["000", "000", "{last}"], id="a rule twice"),
        pytest.param(["001", "000", "{last}"], id="rules out of order"),
        pytest.param(["00x", "{last}"], id="a rule that does not exist"),
        pytest.param([], id="nothing"),
    ],
)
def test_whatever_fires_but_rules_in_order_and_the_sentinel_last_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch, fired: list[str]
) -> None:
    possible = next(iter(matcher._rulesets.values()))[0]
    names = iter([name.format(last=possible._sentinel) for name in fired])

    def following(*_: object) -> Messages:
        name = next(names, None)
        return name and f'{{"{name}":{{}}}}'

    def first(*_: object) -> tuple[str, str] | None:
        messages = following()
        return messages and ("{}", messages)  # type: ignore[return-value]

    fake(monkeypatch, "start_action_for_state", first)
    fake(monkeypatch, "complete_and_start_action", following)
    assert_faults_for_good(matcher, monkeypatch)


def test_a_fact_that_stays_makes_the_next_evaluation_fault(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "retract_fact", lambda *_: (0, 1))
    assert matcher.match(ATOMS) == ANSWER
    assert_faults_for_good(matcher, monkeypatch, "status 2")


def test_a_rule_that_fires_after_the_fact_is_gone_poisons(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = durable_rules_engine.start_action_for_state
    fake(
        monkeypatch,
        "start_action_for_state",
        lambda *given: start(*given) or ("{}", '{"000":{}}'),
    )
    assert_faults_for_good(matcher, monkeypatch, "after the fact was gone")


def test_a_formula_known_true_but_not_possible_poisons_everything(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = ruleset.CompiledRuleset.fired
    first = next(iter(matcher._rulesets.values()))[0]
    monkeypatch.setattr(
        ruleset.CompiledRuleset,
        "fired",
        lambda self, holds: [] if self is first else evaluated(self, holds),
    )
    with pytest.raises(EngineFault, match="known but not for possible"):
        matcher.match(ATOMS)
    monkeypatch.undo()
    with pytest.raises(EngineFault, match="known but not for possible"):
        matcher.match(ATOMS)


def test_a_ruleset_without_its_sentinel_is_refused_and_the_process_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = ruleset._definition

    def without_sentinel(plan: Any) -> dict[str, Any]:
        rules = written(plan)
        rules.popitem()
        return rules

    monkeypatch.setattr(ruleset, "_definition", without_sentinel)
    for _ in range(20):
        with pytest.raises(EngineFault, match="sentinel"):
            DurableMatcher(FORMULAS, 3)
        with pytest.raises(EngineFault, match="sentinel"):
            DurableMatcher((AllOf((A, Literal(0, negated=True))), A), 1)


def test_a_ruleset_that_drops_a_rule_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    conditions = ruleset._conditions
    monkeypatch.setattr(
        ruleset,
        "_conditions",
        lambda path, property_of, _value: conditions(path, property_of, 7),
    )
    with pytest.raises(EngineFault, match="answers wrongly where nothing is known"):
        DurableMatcher(FORMULAS, 3)


def test_rules_are_conjunctions_of_small_whole_numbers_over_one_fact(
    matcher: DurableMatcher,
) -> None:
    for plan in matcher.plan.rulesets:
        for rule in ruleset._definition(plan).values():
            ((name, condition),) = rule["all"][0].items()
            assert (len(rule["all"]), name, list(condition)) == (1, "m", ["$and"])
            for test in condition["$and"]:
                assert [value in (0, 1) for value in test.values()] == [True]


def test_facts_hold_only_our_own_words_and_numbers(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts: list[str] = []
    real = durable_rules_engine.assert_fact

    def recorded(handle: int, fact: str) -> object:
        facts.append(fact)
        return real(handle, fact)

    fake(monkeypatch, "assert_fact", recorded)
    matcher.match(ATOMS)
    shape = re.compile(r'\{"id":"f","sid":"s","s":1(,"\d{1,3}":[01])*\}')
    assert len(facts) == 2
    assert all(shape.fullmatch(fact) for fact in facts)


def fnv_1a(word: str) -> int:
    """Hash a name as the engine does, which compares names by nothing else."""
    found = 0x811C9DC5
    for byte in word.encode():
        found = ((found ^ byte) * 16777619) & 0xFFFFFFFF
    return found


def test_no_two_names_in_a_fact_share_a_hash() -> None:
    words = [*map(str, range(200)), "s", "id", "sid", "$s", "m", "$and", "$or", "$nex", "$ex"]
    words += ["$eq", "$neq", "$lt", "$lte", "$gt", "$gte", "$mt", "$imt", "$iall", "$iany"]
    words += ["$forward", "$m", "name", "$add", "$sub", "$mul", "$div", "$l", "$r"]
    assert (fnv_1a("id"), fnv_1a("sid"), fnv_1a("$or")) == (926444256, 3593476751, 340911698)
    assert len(set(map(fnv_1a, words))) == len(words)


def test_no_action_runs_and_no_thread_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable.engine.Promise, "run", raising)
    monkeypatch.setattr(durable.engine.Host, "__init__", raising)
    threads = threading.active_count()
    with DurableMatcher(FORMULAS, 3) as made:
        assert made.match(ATOMS) == ANSWER
        assert threading.active_count() == threads


def test_an_action_that_would_run_raises() -> None:
    with pytest.raises(EngineFault):
        ruleset._refuse_to_run(object())


def test_more_evaluations_than_the_engine_has_sids_are_answered(matcher: DurableMatcher) -> None:
    assert {matcher.match(ATOMS) for _ in range(3000)} == {ANSWER}


@pytest.mark.parametrize("atoms", [b"", b"\0\1", b"\0\1\2\0", b"\0\1\3", b"\0\1\xff"])
def test_a_vector_that_is_not_the_atoms_faults_and_does_not_poison(
    matcher: DurableMatcher, atoms: bytes
) -> None:
    with pytest.raises(EngineFault, match="give 3, each 0"):
        matcher.match(atoms)
    assert matcher.match(ATOMS) == ANSWER


def test_a_closed_matcher_faults_and_closes_again() -> None:
    made = DurableMatcher(FORMULAS, 3)
    made.close()
    made.close()
    with pytest.raises(EngineFault, match="closed"):
        made.match(ATOMS)


def test_closing_one_matcher_leaves_another_alone(matcher: DurableMatcher) -> None:
    others = [DurableMatcher(FORMULAS, 3) for _ in range(3)]
    for other in others:
        other.close()
    assert matcher.match(ATOMS) == ANSWER


def test_a_poisoned_matcher_can_be_closed(
    matcher: DurableMatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "complete_and_start_action", raising)
    assert_faults_for_good(matcher, monkeypatch)
    matcher.close()
    with pytest.raises(EngineFault, match="closed"):
        matcher.match(ATOMS)


def test_threads_on_one_matcher_get_right_answers(matcher: DurableMatcher) -> None:
    vectors = [bytes([a, b, c]) for a in range(3) for b in range(3) for c in range(3)]
    expected = [ReferenceMatcher(FORMULAS).match(vector) for vector in vectors]

    def answers(_: int) -> list[bytes]:
        return [matcher.match(vector) for _ in range(30) for vector in vectors]

    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected * 30 for found in pool.map(answers, range(16)))
