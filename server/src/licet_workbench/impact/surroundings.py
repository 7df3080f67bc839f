"""What tables and lists say of many orders at once: destinations, controls, list rows.

Each is asked of the engine once for all orders of which the same is told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from licet_engine.facts.controls import LineTables
from licet_engine.facts.model import (
    FactKey,
    Frame,
    HitMaterial,
    LineFrame,
    LineMaterial,
    Material,
    PartyMaterial,
    Unknown,
)
from licet_engine.facts.observing import Observer
from licet_engine.facts.ownership import Ownership
from licet_engine.facts.parties import PartyObserver
from licet_engine.facts.parts import place_value
from licet_engine.facts.places import Asked, PlaceLayout, Stop
from licet_engine.facts.rows import Rows
from licet_engine.facts.timeline import cuts, facts_on
from licet_engine.facts.values import Value
from licet_engine.lists import AsKnown
from licet_engine.sale import Line, Party, Place, Sale
from licet_engine.vocabulary import Scope

from licet_workbench.impact.kleene import FALSE, TRUE, Truths, ordered
from licet_workbench.impact.side_by_side import Ints

_IDENTITIES = ("listing", "name")
"""The open facts of who a party is."""
Spot = tuple[str | None, str | None]
"""A country, and a region of it."""


class Moment(NamedTuple):
    """A sale date, and the number of what was known, with a day on which that was so."""

    day: date
    known: int
    as_known: AsKnown


class Moments(NamedTuple):
    """The moments of some orders, each once, and the number of each order's."""

    met: tuple[Moment, ...]
    of_orders: Ints

    def of(self, order: int) -> Moment:
        """Return the moment of an order."""
        return self.met[int(self.of_orders[order])]


class SharedObserver(Observer):
    """An observer whose tables are asked for many orders at once as well."""

    @property
    def places(self) -> PlaceLayout:
        """How places are laid out."""
        return self._places

    @property
    def lines(self) -> LineTables:
        """What the Control List says of lines."""
        return self._lines

    @property
    def parties(self) -> PartyObserver:
        """How parties are observed."""
        return self._parties

    @property
    def rows(self) -> Rows:
        """How list rows are laid out."""
        return self._rows


class Pieces:
    """Parts of one scope, by their numbers: what they are made of is laid out once."""

    def __init__(self, size: int) -> None:
        self._numbers: dict[bytes, int] = {bytes(size): 0}

    def numbered(self, part: bytes) -> int:
        """Return the number of a part; of one in which nothing holds, zero."""
        return self._numbers.setdefault(part, len(self._numbers))

    def truths(self) -> Truths:
        """Return the truths of each part."""
        return np.stack([ordered(part) for part in self._numbers])


class Destinations:
    """How each condition on destinations turns out for all of an order's."""

    def __init__(self, observer: SharedObserver) -> None:
        self._rules = observer.rules
        self._layout = observer.places
        self._of_known: dict[tuple[int, bool], Asked] = {}
        self._starts: dict[object, tuple[tuple[Stop, ...], list[date]]] = {}
        self._told: dict[object, tuple[int, int]] = {}
        self._numbers: dict[bytes, int] = {}
        self._rows: list[Truths] = []
        quantified = observer.rules.atoms.quantified
        self._columns = [column for _, column, _ in quantified]
        self._some = np.array([some for _, _, some in quantified], dtype=bool)
        self._width = len(observer.rules.atoms.destination_tests)

    def of(self, places: frozenset[Spot], moment: Moment, controlled: bool) -> tuple[int, int]:
        """Return the number of what becomes of the conditions, and that of the places on the day.

        Places that are told apart by the latter may be open in other ways, though the conditions
        look alike.
        """
        asked = self._asked(moment, controlled)
        of_time = places, asked
        if of_time not in self._starts:
            stops = tuple(self._stop(n, spot) for n, spot in enumerate(sorted(places, key=str)))
            self._starts[of_time] = stops, sorted(self._layout.starts(stops, asked))
        stops, starts = self._starts[of_time]
        key = of_time, bisect_right(starts, moment.day)
        if key not in self._told:
            parts, _ = self._layout.lay_out(stops, moment.day, asked)
            self._told[key] = self._numbered(parts), len(self._told)
        return self._told[key]

    def _asked(self, moment: Moment, controlled: bool) -> Asked:
        """Return which marks are looked up: what is known of them is seldom more than before."""
        key = moment.known, controlled
        if key not in self._of_known:
            self._of_known[key] = self._layout.asked(moment.as_known, controlled=controlled)
        return self._of_known[key]

    def truths(self) -> Truths:
        """Return the truths of the conditions in each way that they turn out."""
        return np.stack(self._rows)

    def _stop(self, number: int, spot: Spot) -> Stop:
        value = place_value(self._rules, Place(*spot))
        return Stop(FactKey("party", number, "country"), value, number, is_destination=True)

    def _numbered(self, parts: tuple[bytes, ...]) -> int:
        laid = np.stack([ordered(part) for part in parts or (bytes(self._width),)])
        laid = laid[:, self._columns]
        least, most = (laid.min(axis=0), laid.max(axis=0)) if parts else (TRUE, FALSE)
        found = np.where(self._some, most, least).astype(np.uint8)
        key = found.tobytes()
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self._rows.append(found)
        return self._numbers[key]


class Group(NamedTuple):
    """Parts that stand together: the controls of a line, or the list rows of a party."""

    number: int
    pieces: tuple[int, ...]
    open: tuple[tuple[bytes, ...], ...] = ()
    """For each that is open the parts that it may turn out to be."""


class Course(NamedTuple):
    """The controls of a line over time, each from a day on, and whether there ever are any."""

    starts: list[date]
    groups: list[Group]
    ever: bool

    def on(self, day: date) -> Group:
        """Return the controls of a day."""
        return self.groups[bisect_right(self.starts, day) - 1]


class Controls:
    """The controls that reach a line, and what the tables leave open of it."""

    def __init__(self, observer: SharedObserver) -> None:
        self._tables = observer.lines
        self.pieces = Pieces(len(observer.rules.atoms.tests(Scope.CONTROL)))
        self._courses: dict[object, Course] = {}
        self._groups: dict[LineFrame, Group] = {}

    def course(
        self, category: str | None, given: tuple[tuple[str, bool], ...], open_: Value, of: Moment
    ) -> Course:
        """Return what the tables say of a line over time: `open_` is what it may be."""
        key = category, given, of.known
        if key not in self._courses:
            line = Line(category=category, attestations=given)
            sale = Sale(date.min, (), (line,))
            value = open_ if category is None else self._tables.paragraphs.value(category)
            spans = self._tables.spans(sale, line, value, of.as_known)
            groups = [self._group(span.frame._replace(caveats=())) for span in spans]
            ever = any(span.frame.controls for span in spans)
            self._courses[key] = Course([span.start for span in spans], groups, ever)
        return self._courses[key]

    def _group(self, frame: LineFrame) -> Group:
        if frame not in self._groups:
            pieces = tuple(self.pieces.numbered(part) for _, part in frame.controls)
            self._groups[frame] = Group(len(self._groups), tuple(dict.fromkeys(pieces)))
        return self._groups[frame]


class Listed:
    """The list rows that a party may be on, beside what a sale claims."""

    def __init__(self, observer: SharedObserver) -> None:
        self._rows = observer.rows
        self._parties = observer.parties
        self._owners = Ownership(observer.rules)
        self._nothing = bytes(len(observer.rules.atoms.tests(Scope.PARTY)))
        self._frame = Frame(date.min, (LineFrame(),), (), ())
        self.pieces = Pieces(len(observer.rules.atoms.tests(Scope.ROW)))
        self._materials: dict[object, tuple[Material, list[date]]] = {}
        self._groups: dict[object, Group] = {}

    def of(self, party: Party, kind: object, claims: Mapping[str, Value], moment: Moment) -> Group:
        """Return the rows on a day: parties and claims of a kind are on the same rows."""
        key = kind, moment.known
        if key not in self._materials:
            rows = self._rows.as_known(moment.as_known, [claims])
            material = self._named(party.name is None, self._parties.hits(party, rows))
            self._materials[key] = material, sorted(cuts(material))
        material, days = self._materials[key]
        stretch = key, bisect_right(days, moment.day)
        if stretch not in self._groups:
            (facts,) = facts_on(moment.day, material, self._owners).lines
            pieces = tuple(self.pieces.numbered(part) for _, part in facts.rows[0])
            open_ = tuple(map(_ways, (u for u in facts.unknown if u.key.fact in _IDENTITIES)))
            self._groups[stretch] = Group(len(self._groups), tuple(dict.fromkeys(pieces)), open_)
        return self._groups[stretch]

    def _named(self, anonymous: bool, hits: tuple[HitMaterial, ...]) -> Material:
        """Return what an order is of which nothing is told but a name."""
        party = PartyMaterial(self._nothing, anonymous, hits, (), False, ())
        line = LineMaterial(b"", out_of_scope=False, unknown=())
        return Material(b"", (line,), (party,), (self._frame,), ())


def _ways(unknown: Unknown) -> tuple[bytes, ...]:
    return tuple(bytes(truth for _, truth in patch.atoms) for (patch,) in unknown.alternatives)


def spread(groups: list[tuple[int, ...]]) -> tuple[Ints, Ints]:
    """Return the numbers in groups, each with the place of its group."""
    sizes = [len(group) for group in groups]
    places = np.repeat(np.arange(len(groups), dtype=np.int64), sizes)
    return np.array([n for group in groups for n in group], dtype=np.int64), places
