"""`licet catalog`: what the tables of the law say of a category or a country on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer
from licet_engine.errors import SaleError
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_server.app import refuse_errors
from licet_server.loading.codes import category_problem, place_name, place_problem
from licet_server.loading.packs import load_packs
from licet_server.rendering import plain
from licet_server.sales.words import too_early
from licet_workbench.catalog.categories import CategoryCatalog
from licet_workbench.catalog.countries import CountryCatalog
from licet_workbench.catalog.model import CategoryTold, CountryTold

from licet_cli.consoles import out, print_json
from licet_cli.flags import KnowledgeFlag, RulesFlags, day, taking
from licet_cli.showing_categories import show_category
from licet_cli.showing_countries import show_country

_TODAY = "today"
_ONE = "ask for a CATEGORY, such as 3A001.b.2, or for a --country, and not for both"

CategoryArgument = Annotated[
    str | None,
    typer.Argument(metavar="CATEGORY", help="An ECCN, with its paragraph or without, or EAR99."),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@dataclass(frozen=True, slots=True)
class CatalogFlags(RulesFlags):
    """Which day is asked about, and what counts as known."""

    country: Annotated[
        str | None, typer.Option(metavar="CC", help="A country or region, such as CN or UA-43.")
    ] = None
    on: Annotated[
        str, typer.Option(metavar="DATE|today", help="The day the goods are to leave.")
    ] = _TODAY
    known_on: Annotated[str, typer.Option(metavar="DATE|today", help="What counts as known.")] = (
        _TODAY
    )
    knowledge: KnowledgeFlag = Knowledge.ANNOUNCED

    def days(self) -> tuple[date, AsKnown]:
        """Return the day asked about and what counts as known; rules speak of neither too early."""
        on, known_on = _day(self.on, "--on"), _day(self.known_on, "--known-on")
        early = (*too_early("--on", on), *too_early("--known-on", known_on))
        if early:
            raise SaleError(early)
        return on, AsKnown(known_on, self.knowledge)

    def loaded(self) -> RuleSet:
        """Return the rules that answer: those with an error answer nothing."""
        settings = self.settings()
        loaded = load_packs(settings.directory, settings.packs)
        refuse_errors(loaded, settings.directory)
        return RuleSet(loaded.packs)


@taking(CatalogFlags)
def catalog(
    flags: CatalogFlags, *, category: CategoryArgument = None, as_json: JsonFlag = False
) -> None:
    """Say what the Control List holds of a category, or what is asked of a country, on a day.

    Exit 1 where the tables that are held do not speak of it.
    """
    told = _told(flags, category)
    if as_json:
        print_json(plain(told))
    elif isinstance(told, CategoryTold):
        show_category(out(), told)
    else:
        show_country(out(), told, place_name(told.place))
    raise typer.Exit(0 if told.whole else 1)


def _told(flags: CatalogFlags, category: str | None) -> CategoryTold | CountryTold:
    on, as_known = flags.days()
    if (category is None) == (flags.country is None):
        raise typer.BadParameter(_ONE, param_hint="CATEGORY")
    if category is not None:
        _refuse(category_problem(category), "CATEGORY")
        return CategoryCatalog(flags.loaded()).told(category, on, as_known)
    place = flags.country or ""
    _refuse(place_problem(place), "--country")
    return CountryCatalog(flags.loaded()).told(place, on, as_known)


def _refuse(problem: str | None, flag: str) -> None:
    if problem:
        raise typer.BadParameter(problem, param_hint=flag)


def _day(text: str, flag: str) -> date:
    return date.today() if text == _TODAY else day(text, flag, _TODAY)  # noqa: DTZ011 (a business day)
