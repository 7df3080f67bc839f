"""The `licet` command: what it is called with, and which room answers."""

from __future__ import annotations

from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated

import typer

from licet_cli.lazy_commands import LazyCommands


class _Commands(LazyCommands):
    places = MappingProxyType(
        {
            "decide": "licet_cli.deciding:decide",
            "explain": "licet_cli.deciding:explain",
            "replay": "licet_cli.replaying:replay_book",
            "catalog": "licet_cli.cataloguing:catalog",
            "screen": "licet_cli.screening:screen",
            "demo": "licet_cli.demonstrating:demo",
            "import": "licet_cli.importing:import_table",
            "rules": "licet_cli.ruling:rules_app",
            "clearance": "licet_cli.clearing:clearance_app",
        }
    )


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
    cls=_Commands,
    callback=_root,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
