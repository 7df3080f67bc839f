"""Directories of rules as a git repository remembers them, read byte for byte."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from licet_engine.errors import LicetError
from licet_server.loading.files import PACK

_LINK, _FOLDER, _MODULE = "120000", "tree", "commit"
_NAMED_RULES = "rules"


class RuleReferenceError(LicetError):
    """What was named is no rules: no directory, no git revision, no revision of a rule set."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository as seen from a directory in it; `inside` is that directory's place."""

    directory: Path
    inside: PurePosixPath

    def tree(self, revision: str, path: PurePosixPath | None) -> str | None:
        """Return the hash of the rules of a revision, or None where it has none there.

        Without a path they are looked for here, in `rules` below, and in `rules` at the top.
        """
        if path is not None:
            return self._hash(_within(revision, path))
        top = PurePosixPath()
        for place in dict.fromkeys((self.inside, self.inside / _NAMED_RULES, top / _NAMED_RULES)):
            found = self._hash(_within(revision, place))
            if found is not None and self._holds_packs(found):
                return found
        return None

    def knows(self, revision: str) -> bool:
        """Tell whether a word names a commit of the repository, or a tag of one."""
        return self._hash(f"{revision}^{{commit}}") is not None

    def trees(self) -> tuple[tuple[str, str], ...]:
        """Return every commit that touched the rules with the hash of their tree, newest first."""
        places = [str(self.inside), str(self.inside / _NAMED_RULES), _NAMED_RULES]
        paths = [f":(top){place}" for place in dict.fromkeys(places)]
        listed = self._said("log", "--all", "--format=%H", "--", *paths)
        trees = ((commit, self.tree(commit, None)) for commit in (listed or b"").decode().split())
        first: dict[str, str] = {}
        for commit, tree in trees:
            if tree is not None:
                first.setdefault(tree, commit)
        return tuple((commit, tree) for tree, commit in first.items())

    def write(self, tree: str, to: Path) -> None:
        """Write the files of a tree; raises `RuleReferenceError` for links and modules."""
        entries = tuple(self._entries(tree))
        asked = "".join(f"{blob}\n" for _, blob in entries).encode()
        held = self._said("cat-file", "--batch", given=asked)
        for (name, _), content in zip(entries, _contents(held or b"", len(entries)), strict=True):
            path = to / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def _entries(self, tree: str) -> Iterator[tuple[PurePosixPath, str]]:
        listed = self._said("ls-tree", "-r", "-z", "--full-tree", tree)
        for entry in (listed or b"").decode(errors="surrogateescape").split("\0")[:-1]:
            told, _, name = entry.partition("\t")
            mode, kind, blob = told.split(" ")
            if mode == _LINK or kind == _MODULE:
                raise RuleReferenceError(f"`{name}` is a link in git; rules there must be files")
            yield PurePosixPath(name), blob

    def _holds_packs(self, tree: str) -> bool:
        listed = self._said("ls-tree", "-z", "--full-tree", tree) or b""
        folders = [e for e in listed.decode(errors="surrogateescape").split("\0") if _folder(e)]
        names = (entry.partition("\t")[2] for entry in folders)
        return any(self._hash(f"{tree}:{name}/{PACK}") for name in names)

    def _hash(self, revision: str) -> str | None:
        said = self._said("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
        return said.decode().strip() if said else None

    def _said(self, *arguments: str, given: bytes | None = None) -> bytes | None:
        return _git(self.directory, arguments, given)


def repository_of(directory: Path) -> Repository | None:
    """Return the repository that a directory is in, or None; raises where git is missing."""
    prefix = _git(directory, ("rev-parse", "--show-prefix")) if directory.is_dir() else None
    if prefix is None:
        return None
    return Repository(directory, PurePosixPath(prefix.decode(errors="surrogateescape").strip()))


def _within(revision: str, path: PurePosixPath) -> str:
    return f"{revision}^{{tree}}" if path == PurePosixPath() else f"{revision}:{path}"


def _folder(entry: str) -> bool:
    return entry.partition("\t")[0].split(" ")[1:2] == [_FOLDER]


def _contents(held: bytes, count: int) -> Iterator[bytes]:
    """Yield what `cat-file --batch` told: a line with the size of each, and each."""
    at = 0
    for _ in range(count):
        end = held.index(b"\n", at)
        size = int(held[at:end].rsplit(b" ", 1)[1])
        yield held[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(directory: Path, arguments: Sequence[str], given: bytes | None = None) -> bytes | None:
    """Return what git says, or None where it refuses."""
    command = ("git", "-C", str(directory), *arguments)
    try:
        done = subprocess.run(command, input=given or b"", capture_output=True, check=False)  # noqa: S603 (words of ours, and a revision that no option can be)
    except FileNotFoundError as error:
        raise RuleReferenceError(
            "git is not installed; name a directory of rules, or install git"
        ) from error
    return done.stdout if done.returncode == 0 else None
