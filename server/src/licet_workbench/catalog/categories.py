"""What the Control List says of a category on a day: as a sale of it would be decided."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from licet_engine.facts.controls import LineTables, in_scope, span_on
from licet_engine.facts.values import known
from licet_engine.lists import AsKnown, Confidence
from licet_engine.provisions.conditions import Literal, Test
from licet_engine.provisions.model import RESTRAINING, Effect, SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import EAR99, Line, Sale, category_codes, is_out_of_scope
from licet_engine.tables.controls import NUMBER_NOT_HELD, ControlTables, Entry, as_stated
from licet_engine.tables.exceptions import OpenExceptions
from licet_engine.tables.grounds import Ground
from licet_engine.tables.model import Control
from licet_engine.vocabulary import Scope

from licet_workbench.catalog.exceptions import ExceptionTables
from licet_workbench.catalog.model import (
    By,
    CategoryTold,
    ControlTold,
    ReadingTold,
    Said,
    Standing,
)
from licet_workbench.catalog.reaching import InForce, Reach, in_force, reach
from licet_workbench.catalog.words import label, meaning

_EXCEPTION = "EXCEPTION:"
_ANYTHING = "what the provisions named here ask for"


class CategoryCatalog:
    """Looks categories up in the tables that sales are decided by."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._tables = ControlTables(rules.tables)
        self._lines = LineTables(rules, self._tables, OpenExceptions(rules.tables))
        self._exceptions = ExceptionTables(rules.tables)

    def told(self, category: str, on: date, as_known: AsKnown) -> CategoryTold:
        """Return what is told of a well-formed category on a day, as known on another."""
        line = Line(category=category)
        sale = Sale(on, (), (line,))
        value = known(category_codes(category))
        span = span_on(self._lines.spans(sale, line, value, as_known), on)
        standing = _standing(category, span.entry)
        told = CategoryTold(category, on, as_known.on, as_known.axis, standing)
        if standing is not Standing.LISTED:
            why = span.entry.why_not_held
            return replace(told, why_not_held=why, caveats=span.frame.caveats)
        return replace(
            told,
            editions=tuple(dict.fromkeys(self._tables.editions_on(on, as_known))),
            controls=tuple(self._controls(category, span.entry, on, as_known)),
            readings=self._readings(category, span.entry, on, as_known),
            exceptions=self._exceptions.told(category, on, as_known),
            freeing=tuple(_freeing(self._rules, on, as_known)),
            caveats=(*span.frame.caveats, *self._exceptions.caveats(on)),
        )

    def _controls(
        self, category: str, entry: Entry, on: date, as_known: AsKnown
    ) -> Iterator[ControlTold]:
        provisions = [p for p in in_force(self._rules, on, as_known) if _restrains_controls(p)]
        for control in (c for c in entry.controls if c.number != NUMBER_NOT_HELD):
            asking = [p for p in provisions if self._asks(p, control, category)]
            told = meaning(control.requirement)
            yield ControlTold(
                reason=control.reason,
                requirement=control.requirement,
                means=told or "; ".join(p.provision.title for p in asking) or _ANYTHING,
                paragraphs=control.paragraphs,
                exceptions=control.exceptions,
                of=control.of,
                narrowed=control.narrowed,
                settled_by=self._settled_by(control),
                stated=self._stated(control),
                provisions=tuple(p.name for p in asking),
                said=self._said(control, on, as_known),
            )

    def _settled_by(self, control: Control) -> str | None:
        name = in_scope(control.reason)
        declared = name in self._rules.vocabulary.attestations
        return name if control.narrowed and declared else None

    def _stated(self, control: Control) -> str | None:
        stated = as_stated(control, self._tables.entry(control.eccn))
        return stated.requirement if stated else None

    def _said(self, control: Control, on: date, as_known: AsKnown) -> tuple[Said, ...]:
        if control.window is not None:
            since = control.window[0]
            inferred = since.confidence is not Confidence.HIGH
            return (Said(By.CHANGE, since.start, since.authority, inferred=inferred),)
        around = self._tables.editions_on(on, as_known)
        back = around[0] > min(on, as_known.on)
        ground = Ground.READ_BACK if back else Ground.SPEAKS
        speaking = [e for e in dict.fromkeys(around) if e in control.editions]
        return tuple(Said(By.EDITION, e, control.source, ground) for e in speaking)

    def _asks(self, in_force: InForce, control: Control, category: str) -> bool:
        codes = {
            (Scope.CONTROL, "requirement"): frozenset({control.requirement}),
            (Scope.CONTROL, "reason"): frozenset({control.reason}),
            (Scope.LINE, "category"): category_codes(category),
        }

        def of(literal: Literal) -> Reach:
            atom = self._rules.atoms.atoms[literal.atom]
            given = codes.get((atom.scope, atom.fact)) if isinstance(atom, Test) else None
            if given is None or not isinstance(atom, Test):
                return Reach.OPEN
            if any(code.startswith(f"{category}.") for code in atom.codes):
                return Reach.OPEN
            if atom.codes.isdisjoint(given) != literal.negated:
                return Reach.CLOSED
            named = atom.fact == "requirement" and not literal.negated
            return Reach.THROUGH if named else Reach.OPEN

        return reach(in_force.formula, of) is Reach.THROUGH

    def _readings(
        self, category: str, entry: Entry, on: date, as_known: AsKnown
    ) -> tuple[ReadingTold, ...]:
        """Return the paragraphs below a category that are controlled in other ways than it is."""
        rest = _reading(entry)
        alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
        for paragraph in self._below(category):
            spans = self._tables.spans(paragraph, as_known)
            own = spans[bisect_right(spans, on, key=lambda span: span[0]) - 1][1]
            found = _reading(own)
            if found != rest:
                alike.setdefault(found, []).append(paragraph)
        told = [ReadingTold(tuple(own), *found) for found, own in alike.items()]
        return (*told, ReadingTold((), *rest)) if told else ()

    def _below(self, category: str) -> list[str]:
        """Return the paragraphs below a category that a control or a change names."""
        eccn = category.partition(".")[0]
        changes = (c for c in self._rules.tables.entry_changes if c.eccn == eccn)
        named = {p for c in self._tables.entry(eccn) for p in (*c.paragraphs, *c.exceptions)}
        named |= {paragraph for change in changes for paragraph in change.paragraphs}
        paragraphs = (f"{eccn}.{paragraph}" for paragraph in sorted(named))
        return [p for p in paragraphs if p.startswith(f"{category}.")]


def _standing(category: str, entry: Entry) -> Standing:
    if is_out_of_scope(category):
        return Standing.OUT_OF_SCOPE
    if category == EAR99:
        return Standing.EAR99
    return Standing.NOT_HELD if entry.why_not_held else Standing.LISTED


def _reading(entry: Entry) -> tuple[tuple[str, ...], str]:
    """Return the labels of what reaches an item of no paragraph below, or why it is not held."""
    here = [control for control in entry.controls if control.number in entry.readings[0]]
    if any(control.number == NUMBER_NOT_HELD for control in here):
        return (), entry.why_partly_held
    return tuple(_label(control) for control in here), ""


def _label(control: Control) -> str:
    part = f" if {in_scope(control.reason)}" if control.narrowed else ""
    return f"{label(control.reason, control.requirement)}{part}"


def _restrains_controls(in_force: InForce) -> bool:
    provision = in_force.provision
    return provision.subject is SubjectKind.CONTROL and provision.effect in RESTRAINING


def _freeing(rules: RuleSet, on: date, as_known: AsKnown) -> Iterator[str]:
    """Yield the provisions that let a decision use a license exception."""
    for found in in_force(rules, on, as_known):
        provision = found.provision
        if provision.effect is Effect.CLEARS and (provision.authorization or "").startswith(
            _EXCEPTION
        ):
            yield f"{found.name} ({(provision.authorization or '').removeprefix(_EXCEPTION)})"
