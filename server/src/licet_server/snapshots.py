"""Copies of a rules directory: what was tried is what serves, however the files change."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import gethostname
from types import TracebackType
from typing import NamedTuple, Self

from licet_engine.errors import LicetError

_LEFT_BY_EDITORS = (".", "~", "#")


class SnapshotError(LicetError):
    """A rules directory cannot be copied."""


class Seen(NamedTuple):
    """A file of a rules directory as it was met: whoever writes it changes one of these.

    `changed_ns` is the time that the system keeps, which no copying sets back.
    """

    name: str
    inode: int
    size: int
    changed_ns: int


def seen(directory: Path) -> tuple[Seen, ...]:
    """Return what a rules directory holds; raises `SnapshotError`."""
    with _told(directory):
        return tuple(_seen(directory, file) for file in _files(directory, ()))


def written_now(directory: Path) -> Path | None:
    """Return a file of a directory that somebody has open to write, or None as far as is known.

    Raises `SnapshotError`.
    """
    with _told(directory):
        return next((file for file in _files(directory, ()) if _has_writer(file)), None)


def _seen(directory: Path, file: Path) -> Seen:
    found = file.stat()
    name = file.relative_to(directory).as_posix()
    return Seen(name, found.st_ino, found.st_size, found.st_ctime_ns)


def _files(directory: Path, above: tuple[Path, ...]) -> Iterator[Path]:
    """Yield every file that is no editor's leaving, through links, but never round in a circle."""
    real = directory.resolve()
    if real in above:
        message = "the link leads back to a directory above it; take it out"
        raise SnapshotError(f"{directory}:1:1: {message}")
    for entry in sorted(directory.iterdir()):
        if entry.name.startswith(_LEFT_BY_EDITORS):
            continue
        if entry.is_dir():
            yield from _files(entry, (*above, real))
        elif entry.is_file():
            yield entry
        else:
            raise SnapshotError(f"{entry}:1:1: is no file that can be read")


def _has_writer(file: Path) -> bool:
    """Tell whether somebody has a file open to write: then nobody may have a lease to read it."""
    with file.open("rb") as opened:
        # Whoever would open it meanwhile waits, and we are told, by a signal that is ignored.
        fcntl.fcntl(opened, fcntl.F_SETSIG, signal.SIGURG)
        try:
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        except OSError:  # it is somebody else's, or its file system knows no leases
            return False
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


@contextmanager
def _told(directory: Path, wrong: str = "cannot be read") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or directory
        said = error.strerror or type(error).__name__
        raise SnapshotError(f"{where}:1:1: {wrong}: {said.lower()}") from error


class Snapshots:
    """The snapshots of a process, in a directory of their own that goes with it.

    It is made in one for all servers of a machine and an owner; what servers left there that
    were killed is removed. Raises `SnapshotError`.
    """

    def __init__(self, within: Path) -> None:
        place = within / gethostname()
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _opened(place) as shared:
                if _is_held(shared, fcntl.LOCK_EX):
                    _remove_left(place)
                self._home = Path(tempfile.mkdtemp(dir=place))
                self._mine = os.open(self._home, os.O_RDONLY)
                _is_held(self._mine, fcntl.LOCK_EX)
        except OSError as error:
            said = (error.strerror or type(error).__name__).lower()
            message = f"copies of the rules cannot be kept in `{place}`: {said}"
            raise SnapshotError(f"{message}; XDG_STATE_HOME can name another place") from error
        self._made = 0

    def take(self, directory: Path) -> Path:
        """Return a fresh copy of a rules directory; raises `SnapshotError`."""
        self._made += 1
        into = self._home / str(self._made)
        try:
            with _told(directory, "cannot be copied"):
                into.mkdir()
                for file in _files(directory, ()):
                    copy = into / file.relative_to(directory)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)
        except SnapshotError:
            self.drop(into)
            raise
        return into

    def drop(self, snapshot: Path) -> None:
        """Remove a copy that nobody needs any more; what is none of ours stays."""
        if snapshot.parent == self._home:
            shutil.rmtree(snapshot, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._home, ignore_errors=True)
        os.close(self._mine)


def _remove_left(place: Path) -> None:
    """Remove the snapshots of servers that were killed: nobody holds them any more."""
    for home in place.iterdir():
        # One that a server removes as it ends may be gone by now.
        with suppress(OSError), _opened(home) as left:
            if _is_held(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(home, ignore_errors=True)


def _is_held(opened: int, how: int) -> bool:
    """Hold a directory for as long as it is open, or until we end; tell whether that could be."""
    try:
        fcntl.flock(opened, how)
    except OSError:  # somebody else holds it, or its file system knows no locks
        return False
    return True


@contextmanager
def _opened(directory: Path) -> Iterator[int]:
    opened = os.open(directory, os.O_RDONLY)
    try:
        yield opened
    finally:
        os.close(opened)


def named_from(text: str, snapshot: Path, directory: str = "") -> str:
    """Return a text whose files are named as where a snapshot was taken from has them."""
    inside = f"{directory}/" if directory else ""
    return text.replace(f"{snapshot}/", inside).replace(str(snapshot), directory or ".")
