"""The composition root: the one place where rules, matcher, screener and clock meet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from licet_durable import REMEMBERED, DurableMatcher, rehearse
from licet_engine.decision.deciding import Question, decide
from licet_engine.decision.explaining import SubjectExplained, explain
from licet_engine.decision.model import Decision
from licet_engine.errors import SaleError
from licet_engine.facts.observing import Observer
from licet_engine.facts.screening import Hit, Screen
from licet_engine.lists import AsKnown, Knowledge, ListRow
from licet_engine.provisions.conditions import Formula
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolver
from licet_engine.sale import Sale
from licet_screening.screen import NameScreen
from licet_workbench.checking import check
from licet_workbench.findings import Severity

from licet_server.loading.files import pack_names
from licet_server.loading.findings import Finding, RuleFilesError
from licet_server.loading.packs import Loaded, load_packs
from licet_server.placing import Places, placed
from licet_server.sales.words import too_early
from licet_server.settings import Settings


class Clock(Enum):
    """Which day counts as known where neither sale nor settings say: today, or the sale's own."""

    TODAY = "today"
    SALE_DATE = "sale-date"


class Licet:
    """A loaded rule set that decides sales; close it to free the compiled rules.

    Raises `RuleSetError` for rules that cannot be loaded and `EngineFault` for rules that
    fail their rehearsal: then nothing decides, and no order is confirmed. `between` is called
    on the way to an answer, and gives the question up where it raises.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        rehearsed: bool = True,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self.settings = settings if settings is not None else Settings()
        self.loaded: Loaded = load_packs(self.settings.directory, self.settings.packs)
        refuse_errors(self.loaded, self.settings.directory)
        self.rules = RuleSet(self.loaded.packs)
        names = formula_names(self.rules)
        with ThreadPoolExecutor(1) as beside:
            # The rehearsal is a process of its own: names are made ready for screening meanwhile.
            work = (self.rules.formulas, len(self.rules.atoms.atoms), names)
            rehearsal = beside.submit(_rehearsed, *work) if rehearsed else None
            screen = _screen_of(self.rules.rows)
            if rehearsal is not None:
                rehearsal.result()
        self._matcher = DurableMatcher(
            self.rules.formulas, len(self.rules.atoms.atoms), names, remembered=REMEMBERED
        )
        self._between = between
        self._resolver = Resolver(self.rules, self._matcher, between=between)
        self._observer = Observer(self.rules, _pausing(screen, between))
        configured = pack_names(self.settings.directory)
        ours = self.settings.rules is None or self.settings.active
        self.active = ours and set(self.settings.packs) == configured
        """Whether a go may be acted on, when it is asked about today."""

    @property
    def places(self) -> Places:
        """Where the rules stand, named from the rules directory."""
        return Places(self.loaded, self.settings.directory)

    def ensure_sound(self) -> None:
        """Raise `EngineFault` once the engine has failed: from then on nothing is decided."""
        self._matcher.ensure_sound()

    def decide(
        self,
        sale: Sale,
        *,
        known_on: date | None = None,
        knowledge: Knowledge | None = None,
        clock: Clock = Clock.TODAY,
        today: date | None = None,
    ) -> Decision:
        """Return the decision on a sale; raises `EngineFault` once the engine has failed.

        The sale's own `known_on` wins over the one given here, that over the settings'; without
        any, today. Only a question about today, put to all packs of the active rules, of goods
        that have not left yet, may be acted on. Raises `SaleError` for a day before the first
        that rules are for.
        """
        self.ensure_sound()
        asked = self._question(sale, known_on, knowledge, clock, today)
        return decide(self._resolver, self._observer, asked)

    def explain(
        self,
        sale: Sale,
        *,
        known_on: date | None = None,
        knowledge: Knowledge | None = None,
        clock: Clock = Clock.TODAY,
        today: date | None = None,
    ) -> tuple[SubjectExplained, ...]:
        """Return why each provision that could have spoken on a sale did or did not."""
        asked = self._question(sale, known_on, knowledge, clock, today)
        return explain(self._observer, asked, self._between)

    def _question(
        self,
        sale: Sale,
        known_on: date | None,
        knowledge: Knowledge | None,
        clock: Clock,
        today: date | None,
    ) -> Question:
        now = today if today is not None else date.today()  # noqa: DTZ011 (a business day)
        default = sale.sale_date if clock is Clock.SALE_DATE else now
        as_known = AsKnown(
            sale.known_on or known_on or self.settings.known_on or default,
            knowledge or self.settings.knowledge,
        )
        early = tuple(too_early("known_on", as_known.on))
        if early:
            raise SaleError(early)
        # A sale dated back is a question about the past: nobody shops for a go by its date.
        current = as_known == AsKnown(now, Knowledge.ANNOUNCED) and sale.sale_date >= now
        return Question(sale, as_known, hypothetical=not (self.active and current))

    def close(self) -> None:
        """Free the compiled rules."""
        self._matcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


_LOADED = 2
"""Rule sets of a process of which the costly parts are kept: the one that serves, and the next."""


@lru_cache(_LOADED)
def _screen_of(rows: tuple[ListRow, ...]) -> NameScreen:
    """Rules that are loaded again with the same lists screen by the same index."""
    return NameScreen(rows)


@lru_cache(_LOADED)
def _rehearsed(formulas: tuple[Formula, ...], atoms: int, names: tuple[str, ...]) -> None:
    """What this process has seen pass is not rehearsed again; a failure is, each time."""
    rehearse(formulas, atoms, names=names)


def _pausing(screen: Screen, between: Callable[[], None]) -> Screen:
    """Return a screen that pauses before each name."""

    def screened(name: str, country: str | None, address: str | None) -> tuple[Hit, ...]:
        between()
        return screen(name, country, address)

    return screened


def refuse_errors(loaded: Loaded, directory: Path) -> None:
    """Raise `RuleFilesError` for what `licet rules check` calls an error: a fault drops nothing."""
    errors = [found for found in check(loaded.packs) if found.severity is Severity.ERROR]
    if errors:
        raise RuleFilesError(
            Finding(placed(found, loaded, directory), found.message) for found in errors
        )


def formula_names(rules: RuleSet) -> tuple[str, ...]:
    """Return for each formula the first provision version that it is the condition of."""
    names = ["" for _ in rules.formulas]
    for number, provision in enumerate(rules.provisions):
        for version, formula in zip(provision.versions, rules.formula_of[number], strict=True):
            names[formula] = names[formula] or f"{provision.id}@{version.name}"
    return tuple(names)
