"""The proof that a pack which may not loosen never does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from licet_engine.lists import ListRow
from licet_engine.provisions.model import LIFTING, Effect, Pack, Provision

from licet_workbench.findings import Finding
from licet_workbench.turning import could_turn


def loosening_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield all by which a pack that may not loosen could free an order.

    An outcome gets milder only when a permit or clearance speaks that did not before, or
    acts on more, or when a restraint falls silent. So such a pack (1) permits and clears
    nothing, (2) bars nothing but permits and clearances, and (3) holds no list row that could
    turn a condition or a narrowing of another pack's provision the wrong way: a permit or
    clearance on, a restraint or a bar off. To require, to deny and to bar adds to what stands
    and takes from what lifts; what its own provisions say of its own rows is not missed where
    the pack is left out. One pack alone may loosen: the law.
    """
    yield from _second_laws(packs)
    provisions = [p for pack in packs for p in pack.provisions]
    for pack in packs:
        if pack.may_loosen:
            continue
        for provision in pack.provisions:
            yield from _loosens(provision, provisions)
        others = [p for p in provisions if p.pack != pack.name]
        for row in pack.rows:
            yield from _row_loosens(pack, row, others)


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


def _row_loosens(pack: Pack, row: ListRow, others: Iterable[Provision]) -> Iterator[Finding]:
    for provision in others:
        if _could_free(row, provision):
            message = (
                f"lists `{row.name}`, which could make `{provision.id}` {_wrongly(provision)}; the "
                f"pack `{pack.name}` may hold no row that could free an order"
            )
            yield Finding(message, pack.name, row=row.id)


def _could_free(row: ListRow, provision: Provision) -> bool:
    """Tell whether a row could make what lifts speak, or act on more, or silence what does not.

    A bar that acts on more, by the regimes it is narrowed to, frees nothing.
    """
    lifts = provision.effect in LIFTING
    if lifts and not provision.targets.regimes.isdisjoint(row.facts.regimes):
        return True
    return any(could_turn(version.condition, row, on=lifts) for version in provision.versions)


def _wrongly(provision: Provision) -> str:
    return "speak" if provision.effect in LIFTING else "fall silent"


def _second_laws(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield packs beside the law that say they may loosen; the law declares the vocabulary."""
    loosening = [pack for pack in packs if pack.may_loosen]
    laws = [pack for pack in loosening if pack.vocabulary is not None]
    for pack in loosening:
        if laws != [pack]:
            message = (
                f"the pack `{pack.name}` says `may_loosen: true`; only one pack may, the law, "
                "which declares the vocabulary; write `may_loosen: false`"
            )
            yield Finding(message, pack.name, path=("may_loosen",))
