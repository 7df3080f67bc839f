"""The files of a pack: which hold provisions, which hold lists, and which are no rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from licet_server.loading.findings import Finding, Place, RuleFilesError

PACK = "pack.yaml"
VOCABULARY = "vocabulary.yaml"
CLEARANCES = "clearances.csv"
_OF_THE_PACK = frozenset({PACK, VOCABULARY})
_LISTS = "lists"
TABLES = "tables"
_SOURCES = "sources"
"""What importers make lists and tables from; nothing of it is asked when deciding."""
_APART = (TABLES, _SOURCES)
_NEAR_SUFFIXES = frozenset({".yaml", ".yml", ".csv"})
_OF_SPREADSHEETS = frozenset({".xlsx", ".xls", ".ods", ".tsv"})
_LEFT_BY_EDITORS = (".", "~", "#")


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The provision files and the list files of one pack, and its journal of clearances, if any."""

    provisions: tuple[Path, ...]
    lists: tuple[Path, ...]
    clearances: Path | None = None


def pack_names(rules: Path) -> frozenset[str]:
    """Return the names of all packs that a rules directory holds."""
    return frozenset(pack.parent.name for pack in rules.glob(f"*/{PACK}"))


def pack_files(directory: Path) -> PackFiles:
    """Return the files of a pack; file names carry no meaning.

    Raises `RuleFilesError` for files that look like rules and would not be read, so that no
    rule is dropped in silence.
    """
    found = list(_walk(directory, ()))
    findings = [f for path in found for f in _misplaced(directory, path)]
    if findings:
        raise RuleFilesError(findings)
    own = [path for path in found if path.parent != directory or path.name not in _OF_THE_PACK]
    provisions = (p for p in own if p.suffix == ".yaml" and _room(directory, p) not in _APART)
    lists = (p for p in own if p.suffix == ".csv" and _room(directory, p) == _LISTS)
    journal = directory / CLEARANCES
    return PackFiles(tuple(provisions), tuple(lists), journal if journal in own else None)


def _walk(directory: Path, above: tuple[Path, ...]) -> Iterator[Path]:
    """Yield every file that is no editor's leaving, through links, but never round in a circle."""
    try:
        real = directory.resolve()
        entries = sorted(directory.iterdir())
    except (OSError, RuntimeError) as error:
        raise _refusal(directory, "cannot be read") from error
    if real in above:
        raise _refusal(directory, "the link leads back to a directory above it; take it out")
    for entry in entries:
        if entry.name.startswith(_LEFT_BY_EDITORS):
            continue
        if entry.is_dir():
            yield from _walk(entry, (*above, real))
        else:
            yield entry


def _misplaced(directory: Path, path: Path) -> Iterator[Finding]:
    suffix = path.suffix.lower()
    if suffix in _OF_SPREADSHEETS:
        yield Finding(Place(path, 1, 1), f"would not be read; save it as `{path.stem}.csv`")
    aside = next((s for s in path.suffixes[:-1] if s.lower() in _NEAR_SUFFIXES), None)
    if aside is not None and suffix not in _NEAR_SUFFIXES:
        name = path.name.partition(aside)[0] + aside
        message = f"would not be read; call it `{name}`, or move it out of the pack"
        yield Finding(Place(path, 1, 1), message)
    if suffix not in _NEAR_SUFFIXES:
        return
    wanted = ".csv" if suffix == ".csv" else ".yaml"
    if path.suffix != wanted:
        yield Finding(Place(path, 1, 1), f"would not be read; call it `{path.stem}{wanted}`")
    stray = path != directory / CLEARANCES and _room(directory, path) not in (_LISTS, *_APART)
    if wanted == ".csv" and stray:
        yield Finding(Place(path, 1, 1), f"would not be read; a list stands in `{_LISTS}/`")


def _room(directory: Path, path: Path) -> str:
    return path.relative_to(directory).parts[0]


def _refusal(path: Path, message: str) -> RuleFilesError:
    return RuleFilesError([Finding(Place(path, 1, 1), message)])
