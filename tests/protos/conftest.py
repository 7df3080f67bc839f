"""The protos compiled by the installed compiler, with the commands that look at them."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

ROOT = Path(__file__).parents[2]
PROTOS = ROOT / "protos"
BIN = Path(sys.executable).parent
Run = subprocess.CompletedProcess[str]


def _protoc(tree: Path, *options: str) -> None:
    """Run the installed compiler over a tree of protos; googleapis-common-protos has google/rpc."""
    sources = sorted(str(p.relative_to(tree)) for p in tree.glob("licet/v1/*.proto"))
    includes = ["-I", str(tree), "-I", sysconfig.get_path("purelib")]
    command = [sys.executable, "-m", "grpc_tools.protoc", *includes, *options, *sources]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _compiled(tree: Path, into: Path) -> Path:
    """Return the file with the descriptor set of a tree of protos, comments included."""
    options = ("--include_imports", "--include_source_info")
    _protoc(tree, *options, f"--descriptor_set_out={into}")
    return into


def _buf(command: str, image: Path, *options: str) -> Run:
    """Run buf on a descriptor set, over our own package alone."""
    config = ["--config", str(PROTOS / "buf.yaml"), "--path", "licet"]
    arguments = [str(BIN / "buf"), command, str(image), *config, *options]
    return subprocess.run(
        arguments, cwd=image.parent, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.fixture(scope="session")
def protoc() -> Callable[..., None]:
    return _protoc


@pytest.fixture(scope="session")
def compiled() -> Callable[[Path, Path], Path]:
    return _compiled


@pytest.fixture(scope="session")
def buf() -> Callable[..., Run]:
    return _buf


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _compiled(PROTOS, tmp_path_factory.mktemp("image") / "licet.binpb")


@pytest.fixture(scope="session")
def sources(image: Path) -> FileDescriptorSet:
    """Our own protos, compiled, without those they import."""
    everything = FileDescriptorSet.FromString(image.read_bytes())
    return FileDescriptorSet(file=[f for f in everything.file if f.package == "licet.v1"])
