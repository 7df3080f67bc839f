"""`rules check` over files: what loading refuses and what the workbench finds, at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from licet_durable import Limits
from licet_durable.plan import Layout
from licet_engine.errors import RuleSetError
from licet_engine.provisions.ruleset import RuleSet
from licet_workbench.checking import check
from licet_workbench.findings import Finding as Found
from licet_workbench.findings import Severity

from licet_server.app import formula_names
from licet_server.loading.findings import Place, RuleFilesError
from licet_server.loading.packs import Loaded, load_packs
from licet_server.placing import placed


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong with a rule file; printed as `file:line:column: severity: ...`."""

    place: Place
    severity: str
    message: str
    provision: str = ""
    version: str = ""

    def __str__(self) -> str:
        whose = "@".join(part for part in (self.provision, self.version) if part)
        of = f"`{whose}`: " if whose else ""
        return f"{self.place}: {self.severity}: {of}{self.message}"


def check_rules(directory: Path, packs: Sequence[str]) -> tuple[Finding, ...]:
    """Return everything that is wrong with the named packs, sorted by place; raises nothing.

    Files that cannot be loaded are told first and alone: what they would say is not known.
    """
    try:
        loaded = load_packs(directory, packs)
    except RuleFilesError as error:
        refused = (Finding(f.place, Severity.ERROR.value, f.message) for f in error.findings)
        return tuple(refused)
    found = {_finding(each, loaded, directory) for each in check(loaded.packs)}
    if not any(finding.severity == Severity.ERROR.value for finding in found):
        found |= set(_compiled(loaded, directory))
    return tuple(sorted(found))


def _compiled(loaded: Loaded, directory: Path) -> tuple[Finding, ...]:
    """Return what only compiling shows: contradictions, and conditions that fit nowhere."""
    try:
        rules = RuleSet(loaded.packs)
        Layout(len(rules.atoms.atoms), formula_names(rules), Limits()).plan(rules.formulas)
    except RuleSetError as error:
        return (Finding(Place(directory, 1, 1), Severity.ERROR.value, str(error)),)
    return ()


def _finding(found: Found, loaded: Loaded, directory: Path) -> Finding:
    place = placed(found, loaded, directory)
    provision, version = found.provision or "", found.version or ""
    return Finding(place, found.severity.value, found.message, provision, version)
