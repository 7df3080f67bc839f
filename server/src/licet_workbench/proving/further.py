"""What a further party of an order may bring about: conditions on any party, and bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from licet_engine.facts.ownership import OWNERSHIP
from licet_engine.provisions.conditions import AnyOther, AnyParty, Test
from licet_engine.provisions.model import Effect, SubjectKind
from licet_engine.vocabulary import Scope

from licet_workbench.proving.law import Group, atoms_of
from licet_workbench.proving.wording import condition_words
from licet_workbench.proving.worlds import Worlds
from licet_workbench.regimes import asked_tests

Brought = Mapping[AnyOther | str, str]
"""What the axis is called of a condition on any party, or of a bar by its id."""


def brought(groups: Sequence[Group], worlds: Worlds, apart: frozenset[str]) -> tuple[Brought, ...]:
    """Return for each rule set what a further party may bring about.

    What rule sets may see otherwise of it is an axis of each: list rows, where these differ, and
    provisions that speak `apart`.
    """
    rows = any(len(set(thing.seen)) > 1 for thing in worlds.rows)
    return tuple(dict(_told(group, side, rows, apart)) for side, group in enumerate(groups))


def _told(
    group: Group, side: int, rows: bool, apart: frozenset[str]
) -> Iterator[tuple[AnyOther | str, str]]:
    whose = f" ({('before', 'after')[side]})"
    for atom in atoms_of(group):
        if isinstance(atom, AnyParty):
            own = rows and _turn_on_rows(test for test, _ in asked_tests(atom.condition))
            yield atom, f"another party: {condition_words(atom.condition)}{whose if own else ''}"
    for number in group.numbers:
        provision = group.rules.provisions[number]
        if provision.effect is Effect.BARS and provision.subject is SubjectKind.PARTY:
            own = rows and _turn_on_rows(Group(group.rules, (number,)).tests())
            own = own or provision.id in apart
            yield provision.id, f"another party: {provision.id} speaks{whose if own else ''}"


def _turn_on_rows(tests: Iterable[Test]) -> bool:
    """Tell whether tests may come out otherwise where a party, or its owner, is on other rows."""
    return any(test.scope is Scope.ROW or test.fact in OWNERSHIP for test in tests)
