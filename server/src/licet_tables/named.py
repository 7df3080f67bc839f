"""The paragraphs of its own entry that a clause names: whole, in part, or not to be told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from licet_tables.references import REFERENCES, read_references

_NOT_MEANT = r"(?:and|or|nor|as|plus|including|together)\b"
_OWN = r"(?=\d[A-E]\d{3}\.|\.)"
"""Words begin with a letter too (`a system`): in front of words a list begins with the ECCN."""
_ASIDE = re.compile(r" \((?P<words>[^()]*)\)")
_EXCEPT = re.compile(rf"except (?:for )?(?P<but>{REFERENCES})(?P<tail> .*)?")
_RANGE_END = re.compile(r"[\w.]+ (?:to|through) [\w.]+$")
_NARROWER = (
    r'(?P<tail>(?:,? and)?,? (?:having|"specially designed" for)\b.*'
    r"|,? (?:that|when|if|for|whose|provided that|unless|with|using|in the form of|except)\b.*"
    rf"| (?!{_NOT_MEANT})[^,]*)"
)
_NARROWED = re.compile(rf"{_OWN}(?P<own>{REFERENCES}){_NARROWER}")
_DESCRIBED = re.compile(
    r"(?:(?!\d[A-E]\d{3})[^,])+? "
    r"(?:controlled by|controlled under|(?:specified |described |defined )?in) "
    rf"{_OWN}(?P<own>{REFERENCES}){_NARROWER}?"
)
_POINTED = re.compile(r"(?<![\w.])\.?[a-z](?:\.[a-z0-9]{1,2})+(?!\w)|(?<=[ ,(])\.[a-z](?!\w)")
_BARE = re.compile(r"(?<![\w.'])(?<!\d )(?:[b-z](?![\w.'-])|a(?=$|[,;)]))")


@dataclass(frozen=True, slots=True)
class Named:
    """Paragraphs that a clause is for as a whole, in part, and those it excepts by name."""

    whole: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()


def read_named(words: str, eccn: str, *, closing: bool) -> Named | None:
    """Return the paragraphs that the words of a clause name, or None where more may be meant.

    What is `closing` is read with more care: what it were to miss would stay open.
    """
    words = words.strip().removesuffix(" only")
    listed = _listed(words, eccn)
    if listed is not None:
        return listed
    for shape in (_NARROWED, _DESCRIBED):
        found = shape.fullmatch(words) or shape.fullmatch(_ASIDE.sub("", words))
        own = _own(found["own"], eccn) if found else None
        if found is None or own is None:
            continue
        # INVARIANT: no paragraph that the words speak of goes missing, nor one behind a comma.
        elsewhere = any(not _lies_in(p, own) for p in _spoken(words, eccn))
        goes_on = closing and "," in (found["tail"] or "")[2:]
        return None if elsewhere or goes_on else Named(in_part=own)
    return None


def _listed(words: str, eccn: str) -> Named | None:
    """Read a list of paragraphs; words in parentheses narrow the one, or the range, before them."""
    own = _own(_ASIDE.sub("", words), eccn)
    if own is None:
        return None
    in_part, excepted = set[str](), set[str]()
    for aside in _ASIDE.finditer(words):
        before = _before(_ASIDE.sub("", words[: aside.start()]), eccn)
        if before is None:
            return None
        but = _EXCEPT.fullmatch(aside["words"])
        named = _own(but["but"], eccn) if but else None
        if but is None or named is None or not all(_lies_in(p, before) for p in named):
            in_part |= {*before}
        elif but["tail"]:
            in_part |= {*named}
        else:
            excepted |= {*named}
    whole = tuple(p for p in own if p not in in_part)
    return Named(whole, tuple(sorted(in_part)), tuple(sorted(excepted)))


def _before(words: str, eccn: str) -> tuple[str, ...] | None:
    """Return the last paragraph, or range of them, of a list that goes on in parentheses."""
    through = _RANGE_END.search(words)
    return _own(through[0] if through else words.rpartition(" ")[2], eccn)


def _own(words: str, eccn: str) -> tuple[str, ...] | None:
    """Return the paragraphs of a list that names those of one entry only."""
    found = read_references(words, eccn, ())
    if found is None or found.excepted:
        return None
    if any(r.eccn != eccn or not r.paragraph for r in found.named):
        return None
    return tuple(dict.fromkeys(r.paragraph for r in found.named))


def _spoken(words: str, eccn: str) -> set[str]:
    """Return what may be paragraphs of the entry, wherever the words speak of them."""
    qualified = re.findall(rf"\b{eccn}\.((?:\w+\.)*\w+)", words)
    pointed = (p.removeprefix(".") for p in _POINTED.findall(words))
    return {*qualified, *pointed, *_BARE.findall(words)}


def _lies_in(paragraph: str, among: tuple[str, ...]) -> bool:
    return any(paragraph == p or paragraph.startswith(f"{p}.") for p in among)
