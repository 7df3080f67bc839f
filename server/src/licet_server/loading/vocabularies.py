"""`vocabulary.yaml` becomes a vocabulary."""

from __future__ import annotations

from licet_engine.vocabulary import (
    Absence,
    FactDeclaration,
    FactSource,
    FactType,
    Scope,
    Vocabulary,
)

from licet_server.loading.findings import Finding, RuleFilesError, nearest
from licet_server.loading.models import FactModel, VocabularyModel
from licet_server.loading.nodes import Node
from licet_server.loading.validating import validated


def read_vocabulary(node: Node) -> Vocabulary:
    """Return the declared facts; raises `RuleFilesError` at the place of what is wrong."""
    model = validated(node, VocabularyModel)
    findings = [f for name, fact in model.facts.items() for f in _check(node, name, fact)]
    if findings:
        raise RuleFilesError(findings)
    return Vocabulary(tuple(_declaration(name, fact) for name, fact in sorted(model.facts.items())))


def _check(node: Node, name: str, fact: FactModel) -> list[Finding]:
    findings = []
    place = node.at(("facts", name))
    for value in fact.absent_values:
        if value not in fact.values:
            where = node.at(("facts", name, "absent_values", value))
            findings.append(Finding(where, f"`{value}` is not a value{nearest(value, fact.values)}"))
    not_claimed = fact.absent == "not_claimed" or "not_claimed" in fact.absent_values.values()
    if not_claimed and fact.authority is None:
        message = f"`{name}` may read as not claimed: cite why, as `authority`"
        findings.append(Finding(place, message))
    if fact.type == "date" and fact.absent != "not_claimed":
        message = f"`{name}` is a date: an absent date is `not_claimed`"
        findings.append(Finding(place, message))
    asked = fact.scope != "row" and fact.source != "derived"
    if fact.absent == "unknown" and not fact.says and asked and not fact.values:
        findings.append(Finding(place, f"`{name}` may be unknown: write its question as `says`"))
    return findings


def _declaration(name: str, fact: FactModel) -> FactDeclaration:
    return FactDeclaration(
        name=name,
        scope=Scope(fact.scope),
        type=FactType(fact.type),
        source=FactSource(fact.source),
        values=tuple(fact.values),
        absence=Absence(fact.absent),
        absence_of=tuple((v, Absence(a)) for v, a in sorted(fact.absent_values.items())),
        authority=fact.authority,
        says=fact.says,
        claimable=fact.claimable == "true",
    )
