"""What it costs that every answer is logged before it leaves.

Run as `python benchmarks/decision_log.py`: two servers with two workers each, one that logs into
SQLite and one that does not, are asked in turn by 32 callers, each round both ways around.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from statistics import median

from loading_callers import Load, Question, h2load, written
from prepared_questions import answer, asked, usual_sale
from running_servers import UNLOGGED, Served, licet

WORKERS = 2
ROUNDS = 7
LOAD = Load(callers=32, requests=20_000)
BAR = 0.6
"""What must be left of the answers a second of a server that logs nothing."""
_RATE = re.compile(r"finished in [^,]+, ([0-9.]+) req/s")
_DONE = re.compile(r"(\d+) succeeded")


def rate(server: Served, question: Question, times: Path) -> float:
    """Answers a second; ends the run where a call has failed."""
    told = h2load(server.address, question, LOAD, times)
    done, found = _DONE.search(told), _RATE.search(told)
    if done is None or found is None or int(done[1]) != LOAD.requests:
        raise SystemExit(f"not every call was answered:\n{told}")
    return float(found[1])


def main() -> None:
    """Print answers a second with and without the log, and their ratio beside its bar."""
    with tempfile.TemporaryDirectory() as name:
        kept = Path(name)
        logging = ("--log", str(kept / "log"), "--log-key", str(kept / "key.pem"))
        with (
            licet(kept / "off.log", workers=WORKERS, decisions=UNLOGGED) as off,
            licet(kept / "on.log", workers=WORKERS, decisions=logging) as on,
        ):
            method, request = asked([usual_sale()])
            question = written(method, request, answer(off.address, method, request), kept / "q")
            ratios, rates = [], []
            for number in range(ROUNDS + 1):
                order = (off, on) if number % 2 else (on, off)
                told = {server: rate(server, question, kept / "times") for server in order}
                if number:
                    ratios.append(told[on] / told[off])
                    rates.append((told[off], told[on]))
    for policy, each in zip(("off", "before-answer"), zip(*rates, strict=True), strict=True):
        print(f"{policy:<14} {median(each):8.0f} answers a second, {LOAD.callers} callers")
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"ratio          {median(ratios):8.2f} ({spread}; bar: {BAR:.2f} and more)")


if __name__ == "__main__":
    main()
