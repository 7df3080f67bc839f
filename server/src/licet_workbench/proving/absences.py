"""Facts whose absence two vocabularies read otherwise, and which of them boxes can tell of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.vocabulary import FactDeclaration, FactSource, FactType, Scope, Vocabulary

_DERIVED = frozenset(
    {"transaction", "shipped_from", "subject_to_ear", "category", "kind", "country", "role"}
)
"""What every sale says, what its item or place is known by, or what of silence is derived of."""
_SOURCES = frozenset({FactSource.FIELD, FactSource.ATTESTATION})
_SCOPES = frozenset({Scope.SALE, Scope.LINE, Scope.PARTY})
_TYPES = frozenset({FactType.FLAG, FactType.CODE, FactType.CODES})


def declared_otherwise(old: Vocabulary, new: Vocabulary) -> Iterator[str]:
    """Yield the facts of both that have other values, another source, or another silence."""
    for name in sorted(old.by_name.keys() & new.by_name.keys()):
        was, now = old.by_name[name], new.by_name[name]
        if _kind(was) != _kind(now) or _silence(was) != _silence(now):
            yield name


def silent_otherwise(old: Vocabulary, new: Vocabulary) -> Iterator[str]:
    """Yield those that differ in what silence means alone, and that a sale may be silent about."""
    for name in declared_otherwise(old, new):
        was, now = old.by_name[name], new.by_name[name]
        sayable = was.scope in _SCOPES and was.type in _TYPES and was.source in _SOURCES
        if sayable and name not in _DERIVED and _kind(was) == _kind(now):
            yield name


def untold_silences(otherwise: Sequence[str], told: Sequence[str], *, world: bool) -> Iterator[str]:
    """Yield what silence may change that no box tells; `world`: lists or tables differ as well.

    Of the facts that are declared otherwise boxes tell of some.
    """
    for name in otherwise:
        if name not in told:
            yield (
                f"the fact `{name}` is declared otherwise: answers to sales that are silent "
                "about it may change"
            )
    if len(told) > 1:
        names = ", ".join(f"`{name}`" for name in told)
        yield f"answers to sales that are silent about several of {names} at once may change"
    if told and world:
        names = " or ".join(f"`{name}`" for name in told)
        yield (
            f"answers to sales that are silent about {names}, and are of a list row, place or item "
            "that differs, may change"
        )


def _kind(fact: FactDeclaration) -> tuple[object, ...]:
    return fact.scope, fact.type, fact.values, fact.source


def _silence(fact: FactDeclaration) -> tuple[object, ...]:
    return fact.absence, fact.absence_of
