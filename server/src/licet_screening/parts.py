"""What people write around a name: a person in care of whom, a trading name, a parent, a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

_SURE = r"c/o|attn\b|attention\b"
_BESIDE = (
    r"o/b/o|on\s+behalf\s+of|dba\b|d/b/a|t/a|trading\s+as|"
    r"(?:a\s+)?(?:wholly[\s-]owned\s+)?subsidiary\s+of"
)
_MARK = re.compile(
    rf"(?<!\w)(?P<sure>{_SURE})[.:\s]*(?:(?:mr|mrs|ms|dr)\b[^,]*,\s*)?|"
    rf"(?<!\w)(?:{_BESIDE})[.:\s]*|\s/\s|,\s*(?=attn|attention)",
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
        first = _bare(name[: marks[0].start()])
        yield from ((first, True),) if first else ()
        yield from _behind(marks, name)


def in_care_of(address: str) -> tuple[str, ...]:
    """Return whom an address is in care of, or for the attention of, with what stands behind."""
    found = _behind(list(_MARK.finditer(address)), address)
    return tuple(told for told, sure in found if sure)


def _behind(marks: list[re.Match[str]], text: str) -> Iterator[tuple[str, bool]]:
    for mark, following in zip_longest(marks, marks[1:]):
        told = _bare(text[mark.end() : following.start() if following else None])
        if told:
            yield told, mark["sure"] is not None


def _bare(part: str) -> str:
    return part.strip(" ,;:-(")


def in_parentheses(name: str) -> tuple[str, ...]:
    """Return what stands before a parenthesis at the end of a name, and what is inside."""
    # What has none is most of what there is, and the pattern walks over it again and again.
    found = _PARENTHESIS.match(name) if "(" in name else None
    return found.groups() if found else ()
