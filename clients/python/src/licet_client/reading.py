"""Responses become answers; what is no answer to the question asked is a fault of the server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from grpc import StatusCode
from licet.v1.decision_pb2 import OUTCOME_UNSPECIFIED, Decision
from licet.v1.rule_set_pb2 import RuleSet
from licet.v1.sale_pb2 import Sale
from licet.v1.service_pb2 import (
    BatchDecideItem,
    BatchDecideRequest,
    BatchDecideResponse,
    DecideRequest,
    DecideResponse,
    ExplainRequest,
    ExplainResponse,
    GetRuleSetRequest,
    GetRuleSetResponse,
    LogPolicy,
    LogPosition,
    StreamDecideRequest,
    StreamDecideResponse,
)

from licet_client.answers import BatchDecided, Decided, Explained, NotDecided, Result
from licet_client.asking import Batch
from licet_client.errors import Said, ServerFault
from licet_client.statuses import no_decision

ResponseT_co = TypeVar("ResponseT_co", covariant=True)
_Asked: TypeAlias = DecideRequest | BatchDecideRequest | StreamDecideRequest | ExplainRequest
_Item: TypeAlias = BatchDecideItem | StreamDecideResponse


@dataclass(frozen=True, slots=True)
class Told(Generic[ResponseT_co]):
    """A response, and the id of its request in the server's log."""

    response: ResponseT_co
    request_id: str | None = None


def decided(request: DecideRequest, told: Told[DecideResponse]) -> Decided:
    """Return the decision asked for; raises `ServerFault` where the response holds another."""
    response = told.response
    decision = _answering(request.sale, request, response.decision, told.request_id)
    return Decided(decision, _position(response), _policy(response), told.request_id)


def explained(request: ExplainRequest, told: Told[ExplainResponse]) -> Explained:
    """Return the explanation asked for; raises `ServerFault` where the response holds another."""
    decision = _answering(request.sale, request, told.response.decision, told.request_id)
    return Explained(decision, tuple(told.response.subjects), told.request_id)


def batch_decided(batch: Batch, told: Told[BatchDecideResponse]) -> BatchDecided:
    """Return what became of each sale; raises `ServerFault` unless the items are those asked."""
    sales, items = batch.request.sales, told.response.items
    if len(items) != len(sales):
        raise server_fault(f"{len(items)} answers came to {len(sales)} sales", told.request_id)
    policy = _policy(told.response)
    results = [
        _result(sale, batch.request, Told(item, told.request_id), policy)
        for sale, item in zip(sales, items, strict=True)
    ]
    return BatchDecided(tuple(_in_place(batch, results)), policy, told.request_id)


def nothing_asked(batch: Batch) -> BatchDecided:
    """Return what became of a batch none of whose sales can be read as one."""
    return batch_decided(batch, Told(BatchDecideResponse()))


def stream_result(request: StreamDecideRequest, told: Told[StreamDecideResponse]) -> Result:
    """Return what became of one sale; raises `ServerFault` where the response is to another."""
    return _result(request.sale, request, told, _policy(told.response))


def rule_set(request: GetRuleSetRequest, told: Told[GetRuleSetResponse]) -> RuleSet:
    """Return the rule set asked for; raises `ServerFault` where the response holds another."""
    found = told.response.rule_set
    if not found.revision:
        raise server_fault("a rule set came with nothing in it", told.request_id)
    if not is_revision(found.revision, request.revision):
        raise _another("revision", request.revision, found.revision, told.request_id)
    return found


def server_fault(message: str, request_id: str | None) -> ServerFault:
    """Return the error for a response that is no answer."""
    return ServerFault(message, Said(StatusCode.INTERNAL, request_id=request_id))


def _result(sale: Sale, asked: _Asked, told: Told[_Item], policy: LogPolicy | None) -> Result:
    item = told.response
    match item.WhichOneof("result"):
        case "decision":
            decision = _answering(sale, asked, item.decision, told.request_id)
            return Decided(decision, _position(item), policy, told.request_id)
        case "error":
            return NotDecided(no_decision(item.error, told.request_id))
        case _:
            fault = server_fault("neither a decision nor an error came", told.request_id)
            return NotDecided(fault)


def _in_place(batch: Batch, results: Iterable[Result]) -> Iterator[Result]:
    """Give the results of what was sent between what was not, in the order asked."""
    sent = iter(results)
    return (place if place is not None else next(sent) for place in batch.places)


def _answering(sale: Sale, asked: _Asked, decision: Decision, request_id: str | None) -> Decision:
    """Return a decision that answers the question.

    INVARIANT: a decision on another sale, or under other pins, never becomes an answer.
    """
    if not decision.decision_id or decision.outcome == OUTCOME_UNSPECIFIED:
        raise server_fault("a decision came with nothing in it", request_id)
    if not is_revision(decision.revision, asked.revision):
        raise _another("revision", asked.revision, decision.revision, request_id)
    for name, wanted, given in _echoes(sale, asked, decision):
        if wanted != given:
            raise _another(name, wanted, given, request_id)
    return decision


def _echoes(sale: Sale, asked: _Asked, decision: Decision) -> Iterator[tuple[str, object, object]]:
    """Give what the decision repeats of the question: its name, as asked, as answered."""
    yield "sale_id", sale.sale_id, decision.sale_id
    yield "sale_date", sale.sale_date, decision.sale_date
    known_on = sale.known_on or asked.known_on
    yield "known_on", known_on or decision.known_on, decision.known_on
    yield "knowledge", asked.knowledge or decision.knowledge, decision.knowledge
    yield "lines", [line.line_id for line in sale.lines], [line.line_id for line in decision.lines]


def is_revision(given: str, asked: str) -> bool:
    """Whether a revision is the one asked for; any is, where none was."""
    return asked in ("", given)


def _another(name: str, wanted: object, given: object, request_id: str | None) -> ServerFault:
    message = f"another question was answered: `{name}` is `{given}`, asked was `{wanted}`"
    return server_fault(message, request_id)


def _position(message: DecideResponse | _Item) -> LogPosition | None:
    return message.log_position if message.HasField("log_position") else None


def _policy(
    message: DecideResponse | BatchDecideResponse | StreamDecideResponse,
) -> LogPolicy | None:
    return message.log_policy if message.HasField("log_policy") else None
