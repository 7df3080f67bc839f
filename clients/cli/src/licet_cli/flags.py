"""Flags that several commands share, declared once as the fields of a dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from licet_client import Client, Tls
from licet_engine.lists import Knowledge
from licet_replay import AsOf
from licet_server.app import Clock
from licet_server.settings import ALL_PACKS, Settings

from licet_cli.sources import Asked, embedded, over_the_wire

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
_EVERY_PACK = ",".join(ALL_PACKS)


@dataclass(frozen=True, slots=True)
class RulesFlags:
    """Which rules are meant."""

    rules: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Rules other than the shipped ones.")
    ] = None
    packs: Annotated[str, typer.Option(metavar="NAMES", help="Packs of rules, by comma.")] = (
        _EVERY_PACK
    )

    def settings(self) -> Settings:
        """Return what a Licet is started with."""
        names = tuple(dict.fromkeys(name.strip() for name in self.packs.split(",")))
        if not all(names):
            raise typer.BadParameter("name at least one pack, such as us_ear", param_hint="--packs")
        return Settings(rules=self.rules, packs=names)


@dataclass(frozen=True, slots=True)
class KnowledgeFlags(RulesFlags):
    """Which rules are meant, and by which of two days they are known."""

    knowledge: Annotated[
        Knowledge, typer.Option(help="Known from its announcement, or from its publication.")
    ] = Knowledge.ANNOUNCED


@dataclass(frozen=True, slots=True)
class EngineFlags(RulesFlags):
    """Who answers with which rules, and what counts as known."""

    target: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Ask this server; its rules answer.")
    ] = None
    tls: Annotated[bool, typer.Option("--tls", help="Ask it over TLS.")] = False
    tls_ca: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Whom to trust with its certificate, PEM.")
    ] = None
    plaintext: Annotated[
        bool, typer.Option("--plaintext", help="Ask beyond this machine without TLS.")
    ] = False
    known_on: Annotated[
        str,
        typer.Option(
            metavar="DATE|today|sale-date",
            help="What counts as known, for sales that do not say.",
        ),
    ] = Clock.TODAY.value
    knowledge: Annotated[
        Knowledge, typer.Option(help="Known from its announcement, or from its publication.")
    ] = Knowledge.ANNOUNCED

    def as_of(self) -> AsOf:
        """Return what counts as known."""
        return known(self.known_on, self.knowledge)

    def connect(self) -> Client:
        """Return a connection to the server that is to be asked."""
        assert self.target is not None
        secured = self.tls or self.tls_ca is not None
        return Client(
            self.target, tls=Tls(self.tls_ca) if secured else None, plaintext=self.plaintext
        )

    def source(self) -> AbstractContextManager[Asked]:
        """Return who answers, for the length of a block."""
        if self.target is None:
            for flag in ("tls", "tls_ca", "plaintext"):
                if getattr(self, flag):
                    raise _only(f"--{flag.replace('_', '-')}", "goes with --target")
            return embedded(self.settings())
        if self.rules is not None or self.packs != _EVERY_PACK:
            flag = "--rules" if self.rules is not None else "--packs"
            raise _only(flag, "is for rules here: with --target the server's rules answer")
        return over_the_wire(self.connect)


def _only(flag: str, why: str) -> typer.BadParameter:
    return typer.BadParameter(why, param_hint=flag)


def known(known_on: str, knowledge: Knowledge) -> AsOf:
    """Return what counts as known, as `--known-on` and `--knowledge` say it."""
    today = date.today()  # noqa: DTZ011 (a business day)
    for clock in Clock:
        if known_on == clock.value:
            return AsOf(today, None, clock, knowledge)
    told = day(known_on, "--known-on", *(clock.value for clock in Clock))
    return AsOf(today, told, Clock.TODAY, knowledge)


def day(text: str, flag: str, *words: str) -> date:
    """Return the day that a flag names; `words` are what it may say otherwise."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        otherwise = f", nor {' or '.join(words)}" if words else ""
        reason = f"`{text}` is not a day such as 2019-11-03{otherwise}"
        raise typer.BadParameter(reason, param_hint=flag)
    return found


def taking(*groups: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the flags that dataclasses declare; it gets one object for each."""

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        def run(**given: Any) -> None:
            made = [group(**{f.name: given.pop(f.name) for f in fields(group)}) for group in groups]
            command(*made, **given)

        parameters = [p for group in groups for p in _parameters(group)]
        parameters += _own(command, skip=len(groups))
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return run

    return decorated


def _parameters(group: type[Any]) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return (_parameter(f.name, hints[f.name], _default(f)) for f in fields(group))


def _default(field: Field[Any]) -> object:
    return inspect.Parameter.empty if field.default is MISSING else field.default


def _own(command: Callable[..., None], skip: int) -> list[inspect.Parameter]:
    """Return a command's own flags: its parameters after one for each group."""
    hints = get_type_hints(command, include_extras=True)
    own = list(inspect.signature(command).parameters.values())[skip:]
    return [_parameter(p.name, hints[p.name], p.default) for p in own]


def _parameter(name: str, annotation: object, default: object) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)
