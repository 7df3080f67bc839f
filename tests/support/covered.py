"""The code that the proofs of reliability are of, and what it was when they were made."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "reliability.md"
PICTURE = "reliability.png"
_COVERED = ("server/src/licet_server", "server/src/licet_durable", "protos/licet")
_PROOFS = ("killing.py", "reloads.py", "fuzzing.py", "asking_rubbish.py", "soaking.py", "prove.py")
_ASIDE = ("server/src/licet_server/loading",)
"""Reading rule files: whatever it comes to is tried before it answers, and kept with answers."""
_KINDS = {".py", ".proto", ".mako"}
_MARK = "Code: `"


def covered() -> Iterator[Path]:
    """Yield every file that serves, logs, reloads or matches, and the proofs, in one order."""
    aside = [ROOT / each for each in _ASIDE]
    for place in _COVERED:
        for file in sorted((ROOT / place).rglob("*")):
            if file.suffix in _KINDS and not any(file.is_relative_to(each) for each in aside):
                yield file
    yield from (ROOT / "tests" / "service" / name for name in _PROOFS)


def digest() -> str:
    """Return a hash of the code as it is."""
    found = sha256()
    for file in covered():
        text = file.read_bytes()
        found.update(f"{file.relative_to(ROOT)} {len(text)}\n".encode())
        found.update(text)
    return found.hexdigest()


def marked(code: str) -> str:
    """Return how a report says of which code it is."""
    return f"{_MARK}{code}`"


def reported() -> str | None:
    """Return the hash of the code that the report is of, or None where it tells none."""
    text = REPORT.read_text("utf-8") if REPORT.is_file() else ""
    _, mark, rest = text.partition(_MARK)
    return rest.partition("`")[0] if mark else None
