"""Every case of the case files is answered as the law answers it."""

from __future__ import annotations

from functools import cache

import pytest
from case_files import NOW, all_cases
from licet_server.app import Licet
from licet_server.loading.case_files import EXPECTED, Case
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings
from licet_workbench.expecting import READERS

CASES = all_cases()


@cache
def licet(packs: tuple[str, ...]) -> Licet:
    """Return the shipped rules of some packs; rehearsed elsewhere."""
    return Licet(Settings(packs=packs), rehearsed=False)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    asked = licet(case.packs)
    sale = read_sale(case.sale, asked.rules.vocabulary)
    decision = asked.decide(sale, known_on=case.known_on, knowledge=case.knowledge, today=NOW)
    got = {key: READERS[key](decision, wanted) for key, wanted in case.expect.items()}
    assert got == case.expect, case.source


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not case.source.strip()] == []


def test_every_expectation_of_a_case_file_is_read() -> None:
    assert set(READERS) == EXPECTED
