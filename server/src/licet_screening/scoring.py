"""How like a name is to a listed one: what is the same, what is near, what merely shares words.

INVARIANT: moving a spelling towards a listed one never makes it less like it. A measure of
spelling is the number of edits between the two, and what it takes for a status depends on the
listed name alone: on a shortest path to a listed name that number only falls. What a listed
name is contained in, or is short of, holds along every path that leaves the shared words whole.
Numbers are no spelling: the 13th institute is not the 14th, however few letters part them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import Levenshtein

MOST_EDITS = 3
_BUDGETS = ((15, 3), (9, 2), (7, 1))
"""Letters of a listed name, and how many edits away a name may still be the same."""
_LONG_NAME = 12
"""Letters of a name that is no accident."""
_LONG_WORD = 10
_LONG_GENERIC_WORD = 7
_DISTINCT = 5
"""Letters of the words of a name that tell it from others, for these to speak for it alone."""


class Kind(IntEnum):
    """In what a name is like a listed one, the most like last."""

    FAR = 0
    LACKS_WORDS = 1
    HAS_MORE_WORDS = 2
    SPELLED_NEARLY = 3
    SOUNDS_ALIKE = 4
    MISSPELT = 5
    SAME_BUT_FOR_ORDER = 6
    SAME_BUT_FOR_FORM = 7
    SAME = 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is compared: its words without legal forms, and which of them are its own."""

    words: tuple[str, ...]
    own: frozenset[str]

    @property
    def compact(self) -> str:
        """The name without blanks."""
        return "".join(self.words)

    @property
    def ordered(self) -> str:
        """The name without blanks, its words by the alphabet."""
        return "".join(sorted(self.words))

    @property
    def distinct(self) -> bool:
        """Whether its own words tell it from other names."""
        letters = [word for word in self.own if not word.isdigit()]
        return sum(map(len, letters)) >= _DISTINCT


def budget(letters: int) -> int:
    """Return how many edits away from a listed name of so many letters a name may be."""
    return next((edits for longest, edits in _BUDGETS if letters >= longest), 0)


def digits(text: str) -> str:
    """Return the digits of a text."""
    return "".join(filter(str.isdigit, text))


def edits(asked: str, listed: str) -> int | None:
    """Return the edits between two spellings, or None for too many, or for other numbers."""
    most = budget(len(listed))
    found = Levenshtein.distance(asked, listed, score_cutoff=most)
    return found if found <= most and digits(asked) == digits(listed) else None


def misspelt(asked: Spelling, listed: Spelling, known: frozenset[str]) -> bool:
    """Tell whether one slip in one long word is all that parts two names.

    The slip is in a word of business, or in a very long one, and makes no known word of it.
    """
    if len(listed.compact) < _LONG_NAME or len(asked.words) != len(listed.words):
        return False
    more = Counter(asked.words) - Counter(listed.words)
    less = Counter(listed.words) - Counter(asked.words)
    if more.total() != 1 or less.total() != 1:
        return False
    (typed,), (meant,) = more, less
    shortest = _LONG_WORD if meant in listed.own else _LONG_GENERIC_WORD
    slip = Levenshtein.distance(typed, meant, score_cutoff=1) <= 1
    return slip and len(meant) >= shortest and typed not in known


def has_more(asked: Spelling, listed: Spelling) -> bool:
    """Tell whether a name is a listed one and more: a place, a branch, another firm's word."""
    if not listed.distinct:
        return False
    if len(listed.compact) >= _LONG_NAME and listed.compact in asked.compact:
        return True
    return len(listed.words) > 1 and set(listed.words) <= set(asked.words)


def lacks(asked: Spelling, listed: Spelling) -> bool:
    """Tell whether a name is a listed one short of words of business, or of letters of these."""
    if not listed.distinct or not listed.own <= set(asked.words):
        return False
    return within(asked.compact, listed.compact)


def within(part: str, whole: str) -> bool:
    """Tell whether a text is another one with letters left out."""
    letters = iter(whole)
    return all(letter in letters for letter in part)
