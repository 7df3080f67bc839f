"""Which spellings are within a few edits of another: an inverted index of their 3-grams."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

_GRAM = 3


def grams(spelling: str) -> list[str]:
    """Return each 3-gram of a spelling once, its ends marked."""
    marked = f"^{spelling}$"
    return list(dict.fromkeys(marked[n : n + _GRAM] for n in range(len(marked) - _GRAM + 1)))


class GramIndex:
    """Spellings, found by what they share with another.

    INVARIANT: one edit changes three 3-grams at most. So of any `3 * edits + 1` grams of a
    spelling, each spelling within that many edits has at least one: looking up the rarest ones
    loses nothing. A spelling with too few grams is compared with every one of its length.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self.spellings: Sequence[str] = sorted(set(spellings), key=lambda s: (len(s), s))
        """All spellings, the shortest first: ids of one length stand together."""
        self._postings: dict[str, array[int]] = {}
        for number, spelling in enumerate(self.spellings):
            for gram in grams(spelling):
                self._postings.setdefault(gram, array("I")).append(number)
        self._starts = self._starts_by_length()

    def _starts_by_length(self) -> Sequence[int]:
        longest = len(self.spellings[-1]) if self.spellings else 0
        counts = [0] * (longest + 2)
        for spelling in self.spellings:
            counts[len(spelling) + 1] += 1
        return array("I", accumulate(counts))

    def _start(self, length: int) -> int:
        return self._starts[min(max(length, 0), len(self._starts) - 1)]

    def within(self, spelling: str, edits: int) -> Iterable[int]:
        """Return ids, among them each of a spelling within that many edits of this one."""
        low = self._start(len(spelling) - edits)
        high = self._start(len(spelling) + edits + 1)
        own = sorted((len(self._postings.get(gram, ())), gram) for gram in grams(spelling))
        if len(own) <= _GRAM * edits:
            return range(low, high)
        rarest = (gram for _, gram in own[: _GRAM * edits + 1])
        return {number for gram in rarest for number in self._between(gram, low, high)}

    def _between(self, gram: str, low: int, high: int) -> array[int]:
        found = self._postings.get(gram, array("I"))
        return found[bisect_left(found, low) : bisect_left(found, high)]

    def sharing(self, spelling: str) -> Iterator[int]:
        """Yield the id of a spelling once for each 3-gram that it shares with this one."""
        for gram in grams(spelling):
            yield from self._postings.get(gram, ())

    def rarest(self, spelling: str) -> str:
        """Return the 3-gram of a spelling that the fewest spellings have."""
        inside = [spelling[n : n + _GRAM] for n in range(len(spelling) - _GRAM + 1)]
        return min(inside, key=lambda gram: (len(self._postings.get(gram, ())), gram))
