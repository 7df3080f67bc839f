"""The `licet` command's way in, and its only way out: an exit code and never a traceback.

0 is fine, 1 is a finding (a stop, a difference, an order without a decision, no decision at
all), 2 is wrong use or input that cannot be read.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

from licet_cli.app import app
from licet_cli.consoles import shown
from licet_cli.exit_codes import BAD_INPUT, FINDINGS, INTERRUPTED

_DEBUG = "LICET_DEBUG"
_MADE = 100_000
"""Objects that are made before Python looks for rubbish among them."""


def main() -> None:
    """Run the command that the arguments name, and end the process."""
    signal.signal(signal.SIGTERM, _terminated)
    # Rules are many small objects that stay: to look through them for rubbish while they are
    # loaded is a third of that time.
    gc.set_threshold(_MADE, *gc.get_threshold()[1:])
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", lambda **_: None)
        reconfigure(errors="backslashreplace")
    sys.exit(run())


def _terminated(number: int, _: object) -> None:
    """End as an exception does, so that half-written files are taken away."""
    raise SystemExit(128 + number)


def run(arguments: list[str] | None = None) -> int:
    """Return the exit code of a command; raises whatever went wrong where LICET_DEBUG is set."""
    try:
        app(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else BAD_INPUT
    except KeyboardInterrupt:
        return _said(INTERRUPTED, "interrupted")
    except Exception as error:
        if os.environ.get(_DEBUG):
            raise
        return _failed(error)
    return 0


def _failed(error: Exception) -> int:
    if isinstance(error, OSError):
        return _said(BAD_INPUT, f"{error.filename or 'file'}: {error.strerror or error}")
    try:
        # What may go wrong over the wire is known there, and most commands do without the wire.
        from licet_cli.failing import failed  # noqa: PLC0415

        code, said = failed(error, _DEBUG)
    except KeyboardInterrupt:
        code, said = INTERRUPTED, ("interrupted",)
    except Exception:  # noqa: BLE001 (INVARIANT: no traceback, as where no more files can be opened)
        code, said = FINDINGS, (f"no decision was made: {type(error).__name__}: {error}",)
    return _said(code, *said)


def _said(code: int, *messages: str) -> int:
    for message in messages:
        sys.stderr.write(f"licet: {shown(message)}\n")
    return code
