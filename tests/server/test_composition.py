"""The composition root: whose knowledge counts, what may be acted on, and what a fault does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from building import party, sale
from licet_engine.errors import EngineFault, RuleSetError, SaleError
from licet_engine.lists import Knowledge
from licet_server import app
from licet_server.app import Clock, Licet
from licet_server.settings import Settings, shipped_rules

TODAY = date(2026, 11, 24)
THEN = date(2019, 11, 3)
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet() as loaded:
        yield loaded


OLD = sale(sale_date=date(2018, 6, 1), parties=(party(country="DE"),))
DETERMINED = (("ownership_determined", True),)
NEW = sale(sale_date=TODAY, parties=(party(country="DE", attestations=DETERMINED),))


def test_the_sales_own_knowledge_wins_over_the_callers_and_that_over_today(licet: Licet) -> None:
    own = sale(sale_date=date(2018, 6, 1), known_on=THEN, parties=(party(country="DE"),))
    assert licet.decide(own, known_on=date(2020, 1, 1), today=TODAY).known_on == THEN
    assert licet.decide(OLD, known_on=THEN, today=TODAY).known_on == THEN
    assert licet.decide(OLD, today=TODAY).known_on == TODAY
    assert licet.decide(OLD, clock=Clock.SALE_DATE, today=TODAY).known_on == OLD.sale_date


def test_settings_give_the_default_knowledge_of_sales_that_give_none() -> None:
    settings = Settings(known_on=THEN, knowledge=Knowledge.PUBLISHED)
    with Licet(settings, rehearsed=False) as loaded:
        decision = loaded.decide(OLD, today=TODAY)
        assert (decision.known_on, decision.knowledge) == (THEN, Knowledge.PUBLISHED)
        assert loaded.decide(OLD, known_on=TODAY, today=TODAY).known_on == TODAY


def test_a_go_may_be_acted_on_only_as_known_today_and_announced(licet: Licet) -> None:
    told = licet.decide(NEW, today=TODAY)
    assert (told.may_confirm, told.hypothetical) == (True, False)
    for told in (
        licet.decide(NEW, known_on=date(2026, 11, 20), today=TODAY),
        licet.decide(NEW, knowledge=Knowledge.PUBLISHED, today=TODAY),
        licet.decide(OLD, today=TODAY),
    ):
        assert told.outcome.confirmable
        assert (told.may_confirm, told.hypothetical) == (False, True)


@pytest.mark.parametrize("settings", [Settings(packs=("us_ear",)), Settings(rules=shipped_rules())])
def test_a_go_of_other_rules_or_fewer_packs_is_hypothetical(settings: Settings) -> None:
    with Licet(settings, rehearsed=False) as loaded:
        told = loaded.decide(NEW, today=TODAY)
    assert told.outcome.confirmable
    assert (told.may_confirm, told.hypothetical) == (False, True)


def test_a_closed_licet_makes_no_decision_though_it_remembers_one() -> None:
    loaded = Licet(rehearsed=False)
    assert loaded.decide(OLD, today=TODAY).outcome.confirmable
    loaded.close()
    with pytest.raises(EngineFault, match="closed"):
        loaded.decide(OLD, today=TODAY)


def test_after_a_fault_nothing_is_decided_though_it_is_remembered() -> None:
    with Licet(rehearsed=False) as loaded:
        assert loaded.decide(OLD, today=TODAY).outcome.confirmable
        with pytest.raises(EngineFault):
            loaded._matcher._distrust()
        with pytest.raises(EngineFault, match="known but not for possible"):
            loaded.decide(OLD, today=TODAY)


def test_a_matcher_that_fails_makes_no_decision_and_never_a_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_self: object, _atoms: bytes) -> bytes:
        raise EngineFault("the sentinel did not fire")

    with Licet(rehearsed=False) as faulty:
        monkeypatch.setattr("licet_durable.ruleset.CompiledRuleset.fired", fails)
        with pytest.raises(EngineFault, match="sentinel"):
            faulty.decide(OLD, today=TODAY)


def test_rules_that_cannot_be_loaded_leave_nothing_that_could_decide(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError, match="there is no pack `us_ear` here"):
        Licet(Settings(rules=tmp_path))


def test_rules_that_fail_their_rehearsal_leave_nothing_that_could_decide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(*_: object, **__: object) -> int:
        raise EngineFault("the child hung")

    monkeypatch.setattr("licet_server.app.rehearse", refuses)
    app._rehearsed.cache_clear()
    for _ in range(2):
        with pytest.raises(EngineFault, match="the child hung"):
            Licet()


def test_the_same_rules_loaded_again_share_their_rehearsal_and_their_index() -> None:
    with Licet() as first:
        rehearsals, screens = app._rehearsed.cache_info(), app._screen_of.cache_info()
        with Licet() as second:
            assert second.rules.revision == first.rules.revision
        assert app._rehearsed.cache_info().misses == rehearsals.misses
        assert app._screen_of.cache_info().misses == screens.misses


LOADED_AND_FREED = """
import gc
from pathlib import Path
from licet_server.app import Licet

for times in (15, 15, 15):
    for _ in range(times):
        Licet(rehearsed=False).close()
    gc.collect()
    print(int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096)
"""


def test_loading_and_freeing_again_and_again_leaves_memory_flat() -> None:
    # In a process of its own: in one that ran other tests, what they left moves about.
    done = subprocess.run(
        [sys.executable, "-c", LOADED_AND_FREED], capture_output=True, text=True, check=True
    )
    before, then, after = map(int, done.stdout.split())
    # What every load leaves shows in both stretches; what the allocator does now and then in one.
    assert min(then - before, after - then) < 5 * MEGABYTE


def test_nothing_is_asked_as_known_before_the_first_day_that_rules_are_for(licet: Licet) -> None:
    with pytest.raises(SaleError, match="known_on: 1996-03-24 is before 1996-03-25"):
        licet.decide(OLD, known_on=date(1996, 3, 24), today=TODAY)


def test_rules_that_the_check_finds_an_error_in_decide_nothing(tmp_path: Path) -> None:
    """A bar that names nothing would be dropped in silence, and a go would go out."""
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    (rules / "house" / "bar.yaml").write_text(
        "id: house.bar\ntitle: No temporary licenses\neffect: bars\nsubject: line\n"
        "bars: {tags: [huawei-tgll]}\nversions:\n  - version: v1\n    from: 2019-01-01\n"
        "    announced: 2019-01-01\n    authority: house policy 1\n"
    )
    with pytest.raises(RuleSetError, match=r"bar.yaml:5:\d+: .*huawei-tgll"):
        Licet(Settings(rules=rules))


def test_a_house_that_says_it_may_loosen_is_refused(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    pack = rules / "house" / "pack.yaml"
    pack.write_text(pack.read_text().replace("may_loosen: false", "may_loosen: true"))
    with pytest.raises(RuleSetError, match="may_loosen: true"):
        Licet(Settings(rules=rules))
