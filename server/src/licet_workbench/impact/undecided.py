"""What is told of a line beside which some condition is undecided, as far as that asks for it."""

from __future__ import annotations

from licet_workbench.impact.all_facts import Facts
from licet_workbench.impact.fact_columns import Kinds, text
from licet_workbench.impact.side_by_side import Orders, receiving
from licet_workbench.impact.sightings import Asked
from licet_workbench.impact.surroundings import Group


class Open:
    """Some orders with what is said of them, as undecided conditions may ask for it."""

    def __init__(
        self, orders: Orders, facts: Facts, controls: list[Group], listed: list[Group]
    ) -> None:
        self._facts = {
            scope: {name: _listed(kinds) for name, kinds in own.items()}
            for scope, own in zip(("sale", "line", "party"), facts, strict=True)
        }
        self._controls = [group.number for group in controls]
        self._rows = [group.number for group in listed]
        self._parties: list[list[int]] = [[] for _ in range(orders.size)]
        for number, order in enumerate(orders.parties.orders.tolist()):
            self._parties[order].append(number)
        fields = (orders.parties.told(orders, field) for field in ("country", "region"))
        self._spots = [*fields]
        self._receives = receiving(orders)[1].tolist()
        self._heads = [orders.told(f"destination.{field}") for field in ("country", "region")]

    def of(self, line: int, order: int, asked: Asked) -> object:
        """Return all that some conditions may ask for of a line."""
        sale, lines, party = (self._facts[scope] for scope in ("sale", "line", "party"))
        parties = self._parties[order]
        return (
            tuple(sale[name][order] for name in asked.sale),
            tuple(lines[name][line] for name in asked.line),
            tuple(tuple(party[name][each] for each in parties) for name in asked.party),
            tuple(self._rows[each] for each in parties) if asked.rows else (),
            self._controls[line] if asked.controls else (),
            self._where(order) if asked.places else (),
        )

    def _where(self, order: int) -> object:
        """Places stand as they are written: two that tables tell apart may look alike here."""
        parties = (
            (*(text(spot, each) for spot in self._spots), self._receives[each])
            for each in self._parties[order]
        )
        return (*(text(head, order) for head in self._heads), *parties)


def _listed(kinds: Kinds) -> list[int]:
    found: list[int] = kinds.numbers.tolist()
    return found
