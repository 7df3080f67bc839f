"""The project's own case files, read as `licet rules test` reads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from licet_server.loading.case_files import Case, Unsaid, read_cases

HERE = Path(__file__).parent
NOW = date(2026, 11, 24)


def all_cases() -> tuple[Case, ...]:
    """Return every case of every file under `tests/cases`, in the order of paths."""
    return tuple(case for path in sorted(HERE.rglob("*.yaml")) for case in cases_of(path))


def cases_of(path: Path) -> tuple[Case, ...]:
    """Return the cases of one file; a key that nobody reads is refused by name."""
    return read_cases(path, Unsaid(NOW, ("us_ear",)))
