"""The names of list rows, looked up by what a name may share with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from licet_engine.lists import ListRow

from licet_screening.index import GramIndex, grams
from licet_screening.normalising import Forms, forms, plain
from licet_screening.scoring import LONG_NAME, Spelling, digits, spelling, within


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name or alias of a row, by the row's position."""

    row: int
    name: str
    spelling: Spelling


class ListedNames:
    """Every name of some rows: by equal forms, by spelling, by word and by what is inside."""

    def __init__(self, rows: Sequence[ListRow], generic: frozenset[str]) -> None:
        self.names: list[ListedName] = []
        self._same: dict[str, list[int]] = {}
        self._spelled: dict[str, list[int]] = {}
        for row, name, found in _forms(rows):
            self._add(ListedName(row, name, spelling(found.words, generic)), found.keys)
        self._index = GramIndex(self._reaches())
        self._counts = Counter(word for each in self.names for word in set(each.spelling.words))
        self.known = frozenset(self._counts) | generic
        """Words that are no slips of others."""
        self._by_word: dict[str, list[int]] = {}
        self._by_gram: dict[str, list[int]] = {}
        for number, listed in enumerate(self.names):
            self._anchor(number, listed.spelling)

    def _add(self, listed: ListedName, keys: Iterable[str]) -> None:
        number = len(self.names)
        self.names.append(listed)
        for key in keys:
            self._same.setdefault(key, []).append(number)
        for form in spellings(listed.spelling):
            self._spelled.setdefault(form, []).append(number)

    def _reaches(self) -> dict[str, int]:
        """Return how far each spelling reaches, those that reach nowhere left out."""
        reaches = {
            form: max(self.names[number].spelling.reach for number in numbers)
            for form, numbers in self._spelled.items()
        }
        return {form: reach for form, reach in reaches.items() if reach}

    def _anchor(self, number: int, spelled: Spelling) -> None:
        """Let a name be found by its rarest own word, and a long one by its rarest 3-gram."""
        if spelled.own:
            rarest = min(spelled.own, key=lambda word: (self._counts[word], word))
            self._by_word.setdefault(rarest, []).append(number)
        if spelled.distinct and len(spelled.compact) >= LONG_NAME:
            self._by_gram.setdefault(self._index.rarest(spelled.compact), []).append(number)

    def same(self, keys: Iterable[str]) -> Iterator[int]:
        """Yield the names that have one of some forms."""
        for key in keys:
            yield from self._same.get(key, ())

    def near(self, form: str) -> Iterator[tuple[int, int]]:
        """Yield the names within whose reach a spelling is, each with its edits.

        Other numbers are another name.
        """
        for number in self._spelled.get(form, ()):
            yield number, 0
        for spelled, away in self._index.reaching(form):
            if away and digits(spelled) == digits(form):
                for number in self._spelled[spelled]:
                    if self.names[number].spelling.reach >= away:
                        yield number, away

    def sharing(self, words: Iterable[str], compact: str) -> set[int]:
        """Return names whose rarest own word, or rarest 3-gram, a name has."""
        found: set[int] = set()
        for word in words:
            found.update(self._by_word.get(word, ()))
        for gram in grams(compact):
            found.update(self._by_gram.get(gram, ()))
        return found

    def between(self, full: str, number: int) -> bool:
        """Tell whether a name is a listed one with part of the legal form that it is listed with.

        `full` is the name with all its legal forms, without blanks.
        """
        listed = self.names[number]
        if not within(listed.spelling.compact, full):
            return False
        return within(full, plain(listed.name).replace(" ", ""))


def spellings(asked: Spelling) -> frozenset[str]:
    """Return the words as one, in their order and in that of the alphabet."""
    return frozenset({asked.compact, "".join(sorted(asked.words))}) - {""}


def joined_pairs(words: tuple[str, ...]) -> Iterator[str]:
    """Yield each two words that stand together as one: `Hua Wei` is `Huawei`."""
    return map("".join, zip(words, words[1:], strict=False))


def _forms(rows: Sequence[ListRow]) -> Iterator[tuple[int, str, Forms]]:
    # Many rows of one party have the same names.
    met: dict[str, Forms] = {}
    for number, row in enumerate(rows):
        for name in dict.fromkeys((row.name, *row.aliases)):
            if name not in met:
                met[name] = forms(name)
            yield number, name, met[name]
