"""A difference held against brute force: which cell of which study an order is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from brute_force import FIRST_DAY, Judged, by_themselves
from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge, ListRow
from licet_engine.provisions.model import Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_workbench.proving.axes import ITEM, ROW, Axis, Choice
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.difference import difference
from licet_workbench.proving.law import Group, family, restraints_of
from licet_workbench.proving.making import Cell
from licet_workbench.proving.owning import OWNER_ROW
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.questions import Questions, questions
from licet_workbench.proving.space import Region
from licet_workbench.proving.studies import ChangedBox, Difference, Study
from licet_workbench.proving.touching import Touching
from licet_workbench.proving.witnesses import Witness

SEVERITY = (
    Outcome.NO_LICENSE_NEEDED,
    Outcome.TEMPORARY_LICENSE,
    Outcome.LICENSE_REQUIRED,
    Outcome.DENIED,
)
ROWS = "list rows"
_OF_OWNERS = ("owner_", "owned_by_listed")
_BEFORE = " as it was"
_UNNAMED = ("0A998", None)


@dataclass(frozen=True)
class Pair:
    """Two packs, what differs, and how orders are decided by each."""

    packs: tuple[Pack, Pack]
    knowledge: Knowledge
    most: int
    silent: frozenset[str] = frozenset()
    """The facts that an order may be silent about."""

    @cached_property
    def judged(self) -> tuple[Judged, Judged]:
        """Brute force by the old rules, and by the new ones."""
        old, new = (Judged(RuleSet([pack])) for pack in self.packs)
        return old, new

    @cached_property
    def changes(self) -> Changes:
        """What differs."""
        return Changes(*(judged.rules for judged in self.judged))

    @cached_property
    def difference(self) -> Difference:
        """Which answers differ."""
        return difference(self.changes, FIRST_DAY, self.knowledge, self._ask, self.most)

    def _ask(self, side: int, witness: Witness) -> Decision:
        return self.judged[side](witness)

    @cached_property
    def asked(self) -> Questions:
        """The questions that all provisions of both tell apart."""
        groups = [Group(j.rules, tuple(range(len(j.rules.provisions)))) for j in self.judged]
        return questions(groups, FIRST_DAY, self.knowledge, silent=self.silent)

    def outcomes(self, witness: Witness) -> tuple[Outcome, Outcome]:
        """Return what the old rules say of an order, and what the new ones do."""
        old, new = (judged(witness).outcome for judged in self.judged)
        return old, new

    def study(self, of: str) -> Study | None:
        """Return a study, where there is need of it."""
        return next((s for s in self.difference.studies if of in (s.through, s.of)), None)

    @cached_property
    def beside(self) -> Judged:
        """Brute force by the restraints that the study of the rules leaves out."""
        rules = self.judged[0].rules
        touched = Touching(self.changes, FIRST_DAY, self.knowledge).by_rules[0]
        names = {rules.provisions[n].id for n in restraints_of(rules) if n not in touched}
        return self._only(frozenset(names))[0]

    def told_by(self, study: Study) -> tuple[Judged, Judged]:
        """Return brute force by what a study looks at."""
        return self._only(frozenset(study.restraints))

    @lru_cache  # noqa: B019 (there are few pairs, and each is forgotten)
    def _only(self, names: frozenset[str]) -> tuple[Judged, Judged]:
        old, new = (
            Judged(RuleSet([_with(pack, family(j.rules, _named(j.rules, names)).provisions)]))
            for pack, j in zip(self.packs, self.judged, strict=True)
        )
        return old, new

    def rows(self, witness: Witness) -> tuple[ListRow | None, ListRow | None]:
        """Return the rows that the parties of an order are on, by the old rules and the new."""
        old, new = (_running(judged.rules, witness) for judged in self.judged)
        return old, new

    def _on_changed_rows(self, witness: Witness) -> bool:
        old, new = self.rows(witness)
        changed = {row.name for pair in self.changes.rows for row in pair if row is not None}
        return old != new or not changed.isdisjoint(_owners(witness))

    def doubtful(self, witness: Witness) -> bool:
        """Tell whether the party's row is in one box with another row, whose days may be meant."""
        study, names = self.study(ROWS), {p.name for p in witness.sale.parties}
        if study is None or ROW not in study.axes:
            return False
        own = list(_of_names(study.axes[ROW], names))
        return len(own) > 1 or any(len(study.axes[ROW].choices[n].says) > 1 for n in own)

    def studied(self, cell: Cell, witness: Witness) -> dict[str, list[ChangedBox]]:
        """Return the studies that tell of an order, and the changed boxes of each that it is in."""
        if self._on_changed_rows(witness):
            of = [study.through or ROWS for study in self.difference.studies if study.of == ROWS]
            told = {each: self.boxes(each, cell, witness) for each in of}
            found = {each: own for each, own in told.items() if own is not None}
            if found:
                return found
        return {"rules": self.boxes("rules", cell, witness) or []}

    def boxes(self, of: str, cell: Cell, witness: Witness) -> list[ChangedBox] | None:
        """Return the changed boxes that an order is in; None where a study has nothing like it."""
        study = self.study(of)
        if study is None:
            return None
        numbers = {
            name: set(self._alike(study, axis, cell, witness)) for name, axis in study.axes.items()
        }
        if not all(numbers.values()):
            return None
        return [
            each
            for each in study.changed
            if all(numbers[name] & own for name, own in each.box.choices.items())
        ]

    def _alike(self, study: Study, axis: Axis, cell: Cell, witness: Witness) -> Iterator[int]:
        if axis.name.startswith("another party"):
            return iter((0,))
        if axis.name == DAY:
            return _on(axis, witness.sale.sale_date)
        if axis.name == KNOWN:
            return _on(axis, witness.as_known.on)
        if axis.name == OWNER_ROW:
            return iter(sorted(set(_of_names(axis, _owners(witness)))) or (0,))
        if axis.name.startswith(_OF_OWNERS) and OWNER_ROW in study.axes:
            own = set(_of_names(study.axes[OWNER_ROW], _owners(witness)))
            if own:  # what is owned is so by that row, and by no other
                return iter((0,))
        if axis.name == ROW and study.of == ROWS:
            names = {row.name for row in self.rows(witness) if row is not None}
            return iter(sorted(set(_of_names(axis, names))) or (0,))
        if axis.name.startswith("laden_on ") and study.of == ROWS:
            return iter((int(self._laden(study, axis.name, witness)),))
        return _choices(axis, self.asked.space.axis(axis.name).choices[cell[axis.name]])

    def _laden(self, study: Study, name: str, witness: Witness) -> bool:
        """Tell whether the goods were laden before or after a day of the row, or of the old one."""
        old, new = self.rows(witness)
        row, laden = new or old, witness.sale.laden_on
        if name.endswith(_BEFORE):
            asked = [each for each in study.axes if each.startswith("laden_on ")]
            if not (old and new) or all(_day(old, each) == _day(new, each) for each in asked):
                return False
            row = old
        own = None if row is None else _day(row, name)
        if own is None or laden is None:
            return False
        return laden <= own if name.split(" ")[1] == "on_or_before" else laden >= own

    def region(self, study: Study, changed: ChangedBox) -> Region:
        """Return the questions of all provisions that may be in a box of a study."""
        space, found = self.asked.space, by_themselves(self.asked)
        for name, numbers in changed.box.choices.items():
            if name not in space:  # of the rows as they were, or of a further party
                continue
            choices = enumerate(space.axis(name).choices)
            axis = study.axes[name]
            near = self._near_rows if name == ROW and study.of == ROWS else _near
            found &= space.among(
                name, [n for n, c in choices if not numbers.isdisjoint(near(axis, c))]
            )
        return found

    def _near_rows(self, axis: Axis, choice: Choice) -> set[int]:
        rows = (row for judged in self.judged for row in judged.rules.rows)
        return set(_of_names(axis, {row.name for row in rows if row.facts in choice.says})) or {0}


def _owners(witness: Witness) -> set[str]:
    return {o.name for party in witness.sale.parties for o in party.owners if o.name}


def _day(row: ListRow, name: str) -> date | None:
    facts = row.facts
    days = {"row.from": facts.start, "row.through": facts.through}
    return days.get(name.split(" ")[2], facts.announced)


def _of_names(axis: Axis, names: set[str]) -> Iterator[int]:
    for number, choice in enumerate(axis.choices):
        if any(isinstance(row, ListRow) and row.name in names for row in choice.says):
            yield number


def _named(rules: RuleSet, names: frozenset[str]) -> list[int]:
    return [n for n in restraints_of(rules) if rules.provisions[n].id in names]


def _with(pack: Pack, provisions: tuple[object, ...]) -> Pack:
    names = {p.id for p in provisions}  # type: ignore[attr-defined]
    kept = tuple(p for p in pack.provisions if p.id in names)
    return Pack(
        name=pack.name,
        provisions=kept,
        rows=pack.rows,
        may_loosen=pack.may_loosen,
        answer_by=pack.answer_by,
        vocabulary=pack.vocabulary,
    )


def _running(rules: RuleSet, witness: Witness) -> ListRow | None:
    named = {party.name for party in witness.sale.parties}
    return next((r for r in rules.rows if r.name in named and runs(r, witness)), None)


def runs(row: ListRow, witness: Witness) -> bool:
    """Tell whether a row runs on the day of an order, as known."""
    facts, as_known = row.facts, witness.as_known
    if not facts.known(as_known) or witness.sale.sale_date < facts.start:
        return False
    last = facts.last_day(as_known)
    return last is None or witness.sale.sale_date <= last


def _on(axis: Axis, on: date | None) -> Iterator[int]:
    for number, choice in enumerate(axis.choices):
        if on is None and None in choice.says:
            yield number
        for start, end in choice.spans if on is not None else ():
            if (start is None or start <= on) and (end is None or on <= end):
                yield number


def _near(axis: Axis, choice: Choice) -> set[int]:
    """Return the choices of a study's axis that a choice of all provisions may be in."""
    if axis.name in (DAY, KNOWN):
        return {n for day in choice.says if isinstance(day, date) for n in _on(axis, day)}
    return set(_choices(axis, choice))


def _choices(axis: Axis, choice: Choice) -> Iterator[int]:
    said = choice.says[0]
    if any(own.spans for own in axis.choices):
        assert said is None or isinstance(said, date)
        return _on(axis, said)
    found = [n for n, own in enumerate(axis.choices) if said in own.says]
    if not found and axis.name == ITEM:  # a category that no provision of the study names
        found = [n for n, own in enumerate(axis.choices) if _UNNAMED in own.says]
    return iter(found)
