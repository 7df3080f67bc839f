"""Edits of the shipped rules: orders of the book change on days that are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import drawing_rules
import pytest
from brute_force import SEED
from licet_cli.judging import Judge
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.model import Pack, Provision, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Sale
from licet_engine.vocabulary import Absence
from licet_orderbook import open_book
from licet_server.loading.packs import load_packs
from licet_server.sales.reading import read_sale
from licet_server.sales.words import FIRST_DAY
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.proving.axes import Span
from licet_workbench.proving.boxes import spans
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.difference import Difference, difference
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.studies import Shift
from licet_workbench.proving.witnesses import Witness

ORDERS, NOW = 200, date(2026, 11, 24)
NETWORKS = "us_ear.744.huawei_tgl_networks"
Edit = Callable[[Pack], Pack]


@cache
def shipped() -> tuple[Pack, ...]:
    return load_packs(shipped_rules(), ALL_PACKS).packs


def edited(name: str, change: Callable[[Provision], Provision | None]) -> RuleSet:
    """Return the shipped rules with one provision changed, or without it."""
    assert any(p.id == name for pack in shipped() for p in pack.provisions)
    return RuleSet(
        [
            replace(
                pack,
                provisions=tuple(
                    new
                    for p in pack.provisions
                    if (new := change(p) if p.id == name else p) is not None
                ),
            )
            for pack in shipped()
        ]
    )


def gone(_: Provision) -> None:
    return None


def retitled(provision: Provision) -> Provision:
    return replace(provision, title="another title")


def ending_later(provision: Provision) -> Provision:
    first, *rest = provision.versions
    return replace(provision, versions=(_later(first), *rest))


def ending_later_at_last(provision: Provision) -> Provision:
    *before, last = provision.versions
    return replace(provision, versions=(*before, _later(last)))


def _later(version: Version) -> Version:
    assert version.through is not None
    return replace(version, through=version.through + timedelta(days=90))


@cache
def judge() -> Judge:
    return Judge(RuleSet(shipped()))


@cache
def orders() -> tuple[Witness, ...]:
    """Orders of the book drawn at random, each as known on the day that it says, or now."""
    drawn = drawing_rules.seeded(SEED).sample([*open_book()], ORDERS)
    sales = (read_sale(json.loads(each), judge().rules.vocabulary) for each in drawn)
    return tuple(Witness(sale, _known(sale)) for sale in sales)


def _known(sale: Sale) -> AsKnown:
    return AsKnown(sale.known_on or NOW, Knowledge.ANNOUNCED)


def on_days_told(found: Difference, witness: Witness) -> bool:
    """Tell whether an order is on the days of some box that changes."""
    days = ((DAY, witness.sale.sale_date), (KNOWN, witness.as_known.on))
    return any(
        all(_in(spans(study.axes, each.box, name), on) for name, on in days)
        for study in found.studies
        for each in study.changed
    )


def _in(stretches: tuple[Span, ...], on: date) -> bool:
    return any((s is None or s <= on) and (e is None or on <= e) for s, e in stretches)


def difference_to(new: Judge) -> Difference:
    """Return which answers differ from the shipped rules."""
    judges = (judge(), new)
    return difference(
        Changes(judge().rules, new.rules),
        FIRST_DAY,
        Knowledge.ANNOUNCED,
        lambda side, witness: judges[side](witness),
    )


@pytest.mark.parametrize(
    ("name", "change", "changes"),
    [
        (NETWORKS, gone, True),
        (NETWORKS, ending_later, True),
        (NETWORKS, ending_later_at_last, True),
        (NETWORKS, retitled, False),
    ],
)
def test_orders_change_only_on_days_that_are_told(
    name: str, change: Callable[[Provision], Provision | None], changes: bool
) -> None:
    new = Judge(edited(name, change))
    found = difference_to(new)
    assert bool(found.changed) == changes
    for study in found.studies:
        assert study.changing + study.same == study.cells
    for witness in orders():
        if judge()(witness).outcome is not new(witness).outcome:
            assert on_days_told(found, witness), witness


CERTIFIED = "tgl_certification_obtained"


def asked_for(pack: Pack, fact: str) -> Pack:
    """Return a pack by which silence about a fact is no answer."""
    if pack.vocabulary is None:
        return pack
    facts = tuple(
        replace(f, absence=Absence.UNKNOWN) if f.name == fact else f for f in pack.vocabulary.facts
    )
    return replace(pack, vocabulary=replace(pack.vocabulary, facts=facts))


def test_a_seller_who_is_silent_about_the_certificate_is_told_to_be_asked_for_it() -> None:
    new = Judge(RuleSet([asked_for(pack, CERTIFIED) for pack in shipped()]))
    found = difference_to(new)
    (study,) = found.studies
    assert study.changing + study.same == study.cells
    assert {each.shift for each in study.changed} == {
        Shift(Outcome.LICENSE_REQUIRED, Outcome.UNDETERMINED)
    }
    shown = [each.seen for each in study.changed if each.seen]
    assert shown
    for seen in shown:
        assert seen.shift == Shift(Outcome.LICENSE_REQUIRED, Outcome.UNDETERMINED)
        (line,) = seen.witness.sale.lines
        assert CERTIFIED not in dict(line.attestations)
