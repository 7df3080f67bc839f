"""Provision files become provisions."""

from __future__ import annotations

from collections.abc import Iterator

from licet_engine.lists import Confidence
from licet_engine.provisions.conditions import ALWAYS, All, Condition
from licet_engine.provisions.model import (
    Effect,
    Enforcement,
    EnforcementStatus,
    Provision,
    Review,
    SubjectKind,
    Targets,
    Version,
)

from licet_server.loading.conditions import ConditionReader, outermost
from licet_server.loading.findings import Finding, Place, RuleFilesError, quoted
from licet_server.loading.models import (
    EnforcementModel,
    ProvisionModel,
    TargetsModel,
    VersionModel,
)
from licet_server.loading.nodes import CONDITION, Node
from licet_server.loading.validating import validated

_KEY_OF_EFFECT = {"permits": "lifts", "clears": "lifts", "bars": "bars"}
_EFFECT_OF_KEY = {"authorization": "clears", "denial_ground": "denies"}


def read_provision(node: Node, pack: str, reader: ConditionReader) -> Provision:
    """Return the provision that a file's node holds; raises `RuleFilesError` at its place."""
    model = validated(node, ProvisionModel)
    findings = [
        *_effect_findings(node, model),
        *_reviews_of_others(node, model),
        *_repeated_versions(node, model),
    ]
    if findings:
        raise RuleFilesError(findings)
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
            _version(
                v,
                _both(common, _condition(node, ("versions", n, "when"), model, reader)),
                _reviews(node, n, model, reader),
            )
            for n, v in enumerate(model.versions)
        ),
        authorization=model.authorization,
        denial_ground=model.denial_ground,
    )


def with_whole_conditions(node: Node) -> Node:
    """Return the node of a provision whose versions have the `when` of all beside their own.

    What is found of the condition of a version is looked for in both, first in its own.
    """
    versions = node.child(("versions",))
    if CONDITION not in node.keys or versions is None or not isinstance(versions.value, list):
        return node
    assert isinstance(node.value, dict)
    common, place = node.value[CONDITION], node.keys[CONDITION]
    whole = [_with_condition(each, common, place) for each in versions.value]
    value = node.value | {"versions": Node(whole, versions.place, versions.keys)}
    return Node(value, node.place, node.keys)


def _with_condition(version: Node, common: Node, place: Place) -> Node:
    assert isinstance(version.value, dict)
    own = version.value.get(CONDITION)
    both = common if own is None else Node([own, common], own.place, {})
    keys = {CONDITION: place} | version.keys
    return Node(version.value | {CONDITION: both}, version.place, keys)


def _effect_findings(node: Node, model: ProvisionModel) -> Iterator[Finding]:
    """Each effect has its own keys: a permit lifts, a bar bars, a clearance says what it is."""
    effect = model.effect
    wanted = _KEY_OF_EFFECT.get(effect)
    for key in ("lifts", "bars"):
        given = getattr(model, key) is not None
        if given and key != wanted:
            yield Finding(node.keys[key], f"`{key}` is not for a provision that {effect}")
        if not given and key == wanted:
            yield Finding(node.place, f"a provision that {effect} says what it `{key}`")
    for key, its in _EFFECT_OF_KEY.items():
        given = getattr(model, key) is not None
        if given and effect != its:
            yield Finding(node.keys[key], f"`{key}` is only for a provision that {its}")
        if not given and effect == its:
            yield Finding(node.place, f"a provision that {effect} has a `{key}`")


def _reviews_of_others(node: Node, model: ProvisionModel) -> Iterator[Finding]:
    """Yield review policies of what asks for no license: nobody applies for one under it."""
    for number, version in enumerate(model.versions):
        if version.reviews and model.effect != "requires":
            place = node.at(("versions", number, "reviews"))
            yield Finding(place, "`reviews` is only for a provision that requires")


def _repeated_versions(node: Node, model: ProvisionModel) -> Iterator[Finding]:
    """Yield versions of one name: a version is called by it, so they would be confused."""
    names = [version.version for version in model.versions]
    for number, name in enumerate(names):
        if name in names[:number]:
            place = node.at(("versions", number, "version"))
            line = node.at(("versions", names.index(name), "version")).line
            yield Finding(place, f"the version {quoted(name)} stands on line {line} already")


def _condition(
    node: Node, path: tuple[str | int, ...], model: ProvisionModel, reader: ConditionReader
) -> Condition:
    found = node.child(path)
    if found is None:
        return ALWAYS
    return reader.read(found, outermost(model.subject))


def _both(common: Condition, own: Condition) -> Condition:
    if ALWAYS in (common, own):
        return own if common == ALWAYS else common
    return All((common, own))


def _targets(model: TargetsModel | None) -> Targets:
    if model is None:
        return Targets()
    return Targets(frozenset(model.provisions), frozenset(model.tags), frozenset(model.regimes))


def _reviews(
    node: Node, number: int, model: ProvisionModel, reader: ConditionReader
) -> tuple[Review, ...]:
    """Return the review policies by facts of a version, in the order in which they stand."""
    return tuple(
        Review(
            each.policy, _condition(node, ("versions", number, "reviews", n, "when"), model, reader)
        )
        for n, each in enumerate(model.versions[number].reviews)
    )


def _version(model: VersionModel, condition: Condition, reviews: tuple[Review, ...]) -> Version:
    return Version(
        name=model.version,
        start=model.start,
        through=model.through,
        announced=model.announced,
        published=model.published,
        authority=model.authority,
        condition=condition,
        review_policy=model.review_policy,
        reviews=reviews,
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
