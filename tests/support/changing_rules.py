"""Changes of the shipped rules, named ones and random ones, made to the packs as loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from licet_engine.clearances import Clearance
from licet_engine.provisions.conditions import All, Condition, Not, Op, Test
from licet_engine.provisions.conditions import Any as AnyOf
from licet_engine.provisions.model import Pack, Provision, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Absence, Scope, Vocabulary
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules

Packs = tuple[Pack, ...]
Change = Callable[[Packs], Packs]


@cache
def shipped_packs() -> Packs:
    """The shipped packs, the law's last."""
    return tuple(sorted(load_packs(shipped_rules(), ALL_PACKS).packs, key=lambda p: p.name))


@cache
def shipped() -> RuleSet:
    """The shipped rules."""
    return RuleSet(shipped_packs())


def of_law(change: Callable[[Pack], Pack]) -> Change:
    """Change the law's pack."""
    return lambda packs: tuple(change(p) if p.name == "us_ear" else p for p in packs)


def of_house(change: Callable[[Pack], Pack]) -> Change:
    """Change the seller's own pack."""
    return lambda packs: tuple(change(p) if p.name == "house" else p for p in packs)


def provisions(pack: Pack, name: str, change: Callable[[Provision], Provision | None]) -> Pack:
    """Change the provision of a name, or take it out."""
    made = (change(p) if p.id == name else p for p in pack.provisions)
    return replace(pack, provisions=tuple(p for p in made if p is not None))


def versions(change: Callable[[Version], Version]) -> Callable[[Provision], Provision]:
    """Change every version of a provision."""
    return lambda p: replace(p, versions=tuple(map(change, p.versions)))


def extended(last: date, days: int) -> Callable[[Provision], Provision]:
    """Let the versions that end on a day end later."""

    def later(version: Version) -> Version:
        end = version.through
        return replace(version, through=end + timedelta(days=days)) if end == last else version

    return versions(later)


def codes_changed(
    condition: Condition, fact: str, change: Callable[[frozenset[str]], frozenset[str]]
) -> Condition:
    """Change the codes of every test of a fact."""
    match condition:
        case Test() if condition.fact == fact:
            return replace(condition, operand=change(condition.codes))
        case All(parts) | AnyOf(parts):
            return type(condition)(tuple(codes_changed(p, fact, change) for p in parts))
        case Not(part):
            return Not(codes_changed(part, fact, change))
    return condition


def rows(pack: Pack, named: str, change: Callable[[Any], Any]) -> Pack:
    """Change the rows whose name begins with some words, or take them out; what changes is new."""
    made = [(row, change(row) if row.name.startswith(named) else row) for row in pack.rows]
    assert any(new is not row for row, new in made)
    kept = (
        new if new is row else replace(new, id=f"{row.id}x") for row, new in made if new is not None
    )
    return replace(pack, rows=tuple(kept))


def table(pack: Pack, name: str, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Pack:
    """Change one of the law's tables."""
    assert pack.tables is not None
    changed: dict[str, Any] = {name: change(getattr(pack.tables, name))}
    return replace(pack, tables=replace(pack.tables, **changed))


def marked(country: str, mark: str) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Mark a country in the chart where it was not marked, or the other way round."""

    def toggled(chart: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            replace(r, marks=r.marks ^ {mark}) if r.country == country else r for r in chart
        )

    return toggled


def without_control(eccn: str, reason: str) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Take the controls of an entry for a reason out of the list."""
    return lambda own: tuple(c for c in own if (c.eccn, c.reason) != (eccn, reason))


def cleared(pack: Pack, name: str, country: str) -> Pack:
    """Clear a name of every row that is called so."""
    found = (
        Clearance(f"c{n}", name, country, None, row.id, "a", date(2015, 1, 1), "b",
                  date(2015, 1, 1), date(2030, 1, 1))
        for n, row in enumerate(pack.rows) if "Huawei Technologies" in row.name
    )  # fmt: skip
    return replace(pack, clearances=(*pack.clearances, *found))


def absent_otherwise(pack: Pack, fact: str) -> Pack:
    """Let the absence of a fact mean the other of the two things that it may mean."""
    assert pack.vocabulary is not None
    other = {Absence.UNKNOWN: Absence.NOT_CLAIMED, Absence.NOT_CLAIMED: Absence.UNKNOWN}
    facts = tuple(
        replace(f, absence=other[f.absence]) if f.name == fact else f for f in pack.vocabulary.facts
    )
    return replace(pack, vocabulary=Vocabulary(facts))


_COMMODITY = Test(Scope.LINE, "kind", Op.IN, frozenset({"commodity"}))
_NETWORKS = "us_ear.744.huawei_tgl_networks"
CHANGES: dict[str, Change] = {
    "a temporary general license extended by 90 days": of_law(
        lambda p: provisions(p, _NETWORKS, extended(date(2020, 8, 13), 90))
    ),
    "a provision taken out": of_law(
        lambda p: provisions(p, "us_ear.744.huawei_tgl_devices", lambda _: None)
    ),
    "a condition narrowed": of_law(
        lambda p: provisions(
            p,
            "us_ear.744.entity_list_huawei",
            versions(lambda v: replace(v, condition=All((v.condition, _COMMODITY)))),
        )
    ),
    "a country more in a condition": of_law(
        lambda p: provisions(
            p,
            _NETWORKS,
            versions(
                lambda v: replace(
                    v,
                    condition=codes_changed(v.condition, "destination", lambda c: c | {"RU", "DE"}),
                )
            ),
        )
    ),
    "a list row taken out": of_law(
        lambda p: rows(p, "Huawei Technologies Co., Ltd.", lambda _: None)
    ),
    "a list row that ends": of_law(
        lambda p: rows(
            p, "HiSilicon", lambda r: replace(r, facts=replace(r.facts, through=date(2020, 6, 30)))
        )
    ),
    "a list row that is added": of_law(
        lambda p: replace(
            p, rows=(*p.rows, replace(p.rows[0], id="new", name="Deutsche Telekom AG", aliases=()))
        )
    ),
    "a control taken out of the list": of_law(
        lambda p: table(p, "controls", without_control("5A002", "NS"))
    ),
    "a country marked in the chart": of_law(lambda p: table(p, "chart", marked("SG", "NS1"))),
    "the seller's own policy taken out": of_house(lambda p: replace(p, provisions=())),
    "an absence that means something else": of_law(
        lambda p: absent_otherwise(p, "tgl_certification_obtained")
    ),
    "a party cleared of a hit": of_law(lambda p: cleared(p, "Huawei Technologies Co., Ltd.", "CN")),
    "nothing but words": of_law(
        lambda p: provisions(p, _NETWORKS, lambda q: replace(q, title="Something else"))
    ),
}


def random_change(random: Random, pack: Pack) -> Pack:
    """Change one thing of the law somewhere, in a way that it can still be loaded."""
    kind = random.choice(
        ["dates", "dates", "remove", "codes", "codes", "part", "row", "row", "chart", "control"]
    )
    if kind == "row":
        return _random_row(random, pack)
    if kind in ("chart", "control"):
        return _random_cell(random, pack, kind)
    chosen = random.choice(pack.provisions)
    number = random.randrange(len(chosen.versions))

    def one(version: Version) -> Version:
        if version is not chosen.versions[number]:
            return version
        return _random_version(random, kind, version)

    if kind == "remove" and len(chosen.versions) == 1:
        return provisions(pack, chosen.id, lambda _: None)
    return provisions(pack, chosen.id, versions(one))


def _random_version(random: Random, kind: str, version: Version) -> Version:
    days = timedelta(days=random.choice([-400, -90, -1, 1, 90, 400]))
    match kind:
        case "dates" if version.through is not None and version.through + days >= version.start:
            return replace(version, through=version.through + days)
        case "dates" | "remove":
            return replace(version, through=version.start + timedelta(days=random.randrange(900)))
        case "codes":
            tests = list(_tests(version.condition))
            if tests:
                test = random.choice(tests)
                return replace(
                    version, condition=_replaced(version.condition, test, _other(random, test))
                )
        case "part":
            return replace(version, condition=_less(random, version.condition))
    return version


def _tests(condition: Condition) -> Iterator[Test]:
    match condition:
        case Test():
            if isinstance(condition.operand, frozenset):
                yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _tests(part)
        case Not(part):
            yield from _tests(part)


def _other(random: Random, test: Test) -> Test:
    pool = sorted({c for t in shipped().tests_of(test.fact) for c in t.codes} or {"XX"})
    return replace(test, operand=(test.codes ^ {random.choice(pool)}) or test.codes)


def _replaced(condition: Condition, test: Test, other: Test) -> Condition:
    match condition:
        case Test():
            return other if condition is test else condition
        case All(parts) | AnyOf(parts):
            return type(condition)(tuple(_replaced(p, test, other) for p in parts))
        case Not(part):
            return Not(_replaced(part, test, other))
    return condition


def _less(random: Random, condition: Condition) -> Condition:
    if isinstance(condition, All) and len(condition.parts) > 1:
        gone = random.randrange(len(condition.parts))
        return All(tuple(p for n, p in enumerate(condition.parts) if n != gone))
    return Not(condition) if random.random() < 0.3 else condition


def _random_row(random: Random, pack: Pack) -> Pack:
    known = [
        n
        for n, r in enumerate(pack.rows)
        if any(w in r.name for w in ("Huawei", "ZTE", "HiSilicon", "Zhongxing"))
    ]
    number = random.choice(known) if random.random() < 0.8 else random.randrange(len(pack.rows))
    row = pack.rows[number]
    others = pack.rows[:number] + pack.rows[number + 1 :]
    if random.random() < 0.4:
        return replace(pack, rows=others)
    days = timedelta(days=random.choice([-700, -30, 30, 700]))
    facts = replace(row.facts, start=row.facts.start + days)
    if facts.through is not None and facts.through < facts.start:
        return replace(pack, rows=others)
    return replace(pack, rows=(*others, replace(row, id="changed", facts=facts)))


def _random_cell(random: Random, pack: Pack, kind: str) -> Pack:
    assert pack.tables is not None
    if kind == "chart":
        row = random.choice(pack.tables.chart)
        mark = random.choice(["NS1", "NS2", "AT1", "RS1", "MT1", "CC1"])
        return table(pack, "chart", marked(row.country, mark))
    control = random.choice([c for c in pack.tables.controls if c.eccn[0] in "356"])
    return table(pack, "controls", without_control(control.eccn, control.reason))
