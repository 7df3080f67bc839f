"""Which spellings are within a few edits of another: an inverted index of their 3-grams."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_GRAM = 3
_CHANGED = _GRAM + 1
"""3-grams that one edit can change: two letters that change places are in four of them."""

_FEW = 24
"""So many spellings of any length are sooner compared than parted by length."""


def grams(text: str) -> set[str]:
    """Return the 3-grams of a text."""
    return {text[n : n + _GRAM] for n in range(len(text) - _GRAM + 1)}


def _looked_up(edits: int) -> int:
    return _CHANGED * edits + 2


def _marked(spelling: str) -> set[str]:
    return grams(f"^{spelling}$")


class GramIndex:
    """Spellings, each with how many edits it reaches, found by what lies within its reach.

    INVARIANT: one edit changes four 3-grams at most, so two spellings share all 3-grams of either
    but four for each edit. The two rarest 3-grams that they share are then among the
    `4 * edits + 2` rarest of both: looking up these and taking what has two of them loses
    nothing. A spelling with one gram less shares one at least; one with fewer still is compared
    with every one of its length.
    """

    def __init__(self, reaches: Mapping[str, int]) -> None:
        marked = {spelling: _marked(spelling) for spelling in reaches}
        counts = Counter(gram for own in marked.values() for gram in own)
        ordered = sorted(counts, key=lambda gram: (counts[gram], gram))
        self._ranks = {gram: rank for rank, gram in enumerate(ordered)}
        rarest = {
            spelling: sorted(own, key=self._ranks.__getitem__) for spelling, own in marked.items()
        }
        self._parts = tuple(
            _Part(reach, {s: rarest[s] for s, own in reaches.items() if own == reach})
            for reach in sorted(set(reaches.values()))
        )

    def _rank(self, gram: str) -> tuple[int, str]:
        """Return what is greater the more spellings have a 3-gram: least where none has it."""
        return self._ranks.get(gram, -1), gram

    def reaching(self, spelling: str) -> Iterator[tuple[str, int]]:
        """Yield each spelling within whose reach this one is, and the edits between them.

        Two letters that changed places are one edit.
        """
        rarest = sorted(_marked(spelling), key=self._rank)
        for part in self._parts:
            choices = part.candidates(len(spelling), rarest)
            found = extract(
                spelling, choices, scorer=OSA.distance, score_cutoff=part.reach, limit=None
            )
            yield from ((near, int(edits)) for near, edits, _ in found)

    def rarest(self, text: str) -> str:
        """Return the 3-gram of a text that the fewest spellings have."""
        return min(grams(text), key=self._rank)


class _Part:
    """Spellings that reach equally far, the shortest first: those of one length stand together."""

    def __init__(self, reach: int, rarest: Mapping[str, Sequence[str]]) -> None:
        self.reach = reach
        self._spellings: Sequence[str] = sorted(rarest, key=lambda s: (len(s), s))
        self._postings: dict[str, array[int]] = {}
        for number, spelling in enumerate(self._spellings):
            for gram in rarest[spelling][: _looked_up(reach)]:
                numbers = self._postings.get(gram)
                if numbers is None:
                    numbers = self._postings[gram] = array("I")
                numbers.append(number)
        self._starts = self._starts_by_length()

    def _starts_by_length(self) -> Sequence[int]:
        longest = len(self._spellings[-1]) if self._spellings else 0
        counts = [0] * (longest + 2)
        for spelling in self._spellings:
            counts[len(spelling) + 1] += 1
        return array("I", accumulate(counts))

    def _start(self, length: int) -> int:
        return self._starts[min(max(length, 0), len(self._starts) - 1)]

    def candidates(self, length: int, rarest: Sequence[str]) -> Sequence[str]:
        """Return spellings, among them each within reach of one with such length and grams."""
        low, high = self._start(length - self.reach), self._start(length + self.reach + 1)
        sure = len(rarest) - _CHANGED * self.reach
        if sure < 1 or low == high:
            return self._spellings[low:high]
        once: set[int] = set()
        twice: set[int] = set()
        for gram in rarest[: _looked_up(self.reach)]:
            numbers = self._postings.get(gram)
            if numbers:
                if len(numbers) > _FEW:
                    numbers = numbers[bisect_left(numbers, low) : bisect_left(numbers, high)]
                twice.update(once.intersection(numbers))
                once.update(numbers)
        return [self._spellings[number] for number in (twice if sure > 1 else once)]
