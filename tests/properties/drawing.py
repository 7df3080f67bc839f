"""Strategies: small random rule sets over the shipped vocabulary, and sales that meet them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from licet_engine.facts.observing import Observer
from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.lists import Confidence, ListRow, RowClass
from licet_engine.matching.reference import ReferenceMatcher
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
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolver
from licet_engine.sale import Line, Owner, Party, Place, Sale
from licet_engine.vocabulary import Scope, Vocabulary
from licet_server.loading.nodes import read_yaml
from licet_server.loading.vocabularies import read_vocabulary
from licet_server.settings import shipped_rules

FIRST = date(2019, 5, 1)
DAYS = 40
VOCABULARY: Vocabulary = read_vocabulary(read_yaml(shipped_rules() / "us_ear" / "vocabulary.yaml"))
PURPOSES = ("existing-network-operation", "repair-return", "other")
COUNTRIES = ("CN", "DE", "CU")
NAMES = ("Alpha", "Beta", "Gamma")
TAGS = ("red", "blue")

days = st.integers(0, DAYS).map(lambda n: FIRST + timedelta(days=n))
early = st.integers(0, 15).map(lambda n: FIRST + timedelta(days=n))
late = st.integers(5, DAYS).map(lambda n: FIRST + timedelta(days=n))
maybe_days = st.none() | days


def _in(scope: Scope, fact: str, values: tuple[str, ...]) -> st.SearchStrategy[Condition]:
    return st.sets(st.sampled_from(values), min_size=1, max_size=2).map(
        lambda codes: Test(scope, fact, Op.IN, frozenset(codes))
    )


def _flag(scope: Scope, fact: str) -> st.SearchStrategy[Condition]:
    return st.just(Test(scope, fact, Op.IS_TRUE))


def _dated(fact: str) -> st.SearchStrategy[Condition]:
    operators = st.sampled_from([Op.ON_OR_BEFORE, Op.ON_OR_AFTER])
    return st.builds(lambda op, day: Test(Scope.SALE, fact, op, day), operators, days)


PARTY_TESTS = st.one_of(
    _in(Scope.PARTY, "role", ("buyer", "end_user", "seller")),
    _in(Scope.PARTY, "party_kind", ("civil", "military", "government")),
    _in(Scope.PARTY, "country", COUNTRIES),
    _flag(Scope.PARTY, "owned_by_listed"),
    _in(Scope.ROW, "list", ("entity_list",)),
    _in(Scope.ROW, "regime", ("huawei", "zte")),
)
ROW_DATES = st.builds(
    lambda op, row: Test(Scope.ROW, "laden_on", op, row),
    st.sampled_from([Op.ON_OR_BEFORE, Op.ON_OR_AFTER]),
    st.sampled_from([RowDate.FROM, RowDate.THROUGH, RowDate.ANNOUNCED]),
)
LINE_TESTS = st.one_of(
    _flag(Scope.SALE, "regulated_transfer"),
    _flag(Scope.LINE, "subject_to_ear"),
    _flag(Scope.LINE, "food"),
    _flag(Scope.LINE, "control_list_requires_license"),
    _in(Scope.LINE, "purpose", PURPOSES),
    _in(Scope.LINE, "category", ("EAR99", "5A991", "3A001.b")),
    _dated("contracted_on"),
    st.just(Test(Scope.LINE, "value", Op.BELOW, Money(Decimal(5000), "USD"))),
    _in(Scope.DESTINATION, "destination", COUNTRIES),
)


def _combined(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Half of the conditions hold always, so that provisions meet each other often."""
    return st.just(ALWAYS) | _trees(leaves)


def _trees(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=4,
    )


ANY_PARTY = _trees(PARTY_TESTS).map(AnyParty)
LINE_CONDITIONS = _combined(st.one_of(LINE_TESTS, ANY_PARTY))
PARTY_CONDITIONS = _combined(st.one_of(LINE_TESTS, PARTY_TESTS, PARTY_TESTS, ROW_DATES))


enforcements = st.builds(Enforcement, st.sampled_from(EnforcementStatus), late, st.just("a word"))


@st.composite
def versions(draw: st.DrawFn, condition: st.SearchStrategy[Condition]) -> tuple[Version, ...]:
    """One to three versions with distinct starts; a later one may supersede an earlier one."""
    starts = draw(st.lists(early, min_size=1, max_size=3, unique=True).map(sorted))
    found: list[Version] = []
    for number, start in enumerate(starts):
        announced = draw(early)
        published = draw(st.none() | st.integers(0, 5).map(lambda n, a=announced: a + timedelta(n)))
        through = draw(st.none() | st.integers(5, 30).map(lambda n, s=start: s + timedelta(n)))
        supersedes = f"v{number - 1}" if number and draw(st.booleans()) else None
        found.append(
            Version(
                name=f"v{number}",
                start=start,
                through=through,
                announced=announced,
                published=published,
                authority="84 FR 1",
                condition=draw(condition),
                supersedes=supersedes,
                enforcement=draw(st.none() | enforcements),
                caveats=(f"v{number} is careful",),
            )
        )
    return tuple(found)


@st.composite
def provisions(
    draw: st.DrawFn,
    name: str,
    pack: str = "law",
    effects: tuple[Effect, ...] = tuple(Effect),
) -> Provision:
    """One provision; its targets name tags, and denials by id."""
    subject = draw(st.sampled_from([SubjectKind.PARTY, SubjectKind.PARTY, SubjectKind.LINE]))
    effect = draw(st.sampled_from(effects))
    conditions = LINE_CONDITIONS if subject is SubjectKind.LINE else PARTY_CONDITIONS
    tags = draw(st.sampled_from([frozenset(TAGS), frozenset(TAGS[:1]), frozenset()]))
    restrains = effect in (Effect.REQUIRES, Effect.DENIES)
    aimed = draw(st.frozensets(st.sampled_from(TAGS), min_size=1, max_size=2))
    regimes = draw(st.sampled_from([frozenset(), frozenset(), frozenset({"huawei"})]))
    has_row = subject is SubjectKind.PARTY or effect is Effect.BARS
    narrowed = regimes if has_row else frozenset[str]()
    return Provision(
        id=name,
        pack=pack,
        title=name,
        effect=effect,
        subject=subject,
        tags=frozenset() if effect is Effect.DENIES else tags,
        targets=Targets() if restrains else Targets(tags=aimed, regimes=narrowed),
        versions=draw(versions(conditions)),
        authorization="EXCLUSION" if effect is Effect.CLEARS else None,
        denial_ground="denial_order" if effect is Effect.DENIES else None,
    )


@st.composite
def rows(draw: st.DrawFn) -> tuple[ListRow, ...]:
    """A list row for some of the names, each with its days."""
    return tuple(draw(_row(name)) for name in draw(st.sets(st.sampled_from(NAMES), max_size=2)))


@st.composite
def _row(draw: st.DrawFn, name: str) -> ListRow:
    start = draw(days)
    through = draw(st.none() | st.integers(0, 20).map(lambda n: start + timedelta(n)))
    announced = draw(days)
    facts = RowClass(
        list="entity_list",
        start=start,
        through=through,
        announced=announced,
        published=draw(st.none() | st.just(announced + timedelta(2))),
        end_announced=None if through is None else draw(days),
        end_published=None,
        date_confidence=Confidence.HIGH,
        scope="all_items",
        exclusions=(),
        footnotes=(),
        exceptions_allowed=(),
        policies=(),
        ground="national_security",
        regimes=draw(st.sampled_from((("huawei",), ("zte",)))),
    )
    return ListRow(f"row:{name}", name, (), "CN", "any", "84 FR 1", facts)


@st.composite
def packs(draw: st.DrawFn, most: int = 6) -> Pack:
    """A pack of the law with a few provisions and rows."""
    count = draw(st.integers(2, most))
    return Pack(
        name="law",
        provisions=tuple(draw(provisions(f"law.p{n}")) for n in range(count)),
        rows=draw(rows()),
        may_loosen=True,
        answer_by=draw(st.sampled_from(AnswerBy)),
        vocabulary=VOCABULARY,
    )


parties = st.builds(
    Party,
    role=st.sampled_from(["end_user", "seller", "buyer"]),
    name=st.sampled_from(NAMES),
    place=st.sampled_from([Place("CN"), Place("DE"), Place()]),
    kind=st.sampled_from(["civil", "military", None]),
    owners=st.just(()) | st.just((Owner("Beta", "CN", Decimal(60)),)),
    attestations=st.sampled_from([(), (("ownership_determined", True),)]),
)
buyers = st.builds(
    Party,
    role=st.just("buyer"),
    name=st.sampled_from((*NAMES, None)),
    place=st.sampled_from([Place("CN"), Place("DE"), Place("CU"), Place()]),
    kind=st.sampled_from(["civil", None]),
)
lines = st.builds(
    Line,
    category=st.sampled_from(["EAR99", "5A991", "3A001.b.2", None]),
    purpose=st.sampled_from((*PURPOSES, None)),
    origin=st.sampled_from(["US", "foreign", None]),
    value=st.sampled_from([None, Decimal(10), Decimal(9000)]),
    currency=st.sampled_from(["USD", "EUR"]),
    attestations=st.sampled_from([(), (("food", True),), (("subject_to_ear", False),)]),
)


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    """A sale of a line or two to a buyer and perhaps another party."""
    return Sale(
        sale_date=draw(late),
        parties=(draw(buyers), *draw(st.lists(parties, max_size=1))),
        lines=tuple(draw(st.lists(lines, min_size=1, max_size=2))),
        sale_id="S1",
        transaction=draw(st.sampled_from([None, "export", "reexport", "domestic", "import"])),
        destination=draw(st.sampled_from([Place(), Place("CN"), Place("DE")])),
        ship_from=draw(st.sampled_from([Place(), Place("DE")])),
        contracted_on=draw(maybe_days),
        laden_on=draw(maybe_days),
    )


def exact(rules: RuleSet, doubtful: frozenset[str] = frozenset()) -> Observer:
    """An observer that finds rows by their very name; those of `doubtful` names only perhaps."""

    def screen(name: str, _country: str | None, _address: str | None) -> tuple[Hit, ...]:
        status = MatchStatus.POSSIBLE if name in doubtful else MatchStatus.MATCH
        found = [row for row in rules.rows if row.name == name]
        return tuple(Hit(row.id, status, 100, "the same name") for row in found)

    return Observer(rules, screen)


def resolver(rules: RuleSet) -> Resolver:
    """A resolver over the reference matcher."""
    return Resolver(rules, ReferenceMatcher(rules.formulas))
