"""The committed code is what the protos say, and runs on the floor it was made for."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from licet.v1 import service_pb2_grpc

PROTOS = Path(__file__).parents[2] / "protos"
CODE = PROTOS / "gen" / "licet" / "v1"
BIN = Path(sys.executable).parent
NAMES = sorted(path.stem for path in PROTOS.glob("licet/v1/*.proto"))
SERVICE = 6  # field number of FileDescriptorProto.service, as in paths of comments
METHOD = 2  # field number of ServiceDescriptorProto.method


class Channel:
    """A channel that writes down what a stub would call, and the message it would get."""

    def __init__(self) -> None:
        self.calls: dict[str, tuple[str, str]] = {}

    def __getattr__(self, kind: str) -> Callable[..., None]:
        def method(path: str, **how: Any) -> None:
            self.calls[path] = (kind, name_of(how["response_deserializer"]))

        return method


class Server:
    """A server that keeps the handlers it is given, to be asked by the path of a call."""

    def __init__(self) -> None:
        self.handlers: list[grpc.GenericRpcHandler] = []

    def add_generic_rpc_handlers(self, handlers: Iterable[grpc.GenericRpcHandler]) -> None:
        self.handlers.extend(handlers)

    def __getitem__(self, path: str) -> Any:
        called = SimpleNamespace(method=path)
        return next(found for h in self.handlers if (found := h.service(called)) is not None)


def name_of(reader: Any) -> str:
    """Return the message that a `Message.FromString` reads, as protos name it."""
    return f".{reader.__self__.DESCRIPTOR.full_name}"


def fields_of(messages: Any) -> Iterator[FieldDescriptorProto]:
    for message in messages:
        yield from message.field
        yield from fields_of(message.nested_type)


def as_the_code_embeds_it(compiled: FileDescriptorProto) -> FileDescriptorProto:
    """Return a file without comments and JSON names that only say what the name says."""
    file = FileDescriptorProto.FromString(compiled.SerializeToString())
    file.ClearField("source_code_info")
    for field in fields_of(file.message_type):
        if field.json_name == re.sub("_(.)", lambda m: m[1].upper(), field.name):
            field.ClearField("json_name")
    return file


def comments_of_methods(file: FileDescriptorProto) -> dict[tuple[str, str], str]:
    return {
        (file.service[at.path[1]].name, file.service[at.path[1]].method[at.path[3]].name): (
            at.leading_comments.strip()
        )
        for at in file.source_code_info.location
        if len(at.path) == 4 and at.path[0] == SERVICE and at.path[2] == METHOD
    }


def services(sources: FileDescriptorSet) -> FileDescriptorProto:
    return next(f for f in sources.file if f.name == "licet/v1/service.proto")


def test_the_code_has_a_module_and_stubs_for_each_proto_and_nothing_else() -> None:
    modules = {f"{name}_pb2{ending}" for name in NAMES for ending in (".py", ".pyi")}
    calls = {"service_pb2_grpc.py", "service_pb2_grpc.pyi"}
    assert {p.name for p in CODE.glob("*.py*")} == modules | calls | {"__init__.py"}


def test_the_code_embeds_the_protos_as_they_are_now(sources: FileDescriptorSet) -> None:
    assert {file.name for file in sources.file} == {f"licet/v1/{name}.proto" for name in NAMES}
    for file in sources.file:
        module = importlib.import_module(f"licet.v1.{Path(file.name).stem}_pb2")
        embedded = FileDescriptorProto.FromString(module.DESCRIPTOR.serialized_pb)
        assert embedded == as_the_code_embeds_it(file)


def test_the_stubs_call_what_the_protos_say_now(sources: FileDescriptorSet) -> None:
    for service in services(sources).service:
        channel = Channel()
        getattr(service_pb2_grpc, f"{service.name}Stub")(channel)
        assert channel.calls == {
            f"/licet.v1.{service.name}/{m.name}": (
                f"{_arity(m.client_streaming)}_{_arity(m.server_streaming)}", m.output_type,
            )
            for m in service.method
        }  # fmt: skip


def test_the_servicers_answer_what_the_protos_say_now(sources: FileDescriptorSet) -> None:
    for service in services(sources).service:
        server = Server()
        servicer = getattr(service_pb2_grpc, f"{service.name}Servicer")()
        getattr(service_pb2_grpc, f"add_{service.name}Servicer_to_server")(servicer, server)
        for said in service.method:
            handler = server[f"/licet.v1.{service.name}/{said.name}"]
            streams = (handler.request_streaming, handler.response_streaming)
            assert streams == (said.client_streaming, said.server_streaming)
            assert name_of(handler.request_deserializer) == said.input_type


def _arity(streaming: object) -> str:
    return "stream" if streaming else "unary"


def test_the_calls_are_explained_in_the_words_of_the_protos(sources: FileDescriptorSet) -> None:
    for (service, method), comment in comments_of_methods(services(sources)).items():
        servicer = getattr(service_pb2_grpc, f"{service}Servicer")
        assert getattr(servicer, method).__doc__.strip() == comment


def test_the_stubs_are_byte_for_byte_those_of_the_protos_as_they_are_now(
    protoc: Callable[..., None], tmp_path: Path
) -> None:
    for plugin in ("mypy", "mypy_grpc"):
        path = BIN / f"protoc-gen-{plugin}"
        protoc(PROTOS, f"--plugin={path.name}={path}", f"--{plugin}_out=quiet:{tmp_path}")
    made = tmp_path / "licet" / "v1"
    for committed in CODE.glob("*.pyi"):
        assert (made / committed.name).read_bytes() == committed.read_bytes()


def test_the_code_is_of_the_floor_and_refuses_no_later_runtime() -> None:
    for name in NAMES:
        text = (CODE / f"{name}_pb2.py").read_text()
        assert "# Protobuf Python Version: 4.25.1\n" in text
        assert "runtime_version" not in text
    assert "GRPC_GENERATED_VERSION" not in (CODE / "service_pb2_grpc.py").read_text()


def test_a_message_of_the_code_is_a_message_of_the_protos(sources: FileDescriptorSet) -> None:
    for file in sources.file:
        module = importlib.import_module(f"licet.v1.{Path(file.name).stem}_pb2")
        for message in file.message_type:
            said = DescriptorProto()
            getattr(module, message.name).DESCRIPTOR.CopyToProto(said)
            assert [f.name for f in said.field] == [f.name for f in message.field]
