"""The scope of a control, read from the entry's text: which paragraphs, and what else narrows it.

What cannot be read whole comes back as the whole entry, narrowed: the control then may apply to
any paragraph, and nobody is told that it does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum

from licet_tables.references import ECCN, REFERENCES, Reference, References, read_references
from licet_tables.wording import plain


class Narrowed(Enum):
    """Whether more than its paragraphs decides that a control applies."""

    NO = "no"
    FOR = "for"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Scope:
    """Paragraphs of the entry (none named is all of them), those excepted, and what it is for."""

    paragraphs: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    made_for: tuple[Reference, ...] = ()
    narrowed: Narrowed = Narrowed.YES


UNREAD = Scope()
"""The whole entry, narrowed by words that were not read."""

_ENTIRE = r"(?:the )?entire entry"
_KINDS = (
    r"(?:(?:those |all )?(?:items|commodities|equipment|materials|software)"
    r'(?: and "?(?:software|commodities)"?)?)'
)
_WHY = r"(?: for [A-Z]{2} reasons)"
_BY = rf"(?:controlled{_WHY}? (?:by|in|under)|described in|specified (?:by|in)|in|under)"
_THING = r'"?(?i:software|technology),?"?'
_NO_ECCN = rf"(?:(?!{ECCN}|\. )[^;])"
_TAIL = (
    r"(?P<tail>,?(?: commodities| \"software\")? (?:\(|that\b|when\b|if\b|for\b|having\b|with\b|"
    r"whose\b|in the form of\b|except to\b|except those\b|\"specially designed\").*)"
)

_GOES_ON = re.compile(r"(?:,|\band) ([a-z](?:\.[a-z0-9]+)*) (?=\(|for\b)")
"""A list of paragraphs that goes on behind words in parentheses: `a (aramid), b (carbon)`."""

_WHOLE = re.compile(rf"{_ENTIRE}(?: \(refer to [^)]*\))?")
_WHOLE_BUT = re.compile(rf"{_ENTIRE},? except:? (?P<but>{REFERENCES})")
_WHOLE_BUT_SOME = re.compile(rf"{_ENTIRE},? except:? (?P<but>[^;]+(?:;[^;]+)+)")
_NAMED = re.compile(
    rf"(?:(?:{_KINDS}|{_THING}) {_BY} )?(?P<own>{REFERENCES})(?: only| of this entry)?"
)
_NARROWED = re.compile(rf"(?:{_KINDS} {_BY} )?(?P<own>{REFERENCES}){_TAIL}")
_DESCRIBED = re.compile(
    rf"{_NO_ECCN}+?,? {_BY} (?P<own>{REFERENCES})"
    rf"(?: and {_NO_ECCN}+? {_BY} (?P<more>{REFERENCES}))?,?{_TAIL}?"
)
_MADE_FOR = re.compile(
    rf"{_THING}(?P<how> {_NO_ECCN}*?)? for (?P<uses>{_NO_ECCN}*?)(?:{_KINDS} )?"
    rf"(?P<by>{_BY}) (?P<for>{REFERENCES})(?:(?P<why>(?i:{_WHY}))| only)?"
)
_MADE_FOR_TWO = re.compile(
    rf"{_THING} for {_KINDS} {_BY} (?P<for>{REFERENCES}),? (?:and|or) "
    rf"\"?(?:software|technology|equipment)\"? {_BY} (?P<more>{REFERENCES})"
    rf"(?P<aside> \([^()]*\))?(?:, or (?P<third>{REFERENCES}))?"
)
_NEXT_CLAUSE = re.compile(
    r";? (?:and|AND|or) (?=to )|; (?:and )?|, (?:and|or) (?=to )|, as well as "
)
_ASIDE = re.compile(r" \(except [^()]*(?:\([^()]*\)[^()]*)*\)")
_BARE = re.compile(r"(?<=[ ,])\.[a-z](?:\.\w+)*")


@dataclass(frozen=True, slots=True)
class _Entry:
    eccn: str
    eccns: Collection[str]

    def read(self, text: str | None) -> References | None:
        return read_references(text, self.eccn, self.eccns) if text else References(())

    def own(self, text: str | None) -> References | None:
        """Return a list that names paragraphs of this entry only."""
        found = self.read(text)
        if found is None:
            return None
        everything = (*found.named, *found.excepted)
        whole = all(r.eccn == self.eccn and r.paragraph for r in everything)
        return found if whole else None

    def mentioned(self, text: str) -> set[str]:
        """Return the paragraphs of this entry that a text speaks of."""
        qualified = re.findall(rf"\b{self.eccn}((?:\.\w+)*)", text)
        return {p.removeprefix(".") for p in (*qualified, *_BARE.findall(text))}


def read_scope(text: str, eccn: str, eccns: Collection[str]) -> Scope:
    """Return the scope that the words after `applies to` give a control of an entry."""
    entry = _Entry(eccn, eccns)
    words = plain(text)
    found = _read(words, entry)
    if found is None and _ASIDE.search(words):
        found = _read(_ASIDE.sub("", words), entry)
        found = found and replace(found, narrowed=Narrowed.YES)
    return found or UNREAD


def _read(words: str, entry: _Entry) -> Scope | None:
    if _WHOLE.fullmatch(words):
        return Scope(narrowed=Narrowed.NO)
    return _entire_but(words, entry) or _clauses(words, entry) or _made_for(words, entry)


def _entire_but(words: str, entry: _Entry) -> Scope | None:
    found = _WHOLE_BUT.fullmatch(words)
    if found is None:
        return _entire_but_some(words, entry)
    excepted = entry.own(found["but"])
    if excepted is None or excepted.excepted:
        return None
    return Scope(excepted=_paragraphs(excepted), narrowed=Narrowed.NO)


def _entire_but_some(words: str, entry: _Entry) -> Scope | None:
    """Read exceptions parted by `;`: whole paragraphs are excepted, the rest only narrows."""
    found = _WHOLE_BUT_SOME.fullmatch(words)
    if found is None:
        return None
    read = [entry.own(part.strip().removeprefix("and ")) for part in found["but"].split(";")]
    excepted = [p for part in read if part and not part.excepted for p in _paragraphs(part)]
    return Scope(excepted=tuple(excepted))


def _clauses(words: str, entry: _Entry) -> Scope | None:
    """Read clauses that each name paragraphs; one that names none could hold for any of them."""
    texts = [part.removeprefix("to ") for part in _NEXT_CLAUSE.split(words)]
    read = [_clause(text, entry) for text in texts]
    scopes = [scope for scope in read if scope is not None]
    if len(scopes) < len(read):
        return None
    sure = all(scope.narrowed is Narrowed.NO for scope in scopes)
    return Scope(
        tuple(dict.fromkeys(p for scope in scopes for p in scope.paragraphs)),
        tuple(dict.fromkeys(p for scope in scopes for p in scope.excepted)),
        narrowed=Narrowed.NO if sure else Narrowed.YES,
    )


def _clause(text: str, entry: _Entry) -> Scope | None:
    named = _NAMED.fullmatch(text)
    own = entry.own(named["own"]) if named else None
    if own is not None:
        excepted = tuple(r.paragraph for r in own.excepted)
        return Scope(_paragraphs(own), excepted, narrowed=Narrowed.NO)
    for shape in (_NARROWED, _DESCRIBED):
        found = shape.fullmatch(text)
        scope = _narrowed(found, entry) if found else None
        if scope is not None:
            return scope
    return None


def _narrowed(found: re.Match[str], entry: _Entry) -> Scope | None:
    groups = found.groupdict()
    read = [entry.own(groups["own"]), entry.own(groups.get("more"))]
    named = [p for part in read if part for p in _paragraphs(part)]
    named += _GOES_ON.findall(groups["tail"] or "")
    if None in read or any(part.excepted for part in read if part):
        return None
    # INVARIANT: no paragraph that the rest speaks of goes missing, or the control would not
    # reach it.
    spoken = entry.mentioned(groups["tail"] or "")
    if any(not any(_within(p, above) for above in named) for p in spoken):
        return None
    return Scope(tuple(dict.fromkeys(named)))


def _within(paragraph: str, above: str) -> bool:
    return paragraph == above or paragraph.startswith(f"{above}.")


def _made_for(words: str, entry: _Entry) -> Scope | None:
    found = _MADE_FOR.fullmatch(words) or _MADE_FOR_TWO.fullmatch(words)
    if found is None:
        return None
    groups = found.groupdict()
    lists = [entry.read(groups.get(name)) for name in ("for", "more", "third")]
    read = [each for each in lists if each is not None]
    if len(read) < len(lists):
        return None
    narrowing = any(groups.get(word) for word in ("how", "uses", "why", "aside"))
    reasons = "reasons" in (groups.get("by") or "")
    narrowed = narrowing or reasons or any(each.excepted for each in read)
    made_for = tuple(dict.fromkeys(r for each in read for r in each.named))
    return Scope(made_for=made_for, narrowed=Narrowed.YES if narrowed else Narrowed.FOR)


def _paragraphs(references: References) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reference.paragraph for reference in references.named))
