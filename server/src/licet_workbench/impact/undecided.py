"""What is told of a line beside which some condition is undecided, as far as that asks for it."""

from __future__ import annotations

import numpy as np

from licet_workbench.impact.fact_columns import Kinds, text
from licet_workbench.impact.kleene import UNKNOWN, Truths
from licet_workbench.impact.side_by_side import Ints, Orders, receiving
from licet_workbench.impact.sightings import Asked, Seen
from licet_workbench.impact.subject_columns import Laid
from licet_workbench.impact.surroundings import Group

_SCOPES = ("sale", "line", "party")


class Open:
    """Some orders with what is said of them, as undecided conditions may ask for it."""

    def __init__(
        self, orders: Orders, laid: Laid, controls: list[Group], listed: list[Group]
    ) -> None:
        self._facts = {
            scope: {name: _list(kinds.numbers) for name, kinds in own.items()}
            for scope, own in zip(_SCOPES, laid.facts, strict=True)
        }
        self._controls = [group.number for group in controls]
        self._listed = listed
        self._row_truths = laid.row_truths
        self._rows: dict[tuple[int, tuple[int, ...]], tuple[object, ...]] = {}
        self._destinations = _list(laid.destinations)
        self._destination_truths = laid.destination_truths
        self._of_destinations: dict[tuple[int, tuple[int, ...]], tuple[bytes, bool]] = {}
        self._parties: list[list[int]] = [[] for _ in range(orders.size)]
        for number, order in enumerate(orders.parties.orders.tolist()):
            self._parties[order].append(number)
        country = laid.facts.party.get("country")
        self._somewhere = [False] * len(listed) if country is None else _open(country)
        self._spots = [orders.parties.told(orders, field) for field in ("country", "region")]
        self._receives: list[bool] = receiving(orders)[1].tolist()
        self._heads = [orders.told(f"destination.{field}") for field in ("country", "region")]

    def of(self, line: int, order: int, seen: Seen, asked: Asked) -> object:
        """Return all that some conditions may ask for of a line."""
        sale, lines, party = (self._facts[scope] for scope in _SCOPES)
        parties = [
            (*(party[name][each] for name in asked.party), *self._on_rows(each, asked.rows))
            for each in (self._parties[order] if asked.others else seen.parties)
        ]
        return (
            tuple(sale[name][order] for name in asked.sale),
            tuple(lines[name][line] for name in asked.line),
            tuple(sorted(parties)),
            self._controls[line] if asked.controls else (),
            self._where(order, asked),
        )

    def _on_rows(self, party: int, atoms: tuple[int, ...]) -> tuple[object, ...]:
        """Return what is asked of a party's rows, and what those may be that it may be on."""
        if not atoms:
            return ()
        group = self._listed[party]
        key = group.number, atoms
        if key not in self._rows:
            told = self._row_truths[list(group.pieces)][:, list(atoms)]
            said = tuple(sorted({row.tobytes() for row in told}))
            ways = (
                tuple(bytes(part[atom] for atom in atoms) for part in parts) for parts in group.open
            )
            self._rows[key] = said, tuple(sorted(ways))
        return self._rows[key]

    def _where(self, order: int, asked: Asked) -> object:
        """Return what is asked of destinations; where that is open, they stand as written.

        Two that tables tell apart may look alike here, and yet each be open for itself.
        """
        said, open_ = self._at(self._destinations[order], asked.destinations)
        somewhere = "country" in asked.party and any(
            self._somewhere[each] for each in self._parties[order]
        )
        if not open_ and not somewhere:
            return said
        parties = sorted(
            (*(str(text(spot, each)) for spot in self._spots), self._receives[each])
            for each in self._parties[order]
        )
        return (*(text(head, order) for head in self._heads), *parties)

    def _at(self, number: int, places: tuple[int, ...]) -> tuple[bytes, bool]:
        key = number, places
        if key not in self._of_destinations:
            told: Truths = self._destination_truths[number][list(places)]
            self._of_destinations[key] = told.tobytes(), bool((told == UNKNOWN).any())
        return self._of_destinations[key]


def _open(kinds: Kinds) -> list[bool]:
    found: list[bool] = (kinds.truths == UNKNOWN).any(axis=1)[kinds.numbers].tolist()
    return found


def _list(numbers: Ints) -> list[int]:
    found: list[int] = np.asarray(numbers).tolist()
    return found
