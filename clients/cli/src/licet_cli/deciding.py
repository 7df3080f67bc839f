"""`licet decide` and `licet explain`: one sale, asked about."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer
from licet_replay import decided
from licet_server.app import Licet
from licet_server.rendering import decision_json

from licet_cli.consoles import out, print_json
from licet_cli.flags import EngineFlags, taking
from licet_cli.placing import Places, explained_json
from licet_cli.selling import SaleFlags, sale_of
from licet_cli.showing_decisions import show_decision
from licet_cli.showing_reasons import show_reasons


class Format(Enum):
    """Words for people, or JSON for machines."""

    TEXT = "text"
    JSON = "json"


FormatFlag = Annotated[Format, typer.Option("--format", help="Words for people, or JSON.")]
AllFlag = Annotated[bool, typer.Option("--all", help="Show also what could not have spoken.")]


@taking(SaleFlags, EngineFlags)
def decide(sale: SaleFlags, engine: EngineFlags, *, form: FormatFlag = Format.TEXT) -> None:
    """Say whether one sale may go out; exit 0 for a go, 1 for a stop."""
    with Licet(engine.settings()) as licet:
        decision = decided(sale_of(sale, licet.rules.vocabulary), licet, engine.as_of())
    if form is Format.JSON:
        print_json(decision_json(decision))
    else:
        show_decision(out(), decision)
    raise typer.Exit(0 if decision.outcome.confirmable else 1)


@taking(SaleFlags, EngineFlags)
def explain(
    sale: SaleFlags,
    engine: EngineFlags,
    *,
    form: FormatFlag = Format.TEXT,
    everything: AllFlag = False,
) -> None:
    """Say why each provision that could have spoken on one sale did or did not."""
    as_of = engine.as_of()
    with Licet(engine.settings()) as licet:
        read = sale_of(sale, licet.rules.vocabulary)
        decision = decided(read, licet, as_of)
        subjects = licet.explain(
            read,
            known_on=as_of.known_on,
            knowledge=as_of.knowledge,
            clock=as_of.clock,
            today=as_of.today,
        )
        places = Places(licet.loaded)
    if form is Format.JSON:
        print_json(explained_json(subjects, places))
    else:
        show_reasons(out(), decision, subjects, places, everything=everything)
