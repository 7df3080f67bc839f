"""Controls that follow the schedules of the Chemical Weapons Convention (15 CFR 742.18).

One row of an entry may hold a requirement for each schedule, so it comes apart by paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from licet_tables.references import REFERENCES, read_references
from licet_tables.scopes import Narrowed, Scope
from licet_tables.wording import numbered

_BY_SCHEDULE = {"2": "cwc_not_party", "3": "cwc_schedule_3"}
_CHEMICALS = re.compile(
    r"Schedule ([23]) chemicals and mixtures identified in \d[A-E]\d{3}\.([a-z]) "
    r"to States not Party"
)
_MIXTURES = re.compile(r"xports and reexports of mixtures controlled by \d[A-E]\d{3}\.([a-z]),")
_KITS = re.compile(
    r"test kits controlled by \d[A-E]\d{3}\.([a-z]) that contain CWC Schedule ([23]) chemicals"
)
_EVERYWHERE = re.compile(
    rf"CW applies to (?P<toxins>{REFERENCES}) and a license is required for CW reasons for all "
    r"destinations\b.*"
)


def chemical_controls(
    text: str, eccn: str, eccns: Collection[str]
) -> tuple[tuple[Scope, str], ...]:
    """Return each part of a requirement by schedule with its scope; none for any other."""
    words = numbered(text)
    found = (*_scheduled(words), *_everywhere(words, eccn, eccns))
    return tuple(dict.fromkeys(found))


def _scheduled(words: str) -> Iterator[tuple[Scope, str]]:
    for schedule, paragraph in _CHEMICALS.findall(words):
        yield Scope((paragraph,), narrowed=Narrowed.NO), _BY_SCHEDULE[schedule]
    for paragraph in _MIXTURES.findall(words):
        yield Scope((paragraph,), narrowed=Narrowed.NO), "cwc_not_party"
    for paragraph, schedule in _KITS.findall(words):
        yield Scope((paragraph,)), _BY_SCHEDULE[schedule]


def _everywhere(words: str, eccn: str, eccns: Collection[str]) -> Iterator[tuple[Scope, str]]:
    found = _EVERYWHERE.fullmatch(words)
    toxins = read_references(found["toxins"], eccn, eccns) if found else None
    if toxins is not None:
        # Only some forms of the toxins are meant, which the paragraphs do not tell.
        yield Scope(tuple(r.paragraph for r in toxins.named)), "worldwide"
