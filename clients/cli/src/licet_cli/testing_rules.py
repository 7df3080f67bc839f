"""`licet rules test`: the cases beside the rules, put to the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from licet_server.loading.case_files import Case, Unsaid
from licet_server.sales.words import FIRST_DAY
from licet_workbench.case_coverage import VersionCovered, case_coverage

from licet_cli.case_books import Bench, Failed, case_files, read_case_files
from licet_cli.consoles import out, print_json, progress_bar
from licet_cli.flags import RulesFlags, day, taking
from licet_cli.showing_cases import (
    case_coverage_json,
    failed_json,
    show_case_coverage,
    show_failed,
    show_summary,
)

_TODAY = "today"
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATHS]...", help="Case files, or directories of them."),
]
NowFlag = Annotated[
    str, typer.Option("--now", metavar="DATE|today", help="The day that cases call `now`.")
]
CoverageFlag = Annotated[bool, typer.Option("--coverage", help="Say also what no case asks about.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@taking(RulesFlags)
def run_cases(
    rules: RulesFlags,
    paths: PathsArgument = None,
    *,
    now: NowFlag = _TODAY,
    coverage: CoverageFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Put cases to the rules, without PATHS those in `cases/` and `tests/`; exit 1 if any fails."""
    settings = rules.settings()
    on = date.today() if now == _TODAY else day(now, "--now", _TODAY)  # noqa: DTZ011 (a business day)
    files = case_files(settings.directory, paths)
    cases = read_case_files(files, Unsaid(on, settings.packs))
    with Bench(settings, on) as bench, progress_bar("cases", len(cases)) as bar:
        failed = bench.failed(cases, bar)
        loaded = bench.licet(settings.packs).rules if coverage else None
    covered = case_coverage(loaded.provisions, cases, FIRST_DAY) if loaded else None
    if as_json:
        print_json(_json(cases, failed, covered))
    else:
        _show(cases, len(files), failed, covered)
    raise typer.Exit(1 if failed else 0)


def _show(
    cases: tuple[Case, ...],
    files: int,
    failed: tuple[Failed, ...],
    covered: tuple[VersionCovered, ...] | None,
) -> None:
    console = out()
    show_failed(console, failed)
    if covered is not None:
        show_case_coverage(console, covered)
    show_summary(console, len(cases), files, len(failed))


def _json(
    cases: tuple[Case, ...],
    failed: tuple[Failed, ...],
    covered: tuple[VersionCovered, ...] | None,
) -> dict[str, Any]:
    told: dict[str, Any] = {"cases": len(cases), "failed": failed_json(failed)}
    return told if covered is None else told | {"coverage": case_coverage_json(covered)}
