"""A sale as flags or a file give it, before it is read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

import typer
from licet_replay.columns import Column, ColumnError, nested, sale_column
from licet_replay.orders import BookError
from licet_server.sales.annotated import ANNOTATIONS, taken_apart
from licet_server.sales.reading import parse_json

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class SaleFlags:
    """A sale of one line to one buyer, or a whole one from a file."""

    json: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="A whole sale as JSON; - reads stdin.")
    ] = None
    sale_date: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day the goods are to leave.")
    ] = None
    buyer: Annotated[str | None, typer.Option(metavar="NAME", help="Who buys.")] = None
    buyer_country: Annotated[str | None, typer.Option(metavar="CC", help="Where they are.")] = None
    end_user: Annotated[str | None, typer.Option(metavar="NAME", help="Who uses it.")] = None
    end_user_country: Annotated[str | None, typer.Option(metavar="CC", help="Where they are.")] = (
        None
    )
    destination: Annotated[
        str | None, typer.Option(metavar="CC", help="The country the goods go to.")
    ] = None
    category: Annotated[
        str | None, typer.Option(metavar="ECCN", help="EAR99, or an ECCN with its paragraph.")
    ] = None
    purpose: Annotated[
        str | None, typer.Option(metavar="CODE", help="Such as existing-network-operation.")
    ] = None
    contracted_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of the binding contract.")
    ] = None
    certified: Annotated[
        bool, typer.Option("--certified", help="The general license's certification is at hand.")
    ] = False
    attest: Annotated[
        list[str] | None, typer.Option(metavar="NAME[=false]", help="Any attestation; repeat it.")
    ] = None
    set: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=VALUE", help="Any other field, as lines[0].origin=US."),
    ] = None


def sale_value(flags: SaleFlags) -> object:
    """Return the JSON value that flags describe; raises `SaleError` for what is none.

    A line of an order book will do for `--json`, annotations and all.
    """
    if flags.json is None:
        return nested(_cells(flags))
    others = [f.name for f in fields(flags) if f.name != "json" and getattr(flags, f.name)]
    if others:
        flag = f"--{others[0].replace('_', '-')}"
        raise typer.BadParameter(f"gives the whole sale: leave {flag} out", param_hint="--json")
    value, _ = taken_apart(parse_json(_text(flags.json)), ANNOTATIONS)
    return value


def _text(source: str) -> bytes:
    if source == _STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise BookError(f"`{source}` cannot be read: {error.strerror}") from error


def _cells(flags: SaleFlags) -> Iterator[tuple[Column, str]]:
    """Give the fields that flags fill, later ones over earlier ones."""
    for path, value in (*_plain(flags), *_attested(flags), *_set(flags)):
        if value is not None:
            yield _column(path), value


def _plain(flags: SaleFlags) -> Iterator[tuple[str, str | None]]:
    yield "sale_date", flags.sale_date
    yield "contracted_on", flags.contracted_on
    yield "destination.country", flags.destination
    yield "parties[0].role", "buyer"
    yield "parties[0].name", flags.buyer
    yield "parties[0].country", flags.buyer_country
    if flags.end_user is not None or flags.end_user_country is not None:
        yield "parties[1].role", "end_user"
        yield "parties[1].name", flags.end_user
        yield "parties[1].country", flags.end_user_country
    yield "lines[0].line_id", "1"
    yield "lines[0].category", flags.category
    yield "lines[0].purpose", flags.purpose


def _attested(flags: SaleFlags) -> Iterator[tuple[str, str]]:
    if flags.certified:
        yield "attestations.tgl_certification_obtained", "true"
    for given in flags.attest or ():
        name, _, value = given.partition("=")
        if value not in ("", "true", "false") or given.endswith("="):
            reason = f"`{given}`: write NAME, NAME=true or NAME=false"
            raise typer.BadParameter(reason, param_hint="--attest")
        yield f"attestations.{name}", value or "true"


def _set(flags: SaleFlags) -> Iterator[tuple[str, str]]:
    for given in flags.set or ():
        path, sign, value = given.partition("=")
        if not sign:
            raise typer.BadParameter(f"`{given}`: write PATH=VALUE", param_hint="--set")
        yield path, value


def _column(path: str) -> Column:
    try:
        return sale_column(path)
    except ColumnError as error:
        hint = "--attest" if path.startswith("attestations.") else "--set"
        raise typer.BadParameter(str(error), param_hint=hint) from error
