"""`licet rules diff`: which answers two rule sets give otherwise, and that no other one changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from licet_engine.lists import Knowledge
from licet_server.sales.words import FIRST_DAY

from licet_cli.consoles import out, print_json, progress_bar
from licet_cli.flags import JsonFlag, KnowledgeFlags, taking
from licet_cli.rule_arguments import NewArgument, OldArgument
from licet_cli.rule_references import ReferredRules, rules_at

if TYPE_CHECKING:
    from licet_workbench.proving.studies import Difference

    from licet_cli.judging import Judge

AllFlag = Annotated[bool, typer.Option("--all", help="Show every box, and a sale of each.")]


@taking(KnowledgeFlags)
def diff(
    flags: KnowledgeFlags,
    *,
    old: OldArgument,
    new: NewArgument,
    every: AllFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Say which answers change from OLD to NEW, and prove that no other does; exit 1 for one.

    Renames, comments and another order of things change no answer.
    """
    # Decision diagrams are loaded where they are needed.
    from licet_cli.change_places import ChangePlaces  # noqa: PLC0415
    from licet_cli.showing_difference import difference_json, show_difference  # noqa: PLC0415

    settings = flags.settings()
    with (
        progress_bar("rules read, then compared", 0) as bar,
        rules_at(old, settings, bar.of) as before,
        rules_at(new, settings, bar.of) as after,
    ):
        found = difference_of(before, after, flags.knowledge, bar.of)
        at = ChangePlaces(before, after).of
        if as_json:
            print_json(difference_json(found, at))
        else:
            show_difference(out(), found, at, every=every)
    raise typer.Exit(1 if found.changed or found.changes.untold else 0)


def difference_of(
    old: ReferredRules,
    new: ReferredRules,
    axis: Knowledge,
    progress: Callable[[int, int], None] = lambda *_: None,
    judge: Judge | None = None,
) -> Difference:
    """Return which answers differ between two rule sets, each witness decided under both.

    `judge` is one of the old rules, where there is one already.
    """
    from licet_workbench.proving.changes import Changes  # noqa: PLC0415
    from licet_workbench.proving.difference import difference  # noqa: PLC0415

    from licet_cli.judging import Judge  # noqa: PLC0415

    first = judge or Judge(old.rules)
    judges = (first, Judge(new.rules, first))
    return difference(
        Changes(old.rules, new.rules),
        FIRST_DAY,
        axis,
        lambda side, asked: judges[side](asked),
        progress=progress,
    )
