"""Checks of what permits, clearances and bars act on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.provisions.model import (
    LIFTING,
    RESTRAINING,
    Effect,
    Pack,
    Provision,
    SubjectKind,
)

from licet_workbench.findings import Finding, nearest
from licet_workbench.naming import Named, in_reach, may_act

_ACTING = LIFTING | {Effect.BARS}


def acting_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield every permit, clearance and bar that names what it cannot act on."""
    named = Named(provision for pack in packs for provision in pack.provisions)
    denials = [provision for provision in named.all if provision.effect is Effect.DENIES]
    for actor in named.all:
        if actor.effect in _ACTING:
            yield from _Acting(actor, named, denials).findings()


class _Acting:
    """One permit, clearance or bar beside all provisions, the denials among them."""

    def __init__(self, actor: Provision, named: Named, denials: Sequence[Provision]) -> None:
        self._actor = actor
        self._bars = actor.effect is Effect.BARS
        self._key = "bars" if self._bars else "lifts"
        self._named = named
        self._denied = denials
        self._wanted = LIFTING if self._bars else RESTRAINING

    @property
    def _reach(self) -> Iterator[Provision]:
        return (p for p in self._named.all if in_reach(self._actor, p))

    def findings(self) -> Iterator[Finding]:
        targets = self._actor.targets
        if not targets.provisions and not targets.tags:
            yield self._finding((), "names no provision and no tag, so it acts on nothing")
        for name in sorted(targets.provisions):
            yield from self._by_id(name)
        for tag in sorted(targets.tags):
            yield from self._by_tag(tag)
        if targets.regimes and not self._bars and self._actor.subject is SubjectKind.LINE:
            message = "the subject is the line, which has no list row; write `subject: party`"
            yield self._finding(("regimes",), message)
        yield from self._denials()

    def _by_id(self, name: str) -> Iterator[Finding]:
        found = self._named.by_id(name)
        path = ("provisions",)
        if not found:
            near = nearest(name, (p.id for p in self._reach if p.effect in self._wanted))
            yield self._finding(path, f"there is no provision `{name}`{near}", name)
        elif not any(in_reach(self._actor, p) for p in found):
            message = f"`{name}` is of the pack `{found[0].pack}`; {self._only_its_own()}"
            yield self._finding(path, message, name)
        elif not any(p.effect in self._wanted for p in found):
            message = f"`{name}` {found[0].effect.value}; {self._only_wanted()}"
            yield self._finding(path, message, name)

    def _by_tag(self, tag: str) -> Iterator[Finding]:
        found = self._named.by_tag(tag)
        path = ("tags",)
        if not found:
            near = nearest(tag, (t for p in self._reach for t in p.tags))
            yield self._finding(path, f"no provision has the tag `{tag}`{near}", tag)
        elif not any(in_reach(self._actor, p) for p in found):
            message = f"only the pack `{found[0].pack}` has the tag `{tag}`; {self._only_its_own()}"
            yield self._finding(path, message, tag)
        elif not any(may_act(self._actor, p) for p in found):
            message = f"what has the tag `{tag}` {found[0].effect.value}; {self._only_wanted()}"
            yield self._finding(path, message, tag)

    def _denials(self) -> Iterator[Finding]:
        """Yield lifted denials: only a permit that names a denial by its id lifts it."""
        if self._bars:
            return
        targets = self._actor.targets
        for other in self._denied:
            if not in_reach(self._actor, other) or not targets.names(other.id, other.tags):
                continue
            by_id = other.id in targets.provisions
            if self._actor.effect is Effect.CLEARS or not by_id:
                message = f"lifts the denial `{other.id}`; only a permit that names it by id may"
                word = other.id if by_id else min(targets.tags & other.tags)
                yield self._finding(("provisions" if by_id else "tags",), message, word)

    def _only_its_own(self) -> str:
        return "a permit or clearance acts in its own pack only"

    def _only_wanted(self) -> str:
        if self._bars:
            return "only permits and clearances are barred"
        return "only requirements and denials are lifted"

    def _finding(self, path: tuple[str, ...], message: str, word: str | None = None) -> Finding:
        actor = self._actor
        return Finding(message, actor.pack, actor.id, path=(self._key, *path), word=word)
