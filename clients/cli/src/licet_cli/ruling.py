"""`licet rules`: what can be known about rules before they answer anything."""

from __future__ import annotations

from typing import Annotated

import typer
from licet_server.checking import Finding, check_rules
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import out, print_json, shown
from licet_cli.flags import RulesFlags, taking

_ERROR = "error"
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

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
