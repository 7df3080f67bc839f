"""The difference of two rule sets, for people and for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from licet_engine.lists import Knowledge
from licet_workbench.proving.boxes import box_words
from licet_workbench.proving.changes import Change
from licet_workbench.proving.studies import ROWS, ChangedBox, Difference, Seen, Shift, Study
from rich.console import Console
from rich.text import Text

from licet_cli.change_places import Standing
from licet_cli.consoles import shown
from licet_cli.judging import sale_json, sale_words
from licet_cli.placing import place_json

_FEW = 3
_TOLD = 30


Placing = Callable[[Change], Standing]


def show_difference(console: Console, found: Difference, at: Placing, *, every: bool) -> None:
    """Print what differs and where, which answers change, and how many do not."""
    _say(console, f"old {found.changes.old.revision}")
    _say(console, f"new {found.changes.new.revision}")
    told = list(found.changes.told())
    if told:
        _say(console, "what differs in the rules:", "bold")
    for change in told if every else told[:_TOLD]:
        _say(console, f"  {change.kind.value} `{change.of}`: {change.said}")
        _say(console, f"    {_standing_words(at(change))}")
    if len(told) > _TOLD and not every:
        _say(console, f"  and {len(told) - _TOLD:,} more; --all shows them")
    for study in found.studies:
        if study.through is None:
            _show_study(console, study, every=every)
    _show_through(console, found, every=every)
    for said in found.changes.untold:
        _say(console, f"{said}, which no box here tells", "yellow")
    if not found.changed:
        beside = " beside that" if found.changes.untold else ""
        _say(console, f"no answer changes{beside}", "green")
    _say(console, _totals(found))


def _standing_words(at: Standing) -> str:
    told = (f"{name} {place}" for name, place in zip(at._fields, at, strict=True) if place)
    return "; ".join(told) or "in no file of its own"


def _totals(found: Difference) -> str:
    axis = "announced" if found.axis is Knowledge.ANNOUNCED else "published"
    if not found.studies:
        return f"as {axis}: no provision, list row or table that an answer hangs on differs"
    cells = sum(study.cells for study in found.studies)
    changing = sum(study.changing for study in found.studies)
    same = sum(study.same for study in found.studies)
    return (
        f"as {axis}: {cells:,} questions are told apart; {changing:,} change, "
        f"{same:,} do not, and {cells - changing - same:,} are left over"
    )


def headlines(found: Difference) -> Iterator[str]:
    """Yield from which answer to which, and for whom and on which days as a whole."""
    for study in found.studies:
        for shift in dict.fromkeys(each.shift for each in study.changed):
            whole = box_words(study.axes, study.bounds[shift])
            yield f"from {shift.old.value} to {shift.new.value}: {whole}"


def _show_through(console: Console, found: Difference, *, every: bool) -> None:
    """Print what changes of requirements that are looked at one by one."""
    reached = [study for study in found.studies if study.through is not None]
    for study in reached if every else reached[:_FEW]:
        _say(console, _through_words(study), "bold")
        _show_study(console, study, every=every)
    if len(reached) > _FEW and not every:
        names = ", ".join(f"`{study.through}`" for study in reached[_FEW:])
        _say(console, f"and so with {len(reached) - _FEW} more, which --all shows: {names}")


def _through_words(study: Study) -> str:
    if study.of == ROWS:
        return f"beside these `{study.through}`, by what lifts it or bars that:"
    return f"{study.of}: `{study.through}`, with what lifts it and bars that:"


def _show_study(console: Console, study: Study, *, every: bool) -> None:
    few = _FEW if study.through is None else 1
    for shift in _shifts(study):
        own = [each for each in study.changed if each.shift == shift]
        whole = study.bounds[shift]
        cells = sum(each.box.cells for each in own)
        _say(console, f"from {shift.old.value} to {shift.new.value}:", "bold")
        _say(console, f"  {box_words(study.axes, whole)}")
        boxes = "in one box" if len(own) == 1 else f"in {len(own)} boxes within these bounds"
        _say(console, f"  {cells:,} questions, {boxes}")
        for number, each in enumerate(own if every else _best(own)[:few], start=1):
            if len(own) > 1:
                _say(console, f"  {number}. {box_words(study.axes, each.box)}")
            _say(console, f"     {_seen_words(each)}")
        if len(own) > few and not every:
            _say(console, f"  and {len(own) - few} more boxes; --all shows them")
    if study.left:
        _say(console, f"{study.left:,} more questions change, in boxes too many to be listed")


def _shifts(study: Study) -> list[Shift]:
    """Return from which answer to which, those first that a sale shows."""
    shown = {each.shift for each in study.changed if _shows(each.seen, each.shift)}
    return sorted(dict.fromkeys(each.shift for each in study.changed), key=lambda s: s not in shown)


def _best(own: list[ChangedBox]) -> list[ChangedBox]:
    """Return boxes, those first of which a sale shows the change."""
    return sorted(own, key=lambda each: not _shows(each.seen, each.shift))


def _shows(seen: Seen | None, shift: Shift) -> bool:
    return seen is not None and seen.shift == shift


def _by_another(each: ChangedBox) -> bool:
    """Tell whether a box is only of orders in which a further party brings something about."""
    return any(
        name.startswith("another party") and numbers == frozenset({1})
        for name, numbers in each.box.choices.items()
    )


def _seen_words(each: ChangedBox) -> str:
    if not each.looked:
        return "no sale was looked for, after so many others"
    if each.seen is None and _by_another(each):
        return "another party brings this about, of whom no sale was made"
    if each.seen is None:
        return "no sale of these days is like it, as lists and tables are"
    known = each.seen.witness.as_known.on
    told = f"{sale_words(each.seen.witness.sale)}; asked with what was known on {known}"
    if each.seen.shift == each.shift:
        return f"for example {told}"
    return f"{told}: {each.seen.shift.old.value}, then {each.seen.shift.new.value}"


def difference_json(found: Difference, at: Placing) -> dict[str, Any]:
    """Return a difference for machines."""
    return {
        "old": found.changes.old.revision,
        "new": found.changes.new.revision,
        "knowledge": found.axis.value,
        "changes": [_change_json(change, at(change)) for change in found.changes.told()],
        "silences": list(found.changes.silences),
        "untold": list(found.changes.untold),
        "studies": [_study_json(study) for study in found.studies],
        "changed": bool(found.changed),
    }


def _change_json(change: Change, at: Standing) -> dict[str, Any]:
    places = zip(at._fields, at, strict=True)
    return {
        "kind": change.kind.value,
        "of": change.of,
        "said": change.said,
        "at": {name: place_json(place) for name, place in places if place},
    }


def _study_json(study: Study) -> dict[str, Any]:
    return {
        "of": study.of,
        "through": study.through,
        "restraints": list(study.restraints),
        "axes": {name: len(axis) for name, axis in study.axes.items()},
        "questions": study.cells,
        "changed": study.changing,
        "same": study.same,
        "boxes": list(_boxes_json(study)),
        "not_listed": study.left,
    }


def _boxes_json(study: Study) -> Iterator[dict[str, Any]]:
    for each in study.changed:
        yield {
            "from": each.shift.old.value,
            "to": each.shift.new.value,
            "questions": each.box.cells,
            "choices": {
                name: [study.axes[name].choices[n].label for n in sorted(numbers)]
                for name, numbers in sorted(each.box.choices.items())
            },
            "confirmed": _shows(each.seen, each.shift),
            "sale": None if each.seen is None else sale_json(each.seen.witness),
        }


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(shown(text), style=style), soft_wrap=True)
