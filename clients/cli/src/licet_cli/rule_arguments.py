"""Two rule sets that are compared, as arguments of a command."""

from __future__ import annotations

from typing import Annotated

import typer

from licet_cli.rule_references import SHIPPED

OldArgument = Annotated[
    str, typer.Argument(metavar="OLD", help="A directory, a git revision, a revision of rules.")
]
NewArgument = Annotated[
    str, typer.Argument(metavar="NEW", help=f"The same, or `{SHIPPED}`: the rules that come along.")
]
