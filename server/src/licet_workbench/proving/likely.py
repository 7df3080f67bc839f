"""Which cells of a region are likely to show what is meant, and nothing besides."""

from __future__ import annotations

from collections.abc import Iterator

from licet_engine.lists import ListRow

from licet_workbench.proving.axes import OWN_PLACE, PLACE, ROW, Axis, Choice
from licet_workbench.proving.boxes import Box
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.space import Space


def likely_cells(space: Space, box: Box) -> Iterator[dict[str, int]]:
    """Yield cells of a box, those first in which little is likely to count but what it says."""
    ways = [_likely(axis, box) for axis in space.axes]
    plain = {axis.name: way[0] for axis, way in zip(space.axes, ways, strict=True)}
    plain |= _where_it_is_listed(space, box, plain)
    yield plain
    for axis, way in zip(space.axes, ways, strict=True):
        for number in way[1:_VARIED]:
            yield {**plain, axis.name: number}


def _where_it_is_listed(space: Space, box: Box, plain: dict[str, int]) -> dict[str, int]:
    """Return places in which a listed party surely is who is meant, where the box has them."""
    row = space.axis(ROW).choices[plain[ROW]].says[0] if ROW in space else None
    countries = set(row.country.split(";")) if isinstance(row, ListRow) else set[str]()
    found: dict[str, int] = {}
    for name in (PLACE, OWN_PLACE) if countries else ():
        choices = space.axis(name).choices if name in space else ()
        for number in sorted(box.choices.get(name, range(len(choices)))):
            if any(isinstance(c, frozenset) and c & countries for c in choices[number].says):
                found[name] = number
                break
    return found


def harm(space: Space, box: Box) -> int:
    """Return how much a box brings in that is seldom so: of the least, a sale is soonest found."""
    asked = (name for name in box.choices if name not in (DAY, KNOWN))
    return sum(min(least_harmful(space.axis(name), n) for n in box.choices[name]) for name in asked)


def least_harmful(axis: Axis, number: int) -> int:
    """Return how likely a choice is to bring in rules that are not meant: the less, the better."""
    choice = axis.choices[number]
    if axis.name in (DAY, KNOWN):
        return -number  # of late days tables leave the least open
    if axis.name in (PLACE, OWN_PLACE):
        return _place_rank(choice)
    return _rank(axis.name, choice) + (0 if choice.now else _PAST)


_PAST = 100
_VARIED = 3
_HARMLESS = ("EAR99", "civil", "other", "none", "no", "buyer", "not given", "export", "US")
_PLACES = ("DE", "GB", "JP", "CN", "IN", "RU")


def _likely(axis: Axis, box: Box) -> list[int]:
    """Return the choices of an axis that a box has, the most harmless first."""
    numbers = sorted(box.choices.get(axis.name, range(len(axis))))
    return sorted(numbers, key=lambda n: least_harmful(axis, n))


def _rank(name: str, choice: Choice) -> int:
    if name in ("regulated_transfer", "subject_to_ear"):
        return int(choice.label == "no")
    said = [str(each[0]) if isinstance(each, tuple) else str(each) for each in choice.says]
    words = {*said, *choice.label.split(" or ")}
    return next((n for n, word in enumerate(_HARMLESS) if word in words), len(_HARMLESS))


def _place_rank(choice: Choice) -> int:
    codes = {code for each in choice.says if isinstance(each, frozenset) for code in each}
    rank = next((n for n, code in enumerate(_PLACES) if code in codes), len(_PLACES))
    return rank + (0 if choice.now else _PAST)
