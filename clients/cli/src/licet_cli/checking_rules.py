"""`licet rules check`: everything that is wrong with rule files, before they answer anything."""

from __future__ import annotations

import typer
from licet_server.checking import Finding, check_rules
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import out, print_json, shown
from licet_cli.flags import JsonFlag, RulesFlags, taking
from licet_cli.placing import place_json

_ERROR = "error"


@taking(RulesFlags)
def check(rules: RulesFlags, *, as_json: JsonFlag = False) -> None:
    """Say everything that is wrong with rule files; exit 1 for any finding, a warning too.

    Rules with an error answer nothing; rules with warnings alone do.
    """
    settings = rules.settings()
    findings = check_rules(settings.directory, settings.packs)
    if as_json:
        print_json([_finding_json(finding) for finding in findings])
    else:
        _show_findings(out(), findings, settings.packs)
    raise typer.Exit(1 if findings else 0)


def _errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity == _ERROR for finding in findings)


def _show_findings(console: Console, findings: tuple[Finding, ...], packs: tuple[str, ...]) -> None:
    for finding in findings:
        style = "red" if finding.severity == _ERROR else "yellow"
        console.print(Text(shown(str(finding)), style=style), soft_wrap=True)
    errors = _errors(findings)
    said = f"{', '.join(packs)}: {errors} errors, {len(findings) - errors} warnings"
    style = "red" if errors else "yellow" if findings else "green"
    console.print(Text(shown(said), style=style))


def _finding_json(finding: Finding) -> dict[str, object]:
    return place_json(finding.place) | {
        "severity": finding.severity,
        "provision": finding.provision,
        "version": finding.version,
        "message": finding.message,
    }
