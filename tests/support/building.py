"""Small rule sets and sales for tests of the engine, written as short as they read."""

from __future__ import annotations

from datetime import date
from typing import Any

from licet_engine.decision.deciding import Question, decide
from licet_engine.decision.model import Decision
from licet_engine.facts.observing import Observer
from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.lists import AsKnown, Confidence, Knowledge, ListRow, RowClass
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import ALWAYS, Condition, Op, Test
from licet_engine.provisions.model import Effect, Pack, Provision, SubjectKind, Targets, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolver
from licet_engine.sale import Line, Party, Place, Sale
from licet_engine.vocabulary import Scope, Vocabulary
from licet_server.loading.nodes import read_yaml
from licet_server.loading.vocabularies import read_vocabulary
from licet_server.settings import shipped_rules

VOCABULARY: Vocabulary = read_vocabulary(read_yaml(shipped_rules() / "us_ear" / "vocabulary.yaml"))
DAY = date(2020, 1, 10)
LONG_AGO = date(2019, 1, 1)


def flag(fact: str, scope: Scope = Scope.LINE) -> Test:
    """A flag is true."""
    return Test(scope, fact, Op.IS_TRUE)


def code(fact: str, *codes: str, scope: Scope = Scope.LINE) -> Test:
    """A code is among some."""
    return Test(scope, fact, Op.IN, frozenset(codes))


def listed(regime: str = "zte") -> Test:
    """The party's row is of a regime."""
    return code("regime", regime, scope=Scope.ROW)


def version(name: str = "v1", when: Condition = ALWAYS, **more: Any) -> Version:
    """A version in force since long ago."""
    given: dict[str, Any] = {
        "start": LONG_AGO,
        "through": None,
        "announced": LONG_AGO,
        "published": None,
        "authority": "84 FR 1",
    }
    return Version(name=name, condition=when, **(given | more))


def provision(
    name: str,
    effect: str,
    *versions: Version,
    when: Condition = ALWAYS,
    of: str = "line",
    lifts: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    regimes: tuple[str, ...] = (),
    pack: str = "law",
) -> Provision:
    """A provision with one version of long ago, unless versions are given."""
    ids = frozenset(target for target in lifts if "." in target)
    return Provision(
        id=name,
        pack=pack,
        title=name,
        effect=Effect(effect),
        subject=SubjectKind(of),
        tags=frozenset(tags),
        targets=Targets(ids, frozenset(lifts) - ids, frozenset(regimes)),
        versions=versions or (version(when=when),),
        authorization="EXCLUSION" if effect == "clears" else None,
        denial_ground="denial_order" if effect == "denies" else None,
    )


def row(name: str, regime: str = "zte", **more: Any) -> ListRow:
    """A row of the Entity List since long ago."""
    given: dict[str, Any] = {
        "list": "entity_list",
        "start": LONG_AGO,
        "through": None,
        "announced": LONG_AGO,
        "published": None,
        "end_announced": None,
        "end_published": None,
        "date_confidence": Confidence.HIGH,
        "scope": "all_items",
        "exclusions": (),
        "footnotes": (),
        "exceptions_allowed": (),
        "policies": (),
        "ground": "unstated",
        "regimes": (regime,),
    }
    facts = RowClass(**(given | more))
    return ListRow(f"row:{name}", name, (), "CN", "any", "84 FR 1", facts)


def pack(*provisions: Provision, rows: tuple[ListRow, ...] = (), **more: Any) -> Pack:
    """The law's pack."""
    given: dict[str, Any] = {"name": "law", "may_loosen": True, "vocabulary": VOCABULARY}
    return Pack(provisions=provisions, rows=rows, **(given | more))


def line(category: str | None = "EAR99", **more: Any) -> Line:
    """A line of an EAR99 item for another purpose."""
    return Line(category=category, **({"purpose": "other", "origin": "US"} | more))


def party(
    name: str | None = "Buyer", role: str = "buyer", country: str = "CN", **more: Any
) -> Party:
    """A buyer in China."""
    return Party(role=role, name=name, place=Place(country), **more)


def sale(*lines: Line, parties: tuple[Party, ...] = (), **more: Any) -> Sale:
    """An export from the US to a buyer in China."""
    given: dict[str, Any] = {
        "sale_date": DAY,
        "transaction": "export",
        "ship_from": Place("US"),
        "destination": Place("CN"),
    }
    return Sale(parties=parties or (party(),), lines=lines or (line(),), **(given | more))


class World:
    """A rule set with the reference matcher and a screen by the very name."""

    def __init__(
        self, *packs: Pack, perhaps: frozenset[str] = frozenset(), score: int = 100
    ) -> None:
        self.rules = RuleSet(packs)
        self.resolver = Resolver(self.rules, ReferenceMatcher(self.rules.formulas))
        self._perhaps = perhaps
        self._score = score
        self.asked: list[tuple[str, str | None]] = []
        """The names that were screened, each with the country that was heard."""
        self.observer = Observer(self.rules, self.screen)

    def screen(self, name: str, country: str | None, address: str | None) -> tuple[Hit, ...]:
        """The rows that have the very name."""
        self.asked.append((name, country))
        return tuple(
            Hit(r.id, self._status(r), self._score, f"the name is `{r.name}`", r.address == address)
            for r in self.rules.rows
            if r.name == name
        )

    def _status(self, found: ListRow) -> MatchStatus:
        perhaps = {found.name, found.id} & self._perhaps
        return MatchStatus.POSSIBLE if perhaps else MatchStatus.MATCH

    def question(
        self,
        asked: Sale,
        known_on: date = date(2026, 11, 24),
        axis: Knowledge = Knowledge.ANNOUNCED,
        *,
        hypothetical: bool = False,
    ) -> Question:
        """A question about a sale, as known today."""
        return Question(asked, AsKnown(known_on, axis), hypothetical)

    def decide(self, asked: Sale, *known: Any, **more: Any) -> Decision:
        """Decide a sale, as known today."""
        return decide(self.resolver, self.observer, self.question(asked, *known, **more))
