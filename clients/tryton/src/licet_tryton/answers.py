"""What the service said of a question, in the words that people in the ERP read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from licet.v1.decision_pb2 import OUTCOME_TEMPORARY_LICENSE, Decision, LineDecision, Outcome
from licet_client import Decided, NoDecision

NO_ANSWER = "no_answer"
_STOPS_TOLD = 6
"""Of a line so many things that would change its answer are told, the mildest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or why there is none: `may_confirm` is true for a go and for nothing else."""

    outcome: str
    may_confirm: bool
    text: str
    temporary: bool = False
    decision_id: str | None = None
    revision: str | None = None
    log_position: str | None = None
    valid_through: date | None = None
    authorizations: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


def unanswered(error: Exception) -> Answer:
    """Return that there is no answer: nothing may be confirmed on it."""
    words = [f"No answer, so no go: {error}"]
    if isinstance(error, NoDecision):
        words += [f"  {violation}" for violation in error.violations]
        if error.request_id:
            words.append(f"request {error.request_id}")
    return Answer(NO_ANSWER, may_confirm=False, text="\n".join(words))


def answered(given: Decided, question: Mapping[str, Any]) -> Answer:
    """Return what a decision on a question says."""
    decision = given.decision
    position = given.log_position
    return Answer(
        outcome=_word(decision.outcome),
        may_confirm=given.may_confirm,
        text="\n".join(_told(decision, question, may_confirm=given.may_confirm)),
        temporary=decision.outcome == OUTCOME_TEMPORARY_LICENSE,
        decision_id=decision.decision_id,
        revision=decision.revision,
        log_position=f"{position.chain}/{position.seq}" if position else None,
        valid_through=_day(decision.valid_through),
        authorizations=_each(
            line.authorization for line in decision.lines if line.HasField("authorization")
        ),
        conditions=_each(text for line in decision.lines for text in line.conditions),
    )


def _told(decision: Decision, question: Mapping[str, Any], *, may_confirm: bool) -> Iterator[str]:
    yield f"{_words(decision.outcome)}, for goods that leave on {decision.sale_date}"
    if decision.hypothetical and not may_confirm:
        yield f"hypothetical, as {decision.sale_date} has gone by: nothing is confirmed on it"
    for number, line in enumerate(decision.lines, start=1):
        yield from dict.fromkeys(_line(number, line))
    yield from dict.fromkeys(
        f"not told: {_where(fact.path, question)}: {fact.reason}" for fact in decision.missing_facts
    )
    yield from dict.fromkeys(
        f"on a list: {row.name} and {row.entry} of {row.list}: {row.status}"
        for row in decision.screening
    )
    yield from _time(decision)
    yield f"decision {decision.decision_id}"


def _line(number: int, line: LineDecision) -> Iterator[str]:
    under = f", under {line.authorization}" if line.authorization else ""
    yield f"line {number}: {_words(line.outcome)}{under}"
    for each in line.provisions:
        if each.standing and each.effect in {"requires", "denies"}:
            policy = f"; review policy: {each.review_policy}" if each.review_policy else ""
            yield f"  {each.provision_id} {each.effect} it: {each.authority}{policy}"
    for condition in line.conditions:
        yield f"  condition: {condition}"
    for other in line.counterfactuals[:_STOPS_TOLD]:
        yield (
            f"  would change it: {'; '.join(other.needs)} ({_words(other.outcome)}, "
            f"{other.authority})"
        )


def _time(decision: Decision) -> Iterator[str]:
    if decision.valid_through:
        yield f"the same for goods that leave through {decision.valid_through}"
    if decision.HasField("next_change"):
        change = decision.next_change
        yield f"from {change.on} on: {_words(change.outcome)}"


def _where(path: str, question: Mapping[str, Any]) -> str:
    """Return a path into a question in words: who or what it is, and which of its fields."""
    thing, point, name = path.partition(".")
    kind, bracket, number = thing.rstrip("]").partition("[")
    if not bracket:
        return path
    place = int(number)
    if kind == "parties":
        of = question[kind][place].get("name", f"party {place + 1}")
    else:
        of = f"line {place + 1}"
    return f"{of}, {name.replace('_', ' ')}" if point else of


def _word(outcome: Outcome.ValueType) -> str:
    """Return the code of an outcome; one of a later service has none that is known here."""
    try:
        return Outcome.Name(outcome).removeprefix("OUTCOME_").lower()
    except ValueError:
        return NO_ANSWER


def _words(outcome: Outcome.ValueType) -> str:
    return _word(outcome).replace("_", " ")


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _each(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
