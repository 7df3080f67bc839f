"""How like a name is to a listed one: what is the same, what is near, what merely shares words.

INVARIANT: moving a spelling towards a listed one never makes it less like it. A measure of
spelling is the number of edits between the two, and what it takes for a status depends on the
listed name alone: on a shortest path to a listed name that number only falls. What a listed
name is contained in, or is short of, holds along every path that leaves the shared words whole.
Numbers are no spelling: the 13th institute is not the 14th, however few letters part them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, pairwise, permutations

from rapidfuzz.distance import OSA

_BY_LETTERS = ((16, 3), (10, 2), (5, 1))
"""Letters of a listed name, and how many edits away a name may still be the same."""
_BY_OWN_LETTERS = ((12, 3), (7, 2), (4, 1))
"""The same, by the letters of its own words: `ZM International` is not `ZTT International`."""
_GENERIC_LETTERS = 3
"""So many letters of words of business tell as much as one letter of a name's own."""
LONG_NAME = 12
"""Letters of a name that is no accident."""
_LONG_WORD = 10
SLIPPED_WORD = 5
"""Letters of a word in which a slip may be told from another word."""
_LONG_GENERIC_WORD = 7
_MOST_SLIPS = 3
_DISTINCT = 5
"""Letters of the words of a name that tell it from others, for these to speak for it alone."""


_BRIEF = 4
"""A name of fewer letters of its own bears a slip in its words of business alone."""


class Kind(IntEnum):
    """In what a name is like a listed one, the most like last."""

    LACKS_WORDS = 1
    HAS_MORE_WORDS = 2
    HAS_UNIT = 3
    HAS_PLACE = 4
    WORDS_SLIPPED = 5
    SPELLED_NEARLY = 6
    FORM_SLIPPED = 7
    OTHER_ENDINGS = 8
    NAMED_BESIDE = 9
    ABBREVIATED = 10
    SLIPPED = 11
    MISSPELT = 12
    SAME_BUT_FOR_ORDER = 13
    SAME_BUT_FOR_FORM = 14
    SAME = 15

    SHARES = HAS_PLACE
    """The last in which a name merely shares words with the listed one."""
    WHOLE = SAME_BUT_FOR_ORDER
    """The first in which it is wholly the listed one."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is compared: its words without legal forms, and those that are its own.

    `reach` is how many edits away another name may be the same.
    """

    words: tuple[str, ...]
    own: tuple[str, ...]
    compact: str
    distinct: bool
    reach: int


class Asked:
    """A name that is asked for, as it is compared with many listed ones.

    `full` is the name with its legal forms, without blanks; words that lists know are `known`.
    """

    __slots__ = ("_inner", "full", "spelling", "words")

    def __init__(self, spelling: Spelling, full: str, known: frozenset[str]) -> None:
        self.spelling = spelling
        self.full = full
        self.words = frozenset((*spelling.words, *joined_pairs(spelling.words)))
        """Its words, and each two that stand together as one: `Hua Wei` is `Huawei`."""
        ends = accumulate(map(len, spelling.words))
        places = zip(spelling.words, ends, strict=True)
        self._inner = frozenset(
            place
            for word, end in places
            if word in known
            for place in range(end - len(word) + 1, end)
        )

    def contains(self, compact: str) -> bool:
        """Tell whether a listed name is a part of this one that breaks no known word."""
        start = self.spelling.compact.find(compact)
        return start >= 0 and not {start, start + len(compact)} & self._inner


def joined_pairs(words: tuple[str, ...]) -> Iterator[str]:
    """Yield each two words that stand together as one."""
    return map("".join, pairwise(words))


def spelling(words: tuple[str, ...], generic: frozenset[str]) -> Spelling:
    """Return words as a spelling: its own are those that are not words of business."""
    own = tuple(word for word in words if word not in generic)
    compact = "".join(words)
    letters = sum(len(word) for word in own if not word.isdigit())
    telling = max(letters, len(compact) // _GENERIC_LETTERS)
    reach = min(_edits(len(compact), _BY_LETTERS), _edits(telling, _BY_OWN_LETTERS))
    brief = 0 < letters < _BRIEF
    return Spelling(words, own, compact, letters >= _DISTINCT, min(reach, 1) if brief else reach)


def _edits(letters: int, budgets: tuple[tuple[int, int], ...]) -> int:
    return next((edits for fewest, edits in budgets if letters >= fewest), 0)


def digits(text: str) -> str:
    """Return the digits of a text."""
    return "".join(filter(str.isdigit, text))


def slip(asked: Spelling, listed: Spelling, known: frozenset[str]) -> Kind | None:
    """Tell whether one slip in one word is all that parts two names, and how plain it is.

    The slip makes no known word. In a word of business, or in a very long one, it is `MISSPELT`;
    in another that begins as it should it is `SLIPPED`, and takes a country that speaks for it.
    """
    if len(listed.compact) < LONG_NAME or len(asked.words) != len(listed.words):
        return None
    more = Counter(asked.words) - Counter(listed.words)
    less = Counter(listed.words) - Counter(asked.words)
    if more.total() != 1 or less.total() != 1:
        return None
    (typed,), (meant,) = more, less
    if OSA.distance(typed, meant) != 1 or digits(typed) != digits(meant):
        return None
    if not known.isdisjoint((typed, *_on_the_way(typed, meant))):
        return None
    if len(meant) >= (_LONG_WORD if meant in listed.own else _LONG_GENERIC_WORD):
        return Kind.MISSPELT
    return Kind.SLIPPED if len(meant) >= SLIPPED_WORD and typed[0] == meant[0] else None


def _on_the_way(typed: str, meant: str) -> tuple[str, ...]:
    """Return the words between two that a swap of letters parts, edited letter by letter."""
    if len(typed) != len(meant):
        return ()
    apart = [n for n, pair in enumerate(zip(typed, meant, strict=True)) if len(set(pair)) > 1]
    if len(apart) == 1:
        return ()
    head, one, other, tail = (
        meant[: apart[0]],
        *meant[apart[0] : apart[0] + 2],
        meant[apart[1] + 1 :],
    )
    ways = (one + one, other + other, one, other, one + other + one, other + one + other)
    return tuple(head + way + tail for way in ways)


def slips(asked: Spelling, listed: Spelling) -> bool:
    """Tell whether a name has each word of a listed one, some with one slip, in any order."""
    letters = abs(len(asked.compact) - len(listed.compact))
    if len(asked.words) != len(listed.words) or letters > _MOST_SLIPS:
        return False
    # Sets tell most pairs apart in a fifth of the time.
    others = {*listed.words}.difference(asked.words)
    if len(others) > _MOST_SLIPS or any(len(word) < SLIPPED_WORD for word in others):
        return False
    typed = list(asked.words)
    meant = []
    for word in listed.words:
        if word in typed:
            typed.remove(word)
        else:
            meant.append(word)
    if len(meant) > _MOST_SLIPS:
        return False
    return any(all(map(_is_slip, order, meant)) for order in permutations(typed))


def _is_slip(typed: str, meant: str) -> bool:
    long = len(meant) >= SLIPPED_WORD and digits(typed) == digits(meant)
    return long and OSA.distance(typed, meant, score_cutoff=1) <= 1


def bears(asked: Asked, listed: Spelling) -> bool:
    """Tell whether what is nearly a listed name has what tells it from others, if that is brief."""
    letters = sum(len(word) for word in listed.own if not word.isdigit())
    return not 0 < letters < _BRIEF or asked.words.issuperset(listed.own)


def shares(asked: Asked, listed: Spelling) -> Kind | None:
    """Tell whether a name has the own words of a listed one, and what else parts the two.

    It is the listed one and more (a place, a branch, another firm's word), or short of words of
    business, or of letters of these.
    """
    if not listed.distinct or not asked.words.issuperset(listed.own):
        return None
    if len(listed.words) > 1 and asked.words.issuperset(listed.words):
        return Kind.HAS_MORE_WORDS
    return Kind.LACKS_WORDS if within(asked.spelling.compact, listed.compact) else None


def within(part: str, whole: str) -> bool:
    """Tell whether a text is another one with letters left out."""
    if len(part) > len(whole):
        return False
    behind = 0
    for letter in part:
        behind = whole.find(letter, behind) + 1
        if not behind:
            return False
    return True
