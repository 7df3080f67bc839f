"""The door itself: a request is read, asked of the server, and its answer written."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from licet_client.targets import Way
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from licet_http.describing import description
from licet_http.methods import Method, methods
from licet_http.problems import REQUEST_ID, Problem, Violation, failed, malformed
from licet_http.reading import request_of

_JSON = "application/json"
_IS_JSON = re.compile(r"\s*application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)
_READ_AT_ONCE = 2
_HEALTH = 5.0
_LONGEST_ID = 128
_GONE = 499
"""What is logged where the caller went before the answer; it is never sent."""
Said = Callable[[dict[str, object]], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a caller may send, in bytes, how long reading and answering take, in seconds.

    And how many are answered at once.
    """

    body: int = 8 * 1024 * 1024
    reading: float = 10.0
    answering: float = 60.0
    at_once: int = 512


class Door:
    """Asks a server what callers ask; `said` is told of each call, and of no word in it."""

    def __init__(self, way: Way, bounds: Bounds, said: Said) -> None:
        self._way = way
        self._bounds = bounds
        self._said = said
        self._reading = asyncio.Semaphore(_READ_AT_ONCE)
        self._running = 0
        self._described = json.dumps(description()).encode()

    def app(self) -> Starlette:
        """Return the application, which connects when it starts and lets go when it ends."""
        routes = [Route(m.path, self._answering(m), methods=["POST"]) for m in methods()]
        found = Starlette(
            routes=[
                *routes,
                Route("/openapi.json", self._describe, methods=["GET"]),
                Route("/health", self._health, methods=["GET"]),
            ],
            exception_handlers={HTTPException: _refused, Exception: _broken},
            lifespan=self._connected,
        )
        found.router.redirect_slashes = False
        return found

    @asynccontextmanager
    async def _connected(self, _: Starlette) -> AsyncIterator[None]:
        self._channel = self._way.async_channel()
        try:
            yield
        finally:
            await self._channel.close()

    def _answering(self, method: Method) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            started = time.monotonic()
            request_id = _request_id(request)
            status: int = HTTPStatus.INTERNAL_SERVER_ERROR
            try:
                response = await self._in_turn(method, request, request_id)
                status = response.status_code
            finally:
                self._said(
                    {
                        "event": "call",
                        "method": method.path,
                        "status": int(status),
                        "ms": round((time.monotonic() - started) * 1000, 1),
                        "request_id": request_id,
                    }
                )
            return response

        return answer

    async def _in_turn(self, method: Method, request: Request, request_id: str) -> Response:
        """Answer, or say why not; of more callers than there is room for, the last are refused."""
        self._running += 1
        try:
            if self._running > self._bounds.at_once:
                full = "the door has its hands full"
                return Problem(
                    HTTPStatus.SERVICE_UNAVAILABLE, full, request_id=request_id
                ).response()
            return await self._answered(method, request, request_id)
        except Problem as problem:
            problem.request_id = request_id
            return problem.response()
        except ClientDisconnect:
            return Response(status_code=_GONE)
        finally:
            self._running -= 1

    async def _answered(self, method: Method, request: Request, request_id: str) -> Response:
        if request.url.query:
            raise malformed([Violation("", "what is asked stands in the body, not in the query")])
        body = await self._body(request)
        async with self._reading:
            # What is long to read keeps nobody else from being answered.
            asked = await asyncio.to_thread(request_of, method.request, body)
        call = self._channel.unary_unary(
            method.path,
            request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )
        asking = call(asked, timeout=self._bounds.answering, metadata=((REQUEST_ID, request_id),))
        leaving = asyncio.ensure_future(_left(request))
        answering = asyncio.ensure_future(_told(asking))
        try:
            await asyncio.wait({leaving, answering}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                raise ClientDisconnect
            told = answering.result()
        except grpc.aio.AioRpcError as error:
            raise failed(error) from None
        finally:
            leaving.cancel()
            asking.cancel()
        written = MessageToJson(
            told,
            preserving_proto_field_name=True,
            always_print_fields_with_no_presence=True,
            indent=None,
            ensure_ascii=False,
        )
        return Response(written, headers={REQUEST_ID: request_id}, media_type=_JSON)

    async def _body(self, request: Request) -> bytes:
        """Return the whole body; raises `Problem` for what is no JSON, too large or too slow."""
        if not _IS_JSON.fullmatch(request.headers.get("content-type", "")):
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {_JSON}, in UTF-8")
        found = bytearray()
        try:
            async with asyncio.timeout(self._bounds.reading):
                async for part in request.stream():
                    found += part
                    if len(found) > self._bounds.body:
                        raise Problem(
                            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                            f"a request is at most {self._bounds.body} bytes",
                            headers={"connection": "close"},
                        )
        except TimeoutError:
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT,
                f"the request was not whole after {self._bounds.reading:g} seconds",
                headers={"connection": "close"},
            ) from None
        return bytes(found)

    async def _describe(self, _: Request) -> Response:
        return Response(self._described, media_type=_JSON)

    async def _health(self, _: Request) -> Response:
        check = self._channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=HealthCheckRequest.SerializeToString,
            response_deserializer=HealthCheckResponse.FromString,
        )
        try:
            told = await check(HealthCheckRequest(), timeout=_HEALTH)
        except grpc.aio.AioRpcError as error:
            return Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.details() or "").response()
        name = HealthCheckResponse.ServingStatus.Name(told.status)
        if told.status != HealthCheckResponse.SERVING:
            return Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"the server says {name}").response()
        return JSONResponse({"status": name})


async def _told(asking: Awaitable[Message]) -> Message:
    return await asking


async def _left(request: Request) -> None:
    """Return once the caller has gone: work for nobody is given up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _request_id(request: Request) -> str:
    """Return the caller's own id where it is one, and else a new one."""
    given = request.headers.get(REQUEST_ID, "")
    plain = given.isascii() and given.isprintable() and 0 < len(given) <= _LONGEST_ID
    return given if plain else uuid4().hex


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return Problem(status, error.detail, headers=error.headers or {}).response()


async def _broken(_: Request, __: Exception) -> Response:
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the door failed").response()
