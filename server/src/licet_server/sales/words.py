"""The words of a sale: every code must be a declared one, and every name a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import pycountry
from licet_engine.errors import FieldViolation
from licet_engine.sale import is_category, kind_of
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.findings import nearest
from licet_server.sales.models import LineModel, PartyModel, SaleModel

_OWNER_LISTS = ("entity_list", "denied_persons", "meu_list", "unverified_list", "sdn")
_OCCUPIED = frozenset({"x-dnr", "x-lnr"})
_WITHOUT_ALPHA_2 = frozenset({"XK"})


def word_violations(sale: SaleModel, vocabulary: Vocabulary) -> Iterator[FieldViolation]:
    """Every code must be a declared word: an undeclared one is refused by name."""
    check = _Words(vocabulary)
    yield from check.code("transaction", sale.transaction, "transaction")
    yield from check.place("ship_from", sale.ship_from.country, None)
    yield from check.place("destination", sale.destination.country, sale.destination.region)
    yield from check.attested("attestations", sale.attestations)
    for n, party in enumerate(sale.parties):
        yield from check.party(f"parties[{n}]", party)
    if not any(party.role == "buyer" for party in sale.parties):
        yield FieldViolation("parties", "no party is the buyer")
    for n, line in enumerate(sale.lines):
        yield from check.line(f"lines[{n}]", line)


class _Words:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def code(self, path: str, value: str | None, fact: str) -> Iterator[FieldViolation]:
        words = self._vocabulary.codes(fact)
        if value is not None and value not in words:
            reason = f"`{value[:80]}` is not a declared word{nearest(value[:80], words)}"
            yield FieldViolation(path, reason)

    def place(
        self, path: str, country: str | None, region: str | None
    ) -> Iterator[FieldViolation]:
        prefix = f"{path}." if path else ""
        if country is not None and not is_country(country):
            reason = f"`{country[:40]}` is not an ISO 3166-1 country code{near_country(country)}"
            yield FieldViolation(f"{prefix}country", reason)
        if region is not None and not is_region(region):
            yield FieldViolation(
                f"{prefix}region", f"`{region[:40]}` is not an ISO 3166-2 region, x-dnr or x-lnr"
            )
        elif region is not None and country not in (None, region_country(region)):
            yield FieldViolation(f"{prefix}region", f"`{region}` does not lie in `{country}`")

    def attested(self, path: str, given: Mapping[str, bool]) -> Iterator[FieldViolation]:
        words = self._vocabulary.attestations
        for name in given:
            if name not in words:
                reason = f"is not a declared attestation{nearest(name[:80], words)}"
                yield FieldViolation(f"{path}.{name[:80]}", reason)

    def name(self, path: str, name: str | None) -> Iterator[FieldViolation]:
        """A name without a letter or digit names nobody: leave it out, so that it is asked for."""
        if name is not None and not any(c.isalnum() for c in name):
            yield FieldViolation(path, "has no letter or digit; leave the name out if not known")

    def party(self, path: str, party: PartyModel) -> Iterator[FieldViolation]:
        yield from self.code(f"{path}.role", party.role, "role")
        yield from self.code(f"{path}.kind", party.kind, "party_kind")
        yield from self.name(f"{path}.name", party.name)
        yield from self.place(path, party.country, party.region)
        if party.headquarters_country is not None and not is_country(party.headquarters_country):
            reason = f"`{party.headquarters_country[:40]}` is not an ISO 3166-1 country code"
            yield FieldViolation(f"{path}.headquarters_country", reason)
        yield from self.attested(f"{path}.attestations", party.attestations)
        for n, owner in enumerate(party.owners):
            where = f"{path}.owners[{n}]"
            yield from self.name(f"{where}.name", owner.name)
            yield from self.place(where, owner.country, None)
            if owner.list is not None and owner.list not in _OWNER_LISTS:
                reason = f"`{owner.list[:40]}` is not a list{nearest(owner.list[:40], _OWNER_LISTS)}"
                yield FieldViolation(f"{where}.list", reason)

    def line(self, path: str, line: LineModel) -> Iterator[FieldViolation]:
        for field in ("kind", "purpose", "end_use", "origin"):
            yield from self.code(f"{path}.{field}", getattr(line, field), field)
        yield from self.attested(f"{path}.attestations", line.attestations)
        if line.category is None:
            return
        if not is_category(line.category):
            reason = f"`{line.category[:40]}` is not an ECCN such as 3A001.b.2, nor EAR99"
            yield FieldViolation(f"{path}.category", reason)
        elif line.kind is not None and kind_of(line.category) not in (None, line.kind):
            reason = f"`{line.category}` is a {kind_of(line.category)}, not a {line.kind}"
            yield FieldViolation(f"{path}.kind", reason)


@lru_cache(4096)
def is_country(code: str) -> bool:
    """Tell whether a code is an ISO 3166-1 alpha-2 country, or XK."""
    return code in _WITHOUT_ALPHA_2 or (
        code.isupper() and pycountry.countries.get(alpha_2=code) is not None
    )


def near_country(code: str) -> str:
    """Return what country code may have been meant by a lower-case or three-letter one."""
    for country in pycountry.countries:
        if code.upper() in (country.alpha_3, country.alpha_2):
            return f"; did you mean `{country.alpha_2}`?"
    return ""


@lru_cache(4096)
def is_region(code: str) -> bool:
    """Tell whether a code is an ISO 3166-2 region, or one of ours for occupied territory."""
    return code in _OCCUPIED or pycountry.subdivisions.get(code=code) is not None


def region_country(region: str) -> str:
    """Return the country that a region lies in."""
    return "UA" if region in _OCCUPIED else region.split("-")[0]
