"""`licet rules diff`: which answers two rule sets give otherwise, and that no other one changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from licet_engine.lists import Knowledge
from licet_server.sales.words import FIRST_DAY

from licet_cli.consoles import out, print_json, progress_bar
from licet_cli.flags import RulesFlags, taking
from licet_cli.impacting import NewArgument, OldArgument
from licet_cli.rule_references import rules_at
from licet_cli.ruling import JsonFlag

if TYPE_CHECKING:
    from licet_workbench.proving.difference import Difference

AllFlag = Annotated[bool, typer.Option("--all", help="Show every box, and a sale of each.")]


@dataclass(frozen=True, slots=True)
class DiffFlags(RulesFlags):
    """Which packs are compared, and what counts as known."""

    knowledge: Annotated[
        Knowledge, typer.Option(help="Known from its announcement, or from its publication.")
    ] = Knowledge.ANNOUNCED


@taking(DiffFlags)
def diff(
    flags: DiffFlags,
    *,
    old: OldArgument,
    new: NewArgument,
    every: AllFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Say which answers change from OLD to NEW, and prove that no other does; exit 1 where one does.

    Renames, comments and another order of things change no answer.
    """
    # Decision diagrams are loaded where they are needed.
    from licet_cli.showing_difference import difference_json, show_difference  # noqa: PLC0415

    found = _found(flags, old, new)
    if as_json:
        print_json(difference_json(found))
    else:
        show_difference(out(), found, every=every)
    raise typer.Exit(1 if found.changed else 0)


def _found(flags: DiffFlags, old: str, new: str) -> Difference:
    from licet_workbench.proving.changes import Changes  # noqa: PLC0415
    from licet_workbench.proving.difference import difference  # noqa: PLC0415

    from licet_cli.judging import Judge  # noqa: PLC0415

    settings = flags.settings()
    with (
        progress_bar("revisions of rules", 0) as bar,
        rules_at(old, settings, bar.of) as before,
        rules_at(new, settings, bar.of) as after,
    ):
        judges = (Judge(before.rules), Judge(after.rules))
        return difference(
            Changes(before.rules, after.rules),
            FIRST_DAY,
            flags.knowledge,
            lambda side, asked: judges[side](asked),
        )
