"""What importing official party lists would change, and the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licet_tables.changing import Difference, replace_files
from licet_tables.findings import Place, refusal
from licet_tables.parties.columns import COLUMNS, NOTHING, PartyList, Row, file_of, in_order
from licet_tables.parties.comparing import differences
from licet_tables.parties.editions import Edition
from licet_tables.parties.keeping import kept
from licet_tables.parties.listing import Listed, listed
from licet_tables.parties.merging import filled, merged, party_of
from licet_tables.parties.official import Entry
from licet_tables.parties.reading import read_files
from licet_tables.parties.sources import (
    EDITIONS,
    SOURCES,
    Sources,
    read_rows,
    read_sources,
    rows_text,
)

LISTS_DIRECTORY = Path("us_ear") / "lists"
_EDITIONS_FILE = SOURCES / "editions.csv"
_FEWEST = 0.9
"""A file with a smaller share of the parties that are held is taken to be cut off."""


@dataclass(frozen=True, slots=True)
class ListChange:
    """One list as it would stand after an import, and how it differs from the one that is held.

    `older` where a later edition is held: then only addresses are filled in, and `besides` names
    the parties that it has and the held one has not. `kept` tells what the rules hold on to
    although the edition lacks it.
    """

    list: PartyList
    path: Path
    older: bool
    rows: int
    differences: tuple[Difference, ...]
    besides: tuple[str, ...]
    kept: tuple[str, ...]
    not_mapped: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ListsChange:
    """What an import would change in all the lists that its files are of."""

    edition: str
    lists: tuple[ListChange, ...]
    left_aside: int
    editions: tuple[Path, str]

    @property
    def changed(self) -> Mapping[Path, str]:
        """The files that are not yet as they would be written, the editions last."""
        texts = {each.path: each.text for each in self.lists}
        texts |= dict([self.editions])
        return {path: text for path, text in texts.items() if not _stands(path, text)}

    def write(self) -> tuple[Path, ...]:
        """Replace the files that differ, each in one step; return which these are."""
        changed = self.changed
        replace_files(changed)
        return tuple(changed)


@dataclass(frozen=True, slots=True)
class _Importer:
    rules: Path
    day: str
    sources: Sources
    editions: Mapping[str, str]
    accept_removals: bool

    def change(self, party_list: PartyList, entries: Sequence[Entry]) -> ListChange:
        path = self.rules / LISTS_DIRECTORY / file_of(party_list)
        held = read_rows(path, COLUMNS)
        now = listed(entries, self.sources, held, self.day if held else None)
        older = self.day < self.editions.get(party_list.value, self.day)
        if not (older or self.accept_removals):
            _check_whole(held, now, entries[0].place.file)
        rows = in_order(filled(held, now) if older else self._merged(party_list, held, now))
        text = rows_text(COLUMNS, rows)
        return ListChange(
            party_list,
            path,
            older,
            len(rows),
            tuple(differences(held, rows)),
            tuple(_besides(held, now)) if older else (),
            () if older else tuple(kept(rows, now, self.day, self.sources.former)),
            () if older else tuple(_not_mapped(now)),
            text,
        )

    def _merged(
        self, party_list: PartyList, held: list[Row], now: Sequence[Listed]
    ) -> Iterable[Row]:
        former = [row for row in self.sources.former if row["list"] == party_list.value]
        later = self.day > self.editions.get(party_list.value, "")
        return merged(held, now, former, Edition(self.day, later))


def compare_lists(
    paths: Sequence[Path], edition: date, rules: Path, *, accept_removals: bool = False
) -> ListsChange:
    """Return what importing official files as an edition would change in the lists of some rules.

    Nothing is written. Raises `ImportRefused` with every finding where a file is not wholly
    sound, or holds so few of the parties that are held that it must be cut off.
    """
    read = read_files(paths)
    if not read.entries:
        raise refusal(Place(paths[0], 1), "holds no row of a list that is imported here")
    held = {row["list"]: row["edition"] for row in read_rows(rules / _EDITIONS_FILE, EDITIONS)}
    day = edition.isoformat()
    importer = _Importer(rules, day, read_sources(rules), held, accept_removals)
    by_list = {each: [e for e in read.entries if e.list is each] for each in PartyList}
    changes = tuple(importer.change(each, of_it) for each, of_it in by_list.items() if of_it)
    now = held | {change.list.value: day for change in changes if not change.older}
    rows = [{"list": each, "edition": now[each]} for each in sorted(now)]
    editions = (rules / _EDITIONS_FILE, rows_text(EDITIONS, rows))
    return ListsChange(day, changes, read.left_aside, editions)


def _check_whole(held: Iterable[Row], now: Iterable[Listed], file: Path) -> None:
    open_parties = {party_of(row)[:2] for row in held if row["through"] == NOTHING}
    still = open_parties & {party_of(each.row)[:2] for each in now}
    if len(still) < _FEWEST * len(open_parties):
        message = (
            f"holds {len(still)} of the {len(open_parties)} parties that are listed: is it cut off?"
            " if it is not, say --accept-removals"
        )
        raise refusal(Place(file, 1), message)


def _besides(held: Iterable[Row], now: Iterable[Listed]) -> list[str]:
    names = {row["name"].casefold() for row in held}
    return sorted({e.row["name"] for e in now if e.row["name"].casefold() not in names})


def _not_mapped(now: Iterable[Listed]) -> list[str]:
    found = [f"{e.place}: {e.row['name']}: {text}" for e in now for text in e.not_mapped]
    return sorted(dict.fromkeys(found))


def _stands(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()
