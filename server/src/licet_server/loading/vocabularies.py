"""`vocabulary.yaml` becomes a vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from licet_engine.vocabulary import (
    Absence,
    FactDeclaration,
    FactSource,
    FactType,
    Scope,
    Vocabulary,
)

from licet_server.loading.findings import Finding, RuleFilesError, nearest, quoted
from licet_server.loading.models import FactModel, VocabularyModel
from licet_server.loading.nodes import Node
from licet_server.loading.validating import validated

CONDITION_WORDS = (
    "all",
    "any",
    "not",
    "this_party",
    "any_party",
    "this_control",
    "any_control",
)
_FIELDS = {
    "transaction": "sale code",
    "shipped_from": "sale code",
    "ordered_on": "sale date",
    "contracted_on": "sale date",
    "on_dock_on": "sale date",
    "laden_on": "sale date",
    "category": "line codes",
    "kind": "line code",
    "purpose": "line code",
    "end_use": "line code",
    "origin": "line code",
    "license_exception": "line code",
    "model_public_on": "line date",
    "production_began_on": "line date",
    "value": "line amount",
    "unit_value": "line amount",
    "schedule_b": "line codes",
    "role": "party codes",
    "party_kind": "party code",
    "country": "party codes",
    "headquarters_country": "party code",
    "list": "row code",
    "regime": "row codes",
    "footnote": "row codes",
    "ground": "row code",
    "scope": "row code",
    "exception_allowed": "row codes",
    "listed_from": "row date",
    "destination": "destination codes",
    "country_group": "destination codes",
    "chart_column": "destination codes",
    "reason": "control code",
    "requirement": "control code",
    "exception_open": "control codes",
    "exception_maybe_open": "control codes",
    "lvs_limit": "control codes",
}
_OF_TABLES = ("row", "control")
"""What lists and tables say: nobody is asked for it."""
_DERIVED = {
    "regulated_transfer": "sale flag",
    "eccn_value": "line amount",
    "owned_by_listed": "party flag",
    "owner_list": "party codes",
    "owner_scope": "party codes",
    "owner_footnote": "party codes",
}
_READ = {"field": _FIELDS, "derived": _DERIVED}
"""What the engine reads off a sale or a row itself: any other field would be silent for ever."""
_CALLED = {"field": "field", "derived": "derived fact"}
_A = {"attestation": "an attestation", "pending": "pending"}


def read_vocabulary(node: Node) -> Vocabulary:
    """Return the declared facts; raises `RuleFilesError` at the place of what is wrong."""
    model = validated(node, VocabularyModel)
    findings = [f for name, fact in model.facts.items() for f in _check(node, name, fact)]
    if findings:
        raise RuleFilesError(findings)
    return Vocabulary(tuple(_declaration(name, fact) for name, fact in sorted(model.facts.items())))


def _check(node: Node, name: str, fact: FactModel) -> Iterator[Finding]:
    place = node.at(("facts", name))
    for value in fact.absent_values:
        if value not in fact.values:
            where = node.at(("facts", name, "absent_values", value))
            yield Finding(where, f"{quoted(value)} is not a value{nearest(value, fact.values)}")
    for number, value in enumerate(fact.values):
        if value in fact.values[:number]:
            where = node.at(("facts", name, "values", number))
            yield Finding(where, f"{quoted(value)} stands among the values already")
    for message in (*_meaning_problems(name, fact), *_reading_problems(name, fact)):
        yield Finding(place, message)


def _meaning_problems(name: str, fact: FactModel) -> Iterator[str]:
    not_claimed = fact.absent == "not_claimed" or "not_claimed" in fact.absent_values.values()
    if not_claimed and fact.authority is None:
        yield f"`{name}` may read as not claimed: cite why, as `authority`"
    if fact.type == "date" and fact.absent != "not_claimed":
        yield f"`{name}` is a date: an absent date is `not_claimed`"
    asked = fact.scope not in _OF_TABLES and fact.source != "derived"
    if fact.absent == "unknown" and not fact.says and asked and not fact.values:
        yield f"`{name}` may be unknown: write its question as `says`"


def _reading_problems(name: str, fact: FactModel) -> Iterator[str]:
    if name in CONDITION_WORDS:
        yield f"`{name}` is a word of the condition language; give the fact another name"
    if fact.type != "flag" and fact.source in ("attestation", "pending"):
        yield f"`{name}` is {_A[fact.source]}: its type is flag"
    if fact.scope in (*_OF_TABLES, "destination") and fact.source != "field":
        yield f"`{name}` is of a {fact.scope}: its source is field"
    read = _READ.get(fact.source)
    if read is None:
        return
    if name not in read:
        words = nearest(name, read)
        yield f"no {_CALLED[fact.source]} is called `{name}`{words}"
    elif read[name] != f"{fact.scope} {fact.type}":
        of, kind = read[name].split()
        yield f"`{name}` is a {kind} of: {of}, not a {fact.type} of: {fact.scope}"


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
