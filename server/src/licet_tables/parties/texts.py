"""What the lists say in sentences becomes codes, by a reviewed table of the sentences' digests."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from licet_tables.parties.columns import NOTHING, Row

DIGEST = "sha256_16_of_letters_and_digits"
"""The column of the digest, which says in its name what it is of."""

NOT_MAPPED_SCOPE, NOT_MAPPED_POLICY = "entry_specific", "not_mapped"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a listing asks for, in codes, and the texts that no code is known for."""

    scope: str = NOTHING
    exclusions: str = NOTHING
    footnotes: str = NOTHING
    exceptions_allowed: str = NOTHING
    policies: str = NOTHING
    ground: str = NOTHING
    not_mapped: tuple[str, ...] = ()


def digest(text: str) -> str:
    """Return the first 16 digits of the SHA-256 of a text's letters and digits, in small letters.

    Blanks, stops, brackets and the sign of a section do not count: the lists set them now so,
    now so, in what is one sentence.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c for c in plain if c.isalnum())
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def asked(requirement: str, policy: str, texts: Mapping[tuple[str, str], Row]) -> Asked:
    """Return what a requirement and a review policy say; no text says `none`."""
    what = _required(requirement, texts)
    if not policy.strip():
        return what
    known = texts.get(("policy", digest(policy)))
    if known is None:
        return replace(
            what, policies=NOT_MAPPED_POLICY, not_mapped=(*what.not_mapped, f"policy {policy}")
        )
    return replace(
        what,
        policies=known["policies"],
        exceptions_allowed=_first(what.exceptions_allowed, known["exceptions_allowed"]),
        ground=_first(what.ground, known["ground"]),
    )


def _required(requirement: str, texts: Mapping[tuple[str, str], Row]) -> Asked:
    known = texts.get(("requirement", digest(requirement)))
    if known is None:
        said = (f"requirement {requirement}",) if requirement.strip() else ()
        return Asked(scope=NOT_MAPPED_SCOPE, not_mapped=said or ("requirement (blank)",))
    return Asked(
        scope=known["scope"],
        exclusions=known["except"],
        footnotes=known["footnotes"],
        exceptions_allowed=known["exceptions_allowed"],
        policies=known["policies"],
        ground=known["ground"],
    )


def _first(*cells: str) -> str:
    return next((cell for cell in cells if cell != NOTHING), NOTHING)
