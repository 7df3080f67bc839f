"""What else a listed name says a party is called: its parentheses are aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet_screening.normalising import forms, plain

_LAST = re.compile(r"^(?P<front>.*\S)\s*\((?P<inside>[^()]+)\)(?P<tail>[^()]*)$", re.DOTALL)
_INITIALS = re.compile(r"(?:\w*[A-Z]){2}\w*(?:-\w+)?")
_FORMS = frozenset({"pty", "pte", "pvt", "jsc"})
"""Legal forms that the lists write in a parenthesis."""
_NOTE = re.compile(r"[a-z]+\s|PRESIDENT OF\b|Limited Partnership$")
"""What says of a party what it is, not what it is called."""
_FEWEST_LETTERS = 3
_OWN_LETTERS = 5
_FEWEST_WORDS = 3


def called(name: str, idle: frozenset[str]) -> Iterator[str]:
    """Yield what the parentheses of a listed name say that the party is called.

    Behind a name, or before its legal form, both the name and what is inside are aliases. Inside
    a name only initials are, and the name is the party's without them too. A place, a legal
    form or words of business (`idle`) tell a branch from its parent: they are none.
    """
    found = _LAST.match(name)
    if found is None or _is_idle(found["inside"], idle):
        return
    tail = plain(found["tail"])
    initials = _INITIALS.fullmatch(found["inside"]) is not None
    if not tail or (initials and not _own(tail)):
        front = f"{found['front']}{found['tail'].rstrip('. ')}"
        aliases = (front,) if _NOTE.match(found["inside"]) else (front, found["inside"])
        yield from filter(_tells, aliases)
    elif initials:
        front = f"{found['front']} {found['tail'].strip()}"
        yield front
    else:
        return
    yield from called(front, idle)


def _own(plain_name: str) -> bool:
    """Tell whether a name is more than legal forms."""
    return bool(forms(f"x {plain_name}").words[1:])


def _is_idle(inside: str, idle: frozenset[str]) -> bool:
    words = plain(inside).split()
    return idle.issuperset(words) or not _own(" ".join(words)) or words[-1] in _FORMS


def _tells(name: str) -> bool:
    return sum(map(len, forms(name).words)) >= _FEWEST_LETTERS


def is_brief(own: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether an alias is too short to be a name in its own right, and must be equal."""
    return sum(map(len, own)) < _OWN_LETTERS and len(words) < _FEWEST_WORDS
