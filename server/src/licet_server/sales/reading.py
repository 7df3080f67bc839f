"""JSON becomes sales; every violation is named by its path."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn

from licet_engine.errors import FieldViolation, SaleError
from licet_engine.sale import Attestations, Line, Owner, Party, Place, Sale
from licet_engine.vocabulary import Vocabulary
from pydantic import BaseModel, ValidationError

from licet_server.loading.findings import nearest, quoted, shown
from licet_server.sales.models import (
    CountryModel,
    LineModel,
    OwnerModel,
    PartyModel,
    PlaceModel,
    SaleModel,
)
from licet_server.sales.words import word_violations

MOST_TOLD = 1000
"""How many violations are looked for: nobody reads more, and each takes time to word."""
_STEP_OF_KEY = "[key]"
_EXPECTED = {
    "string_type": "expected a text",
    "string_unicode": "holds a character that is no text (NUL or a lone surrogate)",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected an object",
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
    "missing": "is missing",
    "too_short": "at least one is needed",
    "invalid_key": "the name of a field is a text",
}


def parse_sale(text: str | bytes, vocabulary: Vocabulary) -> Sale:
    """Return the sale that a JSON text holds; raises `SaleError` with every violation."""
    return read_sale(parse_json(text), vocabulary)


def parse_json(text: str | bytes) -> Any:
    """Return a JSON value; raises `SaleError` for no JSON and for a key that stands twice."""
    marked = text.removeprefix("\ufeff") if isinstance(text, str) else text
    try:
        return json.loads(marked, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise SaleError((FieldViolation("", f"not JSON: {_syntax(error)}"),)) from error


def _syntax(error: ValueError | RecursionError) -> str:
    match error:
        case json.JSONDecodeError():
            return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
        case UnicodeDecodeError():
            return "the bytes are not UTF-8"
        case RecursionError():
            return "nested too deeply"
        case _:
            return str(error)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {quoted(key)} stands twice")
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{quoted(word)} is no number")


def read_sale(value: object, vocabulary: Vocabulary) -> Sale:
    """Return the sale that a JSON value holds; raises `SaleError` with every violation.

    Of words that are wrong, the first thousand are told.
    """
    model = modelled(value)
    violations = tuple(islice(word_violations(model, vocabulary), MOST_TOLD))
    if violations:
        raise SaleError(violations)
    return _sale(model)


def modelled(value: object) -> SaleModel:
    """Return a JSON value as the shape of a sale, its words unread; raises `SaleError`."""
    if not isinstance(value, Mapping):
        raise SaleError((FieldViolation("", "a sale is a JSON object"),))
    try:
        return SaleModel.model_validate(value)
    except ValidationError as error:
        violations = tuple(_violation(dict(e)) for e in error.errors(include_url=False))
        raise SaleError(violations) from error


def _violation(error: dict[str, Any]) -> FieldViolation:
    path = [step for step in error["loc"] if step != _STEP_OF_KEY]
    match error["type"]:
        case "extra_forbidden":
            reason = f"unknown field{nearest(str(path[-1]), _fields_at(path[:-1]))}"
        case "value_error":
            reason = str(error["ctx"]["error"])
        case kind:
            reason = _EXPECTED.get(kind, str(error["msg"]).lower())
    return FieldViolation(_shown_path(path), reason)


def _shown_path(path: Sequence[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def _fields_at(path: Sequence[str | int]) -> tuple[str, ...]:
    names = [step for step in path if isinstance(step, str)]
    models: dict[str, type[BaseModel]] = {
        "parties": PartyModel,
        "lines": LineModel,
        "owners": OwnerModel,
        "destination": PlaceModel,
        "ship_from": CountryModel,
    }
    model = models.get(names[-1], SaleModel) if names else SaleModel
    return tuple(model.model_fields)


def _sale(model: SaleModel) -> Sale:
    return Sale(
        sale_id=model.sale_id,
        sale_date=model.sale_date,
        known_on=model.known_on,
        transaction=model.transaction,
        exporter=model.exporter,
        ship_from=Place(model.ship_from.country),
        destination=Place(model.destination.country, model.destination.region),
        ordered_on=model.ordered_on,
        contracted_on=model.contracted_on,
        on_dock_on=model.on_dock_on,
        laden_on=model.laden_on,
        attestations=_attestations(model.attestations),
        parties=tuple(_party(party) for party in model.parties),
        lines=tuple(_line(line) for line in model.lines),
    )


def _attestations(given: Mapping[str, bool]) -> Attestations:
    return tuple(sorted(given.items()))


def _party(model: PartyModel) -> Party:
    return Party(
        role=model.role,
        name=model.name,
        place=Place(model.country, model.region),
        address=model.address,
        party_id=model.party_id,
        kind=model.kind,
        headquarters_country=model.headquarters_country,
        owners=tuple(Owner(o.name, o.country, o.percent, o.list) for o in model.owners),
        attestations=_attestations(model.attestations),
    )


def _line(model: LineModel) -> Line:
    fields = {name: getattr(model, name) for name in LineModel.model_fields}
    return Line(**fields | {"attestations": _attestations(model.attestations)})
