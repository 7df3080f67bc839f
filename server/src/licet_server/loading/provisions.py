"""Provision files become provisions."""

from __future__ import annotations

from licet_engine.lists import Confidence
from licet_engine.provisions.conditions import ALWAYS, All, Condition
from licet_engine.provisions.model import (
    Effect,
    Enforcement,
    EnforcementStatus,
    Provision,
    SubjectKind,
    Targets,
    Version,
)

from licet_server.loading.conditions import ConditionReader, outermost
from licet_server.loading.findings import Finding, RuleFilesError
from licet_server.loading.models import (
    EnforcementModel,
    ProvisionModel,
    TargetsModel,
    VersionModel,
)
from licet_server.loading.nodes import Node
from licet_server.loading.validating import validated

_KEY_OF_EFFECT = {"permits": "lifts", "clears": "lifts", "bars": "bars"}


def read_provision(node: Node, pack: str, reader: ConditionReader) -> Provision:
    """Return the provision that a file's node holds; raises `RuleFilesError` at its place."""
    model = validated(node, ProvisionModel)
    _check_effect(node, model)
    common = _condition(node, ("when",), model, reader)
    return Provision(
        id=model.id,
        pack=pack,
        title=model.title,
        effect=Effect(model.effect),
        subject=SubjectKind(model.subject),
        tags=frozenset(model.tags),
        targets=_targets(model.lifts or model.bars),
        versions=tuple(
            _version(version, _both(common, _condition(node, ("versions", n, "when"), model, reader)))
            for n, version in enumerate(model.versions)
        ),
        authorization=model.authorization,
        denial_ground=model.denial_ground,
    )


def _check_effect(node: Node, model: ProvisionModel) -> None:
    """Each effect has its own keys: a permit lifts, a bar bars, a clearance says what it is."""
    wanted = _KEY_OF_EFFECT.get(model.effect)
    present = {key for key in ("lifts", "bars") if getattr(model, key) is not None}
    findings = [
        Finding(node.keys[key], f"`{key}` is not for a provision that {model.effect}")
        for key in sorted(present - {wanted})
    ]
    if wanted and wanted not in present:
        findings.append(Finding(node.place, f"a provision that {model.effect} says what it `{wanted}`"))
    for key, effect in (("authorization", "clears"), ("denial_ground", "denies")):
        given = getattr(model, key) is not None
        if given and model.effect != effect:
            findings.append(Finding(node.keys[key], f"`{key}` is only for a provision that {effect}"))
        if not given and model.effect == effect:
            findings.append(Finding(node.place, f"a provision that {effect} has a `{key}`"))
    if findings:
        raise RuleFilesError(findings)


def _condition(
    node: Node, path: tuple[str | int, ...], model: ProvisionModel, reader: ConditionReader
) -> Condition:
    found = node.child(path)
    if found is None:
        return ALWAYS
    return reader.read(found, outermost(of_party=model.subject == "party"))


def _both(common: Condition, own: Condition) -> Condition:
    if common == ALWAYS or own == ALWAYS:
        return own if common == ALWAYS else common
    return All((common, own))


def _targets(model: TargetsModel | None) -> Targets:
    if model is None:
        return Targets()
    return Targets(frozenset(model.provisions), frozenset(model.tags), frozenset(model.regimes))


def _version(model: VersionModel, condition: Condition) -> Version:
    return Version(
        name=model.version,
        start=model.start,
        through=model.through,
        announced=model.announced,
        published=model.published,
        authority=model.authority,
        condition=condition,
        review_policy=model.review_policy,
        supersedes=model.supersedes,
        enforcement=_enforcement(model.enforcement),
        date_confidence=Confidence(model.date_confidence),
        disputed=tuple(model.disputed),
        conditions=tuple(model.conditions),
        caveats=tuple(model.caveats),
    )


def _enforcement(model: EnforcementModel | None) -> Enforcement | None:
    if model is None:
        return None
    return Enforcement(EnforcementStatus(model.status), model.start, model.authority)
