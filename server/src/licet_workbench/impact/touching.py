"""What of an order book a change of the rules can touch, as one question put to the book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licet_engine.lists import Knowledge
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.impact.asks import ALWAYS, Ask, Box, Meets, Within, all_of, any_of
from licet_workbench.impact.boxes import Speeches, Spoken, changed_boxes
from licet_workbench.impact.cells import changed_cells
from licet_workbench.impact.layouts import changed_tests, why_everything
from licet_workbench.impact.names import Side, changed_clearances, changed_rows, rows_changed
from licet_workbench.impact.possible import CATEGORY, Possible, may_be_controlled


@dataclass(frozen=True, slots=True)
class Reach:
    """Which orders a change may touch; `everything` says why it may be any."""

    ask: Ask
    provisions: tuple[str, ...]
    rows: tuple[str, ...]
    everything: str | None = None


def reach_of(old: Side, new: Side, axis: Knowledge) -> Reach:
    """Return which orders may come out otherwise under other rules: all others surely do not."""
    provisions = _changed_provisions(old, new, axis)
    named = tuple(sorted(provisions)), tuple(sorted(rows_changed(old.rules, new.rules)))
    everything = why_everything(old.rules, new.rules)
    if everything is not None:
        return Reach(ALWAYS, *named, everything)
    possible = Possible(old, new)
    spoken = (
        all_of(Within(boxes), _may_speak(possible, both))
        for own in provisions.values()
        for both, boxes in own.items()
    )
    ask = any_of(
        *spoken,
        changed_rows(old, new),
        changed_clearances(old.rules, new.rules),
        changed_cells(old.rules.tables, new.rules.tables),
        changed_tests(old, new),
    )
    return Reach(ask, *named)


def _changed_provisions(
    old: Side, new: Side, axis: Knowledge
) -> dict[str, dict[Spoken, tuple[Box, ...]]]:
    ids = [{each.id for each in side.rules.provisions} for side in (old, new)]
    shared = frozenset(ids[0] & ids[1])
    found = {}
    told = [_told(side.rules, shared) for side in (old, new)]
    for name in sorted(ids[0] | ids[1]):
        if told[0].get(name) == told[1].get(name):
            continue
        before, after = (Speeches(side.rules, name, shared) for side in (old, new))
        boxes = changed_boxes(before, after, axis)
        if boxes:
            found[name] = boxes
    return found


def _told(rules: RuleSet, shared: frozenset[str]) -> dict[str, tuple[object, ...]]:
    """Return each provision with whom it acts on, and by what its pack answers."""
    return {
        each.id: (each, frozenset(_acting(rules, number)) & shared, rules.answer_by[each.pack])
        for number, each in enumerate(rules.provisions)
    }


def _acting(rules: RuleSet, number: int) -> Iterator[str]:
    return (rules.provisions[other].id for other in rules.acts_on[number])


def _may_speak(possible: Possible, both: Spoken) -> Ask:
    """Ask whether what is said before may hold, or what is said after, and these differ."""
    old, new = both
    asked = [
        _of_subject(possible.of(each.condition, holds=True), each.subject)
        for each in both
        if each is not None
    ]
    if old is None or new is None or old.but_for_condition() != new.but_for_condition():
        return any_of(*asked)
    return _of_subject(possible.otherwise(old.condition, new.condition), new.subject)


def _of_subject(ask: Ask, subject: SubjectKind) -> Ask:
    """A control is of an item that the Control List may name."""
    if subject is not SubjectKind.CONTROL:
        return ask
    return all_of(Meets(CATEGORY, may_be_controlled), ask)
