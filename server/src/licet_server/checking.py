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
from licet_server.loading.files import PACK
from licet_server.loading.findings import Place, RuleFilesError
from licet_server.loading.nodes import Node
from licet_server.loading.packs import Loaded, load_packs


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
    found = {_placed(each, loaded, directory) for each in check(loaded.packs)}
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


def _placed(found: Found, loaded: Loaded, directory: Path) -> Finding:
    place = _place(found, loaded, directory)
    provision, version = found.provision or "", found.version or ""
    return Finding(place, found.severity.value, found.message, provision, version)


def _place(found: Found, loaded: Loaded, directory: Path) -> Place:
    if found.row is not None:
        return loaded.row_places[found.row]
    node = loaded.nodes.get(found.provision or "")
    if node is None:
        return Place(directory / found.pack / PACK, 1, 1)
    within = node.child(found.path)
    word = _word(within, found.word) if within and found.word else None
    return word or node.at(found.path)


def _word(node: Node, word: str) -> Place | None:
    """Return where a word stands as a value inside a node, the first place of it."""
    if isinstance(node.value, str):
        return node.place if node.value == word else None
    parts = node.value.values() if isinstance(node.value, dict) else node.value
    return next((place for part in parts if (place := _word(part, word))), None)
