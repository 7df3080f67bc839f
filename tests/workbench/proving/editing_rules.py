"""Random edits of a random pack: such as may change an answer, and such as mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import drawing_rules
from drawing_rules import NAMES, TAGS, Draw
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import All, Any, Condition, Not
from licet_engine.provisions.model import Effect, Pack, Provision, Version

Edit = Callable[[Draw, Pack], Pack]


def _each(pack: Pack, change: Callable[[Provision], Provision]) -> Pack:
    return replace(pack, provisions=tuple(map(change, pack.provisions)))


def _one(draw: Draw, pack: Pack, change: Callable[[Provision], Provision]) -> Pack:
    chosen = draw.choice(pack.provisions).id
    return _each(pack, lambda p: change(p) if p.id == chosen else p)


def _version(draw: Draw, pack: Pack, change: Callable[[Version], Version]) -> Pack:
    def changed(provision: Provision) -> Provision:
        place = draw.randrange(len(provision.versions))
        own = (change(v) if n == place else v for n, v in enumerate(provision.versions))
        return replace(provision, versions=tuple(own))

    return _one(draw, pack, changed)


def a_date_is_moved(draw: Draw, pack: Pack) -> Pack:
    by = timedelta(days=draw.choice((-9, -3, -1, 1, 3, 9)))

    def moved(version: Version) -> Version:
        match draw.randrange(4):
            case 0:
                return replace(version, start=version.start + by)
            case 1:
                last = version.through
                return replace(version, through=version.start + abs(by) if last is None else None)
            case 2:
                return replace(version, announced=version.announced + by)
            case _:
                return replace(version, published=version.announced + abs(by))

    return _version(draw, pack, moved)


def a_version_is_added(draw: Draw, pack: Pack) -> Pack:
    def longer(provision: Provision) -> Provision:
        taken = {version.start for version in provision.versions}
        new = drawing_rules.versions(draw, provision.subject)[0]
        while new.start in taken:
            new = replace(new, start=new.start + timedelta(days=1))
        return replace(provision, versions=(*provision.versions, replace(new, name="more")))

    return _one(draw, pack, longer)


def a_version_is_removed(draw: Draw, pack: Pack) -> Pack:
    def shorter(provision: Provision) -> Provision:
        if len(provision.versions) == 1:
            return provision
        gone = draw.choice(provision.versions).name
        kept = (v for v in provision.versions if v.name != gone)
        freed = (replace(v, supersedes=None) if v.supersedes == gone else v for v in kept)
        return replace(provision, versions=tuple(freed))

    return _one(draw, pack, shorter)


def a_condition_is_narrowed_or_widened(draw: Draw, pack: Pack) -> Pack:
    def other(provision: Provision) -> Provision:
        more = drawing_rules.condition(draw, provision.subject)
        joined = draw.choice((All, Any))
        own = (replace(v, condition=joined((v.condition, more))) for v in provision.versions)
        return replace(provision, versions=tuple(own))

    return _one(draw, pack, other)


def a_tag_is_dropped(draw: Draw, pack: Pack) -> Pack:
    return _one(draw, pack, lambda p: replace(p, tags=p.tags - {draw.choice(TAGS)}))


def a_target_is_dropped(draw: Draw, pack: Pack) -> Pack:
    def aimed(provision: Provision) -> Provision:
        fewer = provision.targets.tags - {draw.choice(TAGS)}
        targets = replace(provision.targets, tags=fewer) if fewer else provision.targets
        return replace(provision, targets=replace(targets, regimes=frozenset()))

    return _one(draw, pack, aimed)


def a_provision_is_removed(draw: Draw, pack: Pack) -> Pack:
    gone = draw.choice(pack.provisions).id
    return replace(pack, provisions=tuple(p for p in pack.provisions if p.id != gone))


def a_permit_becomes_a_clearance(draw: Draw, pack: Pack) -> Pack:
    ways = {Effect.PERMITS: (Effect.CLEARS, "EXCLUSION"), Effect.CLEARS: (Effect.PERMITS, None)}

    def turned(provision: Provision) -> Provision:
        effect, told = ways.get(provision.effect, (provision.effect, provision.authorization))
        return replace(provision, effect=effect, authorization=told)

    del draw
    return _each(pack, turned)


def a_row_is_added(draw: Draw, pack: Pack) -> Pack:
    free = [name for name in NAMES if name not in {row.name for row in pack.rows}]
    return replace(pack, rows=(*pack.rows, drawing_rules.row(draw, draw.choice(free))))


def a_row_is_removed(draw: Draw, pack: Pack) -> Pack:
    return replace(pack, rows=pack.rows[draw.randrange(2) + 1 :] or pack.rows[1:])


def a_row_is_dated_otherwise(draw: Draw, pack: Pack) -> Pack:
    def dated(row: ListRow) -> ListRow:
        other = drawing_rules.row(draw, row.name)
        return replace(other, id=f"row:{row.name} again")

    return replace(pack, rows=tuple(map(dated, pack.rows)))


def a_row_is_moved_by_days(draw: Draw, pack: Pack) -> Pack:
    def moved(row: ListRow) -> ListRow:
        by = timedelta(days=draw.choice((-9, -4, -1, 1, 4, 9)))
        facts = replace(row.facts, start=row.facts.start + by, through=None)
        return replace(row, id=f"{row.id} moved", facts=facts)

    return replace(pack, rows=tuple(map(moved, pack.rows)))


CHANGES: tuple[Edit, ...] = (
    a_date_is_moved,
    a_version_is_added,
    a_version_is_removed,
    a_condition_is_narrowed_or_widened,
    a_tag_is_dropped,
    a_target_is_dropped,
    a_provision_is_removed,
    a_permit_becomes_a_clearance,
    a_row_is_added,
    a_row_is_removed,
    a_row_is_dated_otherwise,
    a_row_is_moved_by_days,
)


def ids_are_renamed(draw: Draw, pack: Pack) -> Pack:
    del draw
    return _each(pack, lambda p: replace(p, id=f"{p.id}.renamed"))


def provisions_are_reordered(draw: Draw, pack: Pack) -> Pack:
    return replace(pack, provisions=tuple(draw.sample(pack.provisions, len(pack.provisions))))


def parts_are_reordered(draw: Draw, pack: Pack) -> Pack:
    del draw
    return _conditions(pack, _turned_round)


def conditions_are_denied_twice(draw: Draw, pack: Pack) -> Pack:
    del draw
    return _conditions(pack, lambda condition: Not(Not(condition)))


def _conditions(pack: Pack, change: Callable[[Condition], Condition]) -> Pack:
    def changed(provision: Provision) -> Provision:
        own = (replace(v, condition=change(v.condition)) for v in provision.versions)
        return replace(provision, versions=tuple(own))

    return _each(pack, changed)


def _turned_round(condition: Condition) -> Condition:
    match condition:
        case All(parts) | Any(parts):
            return type(condition)(tuple(map(_turned_round, reversed(parts))))
        case Not(part):
            return Not(_turned_round(part))
        case _:
            return condition


def versions_are_renamed(draw: Draw, pack: Pack) -> Pack:
    del draw

    def renamed(provision: Provision) -> Provision:
        own = (
            replace(v, name=f"{v.name}x", supersedes=v.supersedes and f"{v.supersedes}x")
            for v in reversed(provision.versions)
        )
        return replace(provision, versions=tuple(own))

    return _each(pack, renamed)


def words_are_changed(draw: Draw, pack: Pack) -> Pack:
    del draw

    def said(provision: Provision) -> Provision:
        own = (replace(v, authority="85 FR 2", caveats=("mind",)) for v in provision.versions)
        return replace(provision, title="another title", versions=tuple(own))

    return _each(pack, said)


NOTHINGS: tuple[Edit, ...] = (
    ids_are_renamed,
    provisions_are_reordered,
    parts_are_reordered,
    conditions_are_denied_twice,
    versions_are_renamed,
    words_are_changed,
)
