"""The proof that a pack which may not loosen never does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.model import LIFTING, Effect, Pack, Provision
from licet_engine.vocabulary import Scope

from licet_workbench.findings import Finding
from licet_workbench.regimes import asked_tests


def loosening_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield all by which a pack that may not loosen could free an order.

    An outcome gets milder only when a permit or clearance speaks that did not before, or
    acts on more, or when a restraint falls silent. So such a pack (1) permits and clears
    nothing, (2) bars nothing but permits and clearances, and (3) holds no list row that could
    make a permit or clearance speak, or silence a restraint that speaks of parties *not*
    listed. To require, to deny and to bar adds to what stands and takes from what lifts.
    """
    provisions = [p for pack in packs for p in pack.provisions]
    for pack in packs:
        if pack.may_loosen:
            continue
        for provision in pack.provisions:
            yield from _loosens(provision, provisions)
        for row in pack.rows:
            yield from _row_loosens(pack, row, provisions)


def never_loosens(pack: Pack, packs: Sequence[Pack]) -> bool:
    """Tell whether a pack is proved to add only restraints to the others."""
    stricter = Pack(pack.name, pack.provisions, pack.rows, may_loosen=False)
    others = [other for other in packs if other.name != pack.name]
    return not any(f.pack == pack.name for f in loosening_findings([*others, stricter]))


def _loosens(provision: Provision, provisions: Sequence[Provision]) -> Iterator[Finding]:
    if provision.effect in LIFTING:
        message = (
            f"{provision.effect.value}, but the pack `{provision.pack}` may only require, "
            "deny or bar"
        )
        yield Finding(message, provision.pack, provision.id, path=("effect",))
    if provision.effect is not Effect.BARS:
        return
    for other in provisions:
        named = provision.targets.names(other.id, other.tags)
        if named and other.effect not in LIFTING:
            message = (
                f"bars `{other.id}`, which {other.effect.value}; only permits and clearances "
                "are barred"
            )
            yield Finding(message, provision.pack, provision.id, path=("bars",), word=other.id)


def _row_loosens(pack: Pack, row: ListRow, provisions: Sequence[Provision]) -> Iterator[Finding]:
    for provision in provisions:
        if _could_free(row, provision):
            message = (
                f"lists `{row.name}` for what `{provision.id}` asks about; the pack `{pack.name}` "
                "may hold no row that could free an order"
            )
            yield Finding(message, pack.name, row=row.id)


def _could_free(row: ListRow, provision: Provision) -> bool:
    """Tell whether a row meets what a lifting provision asks, or a restraint's `not`."""
    asked = [t for version in provision.versions for t in asked_tests(version.condition)]
    lifts = provision.effect in LIFTING
    return any(_is_of(row, test) for test, negated in asked if lifts or negated)


def _is_of(row: ListRow, test: Test) -> bool:
    own = {"list": (row.facts.list,), "regime": row.facts.regimes}.get(test.fact, ())
    if test.scope is not Scope.ROW or not isinstance(test.operand, frozenset):
        return False
    return not test.operand.isdisjoint(own)
