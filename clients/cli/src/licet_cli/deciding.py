"""`licet decide` and `licet explain`: one sale, asked about."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer
from licet_server.rendering import decision_json

from licet_cli.consoles import out, print_json
from licet_cli.engine_flags import EngineFlags
from licet_cli.flags import taking
from licet_cli.placing import explained_json
from licet_cli.selling import SaleFlags, sale_value
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
    asked = sale_value(sale)
    with engine.source() as source:
        decision = source.decide(asked, engine.as_of())
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
    asked = sale_value(sale)
    with engine.source() as source:
        told = source.explain(asked, engine.as_of())
    if form is Format.JSON:
        print_json(explained_json(told.subjects, told.places))
    else:
        show_reasons(out(), told.decision, told.subjects, told.places, everything=everything)
