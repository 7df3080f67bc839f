"""`licet rules fmt`: rule files in their one canonical form."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer
from licet_server.loading.files import CLEARANCES, PACK, TABLES, VOCABULARY, pack_files
from licet_server.loading.findings import Finding, Place, RuleFilesError
from licet_server.whole_files import whole
from rich.text import Text

from licet_cli.canonical_files import Formatted, formatted, is_rule_file
from licet_cli.consoles import out, print_json, shown
from licet_cli.flags import RulesFlags, taking

_SOURCES = "sources"
_SUFFIXES = frozenset({".yaml", ".csv"})
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATHS]...", help="Files or directories; without, the whole packs."),
]
CheckFlag = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 for a change.")]
DiffFlag = Annotated[bool, typer.Option("--diff", help="Show the changes, and write nothing.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@taking(RulesFlags)
def fmt(
    rules: RulesFlags,
    paths: PathsArgument = None,
    *,
    check: CheckFlag = False,
    diff: DiffFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Bring rule files into their canonical form; what they say stays the same.

    A file that cannot be read is refused at its place, and then none is written.
    """
    settings = rules.settings()
    names = settings.packs
    found = list(_named(paths) if paths else files_of_packs(settings.directory, names))
    dry = check or diff
    with _journals_locked(found):
        files = _formatted(found)
        changed = [file for file in files if file.changed]
        for file in () if dry else changed:
            _write(file)
    if as_json:
        print_json([_json(file, written=not dry) for file in changed])
    else:
        _show(changed, len(files), diff=diff, dry=dry)
    raise typer.Exit(1 if dry and changed else 0)


def _named(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are named, and the rule files below the directories that are."""
    for path in paths:
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*")) if _is_ours(each, path))
        elif path.suffix in _SUFFIXES or not path.exists():
            yield path
        else:
            place = Place(path, 1, 1)
            raise RuleFilesError([Finding(place, "is neither a .yaml nor a .csv file of rules")])


def _is_ours(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return path.is_file() and not hidden and path.suffix in _SUFFIXES and is_rule_file(path)


def files_of_packs(rules: Path, names: Iterable[str]) -> Iterator[Path]:
    """Yield every file of packs that has a canonical form."""
    for name in names:
        directory = rules / name
        yield directory / PACK
        if (directory / VOCABULARY).exists():
            yield directory / VOCABULARY
        files = pack_files(directory)
        yield from (*files.provisions, *files.lists)
        yield from (files.clearances,) if files.clearances else ()
        for room in (TABLES, _SOURCES):
            yield from sorted((directory / room).rglob("*.csv"))


def _formatted(paths: Iterable[Path]) -> list[Formatted]:
    """Return files as they are to be; raises `RuleFilesError` for all that cannot be read."""
    files: list[Formatted] = []
    findings: list[Finding] = []
    for path in dict.fromkeys(paths):
        try:
            files.append(formatted(path))
        except RuleFilesError as error:
            findings += error.findings
    if findings:
        raise RuleFilesError(findings)
    return files


@contextmanager
def _journals_locked(paths: Iterable[Path]) -> Iterator[None]:
    """Keep others from adding to a journal of clearances between reading and writing it."""
    opened = []
    try:
        for rules in sorted({p.resolve().parent.parent for p in paths if p.name == CLEARANCES}):
            opened.append(os.open(rules, os.O_RDONLY | os.O_DIRECTORY))
            fcntl.flock(opened[-1], fcntl.LOCK_EX)
        yield
    finally:
        for each in opened:
            os.close(each)


def _write(file: Formatted) -> None:
    target = file.path.resolve()
    mode = target.stat().st_mode & 0o777
    with whole(target) as written:
        written.write(file.after)
        os.fchmod(written.fileno(), mode)


def _show(changed: list[Formatted], files: int, *, diff: bool, dry: bool) -> None:
    console = out()
    for file in changed:
        if diff:
            _show_diff(file)
        else:
            said = f"{file.place}: would be formatted" if dry else f"formatted: {file.path}"
            console.print(Text(shown(said)), soft_wrap=True)
    done = "would be formatted" if dry else "formatted"
    console.print(Text(f"{len(changed)} of {files} files {done}"), soft_wrap=True)


def _show_diff(file: Formatted) -> None:
    before, after = (text.decode().splitlines() for text in (file.before, file.after))
    name = str(file.path)
    for line in unified_diff(before, after, name, name, lineterm=""):
        out().print(Text(shown(line)), soft_wrap=True)


def _json(file: Formatted, *, written: bool) -> dict[str, object]:
    place = file.place
    return {
        "file": str(place.file),
        "line": place.line,
        "column": place.column,
        "written": written,
    }
