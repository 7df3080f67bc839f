"""Who acts on whom: what a permit or clearance may lift, and a bar may keep from lifting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect, Provision


def acting(provisions: Sequence[Provision]) -> Iterator[tuple[int, ...]]:
    """Yield for each provision the numbers of those that it acts on.

    A bar acts on permits and clearances of any pack, a permit or clearance in its own pack.
    """
    named: dict[str, list[int]] = {}
    tagged: dict[str, list[int]] = {}
    for number, provision in enumerate(provisions):
        named.setdefault(provision.id, []).append(number)
        for tag in provision.tags:
            tagged.setdefault(tag, []).append(number)
    for actor in provisions:
        meant = {n for name in actor.targets.provisions for n in named.get(name, ())}
        meant.update(n for tag in actor.targets.tags for n in tagged.get(tag, ()))
        yield tuple(sorted(n for n in meant if _may_act_on(actor, provisions[n])))


def _may_act_on(actor: Provision, other: Provision) -> bool:
    if actor.effect is Effect.BARS:
        return other.effect in LIFTING
    same_pack = actor.pack == other.pack
    return actor.effect in LIFTING and other.effect in RESTRAINING and same_pack
