"""The words of a sale: every code must be a declared one, and every name a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from licet_engine.errors import FieldViolation
from licet_engine.sale import kind_of
from licet_engine.vocabulary import Scope, Vocabulary
from licet_screening.normalising import names_nobody

from licet_server.loading.codes import (
    category_problem,
    country_problem,
    exception_problem,
    is_region,
    near_region,
    region_country,
)
from licet_server.loading.findings import nearest, quoted, shown
from licet_server.sales.models import LineModel, OwnerModel, PartyModel, SaleModel

_OWNER_LISTS = ("entity_list", "denied_persons", "meu_list", "unverified_list", "sdn")
_CURRENCY = re.compile(r"[A-Z]{3}")


def word_violations(sale: SaleModel, vocabulary: Vocabulary) -> Iterator[FieldViolation]:
    """Every code must be a declared word: an undeclared one is refused by name."""
    check = _Words(vocabulary)
    yield from too_early("sale_date", sale.sale_date)
    yield from too_early("known_on", sale.known_on)
    yield from check.code("transaction", sale.transaction, "transaction")
    yield from check.place("ship_from", sale.ship_from.country, None)
    yield from check.place("destination", sale.destination.country, sale.destination.region)
    yield from check.name("exporter", sale.exporter)
    yield from check.attested("attestations", sale.attestations)
    for n, party in enumerate(sale.parties):
        yield from check.party(f"parties[{n}]", party)
    if not any(party.role == "buyer" for party in sale.parties):
        yield FieldViolation("parties", "no party is the buyer")
    for n, line in enumerate(sale.lines):
        yield from check.line(f"lines[{n}]", line)
    yield from _line_ids(sale)


def _line_ids(sale: SaleModel) -> Iterator[FieldViolation]:
    """Refuse a line id that stands twice: the answer for one would be read as the other's."""
    first: dict[str, int] = {}
    for n, line in enumerate(sale.lines):
        if line.line_id is not None and first.setdefault(line.line_id, n) != n:
            reason = f"{quoted(line.line_id)} is the id of lines[{first[line.line_id]}] too"
            yield FieldViolation(f"lines[{n}].line_id", reason)


_LONGEST_NAME = 1000
FIRST_DAY = date(1996, 3, 25)
"""The day the Regulations were issued anew (61 FR 12714); nothing older is held."""
_HOLDERS = {
    Scope.SALE: "the sale (`attestations`)",
    Scope.LINE: "a line (`lines[].attestations`) or the whole sale (`attestations`)",
    Scope.PARTY: "a party (`parties[].attestations`) or the whole sale (`attestations`)",
}


def too_early(path: str, day: date | None) -> Iterator[FieldViolation]:
    """Refuse a day before the first that any rule speaks for: its silence would read as a go."""
    if day is not None and day < FIRST_DAY:
        yield FieldViolation(path, f"{day} is before {FIRST_DAY}, the first day that rules are for")


class _Words:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def code(self, path: str, value: str | None, fact: str) -> Iterator[FieldViolation]:
        declared = self._vocabulary.by_name.get(fact)
        if value is None or (declared and not declared.values):
            return
        if declared is None:
            yield FieldViolation(path, f"{quoted(value)}: no rule file declares `{fact}`")
        elif value not in declared.values:
            near = nearest(value, declared.values)
            yield FieldViolation(path, f"{quoted(value)} is not a declared word{near}")

    def country(self, path: str, country: str | None) -> Iterator[FieldViolation]:
        problem = country_problem(country) if country is not None else None
        if problem:
            yield FieldViolation(path, problem)

    def place(
        self, prefix: str, country: str | None, region: str | None
    ) -> Iterator[FieldViolation]:
        yield from self.country(f"{prefix}.country", country)
        if region is None:
            return
        if not is_region(region):
            meant = near_region(region)
            reason = f"{quoted(region)} is not an ISO 3166-2 region, x-dnr or x-lnr{meant}"
            yield FieldViolation(f"{prefix}.region", reason)
        elif country not in (None, region_country(region)):
            reason = f"{quoted(region)} does not lie in {quoted(country)}"
            yield FieldViolation(f"{prefix}.region", reason)

    def attested(
        self, path: str, given: Mapping[str, bool], of: Scope | None = None
    ) -> Iterator[FieldViolation]:
        """Refuse undeclared words, and words that say nothing of whom they stand at."""
        words = self._vocabulary.attestations
        for name in given:
            if name not in words:
                reason = f"is not a declared attestation{nearest(name, words)}"
                yield FieldViolation(f"{path}.{shown(name)}", reason)
            elif of not in (None, self._vocabulary.by_name[name].scope):
                right = _HOLDERS[self._vocabulary.by_name[name].scope]
                yield FieldViolation(f"{path}.{name}", f"is attested of {right}; write it there")

    def name(self, path: str, name: str | None) -> Iterator[FieldViolation]:
        """Refuse a name that names nobody: it would match nobody, and read as no list's."""
        if name is None:
            return
        told = " ".join(name.split())
        if len(told) > _LONGEST_NAME:
            yield FieldViolation(path, f"is longer than {_LONGEST_NAME} characters")
            return
        if not any(c.isalnum() for c in told):
            yield FieldViolation(path, "has no letter or digit; leave the name out if not known")
        elif names_nobody(told):
            reason = f"{quoted(name)} names nobody; leave the name out if it is not known"
            yield FieldViolation(path, reason)

    def party(self, path: str, party: PartyModel) -> Iterator[FieldViolation]:
        yield from self.code(f"{path}.role", party.role, "role")
        yield from self.code(f"{path}.kind", party.kind, "party_kind")
        yield from self.name(f"{path}.name", party.name)
        yield from self.place(path, party.country, party.region)
        yield from self.country(f"{path}.headquarters_country", party.headquarters_country)
        yield from self.attested(f"{path}.attestations", party.attestations, Scope.PARTY)
        for n, owner in enumerate(party.owners):
            yield from self.owner(f"{path}.owners[{n}]", owner)

    def owner(self, path: str, owner: OwnerModel) -> Iterator[FieldViolation]:
        yield from self.name(f"{path}.name", owner.name)
        yield from self.country(f"{path}.country", owner.country)
        if owner.list is not None and owner.list not in _OWNER_LISTS:
            reason = f"{quoted(owner.list)} is not a list{nearest(owner.list, _OWNER_LISTS)}"
            yield FieldViolation(f"{path}.list", reason)

    def line(self, path: str, line: LineModel) -> Iterator[FieldViolation]:
        for field in ("kind", "purpose", "end_use", "origin"):
            yield from self.code(f"{path}.{field}", getattr(line, field), field)
        yield from self.attested(f"{path}.attestations", line.attestations, Scope.LINE)
        if line.origin == "US" and line.attestations.get("subject_to_ear") is False:
            reason = "an item of US origin is subject to the EAR (15 CFR 734.3(a)(2))"
            yield FieldViolation(f"{path}.attestations.subject_to_ear", reason)
        yield from self.category(path, line)
        claimed = line.license_exception
        problem = exception_problem(claimed) if claimed is not None else None
        if problem:
            yield FieldViolation(f"{path}.license_exception", problem)
        if line.currency is not None and not _CURRENCY.fullmatch(line.currency):
            reason = f"{quoted(line.currency)} is not a currency: three capitals, such as USD"
            yield FieldViolation(f"{path}.currency", reason)

    def category(self, path: str, line: LineModel) -> Iterator[FieldViolation]:
        if line.category is None:
            return
        problem = category_problem(line.category)
        if problem:
            yield FieldViolation(f"{path}.category", problem)
        elif line.kind is not None and kind_of(line.category) not in (None, line.kind):
            reason = f"{quoted(line.category)} is a {kind_of(line.category)}, not a {line.kind}"
            yield FieldViolation(f"{path}.kind", reason)
