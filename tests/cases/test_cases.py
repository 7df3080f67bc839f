"""Every case of the case files is answered as the law answers it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from case_files import EXPECTED, NOW, Case, all_cases
from licet_engine.decision.model import Decision, ProvisionShown
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings

_RESTRAINTS = ("requires", "denies")
_LIFTING = ("permits", "clears")
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


def _shown(decision: Decision) -> list[ProvisionShown]:
    return [shown for line in decision.lines for shown in line.provisions]


def _name(shown: ProvisionShown) -> str:
    return f"{shown.provision_id}@{shown.version}"


def _restraints(decision: Decision, *, standing: bool) -> list[str]:
    found = (s for s in _shown(decision) if s.effect in _RESTRAINTS and s.standing is standing)
    return sorted({_name(shown) for shown in found})


def _lifters(decision: Decision) -> list[str]:
    lifting = {i for shown in _shown(decision) for i in shown.lifted_by}
    return sorted({_name(s) for s in _shown(decision) if s.provision_id in lifting})


def _not_open(shown: ProvisionShown) -> bool:
    """Tell whether an exception is shown because it was claimed, though it did not speak."""
    return shown.effect in _LIFTING and not shown.standing and not shown.barred_by


def _spoken(decision: Decision, wanted: list[str]) -> list[str]:
    names = {_name(shown) for shown in _shown(decision) if not _not_open(shown)}
    return [name for name in wanted if name in names]


def _unavailable(decision: Decision, _: object) -> list[str]:
    return sorted({shown.provision_id for shown in _shown(decision) if _not_open(shown)})


def _why_not_open(decision: Decision, wanted: str) -> str:
    found = {shown.why for shown in _shown(decision) if _not_open(shown)}
    return wanted if any(wanted in why for why in found) else str(sorted(found))


def _barred(decision: Decision, _: object) -> list[str]:
    bars = {bar for shown in _shown(decision) for bar in shown.barred_by}
    return sorted({_name(shown) for shown in _shown(decision) if shown.provision_id in bars})


def _silent(decision: Decision, wanted: list[str]) -> list[str]:
    ids = {shown.provision_id for shown in _shown(decision) if not _not_open(shown)}
    return [provision for provision in wanted if provision not in ids]


def _all_policies(decision: Decision) -> list[str]:
    return sorted({s.review_policy for s in _shown(decision) if s.standing and s.review_policy})


def _policies(decision: Decision, wanted: str) -> str:
    found = _all_policies(decision)
    return wanted if any(wanted in policy for policy in found) else str(found)


def _caveats(decision: Decision, wanted: str) -> str:
    said = any(wanted in caveat for caveat in decision.caveats)
    return wanted if said else str(decision.caveats)


def _next_change(decision: Decision, _: object) -> Any:
    change = decision.next_change
    return {"on": str(change.on), "outcome": change.outcome.value} if change else "none"


def _reasons(decision: Decision, wanted: str) -> str:
    found = {m.reason for line in decision.lines for m in line.missing_facts}
    return wanted if any(wanted in reason for reason in found) else str(sorted(found))


def _assumptions(decision: Decision, wanted: str) -> str:
    paths = {a.path for line in decision.lines for a in line.assumptions}
    return wanted if wanted in paths else str(sorted(paths))


def _authorizations(decision: Decision, wanted: str) -> str:
    found = {line.authorization or "none" for line in decision.lines}
    given = {a for a in found if wanted in a}
    return wanted if given == found else str(sorted(found))


READERS: dict[str, Callable[[Decision, Any], Any]] = {
    "outcome": lambda d, _: d.outcome.value,
    "authorization": _authorizations,
    "denial_ground": lambda d, _: d.denial_ground or "none",
    "standing": lambda d, _: _restraints(d, standing=True),
    "lifted": lambda d, _: _restraints(d, standing=False),
    "by": lambda d, _: _lifters(d),
    "speaks": _spoken,
    "silent": _silent,
    "valid_from": lambda d, _: str(d.valid_from or "open"),
    "valid_through": lambda d, _: str(d.valid_through or "open"),
    "missing": lambda d, _: [m.path for m in d.missing_facts],
    "reason": _reasons,
    "possible": lambda d, _: [outcome.value for outcome in d.possible_outcomes],
    "review_policies": lambda d, _: _all_policies(d),
    "review_policy": _policies,
    "conditions": lambda d, _: str(sum(len(line.conditions) for line in d.lines)),
    "caveat": _caveats,
    "next_change": _next_change,
    "lines": lambda d, _: [line.outcome.value for line in d.lines],
    "assumption": _assumptions,
    "barred": _barred,
    "unavailable": _unavailable,
    "why": _why_not_open,
}
"""How each expectation is read off a decision; an expectation and its reading are equal."""
