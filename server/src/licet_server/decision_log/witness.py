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
    try:
        if not directory.is_dir():
            raise WitnessError(f"the witness `{directory}` is no directory")
        for file in sorted(directory.glob("*.jsonl")):
            for line in file.read_text().splitlines(keepends=True):
                if line.endswith("\n"):
                    yield _read(line)
    except (OSError, ValueError, TypeError) as error:
        raise WitnessError(f"the witness cannot be read: {error}") from error


def _read(line: str) -> Seal:
    held = json.loads(line)
    held |= {name: bytes.fromhex(held[name]) for name in ("hash", "signature")}
    return Seal(**held)
