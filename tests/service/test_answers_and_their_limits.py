"""What happens to a question inside a worker: memory, turns, time, and the table of errors."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from licet.v1 import error_reason_pb2, service_pb2
from licet_client import Client, DeadlineExceeded
from licet_engine.errors import EngineFault, FieldViolation, SaleError
from licet_server.app import Licet
from licet_server.service.answers import Answers
from licet_server.service.decisions import LicenseDecisions
from licet_server.service.errors import (
    DrainingError,
    FieldsError,
    LimitError,
    TimeLimitError,
    UnknownRevisionError,
)
from licet_server.service.limits import Limits
from licet_server.service.memory import Memory
from licet_server.service.questions import Question
from licet_server.service.statuses import status_of
from licet_server.service.turns import Errand, GivenUpError, Turns
from licet_server.worker import UNSOUND, _until, refuse_other_rules
from serving import serving
from wire_bytes import request, whole

GOOD = whole().SerializeToString()
TODAY = date(2026, 11, 24)
PATIENCE = 30.0


@pytest.fixture(scope="module")
def rules() -> Iterator[tuple[Licet, Turns]]:
    turns = Turns()
    with Licet(rehearsed=False, between=turns.pause) as licet:
        yield licet, turns


@pytest.fixture
def answers(rules: tuple[Licet, Turns]) -> Iterator[Callable[..., Answers]]:
    made: list[Answers] = []

    def make(today: Callable[[], date] = lambda: TODAY, **limits: Any) -> Answers:
        made.append(Answers(rules[0], Limits(**limits), rules[1], today))
        return made[-1]

    yield make
    for each in made:
        each.close()


def asked(each: Answers, sale: bytes = GOOD) -> bytes:
    return asyncio.run(each.item(Question(sale)))


def test_a_question_met_before_has_the_same_bytes_and_another_day_forgets_it(
    answers: Callable[..., Answers],
) -> None:
    days = [TODAY]
    each = answers(lambda: days[0])
    first = asked(each)
    assert asked(each) is first
    assert len(each.memory) == 1
    days[0] = date(2026, 11, 25)
    later = service_pb2.DecideResponse.FromString(asked(each, whole_without_day()))
    assert later.decision.known_on == "2026-11-25"
    assert len(each.memory) == 1


def whole_without_day() -> bytes:
    sale = whole()
    sale.ClearField("known_on")
    return sale.SerializeToString()


def test_an_engine_that_has_failed_gives_no_answer_that_it_gave_before(
    answers: Callable[..., Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    each = answers()
    asked(each)

    def failed(_: object) -> None:
        raise EngineFault("the sentinel did not fire")

    monkeypatch.setattr(Licet, "ensure_sound", failed)
    with pytest.raises(EngineFault):
        asked(each)
    with pytest.raises(EngineFault):
        asyncio.run(each.items([GOOD]))


def test_memory_is_bounded_and_forgets_what_was_unused_for_longest() -> None:
    memory = Memory(5_000)
    for n in range(4):
        memory.put(bytes([n]), b"x" * 600)
    assert memory.get(b"\0") is not None
    memory.put(b"\4", b"x" * 600)
    assert memory.get(b"\1") is None
    assert memory.get(b"\0") is not None
    memory.put(b"\5", b"x" * 6_000)
    assert memory.get(b"\5") is None
    assert 0 < memory.bytes_held <= 5_000
    memory.clear()
    assert (len(memory), memory.bytes_held) == (0, 0)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"lines": 0}, "sale.lines"),
        ({"parties": 0}, "sale.parties"),
        ({"owners": 0}, "sale.parties[0].owners"),
        ({"attestations": 1}, "sale.attestations"),
        ({"subjects": 2}, "sale.lines"),
    ],
)
def test_a_sale_that_holds_too_much_is_refused_with_the_field_and_the_limit(
    answers: Callable[..., Answers], limits: dict[str, int], field: str
) -> None:
    with pytest.raises(LimitError) as error:
        asked(answers(**limits))
    assert (error.value.field, error.value.limit) == (field, next(iter(limits.values())))
    above = {name: value + 1 for name, value in limits.items()}
    assert asked(answers(**above))


def test_a_batch_is_bounded_in_sales_and_in_bytes_of_answers(
    answers: Callable[..., Answers],
) -> None:
    async def batch(each: Answers, sales: int) -> bytes:
        calls = LicenseDecisions(each, asyncio.Event())
        return await calls.batch_decide(request(GOOD) * sales, None)

    told = service_pb2.BatchDecideResponse.FromString(asyncio.run(batch(answers(sales=2), 2)))
    assert told.items[0] == told.items[1]
    with pytest.raises(LimitError, match="3 sales are more than the 2"):
        asyncio.run(batch(answers(sales=2), 3))
    with pytest.raises(LimitError, match="bytes of answers"):
        asyncio.run(batch(answers(response_bytes=100), 1))


def heavy(salt: int, lines: int = 1000) -> bytes:
    sale = whole()
    sale.sale_id = str(salt)
    sale.lines[0].ClearField("origin")
    for n in range(lines - 1):
        line = sale.lines.add(line_id=f"L{n}", category="EAR99")
        line.model_public_on = f"20{n % 26:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        line.production_began_on = f"20{salt % 26:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"
    return sale.SerializeToString()


def test_a_call_that_takes_too_long_is_ended_and_its_work_given_up(
    answers: Callable[..., Answers],
) -> None:
    each = answers(call_seconds=0.2)
    with pytest.raises(TimeLimitError):
        asked(each, heavy(1))
    time.sleep(0.2)
    since = time.process_time()
    time.sleep(1.0)
    assert time.process_time() - since < 0.7
    assert len(each.memory) == 0


def test_work_stops_when_the_caller_has_gone() -> None:
    with serving("--workers", "1") as running:
        pid = running.process.pid
        (worker,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        with Client(running.address) as client:
            for salt in range(3):
                with pytest.raises(DeadlineExceeded):
                    client.decide(
                        service_pb2.DecideRequest.FromString(request(heavy(salt))).sale, timeout=0.3
                    )
            time.sleep(1.0)
            used = cpu(worker)
            time.sleep(2.0)
            assert cpu(worker) - used < 1.0


def cpu(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_threads_take_turns_and_an_errand_that_fails_blocks_nobody() -> None:
    turns = Turns(seconds=0.0)
    order: list[int] = []

    def work(name: int) -> None:
        with turns.of(Errand()):
            for _ in range(5):
                order.append(name)
                time.sleep(0.002)
                turns.pause()

    def fail() -> None:
        with pytest.raises(ValueError, match="bad"), turns.of(Errand()):
            raise ValueError("bad")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    threads.append(threading.Thread(target=fail))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    assert sorted(order) == sorted([0, 1, 2] * 5)
    assert order != sorted(order)


def test_an_errand_that_nobody_waits_for_stops_at_its_next_pause() -> None:
    turns, errand = Turns(), Errand()
    turns.pause()
    with turns.of(errand):
        turns.pause()
        errand.give_up()
        with pytest.raises(GivenUpError):
            turns.pause()
    with turns.of(Errand()):
        turns.pause()


def details(error: Exception) -> tuple[int, ErrorInfo, BadRequest]:
    status = status_of(error)
    info, fields = ErrorInfo(), BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(fields)
    return status.code, info, fields


VIOLATION = (FieldViolation("parties[0].name", "is wrong"),)
ERRORS: dict[str, tuple[Exception, grpc.StatusCode]] = {
    "MALFORMED_SALE": (SaleError(VIOLATION), grpc.StatusCode.INVALID_ARGUMENT),
    "MALFORMED_REQUEST": (FieldsError(VIOLATION), grpc.StatusCode.INVALID_ARGUMENT),
    "LIMIT_EXCEEDED": (LimitError("sales", 1, 2, "sales"), grpc.StatusCode.INVALID_ARGUMENT),
    "UNKNOWN_REVISION": (UnknownRevisionError("0f3a"), grpc.StatusCode.NOT_FOUND),
    "DRAINING": (DrainingError(), grpc.StatusCode.UNAVAILABLE),
    "TIME_LIMIT_EXCEEDED": (TimeLimitError(60), grpc.StatusCode.DEADLINE_EXCEEDED),
    "ENGINE_FAULT": (EngineFault("it failed"), grpc.StatusCode.INTERNAL),
}


def test_every_reason_has_its_error_and_its_example_in_the_protos() -> None:
    names = {
        name.removeprefix("ERROR_REASON_") for name in dict(error_reason_pb2.ErrorReason.items())
    }
    assert ERRORS.keys() == names - {"UNSPECIFIED"}
    text = (Path(__file__).parents[2] / "protos/licet/v1/error_reason.proto").read_text()
    found = re.findall(r"// (\{.*\})\n\s*(ERROR_REASON_\w+) = ", text)
    examples = {name.removeprefix("ERROR_REASON_"): json.loads(said) for said, name in found}
    assert examples.keys() == names
    for name, (error, code) in ERRORS.items():
        number, info, _ = details(error)
        assert number == code.value[0]
        assert info.reason == examples[name]["reason"] == f"ERROR_REASON_{name}"
        assert info.domain == examples[name]["domain"]
        known = {} if name == "ENGINE_FAULT" else examples[name].get("metadata", {})
        assert info.metadata.keys() == known.keys()


def test_paths_lead_from_the_request_and_a_status_fits_a_header() -> None:
    _, _, fields = details(SaleError(VIOLATION))
    assert fields.field_violations[0].field == "sale.parties[0].name"
    many = tuple(FieldViolation(f"lines[{n}]." + "ü" * 500, "é" * 500) for n in range(1000))
    status = status_of(SaleError(many))
    assert len(status.SerializeToString()) < 6000
    _, info, fields = details(SaleError(many))
    assert info.metadata["violations"] == "1000"
    assert 0 < len(fields.field_violations) <= 20


def test_what_nobody_foresaw_is_a_fault_that_tells_nothing_of_the_sale() -> None:
    status = status_of(KeyError("Blumen Krause GmbH"))
    assert status.code == grpc.StatusCode.INTERNAL.value[0]
    assert "Blumen" not in str(status)


class Sick:
    def ensure_sound(self) -> None:
        raise EngineFault("poisoned")


def test_a_worker_whose_engine_has_failed_ends_to_be_replaced(
    rules: tuple[Licet, Turns],
) -> None:
    sick: Any = Sick()
    assert asyncio.run(_until(asyncio.Event(), sick)) == UNSOUND

    async def told() -> int:
        stop = asyncio.Event()
        stop.set()
        return await _until(stop, rules[0])

    assert asyncio.run(told()) == 0


def test_a_worker_serves_no_rules_but_those_that_were_rehearsed(
    rules: tuple[Licet, Turns],
) -> None:
    refuse_other_rules(rules[0], rules[0].rules.revision)
    with pytest.raises(EngineFault, match="the files changed while the server started"):
        refuse_other_rules(rules[0], "0" * 64)
