"""Conditions that can never hold, and parts of conditions that say nothing.

What is found is exact over the declared words (`satisfying`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from licet_engine.provisions.compiling import canonical, negation_normal
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyOther,
    Condition,
    Not,
    Op,
    Test,
    of_control,
)
from licet_engine.provisions.model import Pack, Provision, SubjectKind, Version
from licet_engine.vocabulary import Scope

from licet_workbench.findings import Finding, Severity
from licet_workbench.governing import ONE_DAY
from licet_workbench.pointing import finding_at, told
from licet_workbench.satisfying import Words, negated

_MADE_BEFORE = ("contracted_on", "ordered_on")
"""Days of a sale that are never after the goods leave."""


def silence_findings(packs: Sequence[Pack], words: Words) -> Iterator[Finding]:
    """Yield conditions, and parts of them, that never hold or add nothing to the rest."""
    for provision in (p for pack in packs for p in pack.provisions):
        yield from _Silence(provision, words).findings()


def normal(provision: Provision, condition: Condition) -> Condition:
    """Return the condition of a provision as matchers evaluate it."""
    whole = of_control(condition) if provision.subject is SubjectKind.CONTROL else condition
    return negation_normal(whole, provision.effect)


class _Silence:
    """One provision, whose versions share a condition and may each add to it."""

    def __init__(self, provision: Provision, words: Words) -> None:
        self._provision = provision
        self._words = words
        self._said: dict[str, list[tuple[int, Condition, str]]] = {}
        self._parts: list[frozenset[str]] = []

    def findings(self) -> Iterator[Finding]:
        told_already: set[str] = set()
        for number, version in enumerate(self._provision.versions):
            condition = normal(self._provision, version.condition)
            self._parts.append(frozenset(map(canonical, _parts(condition))))
            culprit = self._contradiction(conjuncts(condition), version)
            if culprit is None:
                self._redundant(number, condition)
                yield from self._reviews(number, version)
            elif culprit[1] not in told_already:
                told_already.add(culprit[1])
                yield self._finding(number, *culprit)
        yield from self._nothing_said()

    def _contradiction(
        self, parts: Sequence[Condition], version: Version
    ) -> tuple[Condition, str, Severity] | None:
        """Return the part by which a condition comes to never hold, and what is wrong with it."""
        if not self._words.can_hold(*parts):
            part, message = self._clash(parts)
            return part, message, Severity.ERROR
        running = tuple(_running(version))
        if running and not self._words.can_hold(*running, *parts):
            part, _ = self._clash([*running, *parts])
            message = (
                f"`{told(part)}` never holds while this version runs, through "
                f"{version.through}: no sale is contracted or ordered after it"
            )
            return part, message, Severity.WARNING
        return None

    def _clash(self, parts: Sequence[Condition]) -> tuple[Condition, str]:
        """Return the first part that cannot hold beside those before it, and why."""
        count = next(n for n in range(len(parts)) if not self._words.can_hold(*parts[: n + 1]))
        last = parts[count]
        if not self._words.can_hold(last):
            return last, f"`{told(last)}` can never hold; write what it is to be"
        other = next((p for p in parts[:count] if not self._words.can_hold(p, last)), None)
        beside = f"`{told(other)}`" if other else "the rest of the condition"
        message = (
            f"`{told(last)}` never holds beside {beside}, so that this never "
            f"{self._provision.effect.value}; write `any` where either is to be enough"
        )
        return last, message

    def _redundant(self, number: int, condition: Condition) -> None:
        for part, message in self._without_effect(condition, ()):
            self._said.setdefault(canonical(part), []).append((number, part, message))

    def _without_effect(
        self, condition: Condition, beside: tuple[Condition, ...]
    ) -> Iterator[tuple[Condition, str]]:
        """Yield the parts without which a condition would mean the same, beside others."""
        match condition:
            case All():
                yield from self._of_all(conjuncts(condition), beside)
            case Any(parts):
                yield from self._of_any(parts, beside)
            case AnyOther(inside) | Not(AnyOther(inside)):
                yield from self._without_effect(inside, ())
            case _:
                return

    def _of_all(
        self, parts: Sequence[Condition], beside: tuple[Condition, ...]
    ) -> Iterator[tuple[Condition, str]]:
        kept = list(parts)
        for part in parts:
            others = [other for other in kept if other is not part]
            if _engine_own(part):
                continue
            # What only an `any` says in each of its ways may well stand before it once.
            plain = (other for other in (*beside, *others) if not isinstance(other, Any))
            if not self._words.can_hold(*plain, negated(part)):
                kept = others
                yield part, f"`{told(part)}` says nothing: the rest of the condition says it"
            else:
                yield from self._without_effect(part, (*beside, *others))

    def _of_any(
        self, parts: Sequence[Condition], beside: tuple[Condition, ...]
    ) -> Iterator[tuple[Condition, str]]:
        kept = list(parts)
        for part in parts:
            others = [negated(other) for other in kept if other is not part]
            if not self._words.can_hold(*beside, part):
                yield part, f"`{told(part)}` can never hold here; take it out of the `any`"
            elif not self._words.can_hold(*beside, part, *others):
                kept = [other for other in kept if other is not part]
                yield part, f"`{told(part)}` adds nothing: the other parts of the `any` hold then"
            else:
                yield from self._without_effect(part, beside)

    def _nothing_said(self) -> Iterator[Finding]:
        """Yield parts that add nothing in every version which has them.

        What all versions share may be for the sake of one of them.
        """
        for text, found in self._said.items():
            versions = sum(text in parts for parts in self._parts)
            if len({number for number, _, _ in found}) >= versions:
                yield self._finding(*found[0])

    def _reviews(self, number: int, version: Version) -> Iterator[Finding]:
        """Yield review policies that nobody is ever told."""
        own = normal(self._provision, version.condition)
        earlier: list[Condition] = []
        for place, review in enumerate(version.reviews):
            condition = negation_normal(review.condition, self._provision.effect)
            if not self._words.can_hold(own, condition, *map(negated, earlier)):
                message = "this review policy is never told: its `when` never holds here"
                if earlier and self._words.can_hold(own, condition):
                    message = "this review policy is never told: one before it always holds then"
                path = ("versions", number, "reviews", place, "when")
                yield Finding(
                    message,
                    self._provision.pack,
                    self._provision.id,
                    version.name,
                    path=path,
                    severity=Severity.WARNING,
                )
            earlier.append(condition)

    def _finding(
        self, number: int, part: Condition, message: str, severity: Severity = Severity.WARNING
    ) -> Finding:
        return finding_at(self._provision, number, part, message, severity)


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """Return the parts that must all hold, those of parts among them."""
    if not isinstance(condition, All):
        return (condition,)
    return tuple(part for own in condition.parts for part in conjuncts(own))


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _parts(part)
        case Not(AnyOther(inside)) | AnyOther(inside):
            yield from _parts(inside)
        case _:
            return


def _engine_own(part: Condition) -> bool:
    """Tell whether a part was put in by the engine and stands in no file."""
    return isinstance(part, Test) and part.fact in ("reaches", "in_scope")


def _running(version: Version) -> Iterator[Condition]:
    """Yield what is so of every sale on the days of a version."""
    if version.through is not None and version.through < date.max:
        for fact in _MADE_BEFORE:
            yield Not(Test(Scope.SALE, fact, Op.ON_OR_AFTER, version.through + ONE_DAY))
