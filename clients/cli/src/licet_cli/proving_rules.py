"""`licet rules prove`: what is true of a rule set in every question there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_server.app import refuse_errors
from licet_server.loading.packs import load_packs
from licet_server.sales.words import FIRST_DAY

from licet_cli.consoles import out, print_json, progress_bar
from licet_cli.flags import RulesFlags, taking
from licet_cli.ruling import JsonFlag

if TYPE_CHECKING:
    from licet_workbench.proving.proof import Proof

VerboseFlag = Annotated[
    bool, typer.Option("--verbose", help="Tell of each restraint, permit, clearance and bar.")
]


@dataclass(frozen=True, slots=True)
class ProveFlags(RulesFlags):
    """Which packs are proved, and what counts as known."""

    knowledge: Annotated[
        Knowledge, typer.Option(help="Known from its announcement, or from its publication.")
    ] = Knowledge.ANNOUNCED


@taking(ProveFlags)
def prove(flags: ProveFlags, *, verbose: VerboseFlag = False, as_json: JsonFlag = False) -> None:
    """Prove what every question comes to, exactly and not by samples; exit 1 for a finding.

    A finding is a permit, clearance or bar on which no answer turns, or a pack that loosens.
    """
    # Decision diagrams are loaded where they are needed.
    from licet_cli.showing_proof import proof_json, show_proof  # noqa: PLC0415

    found = _proved(flags)
    if as_json:
        print_json(proof_json(found))
    else:
        show_proof(out(), found, verbose=verbose)
    raise typer.Exit(1 if found.findings else 0)


def _proved(flags: ProveFlags) -> Proof:
    from licet_workbench.proving.proof import prove as proof_of  # noqa: PLC0415
    from licet_workbench.proving.proof import steps  # noqa: PLC0415

    from licet_cli.judging import Judge  # noqa: PLC0415

    settings = flags.settings()
    loaded = load_packs(settings.directory, settings.packs)
    refuse_errors(loaded, settings.directory)
    rules = RuleSet(loaded.packs)
    with progress_bar("provisions", steps(rules)) as bar:
        done = iter(range(1, steps(rules) + 1))
        return proof_of(rules, FIRST_DAY, flags.knowledge, Judge(rules), lambda _: bar(next(done)))
