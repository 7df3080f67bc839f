"""A second place for seals: a directory, on another disk or of another owner."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from licet_server.decision_log.errors import WitnessError
from licet_server.decision_log.store import Seal
from licet_server.whole_files import settle


class DirectoryWitness:
    """Appends each seal to a file of its chain, one JSON object a line, on disk at once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def write(self, seal: Seal) -> None:
        """Keep a seal; raises `WitnessError`."""
        text = json.dumps(
            seal._asdict() | {"hash": seal.hash.hex(), "signature": seal.signature.hex()}
        )
        try:
            with (self._directory / f"{seal.chain}.jsonl").open("a+b", buffering=0) as file:
                if not file.tell():
                    settle(self._directory)
                _append(file.fileno(), f"{text}\n".encode())
        except OSError as error:
            raise WitnessError(f"the witness cannot be written: {error}") from error


def _append(file: int, line: bytes) -> None:
    """Append a whole line or nothing, after whatever a write that was cut off has left."""
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":
        line = b"\n" + line
    try:
        while line:
            line = line[os.write(file, line) :]
        os.fsync(file)
    except OSError:
        with suppress(OSError):
            os.ftruncate(file, size)
        raise


def witnessed_chains(directory: Path) -> tuple[str, ...]:
    """Return the chains that a witness has seals of; raises `WitnessError`."""
    try:
        if not directory.is_dir():
            raise WitnessError(f"the witness `{directory}` is no directory")
        return tuple(sorted(file.stem for file in directory.glob("*.jsonl")))
    except OSError as error:
        raise WitnessError(f"the witness cannot be read: {error}") from error


class Witnessed:
    """The seals of one chain that a witness holds once they are asked for; raises `WitnessError`.

    What is written later is not among them, however slowly they are read. `torn` counts the
    pieces of lines among those read that hold no seal.
    """

    def __init__(self, directory: Path, chain: str) -> None:
        self._file = directory / f"{chain}.jsonl"
        self.torn = 0

    def __iter__(self) -> Iterator[Seal]:
        try:
            yield from self._seals(self._file.stat().st_size if self._file.exists() else 0)
        except OSError as error:
            raise WitnessError(f"the witness `{self._file}` cannot be read: {error}") from error

    def _seals(self, size: int) -> Iterator[Seal]:
        if not size:
            return
        with self._file.open("rb") as opened:
            for line in opened:
                size -= len(line)
                if size < 0:
                    return  # it is still being written
                seal = _read(line)
                if seal is None:
                    self.torn += 1
                    # A seal may have been written right after a piece that was cut off.
                    seal = _read(line[line.rfind(b"{") :])
                if seal is not None:
                    yield seal


def _read(line: bytes) -> Seal | None:
    """Return the seal of a line, or None for one that holds none or has no end."""
    if not line.endswith(b"\n"):
        return None
    try:
        held = json.loads(line)
        held |= {name: bytes.fromhex(held[name]) for name in ("hash", "signature")}
        return Seal(**held)
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
