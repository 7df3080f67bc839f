"""A rule set as it answered, kept so that what it answered can be decided again."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from licet_server.decision_log.store import KeptRuleSet


def archived(revision: str, packs: tuple[str, ...], directory: Path) -> KeptRuleSet:
    """Return the files of the packs that answer, packed; the same files are the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        found = (each for pack in packs for each in (directory / pack).rglob("*"))
        for file in sorted(each for each in found if each.is_file()):
            name = tarfile.TarInfo(file.relative_to(directory).as_posix())
            held = file.read_bytes()
            name.size = len(held)
            archive.addfile(name, io.BytesIO(held))
    return KeptRuleSet(revision, ",".join(packs), packed.getvalue())


def unpacked(kept: KeptRuleSet, directory: Path) -> tuple[str, ...]:
    """Unpack a rule set into a directory, and return its packs by name."""
    with tarfile.open(fileobj=io.BytesIO(kept.archive), mode="r:xz") as archive:
        archive.extractall(directory, filter="data")
    return tuple(kept.packs.split(","))
