"""Legal forms at the ends of names: what a firm is, not what it is called."""

from __future__ import annotations

from cleanco import prepare_default_terms
from cleanco.clean import remove_accents, strip_punct

_PLACES = (["uk"],)
"""Words that the library takes for legal forms, but that tell one listed unit from another."""
_FORMS_WRITTEN_OUT = (
    ["sociedad", "anonima"],
    ["societe", "anonyme"],
    ["societa", "per", "azioni"],
    ["kabushiki", "kaisha"],
    ["cooperatief"],
    ["coltd"],
    ["kk"],
    ["ua"],
    ["sa", "rl"],
    ["gmbh", "and", "co", "kg"],
    ["aktiengesellschaft"],
    ["ltd", "sti"],
    ["fz", "llc"],
    ["eood"],
    ["jsc"],
    ["pao"],
    ["too"],
    ["fze"],
    ["ao"],
    ["ooo"],
    ["pt"],
    ["joint", "stock", "co"],
    ["public", "joint", "stock", "co"],
    ["open", "joint", "stock", "co"],
    ["closed", "joint", "stock", "co"],
    ["ltd", "liability", "co"],
    ["aktsionernoe", "obshchestvo"],
    ["otkrytoe", "aktsionernoe", "obshchestvo"],
    ["zakrytoe", "aktsionernoe", "obshchestvo"],
    ["publichnoe", "aktsionernoe", "obshchestvo"],
    ["obshchestvo", "s", "ogranichennoi", "otvetstvennostyu"],
    ["obshchestvo", "s", "ogranichennoy", "otvetstvennostyu"],
    ["youxian", "gongsi"],
    ["gufen", "youxian", "gongsi"],
    ["pjsc"],
    ["ojsc"],
    ["cjsc"],
    ["oao"],
    ["zao"],
    ["public", "co"],
    ["limited"],
)
"""Legal forms that the library does not know, or knows only shortened."""
FORMS = frozenset(
    tuple(words)
    for words in (*(term[1] for term in prepare_default_terms()), *_FORMS_WRITTEN_OUT)
    if words not in _PLACES
)
_LONGEST_FORM = max(map(len, FORMS))
_FIRST_WORDS = frozenset(form[0] for form in FORMS)
_LAST_WORDS = frozenset(form[-1] for form in FORMS)


def stripped(words: list[str]) -> list[str]:
    """Return words without the legal forms at their ends; nothing but forms is kept whole."""
    letters = [word if word.isascii() else strip_punct(remove_accents(word)) for word in words]
    start, end = 0, len(words)
    while found := _form_at_end(letters, start, end):
        end -= found
    while found := _form_at_start(letters, start, end):
        start += found
    return words[start:end] or words


def _form_at_end(letters: list[str], start: int, end: int) -> int:
    """Return how many words the longest legal form at the end of some words has, or 0."""
    if start == end or letters[end - 1] not in _LAST_WORDS:
        return 0
    lengths = range(min(_LONGEST_FORM, end - start), 0, -1)
    return next((n for n in lengths if tuple(letters[end - n : end]) in FORMS), 0)


def _form_at_start(letters: list[str], start: int, end: int) -> int:
    if start == end or letters[start] not in _FIRST_WORDS:
        return 0
    lengths = range(min(_LONGEST_FORM, end - start), 0, -1)
    return next((n for n in lengths if tuple(letters[start : start + n]) in FORMS), 0)
