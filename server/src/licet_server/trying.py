"""A rule set is tried in a child process: it is read, checked, rehearsed, and its cases are run.

The child is told the settings on stdin, and says on stdout how it went. What it loads goes
with it, and so does whatever breaks.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE
from dataclasses import asdict, dataclass
from itertools import islice

from licet_engine.errors import EngineFault, LicetError

from licet_server.app import Licet
from licet_server.cases import failed_cases
from licet_server.loading.findings import RuleFilesError
from licet_server.settings import Settings

_MOST_TOLD = 50
_SECONDS = 300.0
_NICE = 5
"""Those who answer go before whoever tries."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a rule set was found: without `reasons` it may serve.

    With a `fault` it was read, and then failed; a `revision` is of what could be loaded. A trial
    that is `broken` off says nothing of the rules: another may come to its end.
    """

    revision: str = ""
    active: bool = False
    reasons: tuple[str, ...] = ()
    fault: bool = False
    broken: bool = False


def trial(settings: Settings) -> Trial:
    """Return how rules are found, with at most fifty reasons against them.

    Cases are sales as all packs answer them: with fewer packs they are not run.
    """
    try:
        with Licet(settings) as licet:
            failed = tuple(islice(failed_cases(licet), _MOST_TOLD)) if licet.active else ()
            return Trial(licet.rules.revision, licet.active, failed, fault=bool(failed))
    except EngineFault as error:
        return Trial(reasons=(str(error),), fault=True)
    except RuleFilesError as error:
        return Trial(reasons=tuple(str(found) for found in error.findings[:_MOST_TOLD]))
    except LicetError as error:
        return Trial(reasons=(str(error),))


async def tried(settings: Settings) -> Trial:
    """Return how rules are found by a child process, which has ended then."""
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "licet_server.trying"),
            stdin=PIPE,
            stdout=PIPE,
            env=os.environ | path,
        )
    except OSError as error:  # as when there is no memory or process left for one
        return _broken(f"the trial could not be started: {error}")
    try:
        said, _ = await asyncio.wait_for(child.communicate(pickle.dumps(settings)), _SECONDS)
        return _read(said, child.returncode)
    except TimeoutError:
        return _broken(f"the trial took more than {_SECONDS:g} seconds")
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


def _read(said: bytes, code: int | None) -> Trial:
    try:
        found = json.loads(said)
    except ValueError:
        return _broken(f"the trial ended with code {code}")
    return Trial(**found | {"reasons": tuple(found["reasons"])})


def _broken(reason: str) -> Trial:
    return Trial(reasons=(reason,), fault=True, broken=True)


def main() -> None:
    """Try the rules that stdin names."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a terminal tells the parent too, which decides
    os.nice(_NICE)
    settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301 (our parent's)
    answer = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library says is no answer
    found = json.dumps(asdict(trial(settings))).encode()
    with os.fdopen(answer, "wb") as out:
        out.write(found)


if __name__ == "__main__":
    main()
