"""`licet rules`: what can be known about rules before they answer anything."""

from __future__ import annotations

from types import MappingProxyType

import typer

from licet_cli.lazy_commands import LazyCommands


class _Commands(LazyCommands):
    places = MappingProxyType(
        {
            "check": "licet_cli.checking_rules:check",
            "coverage": "licet_cli.covering:coverage",
            "fmt": "licet_cli.formatting:fmt",
            "test": "licet_cli.testing_rules:run_cases",
            "prove": "licet_cli.proving_rules:prove",
            "diff": "licet_cli.differing_rules:diff",
            "impact": "licet_cli.impacting:impact",
            "timeline": "licet_cli.timelining:timeline",
            "watch": "licet_cli.watching:watch_orders",
            "case": "licet_cli.scaffolding:case_app",
        }
    )


rules_app = typer.Typer(
    cls=_Commands, help="Check rules, and see them over time.", no_args_is_help=True
)
