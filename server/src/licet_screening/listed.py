"""The names of list rows, looked up by what a name may share with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from licet_engine.lists import ListRow

from licet_screening.comparing import Comparing
from licet_screening.index import GramIndex, grams
from licet_screening.normalising import Forms, forms, plain
from licet_screening.parentheses import called, is_brief
from licet_screening.scoring import (
    LONG_NAME,
    SLIPPED_WORD,
    Asked,
    Kind,
    Spelling,
    digits,
    shares,
    slips,
    spelling,
    within,
)

_FEWEST_WORDS = 3
_LONGEST_FORM = 3
"""Words of a legal form that somebody may have begun to write."""
_WORDS_OF_ONE = 2
"""`Sense Time` is a name of one word as well."""
Key = TypeVar("Key")
_BETWEEN = frozenset({"of", "and", "the", "for"})


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name or alias of a row, by the row's position."""

    row: int
    name: str
    spelling: Spelling
    brief: bool = False
    """An alias that must be equal, and that others may be called."""


class SpelledNames:
    """Names by their words as one, found by what lies within their reach."""

    def __init__(self, names: Sequence[ListedName]) -> None:
        self._names = names
        self._numbers: dict[str, list[int]] = {}
        reaches: dict[str, int] = {}
        for number, listed in enumerate(names):
            form, reach = listed.spelling.compact, listed.spelling.reach
            self._numbers.setdefault(form, []).append(number)
            reaches[form] = max(reaches.get(form, 0), reach)
        self.index = GramIndex({form: reach for form, reach in reaches.items() if reach})

    def near(self, form: str) -> Iterator[tuple[int, int]]:
        """Yield the names within whose reach a form is, each with its edits.

        Other numbers are another name.
        """
        for number in self._numbers.get(form, ()):
            yield number, 0
        for spelled, away in self.index.reaching(form):
            if away and digits(spelled) == digits(form):
                for number in self._numbers[spelled]:
                    if self._names[number].spelling.reach >= away:
                        yield number, away


class ListedNames:
    """Every name of some rows: by equal forms, by spelling, by word and by what is inside."""

    def __init__(
        self, rows: Sequence[ListRow], generic: frozenset[str], comparing: Comparing
    ) -> None:
        self.names: list[ListedName] = []
        self._comparing = comparing
        self._generic = generic
        self._same: dict[str, list[int]] = {}
        for row, name, found, alias in _forms(rows, generic | comparing.places):
            for key in found.keys:
                self._same.setdefault(key, []).append(len(self.names))
            spelled = spelling(found.words, generic)
            brief = alias and is_brief(spelled.own, spelled.words)
            self.names.append(ListedName(row, name, spelled, brief))
        self._spelled = SpelledNames(self.names)
        self._counts = Counter(word for each in self.names for word in set(each.spelling.words))
        self.known = frozenset(self._counts) | generic
        """Words that are no slips of others."""
        self._by_word: dict[str, list[int]] = {}
        self._by_word_and_size: dict[tuple[str, int], list[int]] = {}
        self._by_gram: dict[str, list[int]] = {}
        self._by_endings: dict[str, list[int]] = {}
        self._by_business: dict[str, list[int]] = {}
        self._of_one_word: dict[str, list[int]] = {}
        for number, listed in enumerate(self.names):
            self._anchor(number, listed.spelling)
        self._words = GramIndex({word: 1 for word in self._by_word if len(word) >= SLIPPED_WORD})

    def _anchor(self, number: int, spelled: Spelling) -> None:
        """Let a name be found by its rarest own word, and a long one by its rarest 3-gram."""
        if spelled.own:
            rarest = min(spelled.own, key=lambda word: (self._counts[word], word))
            self._by_word.setdefault(rarest, []).append(number)
            self._by_word_and_size.setdefault((rarest, len(spelled.words)), []).append(number)
        if spelled.distinct and len(spelled.compact) >= LONG_NAME:
            gram = self._spelled.index.rarest(spelled.compact)
            self._by_gram.setdefault(gram, []).append(number)
        alike = self._comparing.written_alike(spelled.words)
        self._by_endings.setdefault(alike, []).append(number)
        if spelled.distinct and len(spelled.own) == len(spelled.words) <= _WORDS_OF_ONE:
            self._of_one_word.setdefault(spelled.compact, []).append(number)
        if not spelled.own and len(_told(spelled)) >= _FEWEST_WORDS:
            rarest = min(_told(spelled), key=lambda word: (self._counts[word], word))
            self._by_business.setdefault(rarest, []).append(number)

    def same(self, keys: Iterable[str]) -> Iterator[int]:
        """Yield the names that have one of some forms."""
        for key in keys:
            yield from self._same.get(key, ())

    def begun(self, words: tuple[str, ...], full: str) -> Iterator[int]:
        """Yield the names that a name is with a part of the legal form they are listed with."""
        for left in range(1, min(_LONGEST_FORM, len(words) - 1) + 1):
            for key in ("".join(words[:-left]), "".join(words[left:])):
                for number in self._same.get(key, ()):
                    if self.between(full, number):
                        yield number

    def near(self, asked: Spelling) -> Iterator[tuple[int, int]]:
        """Yield the names within whose reach a name is, each with its edits."""
        yield from self._spelled.near(asked.compact)

    def slipped(self, asked: Spelling) -> Iterator[int]:
        """Yield the names of which no word has more than one slip, in whatever order."""
        size = len(asked.words)
        words = {(near, size) for word in asked.own for near in self._nearest(word)}
        for number in self._found(self._by_word_and_size, words):
            if slips(asked, self.names[number].spelling):
                yield number

    def _nearest(self, word: str) -> Iterator[str]:
        if word in self._by_word:
            yield word
        elif len(word) >= SLIPPED_WORD - 1:
            yield from (near for near, _ in self._words.reaching(word))

    def alike(self, asked: Asked) -> Iterator[tuple[int, Kind]]:
        """Yield the names that a name shares words with, or that are a part of it."""
        for number in self._found(self._by_word, asked.words):
            kind = shares(asked, self.names[number].spelling)
            if kind is not None:
                yield number, kind
        compact = asked.spelling.compact
        for number in self._found(self._by_gram, grams(compact)):
            part = self.names[number].spelling.compact
            if part in compact and asked.contains(part):
                yield number, Kind.HAS_MORE_WORDS

    def ending_alike(self, asked: Spelling) -> Iterator[tuple[int, Kind]]:
        """Yield the names that are the same but for order, and for endings of words of business."""
        words = sorted(asked.words)
        for number in self._by_endings.get(self._comparing.written_alike(asked.words), ()):
            same = sorted(self.names[number].spelling.words) == words
            yield number, Kind.SAME_BUT_FOR_ORDER if same else Kind.OTHER_ENDINGS

    def in_part(self, asked: Spelling) -> Iterator[tuple[int, Kind]]:
        """Yield the names of one word that a name has beside units and places alone."""
        if len(asked.words) == 1:
            return
        for word in asked.words:
            if word in self._of_one_word:
                others = [each for each in asked.words if each != word]
                if all(map(self._is_part, others)):
                    placed = not self._comparing.places.isdisjoint(others)
                    kind = Kind.HAS_PLACE if placed else Kind.HAS_UNIT
                    yield from ((number, kind) for number in self._of_one_word[word])

    def _is_part(self, word: str) -> bool:
        return word in self._comparing.units or word in self._comparing.places or word.isdigit()

    def of_business(self, asked: Spelling) -> Iterator[int]:
        """Yield the names of words of business alone that a name of such words has all words of."""
        if all(word in self._generic or self._is_part(word) for word in asked.words):
            for number in self._found(self._by_business, asked.words):
                if set(asked.words).issuperset(self.names[number].spelling.words):
                    yield number

    def _found(self, anchors: Mapping[Key, list[int]], keys: Iterable[Key]) -> set[int]:
        return {number for key in keys if key in anchors for number in anchors[key]}

    def between(self, full: str, number: int) -> bool:
        """Tell whether a name is a listed one with part of the legal form that it is listed with.

        `full` is the name with all its legal forms, without blanks.
        """
        listed = self.names[number]
        if not within(listed.spelling.compact, full):
            return False
        return within(full, plain(listed.name).replace(" ", ""))


def _told(spelled: Spelling) -> frozenset[str]:
    return frozenset(spelled.words) - _BETWEEN


def _forms(rows: Sequence[ListRow], idle: frozenset[str]) -> Iterator[tuple[int, str, Forms, bool]]:
    """Yield each name of each row, and whether a parenthesis alone gives it."""
    # Many rows of one party have the same names.
    met: dict[str, Forms] = {}
    for number, row in enumerate(rows):
        names = dict.fromkeys((row.name, *row.aliases), False)
        for name in tuple(names):
            for alias in called(name, idle):
                names.setdefault(alias, True)
        for name, alias_only in names.items():
            if name not in met:
                met[name] = forms(name)
            yield number, name, met[name], alias_only
