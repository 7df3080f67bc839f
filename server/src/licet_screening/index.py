"""Which spellings are within a few edits of another: an inverted index of their 3-grams."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        self._counts = Counter(gram for spelling in reaches for gram in _marked(spelling))
        self._parts = tuple(
            _Part(reach, [s for s, own in reaches.items() if own == reach], self._rarest_first)
            for reach in sorted(set(reaches.values()))
        )

    def _rarest_first(self, spelling: str) -> list[str]:
        return sorted(_marked(spelling), key=lambda gram: (self._counts[gram], gram))

    def reaching(self, spelling: str) -> Iterator[tuple[str, int]]:
        """Yield each spelling within whose reach this one is, and the edits between them.

        Two letters that changed places are one edit.
        """
        rarest = self._rarest_first(spelling)
        for part in self._parts:
            choices = part.candidates(len(spelling), rarest)
            found = extract(
                spelling, choices, scorer=OSA.distance, score_cutoff=part.reach, limit=None
            )
            yield from ((near, int(edits)) for near, edits, _ in found)

    def rarest(self, text: str) -> str:
        """Return the 3-gram of a text that the fewest spellings have."""
        return min(grams(text), key=lambda gram: (self._counts[gram], gram))


class _Part:
    """Spellings that reach equally far, the shortest first: those of one length stand together."""

    def __init__(
        self, reach: int, spellings: Iterable[str], rarest_first: Callable[[str], list[str]]
    ) -> None:
        self.reach = reach
        self._spellings: Sequence[str] = sorted(spellings, key=lambda s: (len(s), s))
        postings: dict[str, list[int]] = {}
        for number, spelling in enumerate(self._spellings):
            for gram in rarest_first(spelling)[: _looked_up(reach)]:
                postings.setdefault(gram, []).append(number)
        self._postings = {gram: array("I", numbers) for gram, numbers in postings.items()}
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
