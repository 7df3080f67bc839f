"""How one word or sentence is written in YAML: plain, and quoted only where it must be."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import yaml

_NAMES = frozenset({"version", "supersedes"})
"""Names that may look like a day or a year, and are none."""
_NUMBERED = frozenset({"below", "category", "schedule_b", "percent"})
"""What is a number, or a code of digits that the schema takes as one."""
_FLAGS = frozenset({"true", "false"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
# What later readers of YAML, such as those of editors, take for a number beside the loader's.
_NUMBER_ELSEWHERE = re.compile(
    r"[-+]?(0o[0-7]+|0x[0-9a-fA-F]+|(\.?[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?)"
)
_FLAG_ELSEWHERE = frozenset({"y", "Y", "n", "N"})
# An ECCN of group E begins as a number does, and a country group looks like a key: people quote
# all of a kind, not only those that a machine would misread.
_LOOKS_OTHERWISE = re.compile(r"[0-9][Ee][0-9]+([.][a-z0-9.]+)?|[A-Z]:[0-9]+")
_TEXT = "tag:yaml.org,2002:str"


@lru_cache(maxsize=20_000)
def word(text: str, key: str, *, flow: bool) -> str:
    """Return how a text is written as the value of a key, or in a list of it.

    In brackets (`flow`) a comma or bracket of its own must be quoted.
    """
    named = key in _NAMES and text[:1].isdigit()
    plain = (_is_text(text) and not named) or _is_meant(text, key)
    if plain and all(_reads(form.format(text), read) for form, read in _forms(text, flow=flow)):
        return text
    return quoted_word(text)


def _forms(text: str, *, flow: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return where a text may come to stand, and what is to be read there."""
    if flow:
        return ("[{}]", (text,)), ("{{k: {}}}", ("k", text))
    return ("- {}", (text,)), ("k: {}", ("k", text))


@lru_cache(maxsize=2_000)
def key_word(text: str) -> str:
    """Return how a text is written as a key."""
    forms = ("{{{}: v}}", "{}: v")
    plain = _is_text(text) and all(_reads(form.format(text), (text, "v")) for form in forms)
    return text if plain else quoted_word(text)


def quoted_word(text: str) -> str:
    """Return a text in quotes, with whatever is not printable written out."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in written)


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}"


def _is_text(text: str) -> bool:
    """Tell whether no reader of YAML takes a text for anything but a text."""
    tag = yaml.SafeLoader.yaml_implicit_resolvers
    forms = (*tag.get(text[:1], ()), *tag.get(None, ()))
    if any(name != _TEXT and form.match(text) for name, form in forms):
        return False
    doubtful = _NUMBER_ELSEWHERE.fullmatch(text) or _LOOKS_OTHERWISE.fullmatch(text)
    return not doubtful and text not in _FLAG_ELSEWHERE


def _is_meant(text: str, key: str) -> bool:
    """Tell whether a text is the flag, day or number that the schema asks for in its place."""
    if _DAY.fullmatch(text):
        return key not in _NAMES
    return text in _FLAGS or (key in _NUMBERED and _NUMBER.fullmatch(text) is not None)


def _reads(sample: str, words: tuple[str, ...]) -> bool:
    """Tell whether the loader's parser finds these words, none of them quoted, in a sample."""
    try:
        events = list(yaml.parse(sample, Loader=yaml.CBaseLoader))
    except yaml.YAMLError:
        return False
    found = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    plain = all(event.implicit[0] and not event.style for event in found)
    return plain and tuple(event.value for event in found) == words
