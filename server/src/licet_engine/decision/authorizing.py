"""Under what a line goes out: no license at all, an exception, or a temporary license."""

from __future__ import annotations

from licet_engine.facts.model import Material
from licet_engine.facts.values import FALSE
from licet_engine.provisions.conditions import Op, Test
from licet_engine.provisions.model import CLAIMED, Effect, Provision, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.strata import Ruling
from licet_engine.vocabulary import Scope


def authorization(
    rules: RuleSet, material: Material, line: int, ruling: Ruling, claimed: str | None
) -> str | None:
    """Return what a line goes out under, or None where it does not go."""
    if not ruling.outcome.confirmable:
        return None
    lifters = [
        (provision, provision.versions[spoken.version])
        for entry in ruling.entries
        for spoken in entry.lifted_by
        for provision in (rules.provisions[spoken.provision],)
    ]
    if ruling.outcome is Outcome.TEMPORARY_LICENSE:
        return f"TGL:{_temporary(lifters)}"
    clears = [p for p, _ in lifters if p.effect is Effect.CLEARS]
    if clears:
        return _clearance(clears[0], claimed)
    return "NLR" if _regulated(rules, material, line) else "NOT_SUBJECT_TO_EAR"


def _temporary(lifters: list[tuple[Provision, Version]]) -> str:
    return next(v.authority for p, v in lifters if p.effect is Effect.PERMITS)


def _clearance(provision: Provision, claimed: str | None) -> str | None:
    """Return what a clearance is called; one of several exceptions, as the line claims it."""
    if provision.authorization == CLAIMED:
        return f"EXCEPTION:{claimed}"
    return provision.authorization


def _regulated(rules: RuleSet, material: Material, line: int) -> bool:
    return not (
        _is_false(rules, Scope.SALE, "regulated_transfer", material.sale)
        or _is_false(rules, Scope.LINE, "subject_to_ear", material.lines[line].part)
    )


def _is_false(rules: RuleSet, scope: Scope, fact: str, part: bytes) -> bool:
    number = rules.atoms.number.get(Test(scope, fact, Op.IS_TRUE))
    return number is not None and part[number - rules.atoms.start(scope)] == FALSE
