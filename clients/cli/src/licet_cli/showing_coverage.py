"""What rules cannot answer, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from licet_workbench.coverage.grounds import SAYS, Ground, Topic
from licet_workbench.coverage.holdings import Horizon, OpenCells, StandIn
from licet_workbench.coverage.survey import Asked, Finding, Survey, entry_of, name_of
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet_cli.consoles import shown

_FEW = 6
_CELLS = "cells of the chart and the groups that are open, by column and days"
_BY = "each by a civil sale that tells all it can but of which part of its entry an item is"
_DATED = {Ground.BEGAN: "begun on", Ground.CHANGED: "changed on", Ground.ENDED: "ended on"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is answered of a day's questions, and what the packs say they do not hold."""

    survey: Survey
    asked: Asked
    known_on: date
    cells: tuple[OpenCells, ...]
    stand_ins: tuple[StandIn, ...]
    caveats: tuple[str, ...]
    horizons: tuple[Horizon, ...]


def show_coverage(console: Console, told: Coverage, *, verbose: bool) -> None:
    """Show counts first, and then by name what they are made of."""
    found = told.survey
    places = told.asked.places
    _say(console, f"{_asked(told)}, {_BY}")
    console.print(_table(found))
    most = None if verbose else _FEW
    for held, title in ((False, "law that is not held"), (True, "answered once told")):
        own = [f for f in found.findings if f.topic.ground.held is held]
        _section(console, title, list(_findings(own, len(places), most)))
    _section(console, _CELLS, _cells(told.cells, most))
    stand_ins = [_stand_in(each, found.findings) for each in told.stand_ins]
    _section(console, "provisions that stand in for law not held", stand_ins)
    _section(console, "caveats of what answers", list(told.caveats))
    _section(console, "how far the tables carry", _horizons(told.horizons))


def _asked(told: Coverage) -> str:
    asked = told.asked
    entries = len({entry_of(category) for category in asked.categories})
    return (
        f"Asked of {told.survey.on}, as known on {told.known_on}: "
        f"{_counted(entries, 'entry', 'entries')} under "
        f"{_counted(len(asked.categories), 'name')}, paragraphs included, to "
        f"{_counted(len(asked.places), 'destination')}"
    )


def _table(found: Survey) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("why", style="bold")
    for name in ("entries", "names", "questions", "share"):
        table.add_column(name, justify="right")
    for held, title in ((False, "not held"), (True, "answered once told")):
        for tally in (t for t in found.tallies if t.ground.held is held):
            table.add_row(
                f"{title}: {tally.ground.value}",
                f"{tally.entries:,}",
                f"{tally.categories:,}",
                *_part(tally.questions, found),
            )
    table.add_row("answered", "", "", *_part(found.answered, found), style="green")
    table.add_row("all", "", "", *_part(found.questions, found))
    return table


def _part(count: int, found: Survey) -> tuple[str, str]:
    return f"{count:,}", f"{count / found.questions:.1%}"


def _section(console: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        console.print()
        console.print(Text(title, style="bold"))
    for line in lines:
        _say(console, f"  {line}")


def _say(console: Console, text: str) -> None:
    console.print(Text(shown(text)), soft_wrap=True)


def _findings(found: Sequence[Finding], places: int, most: int | None) -> Iterator[str]:
    for ground, own in groupby(found, key=lambda finding: finding.topic.ground):
        yield f"{ground.value}: {SAYS[ground]}"
        yield from (f"  {_finding(finding, places, most)}" for finding in own)


def _finding(found: Finding, places: int, most: int | None) -> str:
    about = f"{_about(found.topic)}: " if found.topic.about else ""
    to = f"{len(found.places)} of {places} destinations"
    if found.topic.ground in (Ground.CELLS, Ground.STAND_IN, Ground.TOLD):
        to = f"{to} ({_few(found.places, most)})"
    named = _few(found.categories, most)
    return f"{about}{named}; to {to}; {_counted(found.questions, 'question')}"


def _about(topic: Topic) -> str:
    word = _DATED.get(topic.ground)
    return f"{word} {topic.about}" if word else topic.about


def _counted(count: int, noun: str, nouns: str | None = None) -> str:
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"


def _few(names: Sequence[str], most: int | None) -> str:
    if most is None or len(names) <= most:
        return " ".join(names)
    return f"{' '.join(names[:most])} and {len(names) - most} more"


def _cells(cells: Sequence[OpenCells], most: int | None) -> list[str]:
    return [
        f"{cell.mark}, {cell.start} {_until(cell.through)}: "
        f"{_counted(len(cell.countries), 'country', 'countries')}: "
        f"{_few(cell.countries, most)}"
        for cell in cells
    ]


def _until(day: date | None) -> str:
    return f"to {day}" if day else "with no end"


def _stand_in(found: StandIn, findings: Sequence[Finding]) -> str:
    questions = sum(
        finding.questions for finding in findings if finding.topic == (Ground.STAND_IN, found.fact)
    )
    turn = f"{_counted(questions, 'question')} above open on `{found.fact}`"
    return f"{found.provision}@{found.version} ({turn}): {found.says}"


def _horizons(horizons: Sequence[Horizon]) -> list[str]:
    return [
        f"{'from ' + str(h.on) if h.on > date.min else 'at first'}: {'; '.join(h.said) or 'held'}"
        for h in horizons
    ]


def coverage_json(told: Coverage) -> dict[str, Any]:
    """Return the whole as JSON values."""
    found = told.survey
    return {
        "on": str(found.on),
        "known_on": str(told.known_on),
        "categories": list(told.asked.categories),
        "destinations": [name_of(place) for place in told.asked.places],
        "questions": found.questions,
        "answered": found.answered,
        "grounds": [
            {
                "ground": tally.ground.value,
                "says": SAYS[tally.ground],
                "held": tally.ground.held,
                "entries": tally.entries,
                "categories": tally.categories,
                "questions": tally.questions,
            }
            for tally in found.tallies
        ],
        "findings": [_finding_json(finding) for finding in found.findings],
        "open_cells": [_cells_json(cell) for cell in told.cells],
        "stand_ins": [
            {"provision": s.provision, "version": s.version, "title": s.title, "fact": s.fact}
            | {"says": s.says}
            for s in told.stand_ins
        ],
        "caveats": list(told.caveats),
        "horizons": [_horizon_json(horizon) for horizon in told.horizons],
    }


def _finding_json(found: Finding) -> dict[str, Any]:
    return {
        "ground": found.topic.ground.value,
        "about": found.topic.about or None,
        "held": found.topic.ground.held,
        "categories": list(found.categories),
        "destinations": list(found.places),
        "questions": found.questions,
    }


def _cells_json(cells: OpenCells) -> dict[str, Any]:
    return {
        "mark": cells.mark,
        "from": str(cells.start),
        "through": str(cells.through) if cells.through else None,
        "countries": list(cells.countries),
    }


def _horizon_json(horizon: Horizon) -> dict[str, Any]:
    first = None if horizon.on == date.min else str(horizon.on)
    return {"from": first, "caveats": list(horizon.said)}
