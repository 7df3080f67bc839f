"""`licet rules prove`: what is true of a rule set in every question there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_server.app import refuse_errors
from licet_server.loading.findings import near
from licet_server.loading.packs import load_packs
from licet_server.placing import placed
from licet_server.sales.words import FIRST_DAY

from licet_cli.consoles import out, print_json, progress_bar
from licet_cli.flags import JsonFlag, KnowledgeFlags, taking

if TYPE_CHECKING:
    from licet_workbench.proving.proof import Proof

VerboseFlag = Annotated[
    bool, typer.Option("--verbose", help="Tell of each restraint, permit, clearance and bar.")
]

OnlyFlag = Annotated[
    list[str] | None,
    typer.Option(metavar="PROVISION", help="Look at this provision alone; repeatable."),
]


@taking(KnowledgeFlags)
def prove(
    flags: KnowledgeFlags,
    *,
    only: OnlyFlag = None,
    verbose: VerboseFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Prove what every question comes to, exactly and not by samples; exit 1 for a finding.

    A finding is a permit, clearance or bar on which no answer turns, or a pack that loosens.
    """
    # Decision diagrams are loaded where they are needed.
    from licet_cli.showing_proof import proof_json, show_proof  # noqa: PLC0415

    settings = flags.settings()
    loaded = load_packs(settings.directory, settings.packs)
    refuse_errors(loaded, settings.directory)
    rules = RuleSet(loaded.packs)
    found = proof_of(rules, flags.knowledge, _meant(rules, only))
    places = [placed(each, loaded, settings.directory) for each in found.findings]
    if as_json:
        print_json(proof_json(found, places))
    else:
        show_proof(out(), found, places, verbose=verbose)
    raise typer.Exit(1 if found.findings else 0)


def _meant(rules: RuleSet, only: list[str] | None) -> frozenset[str] | None:
    ids = {provision.id for provision in rules.provisions}
    for name in only or ():
        if name not in ids:
            reason = f"`{name}` is no provision of these rules{near(name, ids)}"
            raise typer.BadParameter(reason, param_hint="--only")
    return frozenset(only) if only else None


def proof_of(rules: RuleSet, axis: Knowledge, only: frozenset[str] | None = None) -> Proof:
    """Return the proof of a rule set, or of some of its provisions, with a bar on a terminal."""
    from licet_workbench.proving.proof import prove as proved  # noqa: PLC0415
    from licet_workbench.proving.proof import steps  # noqa: PLC0415

    from licet_cli.judging import Judge  # noqa: PLC0415

    whole = steps(rules, only)
    with progress_bar("provisions", whole) as bar:
        done = iter(range(1, whole + 1))
        return proved(rules, FIRST_DAY, axis, Judge(rules), lambda _: bar(next(done)), only)
