"""A real door in a process of its own, before a real server, on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

COMMAND = Path(sys.executable).with_name("licet-server")
PATIENCE = 60.0
DECIDE = "/licet.v1.LicenseDecisionService/Decide"
BATCH = "/licet.v1.LicenseDecisionService/BatchDecide"


@dataclass
class Door:
    """A door that runs: where it is, and what it has said so far."""

    url: str
    process: subprocess.Popen[str]
    said: list[dict[str, Any]] = field(default_factory=list)

    def post(self, path: str, asked: object, **more: Any) -> httpx.Response:
        """Ask, with an object as JSON or bytes as they are."""
        content = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        headers = {"content-type": "application/json"} | more.pop("headers", {})
        return httpx.post(
            f"{self.url}{path}", content=content, headers=headers, timeout=PATIENCE, **more
        )


@contextmanager
def door(target: str, *flags: str) -> Iterator[Door]:
    """Run a door before a server for the length of a block."""
    process = subprocess.Popen(
        [COMMAND, "http", "--listen", "127.0.0.1:0", "--target", target, *flags],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    lines = iter(process.stderr.readline, "")
    told = json.loads(next(lines))
    port = told["address"].rpartition(":")[2]
    found = Door(f"{told['scheme']}://localhost:{port}", process)
    reader = threading.Thread(target=lambda: found.said.extend(map(json.loads, lines)))
    reader.start()
    try:
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(PATIENCE)
        reader.join(PATIENCE)
        process.stderr.close()
        assert ended == 0, found.said
