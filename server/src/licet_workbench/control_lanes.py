"""What the Control List says of a category over time, as lanes: its editions and its controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from licet_engine.facts.controls import in_scope
from licet_engine.lists import AsKnown, known_from
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import EAR99
from licet_engine.tables.controls import NOT_HELD, ControlTables, Entry
from licet_engine.tables.model import Control, EntryChange

from licet_workbench.catalog.words import label
from licet_workbench.lanes import ONE_DAY, Bar, Kind, Lane

_LIST = "control_list"
_MOST_PARAGRAPHS = 4


class Said(NamedTuple):
    """What the list says of an item for one reason, in short, and the sources that say it."""

    reason: str
    words: str
    sources: tuple[Control, ...]


def control_lanes(rules: RuleSet, category: str | None, as_known: AsKnown) -> Iterator[Lane]:
    """Yield the editions that name a category with its dated changes, then a lane a reason.

    What is said of the days before all that is held begins where the rules begin.
    """
    if category is None or category == EAR99:
        return
    tables = ControlTables(rules.tables)
    first = first_day(rules)
    yield _editions(rules, tables, category, as_known)
    spans = [(max(start, first), entry) for start, entry in tables.spans(category, as_known)]
    told = [(start, _told(entry)) for start, entry in spans]
    for reason in sorted({said.reason for _, entry in told for said in entry}):
        own = [(start, tuple(s for s in entry if s.reason == reason)) for start, entry in told]
        title = f"{category}, {f'reason {reason}' if reason else 'what is not held'}"
        bars = tuple(_bars(own, tables.editions[0], as_known))
        yield Lane(f"{_LIST}.{reason.lower() or NOT_HELD}", title, Kind.CONTROLLED, bars)


def first_day(rules: RuleSet) -> date:
    """Return the day on which the first provision began: from then on the list is told of."""
    return min(version.start for each in rules.provisions for version in each.versions)


def _editions(rules: RuleSet, tables: ControlTables, category: str, as_known: AsKnown) -> Lane:
    eccn = category.partition(".")[0]
    named = sorted({e for control in tables.entry(eccn) for e in control.editions})
    known = [edition for edition in named if edition <= as_known.on]
    source = next((c.source for c in tables.entry(eccn) if c.source), "the Control List")
    bars = [
        Bar(f"edition of {e}", e, None, after and after - ONE_DAY, e, None, e, source)
        for e, after in zip_longest(known, known[1:])
    ]
    changes = (change for change in rules.tables.entry_changes if change.eccn == eccn)
    bars += (_change_bar(change, as_known) for change in changes if change.since.known(as_known))
    title = f"Control List: editions and changes of {eccn}"
    in_order = sorted(dict.fromkeys(bars), key=lambda bar: bar.start)
    return Lane(_LIST, title, Kind.CONTROLLED, tuple(in_order))


def _change_bar(change: EntryChange, as_known: AsKnown) -> Bar:
    since = change.since
    return Bar(
        name=f"{change.kind} for {_listed(change.paragraphs)}"
        if change.paragraphs
        else change.kind,
        start=since.start,
        through=since.start,
        until=since.start,
        announced=since.announced,
        published=since.published,
        known=known_from(since.announced, since.published, as_known.axis),
        authority=since.authority,
    )


def _told(entry: Entry) -> tuple[Said, ...]:
    if entry.silence is not None:
        return (Said("", entry.silence.said, ()),)
    by_words: dict[tuple[str, str], list[Control]] = {}
    for control in entry.controls:
        reason = "" if control.reason == "none" else control.reason
        by_words.setdefault((reason, _words(control)), []).append(control)
    return tuple(Said(*named, tuple(own)) for named, own in by_words.items())


def _words(control: Control) -> str:
    of = f" for {_listed(control.paragraphs)}" if control.paragraphs else ""
    if control.requirement == NOT_HELD:
        return f"not held{of}"
    part = f" if {in_scope(control.reason)}" if control.narrowed else ""
    return f"{label(control.reason, control.requirement)}{of}{part}"


def _listed(paragraphs: Sequence[str]) -> str:
    shown = ", ".join(f".{p}" for p in paragraphs[:_MOST_PARAGRAPHS])
    more = len(paragraphs) - _MOST_PARAGRAPHS
    return f"{shown} and {more} more" if more > 0 else shown


def _bars(
    own: Sequence[tuple[date, tuple[Said, ...]]], edition: date, as_known: AsKnown
) -> Iterator[Bar]:
    """Yield a bar for each run of days on which the same is said for a reason."""
    for words in dict.fromkeys(said.words for _, entry in own for said in entry):
        since: tuple[date, Said] | None = None
        for start, entry in own:
            said = next((s for s in entry if s.words == words), None)
            if said is not None and since is None:
                since = start, said
            elif said is None and since is not None:
                yield _bar(*since, start - ONE_DAY, edition, as_known)
                since = None
        if since is not None:
            yield _bar(*since, None, edition, as_known)


def _bar(start: date, said: Said, until: date | None, edition: date, as_known: AsKnown) -> Bar:
    dated = next((c for c in said.sources if c.window is not None), None)
    if dated is not None and dated.window is not None:
        since = dated.window[0]
        announced, published, authority = since.announced, since.published, since.authority
    else:
        back = start < edition
        source = next((c.source for c in said.sources if c.source), "")
        read = f"read back from the edition of {edition}" if back else f"edition of {start}"
        announced, published, authority = start, None, f"{source}, {read}" if source else read
    known = known_from(announced, published, as_known.axis)
    return Bar(said.words, start, until, until, announced, published, known, authority)
