"""Files become text: UTF-8, of a size one can read, without control characters."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from licet_server.loading.findings import Finding, Place, RuleFilesError

MOST_YAML_BYTES = 1_000_000
MOST_CSV_BYTES = 64_000_000
_MARK = "\ufeff"
# NEL, LS, PS and a mark inside the text: some readers break lines there and others do not,
# so that no line number would be right.
_MERGED = re.compile(r"^(<{7}|>{7}) .*$", re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def read_text(path: Path, most_bytes: int) -> str:
    """Return the text of a file, without a byte order mark, its line ends made one kind.

    Raises `RuleFilesError` for what cannot be read, is no regular file, is larger than
    `most_bytes`, is not UTF-8, or holds a control character or the marks of a merge.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _refusal(path, "is not a regular file")
        if status.st_size > most_bytes:
            raise _refusal(path, f"is larger than {most_bytes} bytes; split it")
        raw = path.read_bytes()
    except OSError as error:
        raise _refusal(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    return _checked(_decoded(raw, path), path)


def _decoded(raw: bytes, path: Path) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise RuleFilesError([Finding(_place_after(before, path), message)]) from error
    return text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")


def _checked(text: str, path: Path) -> str:
    found = _CONTROLS.search(text)
    if found:
        message = f"the control character U+{ord(found[0]):04X} is no text; take it out"
        raise RuleFilesError([Finding(_place_after(text[: found.start()], path), message)])
    merged = _MERGED.search(text)
    if merged:
        message = (
            "a merge left two sides here: keep the one that counts, and take out the lines of "
            "`<<<<<<<`, `=======` and `>>>>>>>`"
        )
        raise RuleFilesError([Finding(_place_after(text[: merged.start()], path), message)])
    return text


def _place_after(before: str, path: Path) -> Place:
    lines = before.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Place(path, len(lines), len(lines[-1]) + 1)


def _refusal(path: Path, message: str) -> RuleFilesError:
    return RuleFilesError([Finding(Place(path, 1, 1), message)])
