"""What two rule sets differ in, and which restraints that may touch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property

from licet_engine.clearances import Clearance
from licet_engine.lists import ListRow
from licet_engine.provisions.model import AnswerBy, Provision, Version
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.absences import (
    declared_otherwise,
    silent_otherwise,
    untold_silences,
)
from licet_workbench.proving.meaning import frame, meaning, signed


class Kind(Enum):
    """What kind of thing differs."""

    PROVISION = "provision"
    ROW = "list row"
    COUNTRY = "country"
    ENTRY = "entry"
    FACT = "fact"
    CLEARANCE = "clearance"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: which, and in what; of a list row its ids under both rule sets."""

    kind: Kind
    of: str
    said: str
    rows: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True)
class Changes:
    """Two rule sets side by side."""

    old: RuleSet
    new: RuleSet

    @property
    def both(self) -> tuple[RuleSet, RuleSet]:
        """Both rule sets, the old one first."""
        return self.old, self.new

    @cached_property
    def touched(self) -> tuple[frozenset[int], frozenset[int]]:
        """The restraints of each rule set that the other has not, with all that acts on them."""
        return self.touched_but_for(frozenset())

    def touched_but_for(self, alike: frozenset[str]) -> tuple[frozenset[int], frozenset[int]]:
        """Return the touched restraints, if some provisions are known to speak as before."""
        texts = tuple(signed(rules, alike) for rules in self.both)
        counts = tuple(Counter(own.values()) for own in texts)
        fewer = counts[0] - counts[1], counts[1] - counts[0]
        old, new = (
            frozenset(n for n, text in own.items() if text in more)
            for own, more in zip(texts, fewer, strict=True)
        )
        return old, new

    @cached_property
    def reworded(self) -> tuple[str, ...]:
        """The provisions in both that differ in their versions alone, as far as answers go."""
        old, new = ({p.id: p for p in rules.provisions} for rules in self.both)
        return tuple(
            name
            for name in sorted(old.keys() & new.keys())
            if meaning(old[name], self.old) != meaning(new[name], self.new)
            and frame(old[name], self.old) == frame(new[name], self.new)
        )

    @cached_property
    def moved(self) -> tuple[frozenset[str], frozenset[str]]:
        """The provisions of each rule set that the other has not, or that act otherwise there.

        Those that only speak otherwise are not among them.
        """
        old, new = (
            {p.id: (frame(p, rules), p.tags, p.targets, p.pack) for p in rules.provisions}
            for rules in self.both
        )
        return (
            frozenset(name for name, own in old.items() if new.get(name) != own),
            frozenset(name for name, own in new.items() if old.get(name) != own),
        )

    @cached_property
    def rows(self) -> tuple[tuple[ListRow | None, ListRow | None], ...]:
        """The list rows that differ, each with the row of its name in the other rule set."""
        old, new = (
            {r.id: r for r in mine.rows if r.id not in other.row_by_id}
            for mine, other in ((self.old, self.new), (self.new, self.old))
        )
        named = [_by_name(rows) for rows in (old, new)]
        found: list[tuple[ListRow | None, ListRow | None]] = []
        for key in sorted(named[0].keys() | named[1].keys()):
            left, right = (list(own.get(key, ())) for own in named)
            found += zip(left, right, strict=False)
            found += ((row, None) for row in left[len(right) :])
            found += ((None, row) for row in right[len(left) :])
        return tuple(found)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries whose marks differ; all there are where a rule of columns does."""
        old, new = self.old.tables, self.new.tables
        if old.rules != new.rules or old.steady_from != new.steady_from:
            return frozenset(r.country for t in (old, new) for r in (*t.chart, *t.groups))
        found: set[str] = set()
        for mine, other in (
            (old.chart, new.chart),
            (old.groups, new.groups),
            (old.changes, new.changes),
        ):
            found |= {each.country for each in {*mine} ^ {*other}}
        return frozenset(found)

    @cached_property
    def entries(self) -> frozenset[str]:
        """The entries of the Control List that differ."""
        old, new = self.old.tables, self.new.tables
        return frozenset(
            (
                *(each.eccn for each in {*old.controls} ^ {*new.controls}),
                *(each.eccn for each in {*old.entry_changes} ^ {*new.entry_changes}),
                *(each.eccn for each in {*old.exceptions} ^ {*new.exceptions}),
            )
        )

    @cached_property
    def silences(self) -> tuple[str, ...]:
        """The facts that are declared otherwise."""
        return tuple(declared_otherwise(self.old.vocabulary, self.new.vocabulary))

    @cached_property
    def silent_about(self) -> tuple[str, ...]:
        """The facts of which silence alone reads otherwise, and that a sale may be silent about."""
        told = silent_otherwise(self.old.vocabulary, self.new.vocabulary)
        return tuple(name for name in told if any(r.tests_of(name) for r in self.both))

    @cached_property
    def untold(self) -> tuple[str, ...]:
        """What changes in who is found, or in what silence means: boxes do not tell of these."""
        return (
            *untold_silences(
                self.silences,
                self.silent_about,
                world=bool(self.rows or self.countries or self.entries),
            ),
            *(
                f"`{before.facts.list} {before.name}` has another country or address: who is taken "
                "for it may change"
                for before, after in self.rows
                if before and after and _whereabouts(before) != _whereabouts(after)
            ),
            *(
                f"the clearance `{each.id}` of {each.name} is new, gone or changed: who is "
                "taken for a listed party may change"
                for each in sorted(self._clearances, key=lambda c: c.id)
            ),
        )

    @cached_property
    def _clearances(self) -> frozenset[Clearance]:
        old, new = (frozenset(c for p in r.packs for c in p.clearances) for r in self.both)
        return old ^ new

    def told(self) -> Iterator[Change]:
        """Yield every difference in the rules themselves, by the ids that decisions name."""
        yield from self._provisions()
        for before, after in self.rows:
            row = after or before
            assert row is not None
            said = "changed" if before and after else "gone" if before else "new"
            said += _row_said(before, after)
            ids = (before.id if before else None, after.id if after else None)
            yield Change(Kind.ROW, f"{row.facts.list} {row.name}", said, ids)
        for country in sorted(self.countries):
            yield Change(
                Kind.COUNTRY, country, "marked otherwise in the chart or the country groups"
            )
        for eccn in sorted(self.entries):
            yield Change(Kind.ENTRY, eccn, "controlled or open to exceptions otherwise")
        for name in self.silences:
            yield Change(
                Kind.FACT, name, "declared otherwise: values, source, or what silence means"
            )
        new = {c for pack in self.new.packs for c in pack.clearances}
        for clearance in sorted(self._clearances, key=lambda c: c.id):
            said = "new or changed" if clearance in new else "gone or changed"
            yield Change(Kind.CLEARANCE, clearance.id, f"{clearance.name}: {said}")
        for pack in sorted(self.old.answer_by.keys() | self.new.answer_by.keys()):
            ways = (self.old.answer_by.get(pack), self.new.answer_by.get(pack))
            if ways[0] is not ways[1]:
                yield Change(Kind.PACK, pack, " to ".join(map(_way, ways)))

    def _provisions(self) -> Iterator[Change]:
        old, new = ({p.id: p for p in rules.provisions} for rules in self.both)
        for name in sorted(old.keys() | new.keys()):
            if name not in new:
                yield Change(Kind.PROVISION, name, "gone")
            elif name not in old:
                yield Change(Kind.PROVISION, name, "new")
            elif old[name] != new[name]:
                yield Change(Kind.PROVISION, name, "; ".join(_said(old[name], new[name])))


def _way(answering: AnswerBy | None) -> str:
    return "not loaded" if answering is None else f"answers by {answering.value}"


def _whereabouts(row: ListRow) -> tuple[str, str]:
    return row.country, row.address


def _by_name(rows: Mapping[str, ListRow]) -> dict[tuple[str, str], list[ListRow]]:
    found: dict[tuple[str, str], list[ListRow]] = {}
    for row in sorted(rows.values(), key=lambda r: (r.facts.start, r.id)):
        found.setdefault((row.facts.list, row.name), []).append(row)
    return found


_TOLD = ("title", "effect", "subject", "tags", "targets", "authorization", "denial_ground", "pack")
_DATES = ("start", "through", "announced", "published")
_KEYS = {"start": "from"}


def _said(old: Provision, new: Provision) -> Iterator[str]:
    """Yield in what one provision differs, version by version."""
    for name in _TOLD:
        if getattr(old, name) != getattr(new, name):
            yield f"`{name}` changed"
    before, after = ({v.name: v for v in p.versions} for p in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"version {name} is gone"
        elif name not in before:
            version = after[name]
            yield f"version {name} is new, {_running(version.start, version.through)}"
        elif before[name] != after[name]:
            yield f"version {name}: {', '.join(_in_version(before[name], after[name]))}"


def _in_version(old: Version, new: Version) -> Iterator[str]:
    for name in _DATES:
        was, is_ = getattr(old, name), getattr(new, name)
        if was != is_:
            yield f"`{_KEYS.get(name, name)}` {was or 'none'} to {is_ or 'none'}"
    same = replace(old, **{name: getattr(new, name) for name in _DATES})
    if same.condition != new.condition:
        yield "its condition changed"
    if same != replace(new, condition=same.condition):
        yield "its words changed"


def _running(start: date, through: date | None) -> str:
    return f"{start} to {through}" if through else f"from {start}"


def _row_said(before: ListRow | None, after: ListRow | None) -> str:
    if before is None or after is None:
        row = after or before
        assert row is not None
        return f", {_running(row.facts.start, row.facts.through)}"
    names = [
        name
        for name in ("aliases", "country", "address", "authority")
        if getattr(before, name) != getattr(after, name)
    ]
    names += [
        name
        for name in before.facts.__dataclass_fields__
        if getattr(before.facts, name) != getattr(after.facts, name)
    ]
    return f": {', '.join(_KEYS.get(name, name) for name in names)}"
