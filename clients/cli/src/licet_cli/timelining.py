"""`licet rules timeline`: what the rules say over time of a regime, a party, an item, a purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.errors import SaleError
from licet_engine.facts.screening import MatchStatus
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import is_out_of_scope
from licet_screening.normalising import names_nobody
from licet_screening.screen import NameScreen
from licet_server.loading.codes import category_problem
from licet_server.loading.packs import load_packs
from licet_server.sales.words import too_early
from licet_workbench.asked import Asked, UnknownWordError
from licet_workbench.knowledge import KNOWN_COLUMNS, known_lanes, known_listing
from licet_workbench.timeline import COLUMNS, lanes, listing

from licet_cli.consoles import err, out, print_json
from licet_cli.flags import JsonFlag, KnowledgeFlag, RulesFlags, day, taking
from licet_cli.picturing import PICTURES, Shown, draw_timeline
from licet_cli.showing_timelines import show_known, show_lanes

_TODAY = "today"
_PAGE = ".html"
_FILTERS = "name at least one of --regime, --party, --category and --purpose"


class Axes(Enum):
    """Over which time a timeline is shown: that of effect, or that of knowledge as well."""

    EFFECTIVE = "effective"
    BOTH = "both"


OutFlag = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="A picture, .svg or .png, or a page, .html."),
]
AxesFlag = Annotated[
    Axes,
    typer.Option(help="By days of effect; or both, how the law became known (.html has both)."),
]


@dataclass(frozen=True, slots=True)
class TimelineFlags(RulesFlags):
    """What is looked at, each alone or together, and what counts as known."""

    regime: Annotated[
        str | None, typer.Option(metavar="TAG", help="A regime, such as huawei or zte.")
    ] = None
    party: Annotated[
        str | None,
        typer.Option(metavar="NAME|ROW", help="A listed party, or the id of a list row."),
    ] = None
    category: Annotated[
        str | None, typer.Option(metavar="ECCN", help="An item, with its paragraph or without.")
    ] = None
    purpose: Annotated[
        str | None, typer.Option(metavar="CODE", help="Such as existing-network-operation.")
    ] = None
    known_on: Annotated[
        str, typer.Option(metavar="DATE|today", help="The law as it was known on a day.")
    ] = _TODAY
    knowledge: KnowledgeFlag = Knowledge.ANNOUNCED

    def shown(self) -> Shown:
        """Return what is to be shown; a word that is not known is refused with the nearest."""
        if all(each is None for each in (self.regime, self.party, self.category, self.purpose)):
            raise typer.BadParameter(_FILTERS, param_hint="--regime")
        self._refuse_category()
        as_known = self._as_known()
        settings = self.settings()
        rules = RuleSet(load_packs(settings.directory, settings.packs).packs)
        party, rows = (None, frozenset()) if self.party is None else _party(rules, self.party)
        asked = Asked(self.regime, party, rows, self.category, self.purpose)
        return Shown(rules, asked, as_known)

    def _as_known(self) -> AsKnown:
        today = date.today()  # noqa: DTZ011 (a business day)
        on = today if self.known_on == _TODAY else day(self.known_on, "--known-on", _TODAY)
        early = tuple(too_early("--known-on", on))
        if early:
            raise SaleError(early)
        return AsKnown(on, self.knowledge)

    def _refuse_category(self) -> None:
        if self.category is None:
            return
        problem = category_problem(self.category)
        if is_out_of_scope(self.category):
            problem = f"`{self.category}` is under another agency's law"
        if problem:
            raise typer.BadParameter(problem, param_hint="--category")


def _party(rules: RuleSet, name: str) -> tuple[str, frozenset[str]]:
    """Return a party's name and its list rows: that of an id, or those that the name is."""
    if name in rules.row_by_id:
        return rules.row_by_id[name].name, frozenset({name})
    if names_nobody(name):
        raise typer.BadParameter(f"`{name}` names nobody", param_hint="--party")
    screen = NameScreen(rules.rows)
    rows = {hit.row_id for hit in screen(name, None, None) if hit.status is MatchStatus.MATCH}
    if not rows:
        near = [each.listed for each in screen.nearest(name, 1)]
        meant = f"; did you mean `{near[0]}`?" if near else ""
        raise UnknownWordError(f"no list row is of a party `{name}`{meant}")
    return name, frozenset(rows)


@taking(TimelineFlags)
def timeline(
    flags: TimelineFlags,
    *,
    axes: AxesFlag = Axes.EFFECTIVE,
    out_: OutFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Show over time what the rules say of a regime, a party, an item or a purpose.

    As a picture or a page with --out, else as a list of versions.
    """
    kind = out_.suffix.lower() if out_ is not None else ""
    if out_ is not None and kind not in (*PICTURES, _PAGE):
        raise typer.BadParameter(f"`{out_}` is neither .svg nor .png nor .html", param_hint="--out")
    shown = flags.shown()
    if out_ is not None:
        _write(shown, axes, out_)
        err().print(f"written: {out_}")
    if out_ is None or as_json:
        _list(shown, axes, as_json=as_json)


def _write(shown: Shown, axes: Axes, path: Path) -> None:
    if path.suffix.lower() != _PAGE:
        draw_timeline(shown, [path], both_axes=axes is Axes.BOTH)
        return
    # Pages need jinja2, which other commands should not wait for.
    from licet_cli.timeline_pages import write_timeline_page  # noqa: PLC0415

    write_timeline_page(shown, path)


def _list(shown: Shown, axes: Axes, *, as_json: bool) -> None:
    asked = shown.rules, shown.asked, shown.as_known
    if axes is Axes.BOTH:
        known = known_lanes(*asked)
        if as_json:
            rows = known_listing(known)
            print_json([dict(zip(KNOWN_COLUMNS, row, strict=True)) for row in rows])
        else:
            show_known(out(), known)
        return
    found = lanes(*asked)
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in listing(found)])
    else:
        show_lanes(out(), found)
