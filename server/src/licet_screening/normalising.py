"""Names as they are compared: case, punctuation, spacing, accents and legal forms aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne
from rigour.names import remove_org_types
from rigour.text import ascii_text

from licet_screening.legal_forms import FORMS, stripped

_PLAIN = 2048
"""Names of which it is remembered how they are compared: each is asked for several times."""
_WORDS = re.compile(r"[^\W_]+")
_AND = re.compile(r"\s*[&+]\s*")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_QUOTES = str.maketrans("", "", "'`\u00b4\u2018\u2019\u02bb\u02bc\u02b9\uff07")
"""Apostrophes as people type them: within a name they part nothing."""
_ALIAS = re.compile(r"^(?P<front>.*?)\s*\((?P<alias>[^()]*)\)[\s.]*$", re.DOTALL)
_AFFILIATED = re.compile(r"\baffiliated\s+entit(?:y|ies)\s*:", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"^\s*(?:(?:messrs|m/s|attn|attention|the)\b[.:\s]*|[0-9]{5,}\s+)(?=\S)", re.IGNORECASE
)
_UNSEEN = frozenset({"Mn", "Cf"})
"""Accents, once taken apart, and characters that are not seen, such as a soft hyphen."""
_INSIDE = frozenset(
    {"ltd", "llc", "inc", "corp", "gmbh", "plc", "sa", "ag", "bv", "nv", "srl", "spa", "pte", "kk"}
)
"""Legal forms that end a name: what stands behind them is a place, a branch or a note."""
_NOBODY = frozenset({
    "unknown", "unk", "tbd", "tba", "tbc", "na", "none", "null", "nil", "not", "known", "yet",
    "available", "applicable", "disclosed", "to", "be", "determined", "confirmed", "advised",
    "announced", "various", "dummy", "test", "asdf", "xx", "xxx", "customer", "customers",
    "buyer", "end", "user", "enduser", "client", "consignee", "name", "no", "unnamed", "same",
    "as", "above", "see", "attached", "the", "a", "of", "confidential", "nn", "specified",
    "undisclosed", "order", "bearer", "walkin", "walk", "in", "cash", "new", "other", "private",
    "distributor", "stock", "kunde", "unbekannt", "aa",
    "\u672a\u77e5", "\u4e0d\u660e",
})  # fmt: skip
"""Words typed where there is no name."""
_TITLES = frozenset({"mr", "mrs", "ms", "herr", "dr"})
"""Nobody where they stand alone, but a firm may be called so: `MRS GmbH` is a denied person."""
_WHOLLY_NOBODY = frozenset({"to the order of bank", "to order of bank"})
"""Placeholders of words that a firm may be called by."""
_BARE_FORMS = frozenset({
    "ltd", "limited", "gmbh", "inc", "incorporated", "llc", "corp", "corporation", "co",
    "company", "sa", "sarl", "srl", "plc", "pt", "pte", "pty",
})  # fmt: skip
"""Legal forms that no firm is called."""
_SLIPPING = tuple(sorted({form[0] for form in FORMS if len(form) == 1 and len(form[0]) > 2}))  # noqa: PLR2004 (a slip in two letters is any word)
"""Legal forms in which a slip is told from a word."""
_FEWEST_DIGITS = 3
"""Digits of a name of digits alone: `360` is a company, `1` is what people type for none."""
_SHORT = {
    "company": "co",
    "limited": "ltd",
    "corporation": "corp",
    "incorporated": "inc",
    "private": "pvt",
}
"""Legal forms written out, and as they are shortened: the same wherever they stand."""
_LONG = re.compile("|".join(_SHORT))
_SHORTEST_LONG = min(map(len, _SHORT)) - 1
_FIRST_OF_LONG = frozenset(long[0] for long in _SHORT)


@lru_cache(_PLAIN)
def plain(name: str) -> str:
    """Return a name in small letters, without accents and punctuation, singly spaced.

    Scripts are kept as they are: a name matches in the scripts that the list gives it in.
    Letters that stand alone are joined: `S. A.` is `sa`.
    """
    spaced = " ".join(name.split())  # runs of blanks would take the patterns long
    spelled = _AND.sub(" and ", _DOTTED.sub("", _bared(unescape(spaced))))
    return " ".join(_joined(_WORDS.findall(spelled)))


def _bared(name: str) -> str:
    if name.isascii():
        return name.casefold().translate(_QUOTES)
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_QUOTES)
    bare = "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFKC", bare)


def _joined(words: list[str]) -> list[str]:
    found: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        found += [run, word] if run else [word]
        run = ""
    return [*found, run] if run else found


def without_legal_form(name: str) -> str:
    """Return a plain name without the legal forms at its ends, those inside it shortened.

    A name that is nothing but legal forms is kept whole.
    """
    return " ".join(stripped(_shortened(plain(name))))


@dataclass(frozen=True, slots=True)
class Forms:
    """What a name is looked up by: keys, spacing aside, and words without any legal form.

    The first key is the nearest; `full` has the legal forms, as they are written.
    """

    keys: tuple[str, ...]
    words: tuple[str, ...]
    full: str


def forms(name: str) -> Forms:
    """Return what a name is looked up by.

    As the government's lists write names: what follows `Affiliated Entity:` is the party,
    and a parenthesis behind a legal form, or with one in it, is an alias. Letters that are
    no plain ones are looked up as these as well: a listed name may have lost them.
    """
    party = plain_party(name)
    written = _forms(party, _ALIAS.match(_ADDRESSED.sub("", _AFFILIATED.split(name)[-1])))
    if party.isascii():
        return written
    latin = _forms(plain(ascii_text(party)), None)
    return Forms(tuple(dict.fromkeys((*written.keys, *latin.keys))), latin.words, written.full)


def plain_party(name: str) -> str:
    """Return the party that a name is of, plain: what stands before it in a form is none."""
    return plain(_ADDRESSED.sub("", _AFFILIATED.split(name)[-1]))


def _forms(party: str, alias: re.Match[str] | None) -> Forms:
    return _of_parts(party, tuple(map(plain, alias.groups())) if alias else ())


@lru_cache(_PLAIN)
def _of_parts(party: str, in_alias: tuple[str, ...]) -> Forms:
    """Return the forms of a plain party, and of the parts of a name that has an alias."""
    parts = [_shortened(party)]
    inside = [_shortened(part) for part in in_alias]
    parts += inside if any(stripped(part) != part for part in inside) else []
    ours = [stripped(part) for part in parts]
    bare = [_bare(part) for part in parts]
    keys = _compact([parts[0], *ours, *bare])
    return Forms(keys, tuple(bare[0] or ours[0]), party.replace(" ", ""))


def _bare(words: list[str]) -> list[str]:
    """Return words without the legal forms that rigour knows, wherever they stand."""
    left = remove_org_types(" ".join(words)).split()
    return stripped(left) if left else []


def fallback_keys(name: str) -> tuple[str, ...]:
    """Return what to look a name up under that is not listed as it stands.

    Behind a legal form stand a place, a branch or a note: the party is what stands before.
    """
    return _fallbacks(plain(_ADDRESSED.sub("", name)))


@lru_cache(_PLAIN)
def _fallbacks(plain_name: str) -> tuple[str, ...]:
    words = _shortened(plain_name)
    ends = [n for n, word in enumerate(words) if word in _INSIDE and 0 < n < len(words) - 1]
    return _compact(stripped(words[: end + 1]) for end in ends)


def without_slipped_form(words: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    """Return the key of words whose last one is a legal form with one slip, or nothing."""
    if len(words) == 1 or not words or not _is_slip(words[-1], known):
        return ()
    return _compact([stripped(list(words[:-1]))])


def _is_slip(word: str, known: frozenset[str]) -> bool:
    if word in known or word.isdigit():
        return False
    if word[:2] == "co" and len(word) <= _FEWEST_DIGITS:
        return True
    return extractOne(word, _SLIPPING, scorer=OSA.distance, score_cutoff=1) is not None


def names_nobody(name: str) -> bool:
    """Tell whether a name is made of placeholders and legal forms alone, or of a digit or two."""
    words = plain(name).split()
    if " ".join(words) in _WHOLLY_NOBODY:
        return True
    titled = not _TITLES.isdisjoint(words) and not _BARE_FORMS.isdisjoint(words)
    silent = _NOBODY | _BARE_FORMS | (frozenset() if titled else _TITLES)
    told = [word for word in words if word not in silent]
    if not told or "".join(words) in silent:
        return True
    joined = "".join(told)
    return joined.isdigit() and (len(joined) < _FEWEST_DIGITS or not int(joined))


def _compact(forms: Iterable[list[str]]) -> tuple[str, ...]:
    """Return words as one, legal forms short also where they are a part of a word, or of two."""
    compact = ("".join(words) for words in forms if words)
    return tuple(dict.fromkeys(_LONG.sub(lambda long: _SHORT[long[0]], key) for key in compact))


def _shortened(plain_name: str) -> list[str]:
    return [_SHORT.get(word) or _mended(word) for word in plain_name.split()]


def _mended(word: str) -> str:
    """Return what a legal form with one slip is short for, and any other word as it is."""
    if len(word) < _SHORTEST_LONG or word[0] not in _FIRST_OF_LONG:
        return word
    slips = (long for long in _SHORT if OSA.distance(word, long, score_cutoff=1) <= 1)
    return next((_SHORT[long] for long in slips), word)
