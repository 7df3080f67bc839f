"""Names, paths and citations joined to a resolution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet_engine.decision.authorizing import authorization
from licet_engine.decision.claims import Claims
from licet_engine.decision.model import (
    AssumptionShown,
    CounterfactualShown,
    LineDecision,
    MissingFact,
    NextChangeShown,
    ProvisionShown,
    ScreeningShown,
)
from licet_engine.decision.reviewing import review_policy
from licet_engine.decision.screening import shown_screening
from licet_engine.decision.wording import reading, why
from licet_engine.facts.controls import span_on
from licet_engine.facts.model import FactKey, SubjectKey
from licet_engine.facts.observing import Observation
from licet_engine.lists import ListRow
from licet_engine.provisions.model import RESTRAINING, Provision, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.assuming import Assumed
from licet_engine.resolution.counterfactuals import Counterfactual
from licet_engine.resolution.line import LineResolution
from licet_engine.resolution.order import DayResolution, NextChange
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.speaking import Spoken
from licet_engine.resolution.strata import Entry, Ruling
from licet_engine.sale import Sale
from licet_engine.tables.controls import NOT_HELD
from licet_engine.vocabulary import FactSource, Scope

_FIELD_OF = {
    "party_kind": "kind",
    "owned_by_listed": "owners",
    "unit_value": "value",
    "destination": "destination.country",
    "shipped_from": "ship_from.country",
}


class Composer:
    """Speaks of one order's resolution in the words of its sale."""

    def __init__(
        self,
        rules: RuleSet,
        sale: Sale,
        observation: Observation,
        claims: Claims | None = None,
    ) -> None:
        self._rules = rules
        self._sale = sale
        self._observation = observation
        self._claims = claims

    def provision(self, spoken: Spoken) -> tuple[Provision, Version]:
        """Return the provision that spoke, and its governing version."""
        provision = self._rules.provisions[spoken.provision]
        return provision, provision.versions[spoken.version]

    def row(self, subject: SubjectKey) -> ListRow | None:
        """Return the list row of a subject, or None where it has none that is known."""
        if subject.party is None or subject.row is None:
            return None
        hits = self._observation.parties[subject.party].hits
        return hits[subject.row][0] if subject.row < len(hits) else None

    def rows(self) -> tuple[ListRow, ...]:
        """Return every list row that a party's name matched or may have matched."""
        return tuple(row for party in self._observation.parties for row, _ in party.hits)

    def line(self, number: int, resolution: LineResolution) -> LineDecision:
        """Return the answer for one line."""
        account = resolution.account()
        return LineDecision(
            line_id=self._sale.lines[number].line_id,
            outcome=resolution.outcome,
            authorization=self._authorization(number, account.ruling),
            provisions=(
                *(
                    self._shown(number, entry, account.given.get(entry.spoken.subject, entry.atoms))
                    for entry in sorted(account.ruling.entries, key=self._place)
                ),
                *self._unavailable(number, account.ruling),
            ),
            conditions=self._conditions(resolution),
            assumptions=(
                *self._general(),
                *sorted(self._assumptions(number, account.assumed), key=lambda a: a.path),
            ),
            missing_facts=self._missing(number, resolution),
            possible_outcomes=resolution.possible,
            counterfactuals=tuple(self._counterfactual(c) for c in account.counterfactuals),
        )

    def _place(self, entry: Entry) -> tuple[int, int, str]:
        """Provisions by their ids, each by the parties in the order of the sale."""
        subject, row = entry.spoken.subject, self.row(entry.spoken.subject)
        party = -1 if subject.party is None else self._observation.parties[subject.party].number
        return entry.spoken.provision, party, row.id if row else ""

    def _shown(self, number: int, entry: Entry, given: bytes) -> ProvisionShown:
        provision, version = self.provision(entry.spoken)
        formula = self._rules.formula_of[entry.spoken.provision][entry.spoken.version]
        row = self.row(entry.spoken.subject)
        return ProvisionShown(
            provision_id=provision.id,
            version=version.name,
            subject=self.subject(number, entry.spoken.subject),
            effect=provision.effect.value,
            standing=entry.standing,
            lifted_by=self._ids(entry.lifted_by),
            barred_by=self._ids(entry.barred_by),
            authority=version.authority,
            review_policy=review_policy(self._rules, entry, given, row),
            list_row=row.id if row else None,
            why=why(self._rules, self._rules.formulas[formula], entry.atoms),
        )

    def _unavailable(self, number: int, ruling: Ruling) -> Iterator[ProvisionShown]:
        """Yield the exceptions that the line claims and that are not open, each with the reason."""
        if self._claims is None or self._sale.lines[number].license_exception is None:
            return
        for found in self._claims.unavailable(number, ruling):
            provision = self._rules.provisions[found.provision]
            version = provision.versions[found.version]
            yield ProvisionShown(
                provision_id=provision.id,
                version=version.name,
                subject=self.subject(number, found.subject),
                effect=provision.effect.value,
                standing=False,
                lifted_by=(),
                barred_by=(),
                authority=version.authority,
                review_policy=None,
                list_row=None,
                why=found.why,
            )

    def _ids(self, spoken: Iterable[Spoken]) -> tuple[str, ...]:
        return _once(self._rules.provisions[s.provision].id for s in spoken)

    def subject(self, number: int, subject: SubjectKey) -> str:
        """Return a subject as the paths of its line and party in the sale."""
        if subject.control is not None:
            return f"lines[{number}] {self._controlled(number, subject.control)}"
        if subject.party is None:
            return f"lines[{number}]"
        return f"lines[{number}] with {self._party_path(subject.party)}"

    def _controlled(self, number: int, control: int) -> str:
        """Return for what reason, by which entry and row of the Control List, an item is held."""
        category = self._sale.lines[number].category
        entry = span_on(self._observation.spans[number], self._sale.sale_date).entry
        found = next((c for c in entry.controls if c.number == control), None)
        if found is None or found.requirement == NOT_HELD:
            return f"as {category}"
        return f"controlled for {found.reason} as {category}"

    def _party_path(self, party: int) -> str:
        number = self._observation.parties[party].number
        return f"parties[{number}]" if number < len(self._sale.parties) else "exporter"

    def _authorization(self, number: int, ruling: Ruling) -> str | None:
        claimed = self._sale.lines[number].license_exception
        return authorization(self._rules, self._observation.material, number, ruling, claimed)

    def _conditions(self, resolution: LineResolution) -> tuple[str, ...]:
        """Return what must be kept to for a go, whatever is open, by what it rests on."""
        if not resolution.outcome.confirmable:
            return ()
        resting = sorted({(s.provision, s.version) for s in resolution.determining})
        versions = ((self._rules.provisions[n], version) for n, version in resting)
        return _once(
            text
            for provision, version in versions
            if provision.effect not in RESTRAINING
            for text in provision.versions[version].conditions
        )

    def _general(self) -> tuple[AssumptionShown, ...]:
        return tuple(
            AssumptionShown(a.path, a.reads_as, a.reason) for a in self._observation.assumptions
        )

    def _assumptions(self, number: int, assumed: tuple[Assumed, ...]) -> Iterator[AssumptionShown]:
        for fact, scope, party in assumed:
            declared = self._rules.vocabulary.by_name[fact]
            index = number if scope is Scope.LINE else party or 0
            entity = "sale" if scope is Scope.ROW else scope.value
            path = self._path(FactKey(entity, index, fact))
            reason = declared.authority or "it serves the seller and was not claimed"
            yield AssumptionShown(path, "not_claimed", reason)

    def order_missing(self, day: DayResolution) -> tuple[MissingFact, ...]:
        """Return what could change the order's outcome, were it known."""
        undetermined = day.outcome is Outcome.UNDETERMINED
        lines = [n for n, line in enumerate(day.lines) if line.out_of_scope and undetermined]
        return (*map(_out_of_scope, lines), *self._missing_facts(day.missing))

    def _missing(self, number: int, resolution: LineResolution) -> tuple[MissingFact, ...]:
        if resolution.out_of_scope:
            return (_out_of_scope(number),)
        return self._missing_facts(resolution.missing)

    def _missing_facts(self, keys: Iterable[FactKey]) -> tuple[MissingFact, ...]:
        found = set(map(self._missing_fact, keys))
        return tuple(sorted(found, key=lambda m: (m.path, m.fact, m.reason)))

    def _missing_fact(self, key: FactKey) -> MissingFact:
        if key.fact == "listing":
            row, hit = self._observation.parties[key.number].hits[key.row]
            reason = f"is this party `{row.name}` ({row.id}) of {row.facts.list}? {hit.explanation}"
            number = self._observation.parties[key.number].number
            return MissingFact("listing", self._name_path(number), reason)
        if key.entity == "destination":
            reason = f"it is not established whether {key.fact} on this day"
            return MissingFact("country_chart", "destination.country", reason)
        declared = self._rules.vocabulary.by_name.get(key.fact)
        says = self._why_not_held(key) or (declared.says if declared else "")
        return MissingFact(key.fact, self._path(key), says or f"`{key.fact}` was not given")

    def _why_not_held(self, key: FactKey) -> str:
        if key.entity != "line" or key.fact != "control_list_requires_license":
            return ""
        return span_on(
            self._observation.spans[key.number], self._sale.sale_date
        ).entry.why_partly_held

    def _path(self, key: FactKey) -> str:
        declared = self._rules.vocabulary.by_name.get(key.fact)
        name = _FIELD_OF.get(key.fact, key.fact)
        if declared is not None and declared.source is FactSource.PENDING:
            return name
        if declared is not None and declared.source is FactSource.ATTESTATION:
            name = f"attestations.{name}"
        match key.entity:
            case "line":
                return f"lines[{key.number}].{name}"
            case "party":
                return f"{self._party_path(key.number)}.{name}"
            case _:
                return name

    def _counterfactual(self, found: Counterfactual) -> CounterfactualShown:
        provision = self._rules.provisions[found.provision]
        version = provision.versions[found.version]
        return CounterfactualShown(
            provision_id=provision.id,
            version=version.name,
            needs=tuple(reading(test, negated=not wanted) for test, wanted in found.needs),
            outcome=found.outcome,
            authority=version.authority,
        )

    def next_change(self, change: NextChange | None) -> NextChangeShown | None:
        """Return the change that ends the answer, by provision and version."""
        if change is None:
            return None
        return NextChangeShown(
            change.on, change.outcome, self._names(change.starts), self._names(change.ends)
        )

    def _names(self, spoken: Iterable[tuple[int, Spoken]]) -> tuple[str, ...]:
        pairs = (self.provision(s) for _, s in spoken)
        return _once(f"{provision.id}@{version.name}" for provision, version in pairs)

    def screening(self) -> tuple[ScreeningShown, ...]:
        """Return every list row that a name matched or may have matched, cleared or not."""
        shown = (
            shown_screening(self._name_path(party.number), found, self._sale.sale_date)
            for party in self._observation.parties
            for found in party.screened
        )
        return tuple(sorted(shown, key=lambda s: (s.path, s.list_row)))

    def _name_path(self, number: int) -> str:
        return f"parties[{number}].name" if number < len(self._sale.parties) else "exporter"


def _out_of_scope(number: int) -> MissingFact:
    reason = "out_of_scope: the item is under another agency's law (15 CFR 734.3(b)(1))"
    return MissingFact("category", f"lines[{number}].category", reason)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
