"""What the law asks of a country, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from licet_engine.tables.grounds import Ground
from licet_workbench.catalog.model import Answer, CountryTold, MarkTold, ProvisionTold
from rich.console import Console

from licet_cli.saying import say, say_list
from licet_cli.showing_sources import asked_on, source

_COLUMNS = {Answer.YES: "marked", Answer.OPEN: "may be marked", Answer.NO: "not marked"}
_GROUPS = {Answer.YES: "in", Answer.OPEN: "may be in", Answer.NO: "not in"}
_HIGH = "high"
_SUBJECTS = {
    "line": "an item",
    "party": "an item with each party",
    "control": "each reason for which an item is controlled",
}


def show_country(console: Console, told: CountryTold, name: str) -> None:
    """Print what is told of a country: its row of the chart, its groups, what asks about it."""
    asked = asked_on(told.on, told.known_on, told.knowledge)
    named = f" ({name})" if name != told.place else ""
    say(console, f"{told.place}{named} {asked}", 0, style="bold")
    if not told.held:
        said = f"no edition and no dated change that is held names {told.country}"
        say(console, said, 0, style="magenta")
    _show_chart(console, told)
    _show_marks(console, "Country Groups", told.groups, _GROUPS)
    say(console, f"provisions in force that ask about {told.place} or its groups", 0)
    for provision in told.provisions:
        _show_provision(console, provision)
    if not told.provisions:
        say(console, "none", 1)
    say_list(console, "caveats", told.caveats, 0)


def _show_chart(console: Console, told: CountryTold) -> None:
    _show_marks(console, "Country Chart", told.chart, _COLUMNS)
    if told.treated_by is not None:
        say(console, f"treated as {told.treated_as} by {source(told.treated_by)}", 1)
    by = f": {source(told.row)}" if told.row else ""
    if told.sent_to_part_746:
        say(console, f"its row marks nothing and sends to Part 746{by}", 1)
    if told.footnotes:
        say(console, f"footnotes {', '.join(told.footnotes)}{by}", 1)


def _show_marks(
    console: Console, title: str, marks: Sequence[MarkTold], words: dict[Answer, str]
) -> None:
    """Print marks, those that the same source says the same of together."""
    say(console, title, 0)
    alike: dict[tuple[Answer, str], list[str]] = {}
    for answer in (Answer.YES, Answer.OPEN, Answer.NO):
        for mark in marks:
            if mark.marked is answer:
                alike.setdefault((answer, _said(mark)), []).append(mark.code)
    for (answer, said), codes in alike.items():
        style = "magenta" if answer is Answer.OPEN else ""
        say(console, f"{words[answer]} {' '.join(codes)}: {said}", 1, style=style)


def _said(mark: MarkTold) -> str:
    if mark.said is None:
        return f"nothing that is held {'speaks of it' if mark.marked is Answer.OPEN else 'says so'}"
    if mark.marked is not Answer.OPEN:
        return source(mark.said)
    if mark.said.ground is Ground.READ_BACK:
        return f"{source(mark.said)}, which does not settle it"
    return f"{source(mark.said)}, which turns on a group that is open"


def _show_provision(console: Console, told: ProvisionTold) -> None:
    may = "" if told.asks is Answer.YES else ", if what is open turns out so"
    say(console, f"{told.id}@{told.version} {told.effect}{may}", 1)
    say(console, told.title, 2)
    where = f", where {told.where}" if told.where else ""
    say(console, f"for {_SUBJECTS[told.subject]}{where}", 2)
    for reason in told.waits_for:
        say(console, f"never a go by silence: {reason}", 2)
    say(console, f"authority: {told.authority}", 2)
    say(console, _dates(told), 2)
    if told.review_policy:
        say(console, f"review policy: {told.review_policy}", 2)
    for caveat in told.caveats:
        say(console, f"caveat: {caveat}", 2)


def _dates(told: ProvisionTold) -> str:
    ends = f" through {told.through}" if told.through else ""
    published = f", published {told.published}" if told.published else ""
    sure = "" if told.date_confidence == _HIGH else f" ({told.date_confidence} confidence)"
    return f"in force from {told.start}{ends}{sure}; announced {told.announced}{published}"
