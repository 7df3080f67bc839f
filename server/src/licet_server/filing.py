"""Clearances are proposed, approved and withdrawn: a line is added to the journal of a pack."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from licet_engine.errors import LicetError
from licet_engine.lists import ListRow

from licet_server.loading.clearance_cells import ANY, COLUMNS, NOTHING, Event, clearance_id
from licet_server.loading.clearances import Act, Filed, read_clearances
from licet_server.loading.files import CLEARANCES
from licet_server.loading.findings import RuleFilesError, nearest, quoted
from licet_server.loading.packs import Loaded, load_packs
from licet_server.whole_files import settle


class FilingError(LicetError):
    """What cannot be filed changes nothing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is not on which list row, until when; without an address, wherever they are."""

    name: str
    country: str
    address: str | None
    row: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Files:
    """The rules that are written to; a proposal goes into `pack`, or the only one of the house."""

    directory: Path
    packs: tuple[str, ...]
    pack: str | None = None


def propose(files: Files, proposal: Proposal, act: Act) -> Filed:
    """Add a proposal to the journal of a pack, and return what was filed.

    Raises `FilingError` for a row that the rules do not hold, `RuleFilesError` for whatever
    loading would refuse, `OSError` where the journal cannot be written: then it is as it was.
    """
    with _locked(files.directory):
        loaded = load_packs(files.directory, files.packs)
        pack = _pack(loaded, files.pack)
        record = _record(Event.PROPOSED, act) | {
            "name": proposal.name,
            "country": proposal.country,
            "address": proposal.address if proposal.address is not None else ANY,
            "list_row": proposal.row,
            "entry": _row(loaded, proposal.row).name,
            "expires_on": proposal.expires_on.isoformat(),
        }
        record["clearance"] = _new(clearance_id(record), loaded)
        return _append(files.directory, pack, record)


def approve(files: Files, clearance: str, act: Act) -> Filed:
    """Add the approval of what was proposed; raises what `propose` raises."""
    with _locked(files.directory):
        loaded = load_packs(files.directory, files.packs)
        found = _found(loaded, clearance)
        _row(loaded, found.row)
        record = _record(Event.APPROVED, act) | {"clearance": clearance}
        return _append(files.directory, found.pack, record)


def withdraw(files: Files, clearance: str, act: Act) -> Filed:
    """Add the withdrawal of what was proposed or approved; raises what `propose` raises."""
    with _locked(files.directory):
        found = _found(load_packs(files.directory, files.packs), clearance)
        record = _record(Event.WITHDRAWN, act) | {"clearance": clearance}
        return _append(files.directory, found.pack, record)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Let one at a time write into a rules directory; the lock ends with the process."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _record(event: Event, act: Act) -> dict[str, str]:
    said = {"event": event.value, "on": act.on.isoformat(), "by": act.by, "reason": act.reason}
    return dict.fromkeys(COLUMNS, NOTHING) | said


def _new(clearance: str, loaded: Loaded) -> str:
    if clearance in loaded.filed:
        place = loaded.filed[clearance].place
        raise FilingError(f"{quoted(clearance)} is proposed at {place.file}:{place.line} already")
    return clearance


def _found(loaded: Loaded, clearance: str) -> Filed:
    if clearance not in loaded.filed:
        message = f"there is no clearance {quoted(clearance)}{nearest(clearance, loaded.filed)}"
        raise FilingError(message)
    return loaded.filed[clearance]


def _row(loaded: Loaded, row_id: str) -> ListRow:
    for row in (row for pack in loaded.packs for row in pack.rows):
        if row.id == row_id:
            return row
    raise FilingError(
        f"no list row {quoted(row_id)} is in these rules: it has changed or gone, or never was; "
        "a decision names the rows that a party hits, under `screening`"
    )


def _pack(loaded: Loaded, asked: str | None) -> str:
    """Return the pack that a proposal goes into: the seller's own, which may not loosen."""
    names = [pack.name for pack in loaded.packs]
    own = [pack.name for pack in loaded.packs if not pack.may_loosen]
    if asked is not None and asked not in names:
        raise FilingError(f"there is no pack {quoted(asked)} here{nearest(asked, names)}")
    if asked is None and len(own) != 1:
        raise FilingError(f"say which pack the clearance goes into{nearest('', own or names)}")
    return asked if asked is not None else own[0]


def _append(directory: Path, pack: str, record: dict[str, str]) -> Filed:
    """Replace a journal by itself and one line more, if that would load."""
    journal = directory / pack / CLEARANCES
    target = journal.resolve()
    before = target.read_bytes() if target.exists() else _line(COLUMNS)
    ended = before if before.endswith(b"\n") else before + b"\n"
    with _beside(target, ended + _line(record[column] for column in COLUMNS)) as written:
        found = _loaded(written, journal, pack)
        written.replace(target)
    settle(target.parent)
    return next(each for each in found if each.id == record["clearance"])


def _line(cells: Iterator[str] | tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    one_kind = (cell.replace("\r", "\n") for cell in cells)  # the writer would not quote the other
    csv.writer(text, lineterminator="\n").writerow(one_kind)
    return text.getvalue().encode()


@contextmanager
def _beside(target: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside another, safe on its disk, and take it away unless it was moved."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            written.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            yield written
        finally:
            written.unlink(missing_ok=True)


def _loaded(written: Path, journal: Path, pack: str) -> tuple[Filed, ...]:
    """Return what a journal would come to; what is wrong is told at its place in the journal."""
    try:
        found = read_clearances(written, pack)
    except RuleFilesError as error:
        places = (replace(each.place, file=journal) for each in error.findings)
        raise RuleFilesError(
            replace(each, place=place) for each, place in zip(error.findings, places, strict=True)
        ) from error
    return tuple(replace(each, place=replace(each.place, file=journal)) for each in found)
