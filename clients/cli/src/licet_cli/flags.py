"""Flags that several commands share, declared once as the fields of a dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from licet_engine.lists import Knowledge
from licet_server.settings import ALL_PACKS, Settings

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
KnowledgeFlag = Annotated[
    Knowledge, typer.Option(help="Known from its announcement, or from its publication.")
]
EVERY_PACK = ",".join(ALL_PACKS)


@dataclass(frozen=True, slots=True)
class RulesFlags:
    """Which rules are meant."""

    rules: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Rules other than the shipped ones.")
    ] = None
    packs: Annotated[str, typer.Option(metavar="NAMES", help="Packs of rules, by comma.")] = (
        EVERY_PACK
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

    knowledge: KnowledgeFlag = Knowledge.ANNOUNCED


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
