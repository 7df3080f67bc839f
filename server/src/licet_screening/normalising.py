"""Names as they are compared: case, punctuation, spacing, accents and legal forms aside."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from cleanco import prepare_default_terms
from cleanco.clean import custom_basename

_WORDS = re.compile(r"[^\W_]+")
_AND = re.compile(r"\s*[&+]\s*")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_QUOTES = str.maketrans("", "", "'`\u00b4\u2018\u2019\u02bb\u02bc\u02b9\uff07")
"""Apostrophes as people type them: within a name they part nothing."""
_ALIAS = re.compile(r"^(?P<front>.*?)\s*\((?P<alias>[^()]*)\)[\s.]*$", re.DOTALL)
_AFFILIATED = re.compile(r"\baffiliated\s+entit(?:y|ies)\s*:", re.IGNORECASE)
_ADDRESSED = re.compile(r"^\s*(?:messrs|m/s)\b[.\s]*", re.IGNORECASE)
_UNSEEN = frozenset({"Mn", "Cf"})
"""Accents, once taken apart, and characters that are not seen, such as a soft hyphen."""
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
    ["ooo"],
    ["pt"],
)
"""Legal forms that the library does not know, or knows only shortened."""
_LEGAL_FORMS = sorted(
    [
        *(term for term in prepare_default_terms() if term[1] not in _PLACES),
        *((len(words), list(words)) for words in _FORMS_WRITTEN_OUT),
    ],
    key=lambda term: (-term[0], term[1]),
)
_SHORT = {
    "company": "co",
    "limited": "ltd",
    "corporation": "corp",
    "incorporated": "inc",
    "private": "pvt",
}
"""Legal forms written out, and as they are shortened: the same wherever they stand."""


def plain(name: str) -> str:
    """Return a name in small letters, without accents and punctuation, singly spaced.

    Scripts are kept as they are: a name matches in the scripts that the list gives it in.
    Letters that stand alone are joined: `S. A.` is `sa`.
    """
    folded = unicodedata.normalize("NFKD", unescape(name)).casefold().translate(_QUOTES)
    bare = "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)
    spelled = _AND.sub(" and ", _DOTTED.sub("", unicodedata.normalize("NFKC", bare)))
    return " ".join(_joined(_WORDS.findall(spelled)))


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
    bare = " ".join(_SHORT.get(word, word) for word in plain(name).split())
    while (shorter := plain(_stripped(bare))) not in ("", bare):
        bare = shorter
    return bare


def _stripped(name: str) -> str:
    found: str = custom_basename(name, _LEGAL_FORMS, prefix=True)
    return found


def keys(name: str) -> tuple[str, ...]:
    """Return every form under which a name is looked up, the nearest first, spacing aside.

    As the government's lists write names: what follows `Affiliated Entity:` is the party,
    and a parenthesis behind a legal form, or with one in it, is an alias.
    """
    party = _ADDRESSED.sub("", _AFFILIATED.split(name)[-1])
    forms = [party]
    alias = _ALIAS.match(party)
    if alias and any(_has_legal_form(part) for part in alias.groups()):
        forms += alias.groups()
    compact = (without_legal_form(form).replace(" ", "") for form in forms)
    return tuple(dict.fromkeys(form for form in compact if form))


def _has_legal_form(name: str) -> bool:
    words = " ".join(_SHORT.get(word, word) for word in plain(name).split())
    return words != without_legal_form(name)
