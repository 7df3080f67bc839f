"""The README's numbers of what is held are those of the rules and the cases that are here."""

from __future__ import annotations

import pytest
from coverage_numbers import COMMAND, README, held, numbers, read_regimes, rewritten
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules


def test_the_numbers_of_the_readme_are_those_of_the_rules_and_the_cases() -> None:
    page = README.read_text(encoding="utf-8")
    assert rewritten(page, numbers()) == page, f"the README's numbers are old: `{COMMAND}`"
    assert f"\n{COMMAND.removeprefix('make ')}:\n" in README.with_name("Makefile").read_text()


def test_a_page_without_a_place_for_the_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        rewritten("# Licet\n", "| what |\n")


def test_a_regime_counts_where_its_provisions_are_there() -> None:
    rules = RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)
    assert all(read_regimes().values())
    assert held(rules, ["us_ear.746.cuba"])
    assert held(rules, ["us_ear.746.*cuba*|us_ear.746.nowhere*"])
    assert not held(rules, ["us_ear.746.*cuba*", "us_ear.746.nowhere*"])
    assert not held(rules, ["us_ear.746.cuba", "us_ear.746.nowhere"])
    assert not held(rules, ["us_ear.746.nowhere*"])
