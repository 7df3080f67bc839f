"""What is told of a line beside which some condition is undecided, as far as that asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from licet_workbench.impact.fact_columns import Kinds, Ways, text
from licet_workbench.impact.kleene import UNKNOWN, Truths
from licet_workbench.impact.side_by_side import Ints, Orders, receiving
from licet_workbench.impact.sightings import Asked, OpenSubject
from licet_workbench.impact.subject_columns import Laid
from licet_workbench.impact.surroundings import Group


class Open:
    """Some orders with what is said of them, as undecided conditions may ask for it."""

    def __init__(
        self, orders: Orders, laid: Laid, controls: list[Group], listed: list[Group]
    ) -> None:
        self._facts = [
            {name: (_list(kinds.numbers), kinds.ways) for name, kinds in own.items()}
            for own in laid.facts
        ]
        self._controls = [group.number for group in controls]
        self._listed = listed
        self._row_truths = laid.row_truths
        self._rows: dict[tuple[int, tuple[int, ...]], object] = {}
        self._destinations = _list(laid.destinations)
        self._places = _list(laid.places)
        self._destination_truths = laid.destination_truths
        self._of_destinations: dict[tuple[int, tuple[int, ...]], tuple[bytes, bool]] = {}
        self._parties_at: list[int] = []
        self._parties: list[list[int]] = [[] for _ in range(orders.size)]
        for number, order in enumerate(orders.parties.orders.tolist()):
            self._parties_at.append(len(self._parties[order]))
            self._parties[order].append(number)
        country = laid.facts.party.get("country")
        self._somewhere = [False] * len(listed) if country is None else _open(country)
        self._spots = [orders.parties.told(orders, field) for field in ("country", "region")]
        self._receives: list[bool] = receiving(orders)[1].tolist()
        self._heads = [orders.told(f"destination.{field}") for field in ("country", "region")]

    def of(
        self, at: tuple[int, int], subjects: Sequence[OpenSubject], asked: Asked, *, shared: bool
    ) -> object:
        """Return all that some conditions may ask for of a line, by its number and its order's.

        `subjects` are those of the line of which something is open.
        What open lines share turns out the same for all of them: it is told as it is.
        """
        line, order = at
        sale, lines, _ = self._facts
        return (
            tuple(_way(sale[name], order, tests, shared=shared) for name, tests in asked.sale),
            tuple(_way(lines[name], line, tests, shared=False) for name, tests in asked.line),
            self._beside(order, subjects, asked, shared=shared),
            self._controls[line] if asked.controls else (),
            self._where(order, asked),
        )

    def _beside(
        self, order: int, subjects: Sequence[OpenSubject], asked: Asked, *, shared: bool
    ) -> object:
        """Return what is asked of each party, beside the rows of it of which something is open.

        Where nothing is asked of any, what is true of them is all there is to them.
        """
        if not (asked.party or asked.rows or shared):
            return ()
        parties: dict[int, list[tuple[int, bytes]]] = {}
        if asked.others:
            parties = {party: [] for party in self._parties[order]}
        for party, row, number in subjects:
            told = self._row_truths[row][list(asked.rows)].tobytes() if party >= 0 else b""
            parties.setdefault(party, []).append((number, told))
        own = (self._of_party(each, asked, shared=shared) if each >= 0 else () for each in parties)
        beside = zip((tuple(sorted(rows)) for rows in parties.values()), own, strict=True)
        return frozenset(Counter(beside).items())

    def _of_party(self, party: int, asked: Asked, *, shared: bool) -> tuple[object, ...]:
        """Return what is asked of a party, and what the rows may be that it may be on."""
        facts = self._facts[2]
        told = tuple(_way(facts[name], party, at, shared=shared) for name, at in asked.party)
        group = self._listed[party]
        if shared:
            return (*told, group.number, self._parties_at[party])
        if not asked.rows:
            return told
        key = group.number, asked.rows
        if key not in self._rows:
            pieces = self._row_truths[list(group.pieces or (0,))][:, list(asked.rows)]
            ways = (
                tuple(bytes(part[atom] for atom in asked.rows) for part in parts)
                for parts in group.open
            )
            said = tuple(sorted({row.tobytes() for row in pieces}))
            self._rows[key] = said, tuple(sorted(ways))
        return (*told, self._rows[key])

    def _where(self, order: int, asked: Asked) -> object:
        """Return what is asked of destinations; where that is open, they stand as written.

        Two that tables tell apart may look alike here, and yet each be open for itself; and what
        an open one may be marked with is another thing on another day.
        """
        said, open_ = self._at(self._destinations[order], asked.destinations)
        somewhere = any(name == "country" for name, _ in asked.party) and any(
            self._somewhere[each] for each in self._parties[order]
        )
        if not open_ and not somewhere:
            return said
        parties = sorted(
            (*(str(text(spot, each)) for spot in self._spots), self._receives[each])
            for each in self._parties[order]
        )
        return (self._places[order], *(text(head, order) for head in self._heads), *parties)

    def _at(self, number: int, places: tuple[int, ...]) -> tuple[bytes, bool]:
        key = number, places
        if key not in self._of_destinations:
            told: Truths = self._destination_truths[number][list(places)]
            self._of_destinations[key] = told.tobytes(), bool((told == UNKNOWN).any())
        return self._of_destinations[key]


def _way(fact: tuple[list[int], Ways], at: int, places: tuple[int, ...], *, shared: bool) -> object:
    """Return how a fact may turn out, as far as it is asked; a shared one is told by its kind."""
    numbers, ways = fact
    return numbers[at] if shared else ways(numbers[at], places)


def _open(kinds: Kinds) -> list[bool]:
    found: list[bool] = (kinds.truths == UNKNOWN).any(axis=1)[kinds.numbers].tolist()
    return found


def _list(numbers: Ints) -> list[int]:
    found: list[int] = np.asarray(numbers).tolist()
    return found
