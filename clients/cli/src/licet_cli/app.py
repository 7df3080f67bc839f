"""The `licet` command: what it is called with, and which room answers."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from licet_cli.cataloguing import catalog
from licet_cli.clearing import clearance_app
from licet_cli.covering import coverage
from licet_cli.deciding import decide, explain
from licet_cli.demonstrating import demo
from licet_cli.differing_rules import diff
from licet_cli.formatting import fmt
from licet_cli.impacting import impact
from licet_cli.importing import import_table
from licet_cli.proving_rules import prove
from licet_cli.replaying import replay_book
from licet_cli.ruling import rules_app
from licet_cli.scaffolding import case_app
from licet_cli.screening import screen
from licet_cli.testing_rules import run_cases
from licet_cli.timelining import timeline
from licet_cli.watching import watch_orders


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"licet {version('licet')}")
        raise typer.Exit


def _root(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Say whether a sale may go out under export control, under what, and until when.

    Exit codes: 0 fine; 1 findings: a stop, a difference, an order without a decision;
    2 wrong use, or input that cannot be read.
    """


app = typer.Typer(
    callback=_root, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command("decide")(decide)
app.command("explain")(explain)
app.command("replay")(replay_book)
app.command("catalog")(catalog)
app.command("screen")(screen)
app.command("demo")(demo)
app.command("import")(import_table)
rules_app.command("coverage")(coverage)
rules_app.command("fmt")(fmt)
rules_app.command("test")(run_cases)
rules_app.add_typer(case_app, name="case")
rules_app.command("prove")(prove)
rules_app.command("diff")(diff)
rules_app.command("impact")(impact)
rules_app.command("timeline")(timeline)
rules_app.command("watch")(watch_orders)
app.add_typer(rules_app, name="rules")
app.add_typer(clearance_app, name="clearance")
