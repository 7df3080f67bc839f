"""Small random rule sets over the shipped vocabulary, each from its seed alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from licet_engine.lists import Confidence, ListRow, RowClass
from licet_engine.provisions.conditions import (
    ALWAYS,
    All,
    Any,
    AnyParty,
    Condition,
    Money,
    Not,
    Op,
    RowDate,
    Test,
)
from licet_engine.provisions.model import (
    AnswerBy,
    Effect,
    Enforcement,
    EnforcementStatus,
    Pack,
    Provision,
    SubjectKind,
    Targets,
    Version,
)
from licet_engine.vocabulary import Scope, Vocabulary
from licet_server.loading.nodes import read_yaml
from licet_server.loading.vocabularies import read_vocabulary
from licet_server.settings import shipped_rules

Draw = random.Random
FIRST, DAYS = date(2019, 5, 1), 40
NAMES = ("Alpha", "Beta", "Gamma")
TAGS = ("red", "blue")
_COUNTRIES = ("CN", "DE", "CU")
_PURPOSES = ("existing-network-operation", "repair-return", "other")
_SUBJECTS = (SubjectKind.PARTY, SubjectKind.PARTY, SubjectKind.LINE)
_DAY_OPS = (Op.ON_OR_BEFORE, Op.ON_OR_AFTER)


@cache
def vocabulary() -> Vocabulary:
    """Return the shipped facts."""
    return read_vocabulary(read_yaml(shipped_rules() / "us_ear" / "vocabulary.yaml"))


def seeded(seed: int) -> Draw:
    """Return what draws the example of a seed."""
    return random.Random(seed)  # noqa: S311 (seeded, to come back)


def day(draw: Draw, least: int = 0, most: int = DAYS) -> date:
    """Return a day of the few weeks that rules are about."""
    return FIRST + timedelta(days=draw.randint(least, most))


def _in(scope: Scope, fact: str, values: tuple[str, ...]) -> Callable[[Draw], Condition]:
    def drawn(draw: Draw) -> Condition:
        codes = draw.sample(values, draw.randint(1, min(2, len(values))))
        return Test(scope, fact, Op.IN, frozenset(codes))

    return drawn


def _flag(scope: Scope, fact: str) -> Callable[[Draw], Condition]:
    return lambda _: Test(scope, fact, Op.IS_TRUE)


def _row_date(draw: Draw) -> Condition:
    return Test(Scope.ROW, "laden_on", draw.choice(_DAY_OPS), draw.choice(list(RowDate)))


_PARTY = (
    _in(Scope.PARTY, "role", ("buyer", "end_user", "seller")),
    _in(Scope.PARTY, "party_kind", ("civil", "military", "government")),
    _in(Scope.PARTY, "country", _COUNTRIES),
    _flag(Scope.PARTY, "owned_by_listed"),
    _in(Scope.ROW, "list", ("entity_list",)),
    _in(Scope.ROW, "regime", ("huawei", "zte")),
)
_LINE = (
    _flag(Scope.SALE, "regulated_transfer"),
    _flag(Scope.LINE, "subject_to_ear"),
    _flag(Scope.LINE, "food"),
    _flag(Scope.LINE, "control_list_requires_license"),
    _in(Scope.LINE, "purpose", _PURPOSES),
    _in(Scope.LINE, "category", ("EAR99", "5A991", "3A001.b")),
    lambda draw: Test(Scope.SALE, "contracted_on", draw.choice(_DAY_OPS), day(draw)),
    lambda _: Test(Scope.LINE, "value", Op.BELOW, Money(Decimal(5000), "USD")),
    _in(Scope.DESTINATION, "destination", _COUNTRIES),
)
_Leaf = Callable[[Draw], Condition]


def _tree(draw: Draw, leaves: tuple[_Leaf, ...], depth: int = 2) -> Condition:
    match draw.randrange(5) if depth else 0:
        case 0 | 1:
            return draw.choice(leaves)(draw)
        case 2:
            return Not(_tree(draw, leaves, depth - 1))
        case kind:
            found = [_tree(draw, leaves, depth - 1) for _ in range(draw.randint(1, 2))]
            return (All if kind == 3 else Any)(tuple(found))


def condition(draw: Draw, subject: SubjectKind) -> Condition:
    """Return a condition on a subject; a third hold always, so that provisions meet often."""
    if draw.random() < 1 / 3:
        return ALWAYS
    if subject is SubjectKind.PARTY:
        return _tree(draw, (*_LINE, *_PARTY, *_PARTY, _row_date))
    return _tree(draw, (*_LINE, lambda d: AnyParty(_tree(d, _PARTY))))


def _enforced(draw: Draw) -> Enforcement | None:
    if draw.random() < 0.7:
        return None
    return Enforcement(draw.choice(list(EnforcementStatus)), day(draw, 5), "a word")


def versions(draw: Draw, subject: SubjectKind) -> tuple[Version, ...]:
    """Return one to three versions with starts of their own; some supersede the one before."""
    starts = sorted(draw.sample(range(16), draw.randint(1, 3)))
    return tuple(_version(draw, subject, n, FIRST + timedelta(s)) for n, s in enumerate(starts))


def _version(draw: Draw, subject: SubjectKind, number: int, start: date) -> Version:
    announced = day(draw, 0, 15)
    return Version(
        name=f"v{number}",
        start=start,
        through=draw.choice((None, start + timedelta(draw.randint(5, 30)))),
        announced=announced,
        published=draw.choice((None, announced + timedelta(draw.randint(0, 5)))),
        authority="84 FR 1",
        condition=condition(draw, subject),
        supersedes=f"v{number - 1}" if number and draw.random() < 0.5 else None,
        enforcement=_enforced(draw),
    )


def provision(
    draw: Draw,
    name: str,
    effects: tuple[Effect, ...] = tuple(Effect),
    subjects: tuple[SubjectKind, ...] = _SUBJECTS,
) -> Provision:
    """Return a provision; what acts on others names their tags."""
    subject, effect = draw.choice(subjects), draw.choice(effects)
    acts = effect not in (Effect.REQUIRES, Effect.DENIES)
    aimed = frozenset(draw.sample(TAGS, draw.randint(1, 2)))
    narrows = acts and (subject is SubjectKind.PARTY or effect is Effect.BARS)
    regimes = frozenset({"huawei"}) if narrows and draw.random() < 1 / 3 else frozenset[str]()
    tags = frozenset(draw.choice(((*TAGS,), TAGS[:1], ())))
    return Provision(
        id=name,
        pack="law",
        title=name,
        effect=effect,
        subject=subject,
        tags=frozenset() if effect is Effect.DENIES else tags,
        targets=Targets(tags=aimed, regimes=regimes) if acts else Targets(),
        versions=versions(draw, subject),
        authorization="EXCLUSION" if effect is Effect.CLEARS else None,
        denial_ground="denial_order" if effect is Effect.DENIES else None,
    )


def row(draw: Draw, name: str) -> ListRow:
    """Return a row of the Entity List."""
    start, announced = day(draw), day(draw)
    through = draw.choice((None, start + timedelta(draw.randint(0, 20))))
    facts = RowClass(
        list="entity_list",
        start=start,
        through=through,
        announced=announced,
        published=draw.choice((None, announced + timedelta(2))),
        end_announced=None if through is None else day(draw),
        end_published=None,
        date_confidence=Confidence.HIGH,
        scope="all_items",
        exclusions=(),
        footnotes=(),
        exceptions_allowed=(),
        policies=(),
        ground="national_security",
        regimes=(draw.choice(("huawei", "zte")),),
    )
    return ListRow(f"row:{name}", name, (), "CN", "any", "84 FR 1", facts)


def pack(draw: Draw, most: int = 6) -> Pack:
    """Return a pack of the law with a few provisions and rows."""
    return Pack(
        name="law",
        provisions=tuple(provision(draw, f"law.p{n}") for n in range(draw.randint(2, most))),
        rows=tuple(row(draw, name) for name in draw.sample(NAMES, draw.randint(0, 2))),
        may_loosen=True,
        answer_by=draw.choice(list(AnswerBy)),
        vocabulary=vocabulary(),
    )


def entangled(draw: Draw) -> Pack:
    """Return a pack in which requirements, lifters of one and bars of these are sure to be."""
    found = pack(draw, most=2)
    lifts = (Effect.CLEARS, Effect.PERMITS)
    ways = ((Effect.REQUIRES,), lifts, lifts, (Effect.BARS,))
    subject = draw.choice(_SUBJECTS)
    more = (
        provision(draw, f"law.q{number}", effects, (subject,))
        for number, effects in enumerate(ways)
    )
    tagged = (replace(each, tags=frozenset({"red"})) for each in more)
    return replace(found, provisions=(*found.provisions, *tagged))
