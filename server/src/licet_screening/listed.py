"""The names of list rows, looked up by what a name may share with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from licet_engine.lists import ListRow
from rigour.text import ascii_text

from licet_screening.index import GramIndex
from licet_screening.normalising import keys, spelled_words
from licet_screening.scoring import Spelling

_FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name or alias of a row, by the row's position."""

    row: int
    name: str
    words: tuple[str, ...]


class ListedNames:
    """Every name of some rows: by equal forms, by spelling, by word and by what is inside."""

    def __init__(self, rows: Sequence[ListRow], generic: frozenset[str]) -> None:
        self._generic = generic
        self.names: tuple[ListedName, ...] = tuple(_names(rows))
        self._same: dict[str, list[int]] = {}
        self._spelled: dict[str, list[int]] = {}
        for number, listed in enumerate(self.names):
            for key in _keys(listed.name):
                self._same.setdefault(key, []).append(number)
            for form in spellings(listed.words):
                self._spelled.setdefault(form, []).append(number)
        self.index = GramIndex(self._spelled)
        self._counts = Counter(word for each in self.names for word in set(each.words))
        self.known = frozenset(self._counts) | generic
        self._by_word: dict[str, list[int]] = {}
        self._by_gram: dict[str, list[int]] = {}
        self._anchor()

    def _anchor(self) -> None:
        """Let each name be found by its rarest own word, and by its rarest 3-gram."""
        for number, listed in enumerate(self.names):
            own = self.spelling(listed.words).own
            if own:
                rarest = min(own, key=lambda word: (self._counts[word], word))
                self._by_word.setdefault(rarest, []).append(number)
                compact = "".join(listed.words)
                if len(compact) >= _FEWEST_LETTERS:
                    self._by_gram.setdefault(self.index.rarest(compact), []).append(number)

    def spelling(self, words: tuple[str, ...]) -> Spelling:
        """Return words as a spelling: its own words are those that are not of business."""
        return Spelling(words, frozenset(words) - self._generic)

    def same(self, forms: Iterable[str]) -> Iterator[int]:
        """Yield the names that have one of some forms."""
        for form in forms:
            yield from self._same.get(form, ())

    def spelled(self, number: int) -> Sequence[int]:
        """Return the names that have a spelling of the index."""
        return self._spelled[self.index.spellings[number]]

    def sharing_words(self, asked: Spelling) -> set[int]:
        """Return names whose rarest own word a name has, or whose rarest 3-gram."""
        words = {*asked.words, *map("".join, zip(asked.words, asked.words[1:], strict=False))}
        found = {number for word in words for number in self._by_word.get(word, ())}
        compact = asked.compact
        grams = {compact[n : n + 3] for n in range(len(compact) - 2)}
        return found.union(number for gram in grams for number in self._by_gram.get(gram, ()))


def spellings(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words as one, in their order and in that of the alphabet."""
    return frozenset({"".join(words), "".join(sorted(words))}) - {""}


def _names(rows: Sequence[ListRow]) -> Iterator[ListedName]:
    for number, row in enumerate(rows):
        for name in dict.fromkeys((row.name, *row.aliases)):
            yield ListedName(number, name, spelled_words(ascii_text(name)))


def _keys(name: str) -> tuple[str, ...]:
    latin = ascii_text(name)
    return tuple(dict.fromkeys((*keys(name), *keys(latin)))) if latin != name else keys(name)
