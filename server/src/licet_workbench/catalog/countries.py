"""What the chart, the groups and the provisions in force say of a country or region on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from licet_engine.facts.model import FactKey
from licet_engine.facts.parts import place_value
from licet_engine.facts.places import PlaceLayout, Stop
from licet_engine.lists import AsKnown, Confidence
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, country_of
from licet_engine.tables.grounds import Cell, Ground, Source
from licet_engine.tables.model import CHART, ColumnRule, PlaceRow
from licet_engine.tables.places import PART_746, PlaceTables

from licet_workbench.catalog.asking import asking_of
from licet_workbench.catalog.editions import age
from licet_workbench.catalog.model import Answer, By, CountryTold, MarkTold, Said

_ANSWERS = {True: Answer.YES, False: Answer.NO, None: Answer.OPEN}
_CHART_BACK = "where no dated change speaks, a mark is read back and a blank is open"
_GROUPS_BACK = "where no change is known it is read back, and what that does not settle is open"


class CountryCatalog:
    """Looks countries up in the tables and conditions that sales are decided by."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._tables = PlaceTables(rules.tables)
        self._layout = PlaceLayout(rules, self._tables)
        self._groups = sorted(self._tables.codes - frozenset(CHART))

    def told(self, place: str, on: date, as_known: AsKnown) -> CountryTold:
        """Return what is told of a country or region code on a day, as known on another."""
        country = country_of(place)
        row = self._tables.row(country, on, as_known)
        other = self._tables.stand_in(country, on, as_known)
        chart = tuple(self._marks(country, CHART, on, as_known))
        groups = tuple(self._marks(country, self._groups, on, as_known))
        return CountryTold(
            place=place,
            country=country,
            on=on,
            known_on=as_known.on,
            knowledge=as_known.axis,
            treated_as=(other.refers_to if other else None) or country,
            treated_by=_said(Cell(True, Ground.SPEAKS, other)),
            held=any(m.said and m.said.by is not By.RULE for m in (*chart, *groups)),
            row=_said(_row_cell(row, on, as_known)),
            sent_to_part_746=row is not None and row.refers_to == PART_746,
            footnotes=row.footnotes if row else (),
            chart=chart,
            groups=groups,
            provisions=asking_of(self._rules, self._seen(place, on, as_known), on, as_known),
            caveats=tuple(self._caveats(on)),
        )

    def _marks(
        self, country: str, codes: Iterable[str], on: date, as_known: AsKnown
    ) -> Iterator[MarkTold]:
        for code in codes:
            cell = self._tables.cell(country, code, on, as_known)
            yield MarkTold(code, _ANSWERS[cell.marked], _said(cell))

    def _seen(self, place: str, on: date, as_known: AsKnown) -> bytes:
        """Return the truth of each test of a destination, were the goods to go there."""
        country = country_of(place)
        value = place_value(self._rules, Place(country, place if place != country else None))
        stop = Stop(FactKey("sale", 0, "destination"), value, None, is_destination=True)
        asked = self._layout.asked(as_known, controlled=True)
        (part,), _ = self._layout.lay_out((stop,), on, asked)
        return part

    def _caveats(self, on: date) -> Iterator[str]:
        tables = self._rules.tables
        yield from age("the Country Chart", _editions(tables.chart), on, _CHART_BACK)
        yield from age("the list of Country Groups", _editions(tables.groups), on, _GROUPS_BACK)


def _row_cell(row: PlaceRow | None, on: date, as_known: AsKnown) -> Cell:
    back = row is not None and row.edition > min(on, as_known.on)
    return Cell(True, Ground.READ_BACK if back else Ground.SPEAKS, row)


def _editions(rows: Iterable[PlaceRow]) -> set[date]:
    return {row.edition for row in rows}


def _said(cell: Cell) -> Said | None:
    source = cell.source
    if source is None:
        return None
    if isinstance(source, PlaceRow):
        return Said(By.EDITION, source.edition, source.source, cell.ground)
    since = source.since
    inferred = since.confidence is not Confidence.HIGH
    return Said(_by(source), since.start, since.authority, cell.ground, inferred)


def _by(source: Source) -> By:
    return By.RULE if isinstance(source, ColumnRule) else By.CHANGE
