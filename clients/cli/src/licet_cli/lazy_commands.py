"""Commands that are imported when they are asked for: each needs rooms that most others do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, ClassVar, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group


class LazyCommands(TyperGroup):
    """Commands by where each is: a function, or an app of more commands, as `module:name`."""

    places: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        # Typer adds no command to a group that is made.
        self.commands = cast("dict[str, Any]", _Imported(self.places))


class _Imported(Mapping[str, Any]):
    """Commands by name, each imported when it is looked up."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> Any:
        return _imported(name, self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@cache
def _imported(name: str, place: str) -> Any:
    module, _, member = place.partition(":")
    found = getattr(import_module(module), member)
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(found)
    return get_command(alone)
