from __future__ import annotations

import copy
import pickle
import time
from typing import Any

import pytest
from fake_licet import (
    ORDER,
    Asker,
    Blocking,
    FakeLicet,
    WithAsyncio,
    malformed,
    order,
    serving,
    status,
)
from google.protobuf.any_pb2 import Any as Packed
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode
from licet_client import (
    DeadlineExceeded,
    FieldViolation,
    InvalidRequest,
    InvalidSale,
    LimitExceeded,
    NoDecision,
    Refused,
    Retries,
    ServerFault,
    Unavailable,
    UnknownRevision,
)

Asking = Blocking | WithAsyncio
KINDS = {
    StatusCode.INVALID_ARGUMENT: InvalidRequest,
    StatusCode.UNAVAILABLE: Unavailable,
    StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    StatusCode.INTERNAL: ServerFault,
    StatusCode.UNKNOWN: ServerFault,
    StatusCode.DATA_LOSS: ServerFault,
}
FAILURES = [code for code in StatusCode if code is not StatusCode.OK]
METHODS: list[tuple[str, Any]] = [
    ("decide", ORDER),
    ("batch_decide", [ORDER]),
    ("explain", ORDER),
    ("get_rule_set", None),
]


def info(reason: str, **metadata: str) -> ErrorInfo:
    return ErrorInfo(reason=reason, domain="licet", metadata=metadata)


def failing(asking: Asking, fake: FakeLicet, failure: Status, method: str = "decide") -> NoDecision:
    """Return the error that a call raises while every attempt fails alike."""
    fake.failures.extend([failure] * 9)
    given = dict(METHODS)[method]
    with pytest.raises(NoDecision) as error:
        asking.ask(method, given)
    fake.failures.clear()
    return error.value


@pytest.mark.parametrize("code", FAILURES, ids=lambda code: code.name)
def test_every_status_is_no_decision_of_its_kind_and_only_unavailable_is_asked_again(
    asking: Asking, fake: FakeLicet, code: StatusCode
) -> None:
    error = failing(asking, fake, status(code, "so it is"))
    assert type(error) is KINDS.get(code, Refused)
    assert (error.code, error.message, str(error)) == (code, "so it is", "so it is")
    assert error.reason is None
    assert error.violations == ()
    assert fake.calls == (4 if code is StatusCode.UNAVAILABLE else 1)


@pytest.mark.parametrize("method", [name for name, _ in METHODS])
def test_every_question_is_asked_again_while_the_server_is_unavailable(
    asking: Asking, fake: FakeLicet, method: str
) -> None:
    fake.failures.extend([status(StatusCode.UNAVAILABLE, "not yet")] * 3)
    asking.ask(method, dict(METHODS)[method], request_id="one-id")
    assert fake.calls == 4
    assert {sent["x-request-id"] for sent in fake.metadata} == {"one-id"}
    assert all(request == fake.requests[0] for request in fake.requests)


def test_a_server_that_sent_its_headers_is_asked_again_too(asking: Asking, fake: FakeLicet) -> None:
    fake.headers = (("x-request-id", "r-1"),)
    fake.failures.append(status(StatusCode.UNAVAILABLE, "draining", info("ERROR_REASON_DRAINING")))
    assert asking.ask("decide", ORDER).request_id == "r-1"
    assert fake.calls == 2


def test_a_large_batch_is_asked_again_too(asking: Asking, fake: FakeLicet) -> None:
    fake.failures.append(status(StatusCode.UNAVAILABLE, "not yet"))
    large = [order(n) | {"exporter": "x" * 1_000} for n in range(300)]
    assert len(asking.ask("batch_decide", large)) == 300
    assert fake.calls == 2


def test_how_often_is_asked_is_the_callers_to_say(asker: Asker, fake: FakeLicet) -> None:
    once = asker(fake.target, retries=Retries(attempts=1))
    failing(once, fake, status(StatusCode.UNAVAILABLE, "not now"))
    assert fake.calls == 1
    for wrong in ({"attempts": 0}, {"first_pause": 0}, {"longest_pause": float("nan")}):
        with pytest.raises(ValueError, match=r"attempt|timeout"):
            Retries(**wrong)  # type: ignore[arg-type]


def test_asking_again_ends_before_the_deadline_and_says_what_was_the_matter(
    asker: Asker, fake: FakeLicet
) -> None:
    patient = asker(fake.target, retries=Retries(attempts=99, first_pause=0.1, longest_pause=60))
    fake.failures.extend([status(StatusCode.UNAVAILABLE, "not now")] * 99)
    began = time.monotonic()
    with pytest.raises(Unavailable, match="not now"):
        patient.ask("decide", ORDER, timeout=1)
    assert time.monotonic() - began < 4
    assert 1 < fake.calls < 6


def test_nobody_at_the_target_is_unavailable(asker: Asker) -> None:
    with serving(FakeLicet()) as gone:
        pass
    with pytest.raises(Unavailable) as error:
        asker(gone.target).ask("decide", ORDER, request_id="mine")
    assert error.value.request_id == "mine"
    with pytest.raises(Unavailable):
        asker(gone.target).stream([ORDER])


def test_a_malformed_sale_names_every_field_by_its_path_in_the_sale(
    asking: Asking, fake: FakeLicet
) -> None:
    fields = (("sale.parties[0].name", "is missing"), ("sale.lines", "at least one is needed"))
    fake.headers = (("x-request-id", "r-7"),)
    error = failing(asking, fake, malformed("ERROR_REASON_MALFORMED_SALE", *fields))
    assert isinstance(error, InvalidSale)
    assert error.violations == (
        FieldViolation("parties[0].name", "is missing"),
        FieldViolation("lines", "at least one is needed"),
    )
    assert str(error) == "parties[0].name: is missing; lines: at least one is needed"
    assert error.reason == "ERROR_REASON_MALFORMED_SALE"
    assert error.code is StatusCode.INVALID_ARGUMENT
    assert error.request_id == "r-7"


def test_a_violation_of_the_whole_sale_has_no_path_and_those_not_told_are_counted(
    asking: Asking, fake: FakeLicet
) -> None:
    bad = BadRequest(field_violations=[{"field": "sale", "description": "is empty"}])
    said = info("ERROR_REASON_MALFORMED_SALE", violations="21")
    error = failing(asking, fake, status(StatusCode.INVALID_ARGUMENT, "malformed", bad, said))
    assert error.violations == (FieldViolation("", "is empty"),)
    assert str(error) == "is empty; and 20 more"


def test_a_malformed_request_names_its_fields_as_they_are(asking: Asking, fake: FakeLicet) -> None:
    wrong = malformed("ERROR_REASON_MALFORMED_REQUEST", ("known_on", "is no day"))
    error = failing(asking, fake, wrong)
    assert type(error) is InvalidRequest
    assert error.violations == (FieldViolation("known_on", "is no day"),)


def test_a_limit_says_what_it_limits_and_how_much_was_given(
    asking: Asking, fake: FakeLicet
) -> None:
    said = info("ERROR_REASON_LIMIT_EXCEEDED", field="sale.lines", limit="1000", given="10000")
    error = failing(asking, fake, status(StatusCode.INVALID_ARGUMENT, "too many", said))
    assert isinstance(error, LimitExceeded)
    assert (error.field, error.limit, error.given) == ("lines", 1000, 10000)
    vague = info("ERROR_REASON_LIMIT_EXCEEDED", limit="many")
    error = failing(asking, fake, status(StatusCode.INVALID_ARGUMENT, "too many", vague))
    assert isinstance(error, LimitExceeded)
    assert (error.field, error.limit, error.given) == (None, None, None)


def test_an_unknown_revision_is_named(asking: Asking, fake: FakeLicet) -> None:
    said = info("ERROR_REASON_UNKNOWN_REVISION", revision="0f3a")
    error = failing(asking, fake, status(StatusCode.NOT_FOUND, "not loaded", said))
    assert isinstance(error, UnknownRevision)
    assert error.revision == "0f3a"


@pytest.mark.parametrize(
    ("code", "reason", "kind", "calls"),
    [
        (StatusCode.UNAVAILABLE, "ERROR_REASON_DRAINING", Unavailable, 4),
        (StatusCode.INTERNAL, "ERROR_REASON_ENGINE_FAULT", ServerFault, 1),
        (StatusCode.DEADLINE_EXCEEDED, "ERROR_REASON_TIME_LIMIT_EXCEEDED", DeadlineExceeded, 1),
        (StatusCode.INVALID_ARGUMENT, "ERROR_REASON_OF_A_LATER_SERVER", InvalidRequest, 1),
        (StatusCode.PERMISSION_DENIED, "ERROR_REASON_OF_A_LATER_SERVER", Refused, 1),
    ],
)
def test_the_services_reason_comes_with_the_error(
    asking: Asking, fake: FakeLicet, code: StatusCode, reason: str, kind: Any, calls: int
) -> None:
    error = failing(asking, fake, status(code, "so it is", info(reason)))
    assert type(error) is kind
    assert error.reason == reason
    assert fake.calls == calls


def test_the_reason_of_a_proxy_is_not_the_services(asking: Asking, fake: FakeLicet) -> None:
    proxy = ErrorInfo(reason="ERROR_REASON_MALFORMED_SALE", domain="proxy.example")
    error = failing(asking, fake, status(StatusCode.INVALID_ARGUMENT, "no", proxy))
    assert type(error) is InvalidRequest
    assert error.reason is None


def test_details_that_are_damaged_are_left_out(asking: Asking, fake: FakeLicet) -> None:
    damaged = Packed(type_url="type.googleapis.example/google.rpc.BadRequest", value=b"\xff")
    failure = Status(code=3, message="malformed", details=[damaged])
    error = failing(asking, fake, failure)
    assert type(error) is InvalidRequest
    assert error.message == "malformed"


def test_a_status_without_a_word_still_says_which(asking: Asking, fake: FakeLicet) -> None:
    error = failing(asking, fake, status(StatusCode.ABORTED, ""))
    assert "ABORTED" in str(error)


def test_details_that_contradict_their_status_do_not_count(asking: Asking, fake: FakeLicet) -> None:
    lie = malformed("ERROR_REASON_MALFORMED_SALE", ("sale", "is missing")).SerializeToString()

    def fail(context: Any) -> None:
        context.set_trailing_metadata(
            (("grpc-status-details-bin", lie), ("x-request-id", "in-trailers"))
        )
        context.abort(StatusCode.INTERNAL, "engine fault")

    fake.before = fail
    with pytest.raises(ServerFault, match="engine fault") as error:
        asking.ask("decide", ORDER)
    assert error.value.violations == ()
    assert error.value.request_id == "in-trailers"


def test_a_server_that_breaks_in_the_middle_is_a_fault(asking: Asking, fake: FakeLicet) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    fake.reply = broken
    with pytest.raises(ServerFault) as error:
        asking.ask("decide", ORDER)
    assert error.value.code is StatusCode.UNKNOWN
    assert fake.calls == 1


def test_an_answer_beyond_the_largest_is_refused_and_not_asked_again(fake: FakeLicet) -> None:
    def huge(_: Any, response: Any) -> Any:
        response.decision.caveats.append("x" * (65 * 1024 * 1024))
        return response

    fake.reply = huge
    with pytest.raises(Refused) as error:
        Blocking(fake.target).ask("decide", ORDER)
    assert error.value.code is StatusCode.RESOURCE_EXHAUSTED
    assert fake.calls == 1


def test_errors_may_be_copied_and_sent_to_other_processes(asking: Asking, fake: FakeLicet) -> None:
    wrong = malformed("ERROR_REASON_MALFORMED_SALE", ("sale.lines", "at least one is needed"))
    error = failing(asking, fake, wrong)
    for same in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 (our own bytes)
        assert type(same) is InvalidSale
        assert str(same) == str(error)
        assert same.violations == error.violations
        assert same.code is StatusCode.INVALID_ARGUMENT


def test_an_error_without_a_status_is_of_no_known_one() -> None:
    assert NoDecision("so it is").code is StatusCode.UNKNOWN
