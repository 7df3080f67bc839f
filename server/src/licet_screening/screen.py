"""Screening: a name, with a country and an address, becomes the list rows that it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.lists import ListRow

from licet_screening.evidence import Whereabouts
from licet_screening.judging import Likeness, judged
from licet_screening.listed import ListedNames, spellings
from licet_screening.normalising import fallback_keys, keys, plain, spelled_words
from licet_screening.readings import Readings, shipped_readings
from licet_screening.scoring import MOST_EDITS, Kind, Spelling, edits, has_more, lacks, misspelt

_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Asked:
    """A name that is looked for: as it is written, and as it is spelled in Latin letters."""

    name: str
    spelling: Spelling


class NameScreen:
    """Finds the rows that a name is a name of, or may be one of; the same whatever their order.

    A hit is a `match` or `possible`; a row that is neither is not in the answer.
    """

    def __init__(self, rows: Iterable[ListRow], readings: Readings | None = None) -> None:
        self._rows = tuple(sorted(rows, key=lambda row: row.id))
        self._readings = readings if readings is not None else shipped_readings()
        self._listed = ListedNames(self._rows, self._readings.generic)
        self._places = tuple(map(Whereabouts, self._rows))
        self._remembered: Callable[[str], tuple[Likeness, ...]] = lru_cache(_REMEMBERED)(self._like)

    def __call__(self, name: str, country: str | None, address: str | None) -> tuple[Hit, ...]:
        """Return a hit for each row that the name is or may be a name of, by row id."""
        hits = (self._hit(like, country, address) for like in self._remembered(name))
        return tuple(hit for hit in hits if hit is not None)

    def _hit(self, like: Likeness, country: str | None, address: str | None) -> Hit | None:
        evidence = self._places[like.row].evidence(country, address)
        judgement = judged(like, evidence)
        if judgement is None:
            return None
        status, score, why = judgement
        return Hit(self._rows[like.row].id, status, score, why)

    def _like(self, name: str) -> tuple[Likeness, ...]:
        best: dict[int, Likeness] = {}
        for like in self._likenesses(name):
            before = best.get(like.row)
            if before is None or like.rank > before.rank:
                best[like.row] = like
        return tuple(best[row] for row in sorted(best))

    def _likenesses(self, name: str) -> Iterator[Likeness]:
        latin = self._readings.latin(name)
        for written in (name,) if latin is None else (name, latin):
            yield from self._same(written, read=latin == written)
            words = spelled_words(written)
            if words:
                asked = self._listed.spelling(words)
                yield from self._near(asked)
                yield from self._alike(asked)

    def _same(self, name: str, *, read: bool) -> Iterator[Likeness]:
        # Both, whichever hits: a branch with a row of its own is the party's also before that.
        for number in self._listed.same((*keys(name), *fallback_keys(name))):
            listed = self._listed.names[number]
            same = not read and plain(listed.name) == plain(name)
            kind = Kind.SAME if same else Kind.SAME_BUT_FOR_FORM
            yield self._likeness(number, kind, 0)

    def _near(self, asked: Spelling) -> Iterator[Likeness]:
        index = self._listed.index
        for form in spellings(asked.words):
            for number in index.within(form, MOST_EDITS):
                found = edits(form, index.spellings[number])
                if found is not None:
                    for name in self._listed.spelled(number):
                        yield self._likeness(name, self._nearness(asked, name, found), found)

    def _nearness(self, asked: Spelling, number: int, found: int) -> Kind:
        if found == 0:
            return Kind.SAME_BUT_FOR_ORDER
        listed = self._listed.spelling(self._listed.names[number].words)
        slip = found == 1 and misspelt(asked, listed, self._listed.known)
        return Kind.MISSPELT if slip else Kind.SPELLED_NEARLY

    def _alike(self, asked: Spelling) -> Iterator[Likeness]:
        for number in self._listed.sharing_words(asked):
            listed = self._listed.spelling(self._listed.names[number].words)
            if has_more(asked, listed):
                yield self._likeness(number, Kind.HAS_MORE_WORDS, len(asked.compact))
            elif lacks(asked, listed):
                yield self._likeness(number, Kind.LACKS_WORDS, len(asked.compact))

    def _likeness(self, number: int, kind: Kind, away: int) -> Likeness:
        listed = self._listed.names[number]
        return Likeness(listed.row, listed.name, self._listed.spelling(listed.words), kind, away)
