"""All of a provision that answers hang on: whatever it is called, and in whatever words."""

from __future__ import annotations

from collections.abc import Mapping

from licet_engine.provisions.canonical import canonical_text
from licet_engine.provisions.compiling import canonical, negation_normal
from licet_engine.provisions.model import Effect, Provision, Version
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.law import actors_of, lifters_of, restraints_of


def signed(rules: RuleSet, alike: frozenset[str]) -> dict[int, str]:
    """Return for each restraint all that its verdicts hang on, whatever things are called."""
    meant = [
        f"{p.id} {frame(p, rules)}" if p.id in alike else meaning(p, rules)
        for p in rules.provisions
    ]
    acting = actors_of(rules)
    barred = {n: f"{meant[n]}<{sorted(meant[b] for b in acting[n])}>" for n in lifters_of(rules)}
    return {
        restraint: f"{meant[restraint]} {sorted(barred[n] for n in acting[restraint])}"
        for restraint in restraints_of(rules)
    }


def meaning(provision: Provision, rules: RuleSet) -> str:
    """Return all of a provision that answers hang on, in one text: no names, no words."""
    order = sorted(provision.versions, key=lambda v: (v.start, v.announced, v.name))
    names = {version.name: str(number) for number, version in enumerate(order)}
    versions = [_version(version, names, provision.effect) for version in order]
    return f"{frame(provision, rules)}{canonical_text(tuple(versions))}"


def frame(provision: Provision, rules: RuleSet) -> str:
    """Return what a provision is, apart from its versions."""
    answer_by = rules.answer_by[provision.pack]
    return canonical_text(
        (provision.effect, provision.subject, provision.targets.regimes, answer_by)
    )


def _version(version: Version, names: Mapping[str, str], effect: Effect) -> tuple[object, ...]:
    said = version.enforcement
    return (
        version.start,
        version.through,
        version.announced,
        version.published,
        names.get(version.supersedes or "", version.supersedes),
        None if said is None else (said.status, said.start),
        canonical(negation_normal(version.condition, effect)),
        effect is Effect.BARS and bool(version.conditions),
    )
