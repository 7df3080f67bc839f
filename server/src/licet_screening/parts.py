"""What people write around a name: a person in care of whom, a trading name, a parent, a note."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SURE = r"c/o|attn\b|attention\b"
_BESIDE = (
    r"o/b/o|on\s+behalf\s+of|dba\b|d/b/a|t/a|trading\s+as|"
    r"(?:a\s+)?(?:wholly[\s-]owned\s+)?subsidiary\s+of"
)
_MARK = re.compile(
    rf"(?<!\w)(?P<sure>{_SURE})[.:\s]*|(?<!\w)(?:{_BESIDE})[.:\s]*|\s/\s|,\s*(?=attn|attention)",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"^(?P<front>[^()]*\w[^()]*)\((?P<inside>[^()]+)\)[\s.]*$")


def parts(name: str) -> Iterator[tuple[str, bool]]:
    """Yield each part of a name that has more than one, and whether it may be the party itself.

    The first part is, and what stands in care or for the attention of whom; anything else is
    named beside.
    """
    marks = list(_MARK.finditer(name))
    if marks:
        starts = (0, *(mark.end() for mark in marks))
        ends = (*(mark.start() for mark in marks), len(name))
        sure = (True, *(mark["sure"] is not None for mark in marks))
        for start, end, may in zip(starts, ends, sure, strict=True):
            told = name[start:end].strip(" ,;:-(")
            if told:
                yield told, may


def in_parentheses(name: str) -> tuple[str, ...]:
    """Return what stands before a parenthesis at the end of a name, and what is inside."""
    found = _PARENTHESIS.match(name)
    return found.groups() if found else ()
