"""What status a likeness has once country and address are heard, and why."""

from __future__ import annotations

from dataclasses import dataclass

from licet_engine.facts.screening import MatchStatus

from licet_screening.evidence import Evidence
from licet_screening.scoring import LONG_NAME, Kind, Spelling

_SCORES = {
    Kind.SAME: 100,
    Kind.SAME_BUT_FOR_FORM: 95,
    Kind.SAME_BUT_FOR_ORDER: 93,
    Kind.MISSPELT: 90,
}
_SLIPPED = 88
_ELSEWHERE = 3
"""What a score loses where the country speaks against a name that is long enough all the same."""
_DOUBTED = 70
_NEAREST = 88
_LETTER = 15
_NEARLY = (Kind.SPELLED_NEARLY, Kind.SLIPPED)
_IF_SPOKEN_FOR = (Kind.SLIPPED, Kind.ABBREVIATED)
_ANYWHERE = (Kind.ABBREVIATED, Kind.NAMED_BESIDE, Kind.HAS_PLACE)
_POSSIBLE = {
    Kind.ABBREVIATED: 75,
    Kind.NAMED_BESIDE: 75,
    Kind.OTHER_ENDINGS: 85,
    Kind.FORM_SLIPPED: 85,
    Kind.WORDS_SLIPPED: 70,
    Kind.HAS_PLACE: 65,
    Kind.HAS_UNIT: 65,
    Kind.HAS_MORE_WORDS: 60,
    Kind.LACKS_WORDS: 55,
}
_WORDS = {
    Kind.SAME: "the name is `{}`",
    Kind.SAME_BUT_FOR_FORM: "the name is `{}`, its legal form aside",
    Kind.SAME_BUT_FOR_ORDER: "the name is `{}`, its legal form and the order of its words aside",
    Kind.MISSPELT: "the name is `{}` with one letter wrong",
    Kind.SLIPPED: "the name is `{}` with one letter wrong",
    Kind.SPELLED_NEARLY: "the name is {away} from `{}`",
    Kind.WORDS_SLIPPED: "the name is `{}` with a letter wrong in some words",
    Kind.ABBREVIATED: "the name is the short form `{}`",
    Kind.NAMED_BESIDE: "the name has `{}` beside another's",
    Kind.OTHER_ENDINGS: "the name is `{}`, the endings of words of business aside",
    Kind.FORM_SLIPPED: "the name is `{}` with a slip in the legal form",
    Kind.HAS_PLACE: "the name is `{}` with a place",
    Kind.HAS_UNIT: "the name is `{}` with what names a part of a firm",
    Kind.HAS_MORE_WORDS: "the name has all words of `{}`, and more",
    Kind.LACKS_WORDS: "the name is `{}` short of words of business",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a name is like one name of a row; `away` is in edits where it is spelled nearly."""

    row: int
    listed: str
    spelling: Spelling
    kind: Kind
    away: int

    @property
    def rank(self) -> tuple[int, int, str]:
        """The most like is the greatest."""
        return self.kind, -self.away, self.listed

    @property
    def told(self) -> str:
        """What a person reads of it."""
        away = f"{self.away} letter{'' if self.away == 1 else 's'} away"
        return _WORDS[self.kind].format(self.listed, away=away)


def judged(like: Likeness, evidence: Evidence) -> tuple[MatchStatus, int] | None:
    """Return status and score of a likeness, or None where it is not enough."""
    if like.kind >= Kind.MISSPELT:
        return _same(like, evidence)
    if like.kind in _IF_SPOKEN_FOR and evidence.speaks_for:
        return MatchStatus.MATCH, _SLIPPED
    if not _enough(like, evidence):
        return None
    return MatchStatus.POSSIBLE, _score(like)


def explained(like: Likeness, evidence: Evidence) -> str:
    """Return why a likeness is judged as it is, as a person reads it."""
    return f"{like.told}; {evidence.why}" if evidence.why else like.told


def _same(like: Likeness, evidence: Evidence) -> tuple[MatchStatus, int]:
    if evidence.speaks_against and not _sure(like):
        return MatchStatus.POSSIBLE, _DOUBTED
    doubt = _ELSEWHERE if evidence.speaks_against else 0
    return MatchStatus.MATCH, _SCORES[like.kind] - doubt


def _sure(like: Likeness) -> bool:
    long = len(like.spelling.compact) >= LONG_NAME and like.spelling.distinct
    return long and like.kind > Kind.MISSPELT


def _enough(like: Likeness, evidence: Evidence) -> bool:
    """Tell whether a likeness may be the party, where the country speaks against it or not."""
    letters = len(like.spelling.compact)
    if like.kind in _NEARLY:
        return like.away <= like.spelling.reach - evidence.speaks_against
    if like.kind in _ANYWHERE:
        return True
    if like.kind in (Kind.HAS_MORE_WORDS, Kind.OTHER_ENDINGS, Kind.FORM_SLIPPED):
        return letters >= LONG_NAME or not evidence.speaks_against
    return not evidence.speaks_against


def _score(like: Likeness) -> int:
    if like.kind in _NEARLY:
        return _NEAREST - _LETTER * like.away // max(len(like.spelling.compact) // 5, 1)
    return _POSSIBLE[like.kind]
