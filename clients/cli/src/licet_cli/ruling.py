"""`licet rules`: what can be known about rules before they answer anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from licet_engine.provisions.ruleset import RuleSet
from licet_server.checking import Finding, check_rules
from licet_server.loading.packs import load_packs
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import err, out, print_json, shown
from licet_cli.flags import RulesFlags, taking
from licet_cli.picturing import PICTURES, draw_timeline

if TYPE_CHECKING:
    from licet_workbench.timeline import Bar, Lane

_ERROR = "error"
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
RegimeFlag = Annotated[str, typer.Option(metavar="TAG", help="Such as huawei or zte.")]
OutFlag = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="A picture: .svg or .png.")
]

rules_app = typer.Typer(help="Check rules, and see them over time.", no_args_is_help=True)


@rules_app.command("check")
@taking(RulesFlags)
def check(rules: RulesFlags, *, as_json: JsonFlag = False) -> None:
    """Say everything that is wrong with rule files; exit 1 for an error."""
    settings = rules.settings()
    findings = check_rules(settings.directory, settings.packs)
    if as_json:
        print_json([_finding_json(finding) for finding in findings])
    else:
        _show_findings(out(), findings, settings.packs)
    raise typer.Exit(1 if _errors(findings) else 0)


def _errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity == _ERROR for finding in findings)


def _show_findings(console: Console, findings: tuple[Finding, ...], packs: tuple[str, ...]) -> None:
    for finding in findings:
        style = "red" if finding.severity == _ERROR else "yellow"
        console.print(Text(shown(str(finding)), style=style), soft_wrap=True)
    errors = _errors(findings)
    said = f"{', '.join(packs)}: {errors} errors, {len(findings) - errors} warnings"
    console.print(Text(shown(said), style="red" if errors else "green"))


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "file": str(finding.place.file),
        "line": finding.place.line,
        "column": finding.place.column,
        "severity": finding.severity,
        "provision": finding.provision,
        "version": finding.version,
        "message": finding.message,
    }


@rules_app.command("timeline")
@taking(RulesFlags)
def timeline(
    rules: RulesFlags, *, regime: RegimeFlag, picture: OutFlag = None, as_json: JsonFlag = False
) -> None:
    """Show a regime over time: as a picture with --out, else as a list of its versions."""
    if picture is not None and picture.suffix.lower() not in PICTURES:
        raise typer.BadParameter(f"`{picture}` is neither .svg nor .png", param_hint="--out")
    settings = rules.settings()
    loaded = RuleSet(load_packs(settings.directory, settings.packs).packs)
    if picture is not None:
        draw_timeline(loaded, regime, [picture])
        err().print(f"written: {picture}")
    if picture is None or as_json:
        _show_listing(loaded, regime, as_json=as_json)


def _show_listing(rules: RuleSet, regime: str, *, as_json: bool) -> None:
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.timeline import COLUMNS, gaps, lanes, listing  # noqa: PLC0415

    found = lanes(rules, regime)
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in listing(found)])
        return
    console = out()
    for lane in found:
        _show_lane(console, lane)
    for gap in gaps(found):
        console.print(Text(shown(str(gap)), style="red"))


def _show_lane(console: Console, lane: Lane) -> None:
    console.print(Text(shown(f"{lane.id} ({lane.kind.value}): {lane.title}"), style="bold"))
    for bar in lane.bars:
        ends = f"to {bar.until}" if bar.until else "with no end"
        past = f", superseded by {bar.superseded_by}" if bar.superseded_by else ""
        said = f"  {bar.start} {ends}: {bar.name}{past}, {_known(bar)}; {bar.authority}"
        console.print(Text(shown(said)), soft_wrap=True)


def _known(bar: Bar) -> str:
    if bar.published is None:
        return f"announced {bar.announced}"
    return f"announced {bar.announced}, published {bar.published}"
