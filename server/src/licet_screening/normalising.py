"""Names as they are compared: case, punctuation, spacing, accents and legal forms aside."""

from __future__ import annotations

import re
import unicodedata

from cleanco import prepare_default_terms
from cleanco.clean import custom_basename

_WORDS = re.compile(r"[^\W_]+")
_AND = re.compile(r"\s*&\s*")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_UNSEEN = frozenset({"Mn", "Cf"})
"""Accents, once taken apart, and characters that are not seen, such as a soft hyphen."""
_PLACES = (["uk"],)
"""Words that the library takes for legal forms, but that tell one listed unit from another."""
_LEGAL_FORMS = [term for term in prepare_default_terms() if term[1] not in _PLACES]
_LONGEST = 1000
"""Characters of a name that are looked at; longer ones are no names, and match nothing."""


def plain(name: str) -> str:
    """Return a name in small letters, without accents and punctuation, singly spaced.

    Scripts are kept as they are: a name matches in the scripts that the list gives it in.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)
    spelled = _AND.sub(" and ", _DOTTED.sub("", unicodedata.normalize("NFKC", bare)))
    return " ".join(_WORDS.findall(spelled))


def without_legal_form(name: str) -> str:
    """Return a plain name without its legal forms (`Co., Ltd.`, `GmbH`), or all of it.

    A name that is nothing but a legal form is kept whole.
    """
    if len(name) > _LONGEST:
        return ""
    bare = plain(name)
    while (shorter := plain(custom_basename(bare, _LEGAL_FORMS))) not in ("", bare):
        bare = shorter
    return bare
