"""Names as they are compared: case, punctuation, spacing, accents and legal forms aside."""

from __future__ import annotations

import re
import unicodedata

from cleanco import basename

_WORDS = re.compile(r"[^\W_]+")
_AND = re.compile(r"\s*&\s*")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_LONGEST = 1000
"""Characters of a name that are looked at; longer ones are no names, and match nothing."""


def plain(name: str) -> str:
    """Return a name in small letters, without accents and punctuation, singly spaced.

    Scripts are kept as they are: a name matches in the scripts that the list gives it in.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    spelled = _AND.sub(" and ", _DOTTED.sub("", unicodedata.normalize("NFKC", bare)))
    return " ".join(_WORDS.findall(spelled))


def without_legal_form(name: str) -> str:
    """Return a plain name without its legal forms (`Co., Ltd.`, `GmbH`), or all of it.

    A name that is nothing but a legal form is kept whole.
    """
    if len(name) > _LONGEST:
        return ""
    bare = plain(name)
    while (shorter := plain(basename(bare))) not in ("", bare):
        bare = shorter
    return bare
