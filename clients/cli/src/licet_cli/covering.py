"""`licet rules coverage`: what rules cannot answer, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.errors import SaleError
from licet_engine.facts.parts import place_value
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, is_out_of_scope
from licet_server.app import Clock, refuse_errors
from licet_server.loading.codes import (
    category_problem,
    countries,
    place_problem,
    region_country,
    regions_of,
)
from licet_server.loading.packs import load_packs
from licet_server.sales.words import FIRST_DAY, too_early
from licet_workbench.coverage.asking import attested, categories
from licet_workbench.coverage.holdings import caveats, horizons, open_cells, stand_ins
from licet_workbench.coverage.survey import Asked, name_of, share, survey
from licet_workbench.coverage.verdicts import Judge

from licet_cli.consoles import err, out, print_json, progress_bar
from licet_cli.flags import RulesFlags, day, taking
from licet_cli.picturing import PICTURES, draw_coverage
from licet_cli.showing_coverage import Coverage, coverage_json, show_coverage

_TODAY = Clock.TODAY.value
_HOME = "US"
OnFlag = Annotated[
    str, typer.Option("--on", metavar="DATE|today", help="The day the goods are to leave.")
]
KnownFlag = Annotated[
    str,
    typer.Option("--known-on", metavar="DATE|today|sale-date", help="What counts as known."),
]
CountryFlag = Annotated[
    str | None, typer.Option(metavar="CODE", help="One country, or one region such as UA-43.")
]
CategoryFlag = Annotated[
    str | None, typer.Option(metavar="ECCN", help="One entry, or one paragraph, with all below it.")
]
VerboseFlag = Annotated[bool, typer.Option("--verbose", help="Name all entries and countries.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
OutFlag = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Draw it by quarter since 1996: .svg or .png."),
]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which questions are asked, on which day, and as known on which."""

    on: OnFlag = _TODAY
    known_on: KnownFlag = _TODAY
    country: CountryFlag = None
    category: CategoryFlag = None

    def days(self) -> tuple[date, AsKnown]:
        """Return the day that is asked about, and what counts as known."""
        today = date.today()  # noqa: DTZ011 (a business day)
        on = today if self.on == _TODAY else day(self.on, "--on", _TODAY)
        days = {_TODAY: today, Clock.SALE_DATE.value: on}
        known = days.get(self.known_on) or day(self.known_on, "--known-on", *days)
        early = (*too_early("--on", on), *too_early("--known-on", known))
        if early:
            raise SaleError(early)
        return on, AsKnown(known)

    def asked(self, rules: RuleSet) -> Asked:
        """Return the questions that are meant."""
        _refuse(category_problem(self.category) if self.category else None, "--category")
        _refuse(place_problem(self.country) if self.country else None, "--country")
        if is_out_of_scope(self.category):
            _refuse(f"`{self.category}` is under another agency's law", "--category")
        return Asked(tuple(self._categories(rules)), tuple(self._places(rules)))

    def _categories(self, rules: RuleSet) -> list[str]:
        named = categories(rules)
        if self.category is None:
            return list(named)
        below = [c for c in named if f"{c}.".startswith(f"{self.category}.")]
        return below if self.category in below else [self.category, *below]

    def _places(self, rules: RuleSet) -> list[Place]:
        found = list(destinations(rules))
        if self.country is None:
            return found
        if self.country in countries():
            return [place for place in found if place.country == self.country] or [
                Place(self.country)
            ]
        return [Place(region_country(self.country), self.country)]


def _refuse(problem: str | None, flag: str) -> None:
    if problem is not None:
        raise typer.BadParameter(problem, param_hint=flag)


def destinations(rules: RuleSet) -> Iterator[Place]:
    """Yield every country but home, and where rules name regions of it, these and one more."""
    for country in sorted(countries() - {_HOME}):
        yield Place(country)
        named = sorted(r for r in rules.places - {country} if region_country(r) == country)
        yield from (Place(country, region) for region in named)
        if named:
            yield from _elsewhere(rules, country)


def _elsewhere(rules: RuleSet, country: str) -> Iterator[Place]:
    """Yield a region that rules do not tell from the rest of its country."""
    for region in regions_of(country):
        place = Place(country, region)
        if region not in rules.places and not place_value(rules, place).unknown:
            yield place
            return


@taking(RulesFlags, Narrowing)
def coverage(
    rules: RulesFlags,
    asked: Narrowing,
    *,
    verbose: VerboseFlag = False,
    as_json: JsonFlag = False,
    picture: OutFlag = None,
) -> None:
    """Say what the rules cannot answer of a day, and why; exit 1 where there is something."""
    if picture is not None and picture.suffix.lower() not in PICTURES:
        raise typer.BadParameter(f"`{picture}` is neither .svg nor .png", param_hint="--out")
    on, as_known = asked.days()
    settings = rules.settings()
    loaded = load_packs(settings.directory, settings.packs)
    refuse_errors(loaded, settings.directory)
    found = RuleSet(loaded.packs)
    questions = asked.asked(found)
    judge = Judge(found, as_known, attested(found))
    told = _coverage(judge, questions, on, as_known)
    try:
        if picture is not None:
            _draw(judge, questions, on, as_known, picture)
    finally:
        # Last of all: whoever reads no more than its beginning keeps the picture all the same.
        if as_json:
            print_json(coverage_json(told))
        else:
            show_coverage(out(), told, verbose=verbose)
    raise typer.Exit(1 if told.survey.answered < told.survey.questions else 0)


def _coverage(judge: Judge, asked: Asked, on: date, as_known: AsKnown) -> Coverage:
    with progress_bar("entries and paragraphs", len(asked.categories)) as bar:
        found = survey(judge, asked, on, bar)
    rules = judge.rules
    abroad = {place.country for place in asked.places if place.country}
    return Coverage(
        survey=found,
        asked=asked,
        known_on=as_known.on,
        cells=open_cells(rules, as_known, abroad, FIRST_DAY),
        stand_ins=stand_ins(rules, on, as_known),
        caveats=caveats(rules, on, as_known),
        horizons=horizons(judge.classes, asked.categories),
    )


def _draw(judge: Judge, asked: Asked, on: date, as_known: AsKnown, path: Path) -> None:
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.coverage.picture import quarters  # noqa: PLC0415

    days = tuple(quarters(FIRST_DAY, max(on, FIRST_DAY)))
    with progress_bar("quarters", len(days)) as bar:
        shares = []
        for position, each in enumerate(days, start=1):
            shares.append(share(judge, asked, each))
            bar(position)
    draw_coverage(shares, _said(asked, as_known), path)
    err().print(f"written: {path}")


def _said(asked: Asked, as_known: AsKnown) -> str:
    items = f"{len(asked.categories):,} entries and paragraphs"
    places = [name_of(place) for place in asked.places]
    to = f"{len(places)} destinations" if len(places) > 1 else places[0]
    return (
        f"Share of {asked.questions:,} questions ({items} to {to}) that a well-told civil sale "
        f"has answered on the first day of each quarter, as known on {as_known.on}."
    )
