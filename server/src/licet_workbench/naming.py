"""What a permit, clearance or bar names, found by id and by tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect, Provision


class Named:
    """Provisions by their ids and tags; looked up once, however many name them."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        self.all: tuple[Provision, ...] = tuple(provisions)
        self._by_id: dict[str, list[Provision]] = {}
        self._by_tag: dict[str, list[Provision]] = {}
        for provision in self.all:
            self._by_id.setdefault(provision.id, []).append(provision)
            for tag in provision.tags:
                self._by_tag.setdefault(tag, []).append(provision)

    def by_id(self, name: str) -> Sequence[Provision]:
        """Return the provisions of an id: one, unless two have it by mistake."""
        return self._by_id.get(name, ())

    def by_tag(self, tag: str) -> Sequence[Provision]:
        """Return the provisions that have a tag."""
        return self._by_tag.get(tag, ())


def in_reach(actor: Provision, other: Provision) -> bool:
    """Tell whether one may name the other: a permit or clearance those of its own pack alone."""
    return actor.effect is Effect.BARS or other.pack == actor.pack


def may_act(actor: Provision, other: Provision) -> bool:
    """Tell whether one acts on the other where it names it."""
    wanted = LIFTING if actor.effect is Effect.BARS else RESTRAINING
    return other.effect in wanted and in_reach(actor, other)
