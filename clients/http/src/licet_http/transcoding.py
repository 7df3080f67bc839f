"""What Envoy needs to stand in the place of this door: its config, the services, and a guard."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.rpc import error_details_pb2
from licet.v1 import service_pb2

from licet_http.methods import methods
from licet_http.reading import NUMBERS as _NUMBERS

_EXAMPLE = files(__package__) / "envoy"


def write_envoy(folder: Path) -> None:
    """Write the files into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "envoy.yaml").write_text((_EXAMPLE / "envoy.yaml").read_text())
    (folder / "licet.binpb").write_bytes(_descriptors().SerializeToString(deterministic=True))
    tables = f"local METHODS = {{\n{_methods()}}}\nlocal FIELDS = {{\n{_fields()}}}\n"
    (folder / "guard.lua").write_text(tables + (_EXAMPLE / "guard.lua").read_text())


def _descriptors() -> FileDescriptorSet:
    """Return the services with all that they import, and the details of their errors."""
    found = FileDescriptorSet()
    seen: set[str] = set()
    for root in (service_pb2.DESCRIPTOR, error_details_pb2.DESCRIPTOR):
        for file in _files(root, seen):
            file.CopyToProto(found.file.add())
    return found


def _files(file: FileDescriptor, seen: set[str]) -> Iterator[FileDescriptor]:
    if file.name not in seen:
        seen.add(file.name)
        for other in file.dependencies:
            yield from _files(other, seen)
        yield file


def _methods() -> str:
    return "".join(f'  ["{m.path}"] = "{m.descriptor.input_type.full_name}",\n' for m in methods())


def _fields() -> str:
    """Return for each message of a request its fields, by both of their names."""
    seen: dict[str, Descriptor] = {}
    for method in methods():
        _gather(method.descriptor.input_type, seen)
    return "".join(f'  ["{name}"] = {{\n{_own(kind)}  }},\n' for name, kind in seen.items())


def _gather(kind: Descriptor, seen: dict[str, Descriptor]) -> None:
    if kind.full_name not in seen and not kind.GetOptions().map_entry:
        seen[kind.full_name] = kind
        for field in kind.fields:
            if field.message_type is not None:
                _gather(field.message_type, seen)


def _own(kind: Descriptor) -> str:
    lines = []
    for field in kind.fields:
        inside = field.message_type
        free = inside is not None and inside.GetOptions().map_entry
        of = "number" if field.cpp_type in _NUMBERS else "text"
        of = of if inside is None else "flags" if free else inside.full_name
        many = str(field.is_repeated and not free).lower()
        names = dict.fromkeys((field.name, field.json_name))
        lines += [f'    ["{name}"] = {{ "{field.name}", "{of}", {many} }},\n' for name in names]
    return "".join(lines)
