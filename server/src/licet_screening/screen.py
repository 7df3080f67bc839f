"""Screening: a name, with a country and an address, becomes the list rows that it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from licet_engine.facts.screening import Hit
from licet_engine.lists import ListRow, RowClass
from rapidfuzz import fuzz
from rapidfuzz.process import extract

from licet_screening.comparing import shipped_comparing
from licet_screening.evidence import Whereabouts
from licet_screening.judging import Likeness, explained, judged
from licet_screening.listed import ListedNames
from licet_screening.normalising import Forms, fallback_keys, forms, plain, without_slipped_form
from licet_screening.parts import in_care_of, in_parentheses, parts
from licet_screening.readings import Readings, shipped_readings
from licet_screening.scoring import (
    Asked,
    Kind,
    bears,
    slip,
    spelling,
)

_REMEMBERED = 16_384
_WRITTEN = 4096
_HITS = 4096
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Near:
    """A row with a name that looks like another, whether it is a hit or not."""

    row_id: str
    score: int
    listed: str


class Written(NamedTuple):
    """What a name is looked up by as it is written: names that come to the same are like the same.

    `full` has the legal forms, as they are written.
    """

    plain: str
    keys: tuple[str, ...]
    words: tuple[str, ...]
    full: str


def _written(name: str) -> Written:
    found = forms(name)
    return Written(plain(name), (*found.keys, *fallback_keys(name)), found.words, found.full)


class NameScreen:
    """Finds the rows that a name is a name of, or may be one of; the same whatever their order.

    A hit is a `match` or `possible`; a row that is neither is not in the answer.
    """

    def __init__(self, rows: Iterable[ListRow], readings: Readings | None = None) -> None:
        self._rows = tuple(sorted(rows, key=lambda row: row.id))
        self._readings = readings if readings is not None else shipped_readings()
        self._listed = ListedNames(self._rows, self._readings.generic, shipped_comparing())
        self._places = tuple(map(Whereabouts, self._rows))
        self._remembered: Callable[[str, tuple[str, ...]], tuple[tuple[Likeness, ...], ...]] = (
            lru_cache(_REMEMBERED)(self._like)
        )
        self._hits: Callable[[str, str | None, str | None], tuple[Hit, ...]] = lru_cache(_HITS)(
            self._screened
        )
        # People write one name in many ways, most of which come to the same.
        self._alone: Callable[[Written], tuple[tuple[Likeness, ...], ...]] = lru_cache(_WRITTEN)(
            lambda written: self._together(self._as_written(written, read=False))
        )

    def __call__(self, name: str, country: str | None, address: str | None) -> tuple[Hit, ...]:
        """Return a hit for each row that the name is or may be a name of, by row id."""
        # A customer is asked about again and again.
        return self._hits(name, country, address)

    def _screened(self, name: str, country: str | None, address: str | None) -> tuple[Hit, ...]:
        cared_for = in_care_of(address) if address else ()
        found = self._remembered(name, cared_for)
        hits = (self._hit(likes, country, address) for likes in found)
        return tuple(hit for hit in hits if hit is not None)

    def nearest(self, name: str, limit: int) -> tuple[Near, ...]:
        """Return the rows whose names look most like a name, hit or not, the nearest first."""
        asked = " ".join(sorted(self._asked(name).words))
        choices = {
            n: " ".join(sorted(each.spelling.words)) for n, each in enumerate(self._listed.names)
        }
        near: dict[int, Near] = {}
        for _, score, number in extract(asked, choices, scorer=fuzz.ratio, limit=_LOOKED_AT):
            listed = self._listed.names[number]
            row_id = self._rows[listed.row].id
            near.setdefault(listed.row, Near(row_id, int(score), listed.name))
        return tuple(near.values())[:limit]

    def rows_like(self, name: str) -> tuple[str, ...]:
        """Return the ids of the rows that a name is like at all: its hits are among them.

        Whatever address it comes with brings in no others but `rows_in_care` of that address.
        """
        return tuple(self._rows[likes[0].row].id for likes in self._remembered(name, ()))

    def rows_in_care(self, address: str) -> tuple[str, ...]:
        """Return the ids of the rows of whom an address is in care."""
        found = self._equal(in_care_of(address))
        return tuple(sorted({self._rows[like.row].id for like in found}))

    def likenesses(self, name: str) -> tuple[tuple[str, object], ...]:
        """Return the rows that a name is like, by id, each with all that a hit is judged by.

        Two screens that say the same of a name, and hold the same of these rows, have the same
        hits of it, whatever country or address it comes with, if that is in nobody's care.
        """
        return tuple(
            (self._rows[likes[0].row].id, tuple(replace(like, row=0) for like in likes))
            for likes in self._remembered(name, ())
        )

    def _asked(self, name: str) -> Forms:
        return forms(self._readings.latin(name) or name)

    def _hit(
        self, likes: tuple[Likeness, ...], country: str | None, address: str | None
    ) -> Hit | None:
        """Return what the most telling likeness to a row comes to, or None for nothing."""
        evidence = self._places[likes[0].row].evidence(country, address)
        told = [(*found, like) for like in likes if (found := judged(like, evidence)) is not None]
        if not told:
            return None
        status, score, like = max(told, key=lambda found: found[1])
        why = explained(like, evidence)
        return Hit(self._rows[likes[0].row].id, status, score, why, evidence.at_address)

    def _like(self, name: str, cared_for: tuple[str, ...]) -> tuple[tuple[Likeness, ...], ...]:
        """Return how a name is like each row that it is like at all, the most like first."""
        if not cared_for and self._says_nothing_beside(name):
            return self._alone(_written(name))
        return self._together(chain(self._likenesses(name), self._equal(cared_for)))

    def _says_nothing_beside(self, name: str) -> bool:
        """Tell whether a name is of one part, and is to be read as it is written."""
        return self._readings.latin(name) is None and not (in_parentheses(name) or [*parts(name)])

    def _together(self, found: Iterable[Likeness]) -> tuple[tuple[Likeness, ...], ...]:
        best: dict[tuple[int, Kind], Likeness] = {}
        for like in found:
            before = best.get((like.row, like.kind))
            if before is None or like.rank > before.rank:
                best[like.row, like.kind] = like
        of_row: dict[int, list[Likeness]] = {}
        for like in sorted(best.values(), key=lambda like: like.rank, reverse=True):
            of_row.setdefault(like.row, []).append(like)
        return self._without_kin([tuple(of_row[row]) for row in sorted(of_row)])

    def _without_kin(self, found: list[tuple[Likeness, ...]]) -> tuple[tuple[Likeness, ...], ...]:
        """Return the rows that a name is like, less those that it merely shares words with.

        These only where the name is wholly that of another row of the list, which runs as long: a
        subsidiary with a row of its own is not its parent, nor was it before it was listed.
        """
        whole = [self._runs(likes) for likes in found if likes[0].kind >= Kind.WHOLE]
        return tuple(
            likes
            for likes in found
            if likes[0].kind > Kind.SHARES
            or not any(_hides(run, self._runs(likes)) for run in whole)
        )

    def _runs(self, likes: tuple[Likeness, ...]) -> RowClass:
        return self._rows[likes[0].row].facts

    def _likenesses(self, name: str) -> Iterator[Likeness]:
        latin = self._readings.latin(name)
        yield from self._as_written(_written(name), read=False)
        for part, sure in parts(name):
            yield from self._beside(part, sure=sure)
        # Equal ones alone: to look for near ones thrice would take three times as long.
        yield from self._equal(in_parentheses(name))
        if latin is not None:
            yield from self._as_written(_written(latin), read=True)

    def _equal(self, parts_: Iterable[str]) -> Iterator[Likeness]:
        for part in parts_:
            for number in self._listed.same((*forms(part).keys, *fallback_keys(part))):
                yield self._likeness(number, Kind.NAMED_BESIDE)

    def _beside(self, part: str, *, sure: bool) -> Iterator[Likeness]:
        """Yield what a part of a name is like; it is the party only where it is equal and sure."""
        for like in self._as_written(_written(part), read=False):
            equal = sure and like.kind >= Kind.SAME_BUT_FOR_FORM
            kept = equal or like.kind <= Kind.NAMED_BESIDE
            yield like if kept else replace(like, kind=Kind.NAMED_BESIDE)

    def _as_written(self, name: Written, *, read: bool) -> Iterator[Likeness]:
        yield from self._same(name, read=read)
        yield from self._by_words(name.words, name.full)

    def _by_words(self, words: tuple[str, ...], full: str) -> Iterator[Likeness]:
        """Yield what a name is like by its words, and by these with its legal forms in one."""
        if words:
            asked = Asked(spelling(words, self._readings.generic), full, self._listed.known)
            yield from self._near(asked)
            yield from self._alike(asked)
            for number in self._listed.begun(words, full):
                yield self._likeness(number, Kind.SAME_BUT_FOR_FORM)
        for number in self._listed.same(without_slipped_form(words, self._readings.generic)):
            yield self._likeness(number, Kind.FORM_SLIPPED)

    def _same(self, name: Written, *, read: bool) -> Iterator[Likeness]:
        # Both, whichever hits: a branch with a row of its own is the party's also before that.
        for number in self._listed.same(name.keys):
            same = not read and plain(self._listed.names[number].name) == name.plain
            yield self._likeness(number, Kind.SAME if same else Kind.SAME_BUT_FOR_FORM)

    def _near(self, asked: Asked) -> Iterator[Likeness]:
        for number, away in self._listed.near(asked.spelling):
            if not away or bears(asked, self._listed.names[number].spelling):
                yield self._likeness(number, self._nearness(asked, number, away), away)

    def _nearness(self, asked: Asked, number: int, away: int) -> Kind:
        if away == 0:
            return Kind.SAME_BUT_FOR_ORDER
        if self._listed.between(asked.full, number):
            return Kind.SAME_BUT_FOR_FORM
        listed = self._listed.names[number].spelling
        plain_slip = slip(asked.spelling, listed, self._listed.known) if away == 1 else None
        return plain_slip or Kind.SPELLED_NEARLY

    def _alike(self, asked: Asked) -> Iterator[Likeness]:
        for number, kind in self._listed.alike(asked):
            more = kind is Kind.HAS_MORE_WORDS
            same = more and self._listed.between(asked.full, number)
            yield self._likeness(number, Kind.SAME_BUT_FOR_FORM if same else kind)
        for number, kind in self._listed.ending_alike(asked.spelling):
            yield self._likeness(number, kind)
        for number in self._listed.slipped(asked.spelling):
            yield self._likeness(number, Kind.WORDS_SLIPPED)
        for number, kind in self._listed.in_part(asked.spelling):
            yield self._likeness(number, kind)
        for number in self._listed.of_business(asked.spelling):
            yield self._likeness(number, Kind.HAS_MORE_WORDS)

    def _likeness(self, number: int, kind: Kind, away: int = 0) -> Likeness:
        listed = self._listed.names[number]
        if listed.brief:
            kind = Kind.ABBREVIATED
        return Likeness(listed.row, listed.name, listed.spelling, kind, away)


def _hides(whole: RowClass, other: RowClass) -> bool:
    """Tell whether a row is of the list of another, and runs at least as long."""
    if whole.list != other.list:
        return False
    return whole.through is None or (other.through is not None and other.through <= whole.through)
