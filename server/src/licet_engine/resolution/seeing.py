"""What the governing versions can see of a line: all else is struck out.

Lines that differ only in what no governing condition reads become equal, so that one
resolution serves them all.
"""

from __future__ import annotations

from collections.abc import Iterable

from licet_engine.facts.model import LineFacts, Unknown
from licet_engine.matching.projection import Projection
from licet_engine.provisions.calendar import Law
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import AnyOther
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

_PART = {
    Scope.SALE: "sale",
    Scope.LINE: "line",
    Scope.PARTY: "party",
    Scope.ROW: "row",
    Scope.CONTROL: "control",
}
Visible = dict[str, frozenset[int]]
"""For each kind of part, the atoms that are read, by their place in the part."""


def visible(rules: RuleSet, atoms: Iterable[int]) -> Visible:
    """Return which atoms of each part some given atoms read, any-party conditions included."""
    table = rules.atoms
    seen: dict[str, set[int]] = {name: set() for name in (*_PART.values(), "destination")}
    queue = list(atoms)
    while queue:
        number = queue.pop()
        atom = table.atoms[number]
        if isinstance(atom, AnyOther):
            inner = table.inner[number]
            assert inner is not None
            queue += [literal.atom for literal in literals(inner)]
        elif atom.scope is Scope.DESTINATION:
            seen["destination"].add(table.destination_column(atom))
        else:
            seen[_PART[atom.scope]].add(number - table.start(atom.scope))
    return {name: frozenset(numbers) for name, numbers in seen.items()}


def governing_atoms(rules: RuleSet, law: Law) -> frozenset[int]:
    """Return every atom that a governing condition, narrowing or review policy reads."""
    found: set[int] = set()
    for number, version in law:
        found |= rules.atoms_of[rules.formula_of[number][version]]
        found |= {lit.atom for each in rules.reviews_of[number][version] for lit in literals(each)}
        narrowing = rules.narrowed_by[number]
        if narrowing is not None:
            found.add(narrowing)
    return frozenset(found)


class Sight:
    """Strikes out what a fixed set of governing versions does not read."""

    def __init__(self, rules: RuleSet, law: Law) -> None:
        seen = visible(rules, governing_atoms(rules, law))
        table = rules.atoms
        sizes = {name: len(table.tests(scope)) for scope, name in _PART.items()}
        sizes["destination"] = len(table.destination_tests)
        self._bits = {name: sum(1 << atom for atom in atoms) for name, atoms in seen.items()}
        self._kept = {name: Projection(seen[name], size).of for name, size in sizes.items()}

    def of(self, facts: LineFacts) -> LineFacts:
        """Return the line with every atom struck out that is not read."""
        kept = self._kept
        party, row, control = kept["party"], kept["row"], kept["control"]
        return facts._replace(
            sale=kept["sale"](facts.sale),
            line=kept["line"](facts.line),
            destinations=tuple(map(kept["destination"], facts.destinations)),
            parties=tuple(map(party, facts.parties)),
            rows=tuple(tuple((n, row(part)) for n, part in rows) for rows in facts.rows),
            controls=tuple((n, control(part)) for n, part in facts.controls),
            unknown=tuple(u for u in facts.unknown if self._matters(u)),
        )

    def _matters(self, unknown: Unknown) -> bool:
        bits = self._bits
        return any(atoms & bits[part] for part, atoms in unknown.touched)
