"""The protos keep to buf's rules, and break no caller who has the last ones."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet

ROOT = Path(__file__).parents[2]
PROTOS = ROOT / "protos"
BASELINE = PROTOS / "licet.v1.binpb"


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""


def protos_of_the_last_tag(into: Path) -> Path | None:
    """Return the tree of protos of the last tag, or None without a tag or protos in it."""
    tag = git("describe", "--tags", "--abbrev=0").decode().strip()
    packed = git("archive", tag, "protos/licet") if tag else b""
    if not packed:
        return None
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(into, filter="data")
    return into / "protos"


def test_buf_finds_nothing_to_say_about_the_protos(buf: Callable[..., object], image: Path) -> None:
    done = buf("lint", image)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_buf_names_a_field_without_a_comment(
    buf: Callable[..., object], compiled: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    shutil.copytree(PROTOS / "licet", tmp_path / "licet")
    sale = tmp_path / "licet" / "v1" / "sale.proto"
    lines = sale.read_text().splitlines(keepends=True)
    bare = next(n for n, line in enumerate(lines) if "optional string sale_date" in line)
    sale.write_text("".join((*lines[: bare - 1], *lines[bare:])))
    done = buf("lint", compiled(tmp_path, tmp_path / "bare.binpb"))
    assert done.returncode != 0
    assert '"sale_date" should have a non-empty comment' in done.stdout


def test_the_protos_break_nothing_of_the_committed_baseline(
    buf: Callable[..., object], image: Path
) -> None:
    done = buf("breaking", image, "--against", str(BASELINE))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_protos_break_nothing_of_the_last_tag_which_is_the_baseline_until_one_has_protos(
    buf: Callable[..., object],
    compiled: Callable[[Path, Path], Path],
    image: Path,
    tmp_path: Path,
) -> None:
    tagged = protos_of_the_last_tag(tmp_path)
    against = compiled(tagged, tmp_path / "tagged.binpb") if tagged else BASELINE
    done = buf("breaking", image, "--against", str(against))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_buf_names_a_field_that_a_caller_would_read_wrongly(
    buf: Callable[..., object], image: Path, tmp_path: Path
) -> None:
    older = FileDescriptorSet.FromString(BASELINE.read_bytes())
    sales = next(f for f in older.file if f.name == "licet/v1/sale.proto")
    sale = next(m for m in sales.message_type if m.name == "Sale")
    day = next(f for f in sale.field if f.name == "sale_date")
    day.type = FieldDescriptorProto.TYPE_INT32
    against = tmp_path / "older.binpb"
    against.write_bytes(older.SerializeToString())
    done = buf("breaking", image, "--against", str(against))
    assert done.returncode != 0
    assert '"sale_date"' in done.stdout
