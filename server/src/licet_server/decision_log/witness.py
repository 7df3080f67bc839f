"""A second place for seals: a directory, on another disk or of another owner."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from licet_server.decision_log.errors import WitnessError
from licet_server.decision_log.store import Seal


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
            with (self._directory / f"{seal.chain}.jsonl").open("a") as file:
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise WitnessError(f"the witness cannot be written: {error}") from error


def witnessed(directory: Path) -> Iterator[Seal]:
    """Yield every seal of a witness, chain by chain; raises `WitnessError`.

    A last line without its end is of a write that was cut off, and is no seal.
    """
    for chain in witnessed_chains(directory):
        yield from witnessed_of(directory, chain)


def witnessed_chains(directory: Path) -> tuple[str, ...]:
    """Return the chains that a witness has seals of; raises `WitnessError`."""
    try:
        if not directory.is_dir():
            raise WitnessError(f"the witness `{directory}` is no directory")
        return tuple(sorted(file.stem for file in directory.glob("*.jsonl")))
    except OSError as error:
        raise WitnessError(f"the witness cannot be read: {error}") from error


def witnessed_of(directory: Path, chain: str) -> Iterator[Seal]:
    """Return the seals of one chain that are there now, as `witnessed` yields them.

    What is written later is not among them, however slowly they are read.
    """
    file = directory / f"{chain}.jsonl"
    try:
        return _seals(file, file.stat().st_size if file.exists() else 0)
    except OSError as error:
        raise WitnessError(f"the witness cannot be read: {error}") from error


def _seals(file: Path, size: int) -> Iterator[Seal]:
    if not size:
        return
    try:
        with file.open("rb") as opened:
            for line in opened:
                size -= len(line)
                if size < 0 or not line.endswith(b"\n"):
                    return
                yield _read(line)
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise WitnessError(f"the witness `{file}` cannot be read: {error}") from error


def _read(line: bytes) -> Seal:
    held = json.loads(line)
    held |= {name: bytes.fromhex(held[name]) for name in ("hash", "signature")}
    return Seal(**held)
