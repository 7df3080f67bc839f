"""Which rule set has a revision: those of directories, and those that git remembers.

What a tree of git comes to is remembered under XDG_CACHE_HOME, one small file a tree: written
whole or not at all, and whatever cannot be read there is worked out again.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from licet_engine.errors import LicetError
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs

from licet_cli.git_trees import Repository

WHOLE = 64
_SHORTEST = 8
_REVISION = re.compile(rf"[0-9a-f]{{{_SHORTEST},{WHOLE}}}")
_FAULTY = "faulty"
_TOLD = re.compile(rf"[0-9a-f]{{{WHOLE}}}|{_FAULTY}")
_CODE = ("licet_engine", "licet_server.loading")
"""What a revision is made by: other code may come to another for the same files."""


def is_revision(text: str) -> bool:
    """Tell whether a word may be the revision of a rule set, or the beginning of one."""
    return bool(_REVISION.fullmatch(text))


def revision_of(directory: Path, packs: Sequence[str]) -> str | None:
    """Return the revision of the packs of a directory, or None where they cannot be loaded."""
    try:
        return RuleSet(load_packs(directory, packs).packs).revision
    except LicetError:
        return None


def trees_of(
    revision: str, repository: Repository, packs: Sequence[str], told: Callable[[int, int], None]
) -> dict[str, str]:
    """Return the trees of git whose rules have a revision, by that revision; newest trees win.

    A whole revision is looked for no further than its newest tree. `told` is called with how
    many trees have been looked at, and of how many.
    """
    trees = repository.trees()
    found: dict[str, str] = {}
    for number, (_, tree) in enumerate(trees):
        told(number, len(trees))
        own = _revision(tree, repository, packs)
        if own.startswith(revision):
            found.setdefault(own, tree)
            if len(revision) == WHOLE:
                break
    return found


def _revision(tree: str, repository: Repository, packs: Sequence[str]) -> str:
    path = _remembered(tree, packs)
    with suppress(OSError, UnicodeDecodeError):
        told = path.read_text()
        if _TOLD.fullmatch(told):
            return told
    with TemporaryDirectory() as made:
        repository.write(tree, Path(made))
        own = revision_of(Path(made), packs) or _FAULTY
    with suppress(OSError):  # what cannot be remembered is worked out again
        _remember(path, own)
    return own


def _remembered(tree: str, packs: Sequence[str]) -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    root = Path(home) if home else Path.home() / ".cache"
    asked = hashlib.sha256("\n".join((*sorted(packs), _code())).encode()).hexdigest()
    return root / "licet" / "revisions" / asked[:16] / tree


def _remember(path: Path, own: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(own)
    Path(file.name).replace(path)


@cache
def _code() -> str:
    found = hashlib.sha256()
    for package in _CODE:
        for path in sorted(Path(str(files(package))).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
