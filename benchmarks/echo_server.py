"""A bare server that only echoes: the same services, interceptors and log, and prepared answers.

Run by `benchmarks/unary.py` with a directory that holds `N.request` with N sales, and `N.answer`.
A *parsing* echo reads each request and writes each answer with the generated classes; a *raw* one
passes bytes on, and so is the ceiling.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, Final

import grpc
import uvloop
from licet.v1 import service_pb2
from licet_server.service.call_log import json_logger
from licet_server.service.limits import Limits
from licet_server.service.serving import SERVICES, assembled
from licet_server.service.timing import Timing

SWITCH: Final = 0.001
"""The switch interval of a worker of Licet."""


class Echo:
    """The prepared answers, as messages: one for a sale, and one for each size of batch."""

    def __init__(self, directory: Path) -> None:
        self._one = service_pb2.DecideResponse.FromString((directory / "1.answer").read_bytes())
        self._many = {
            int(file.stem): service_pb2.BatchDecideResponse.FromString(file.read_bytes())
            for file in directory.glob("*.answer")
            if file.stem != "1"
        }

    async def decide(self, _: service_pb2.DecideRequest, __: object) -> service_pb2.DecideResponse:
        """Return the prepared answer to one question."""
        return self._one

    async def batch_decide(
        self, request: service_pb2.BatchDecideRequest, _: object
    ) -> service_pb2.BatchDecideResponse:
        """Return the prepared answer to as many questions."""
        return self._many[len(request.sales)]


def parsing(directory: Path) -> dict[str, Any]:
    """Return handlers as generated code makes them."""
    echo = Echo(directory)
    return {
        "Decide": grpc.unary_unary_rpc_method_handler(
            echo.decide,
            request_deserializer=service_pb2.DecideRequest.FromString,
            response_serializer=service_pb2.DecideResponse.SerializeToString,
        ),
        "BatchDecide": grpc.unary_unary_rpc_method_handler(
            echo.batch_decide,
            request_deserializer=service_pb2.BatchDecideRequest.FromString,
            response_serializer=service_pb2.BatchDecideResponse.SerializeToString,
        ),
    }


def raw(directory: Path) -> dict[str, Any]:
    """Return handlers that pass bytes on, and know a request by its length."""
    answers = {
        file.with_suffix(".request").stat().st_size: file.read_bytes()
        for file in directory.glob("*.answer")
    }

    async def pass_on(request: bytes, _: object) -> bytes:
        return answers[len(request)]

    handler: Any = grpc.unary_unary_rpc_method_handler(pass_on)
    return {"Decide": handler, "BatchDecide": handler}


async def serve(handlers: dict[str, Any]) -> None:
    """Answer on a free port, which the log tells, until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    logger = json_logger(sys.stderr, pid=os.getpid())
    server = assembled({SERVICES[0]: handlers}, logger, Limits(), Timing())
    port = server.grpc.add_insecure_port("127.0.0.1:0")
    await server.start()
    logger.info("listening", address=f"127.0.0.1:{port}")
    await stop.wait()
    await server.drain()


def main() -> None:
    """Serve as the arguments say: `parsing` or `raw`, and the directory of answers."""
    kind, directory = sys.argv[1:]
    sys.setswitchinterval(SWITCH)
    uvloop.run(serve({"parsing": parsing, "raw": raw}[kind](Path(directory))))


if __name__ == "__main__":
    main()
