"""The one door to durable_rules: its calls, typed, after proof that it is the measured version."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, Protocol, cast

from licet_engine.errors import EngineFault

MEASURED = "2.0.28"
"""The version whose hard edges were measured; another one may have others."""


class Calls(Protocol):
    """The calls of the compiled module that an evaluation is made of.

    A status of 0 means that the call did what it was asked. The offset names the state of a
    sid; messages are JSON text that begins with the name of the rule that fired.
    """

    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Return the status and the offset of the fact's state."""
        ...

    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Return the status and the offset of the fact's state."""
        ...

    def start_action_for_state(self, handle: int, offset: int, /) -> tuple[str, str] | None:
        """Return the state and the messages of the first rule that fired."""
        ...

    def complete_and_start_action(self, handle: int, offset: int, /) -> str | None:
        """Return the messages of the next rule that fired."""
        ...

    def delete_state(self, handle: int, sid: str, /) -> None:
        """Free the state of a sid."""
        ...

    def delete_ruleset(self, handle: int, /) -> None:
        """Free a ruleset."""
        ...


def calls() -> Calls:
    """Return the library's calls, or raise `EngineFault` that says what to install."""
    _check_version()
    return cast("Calls", _imported("durable_rules_engine"))


def load(name: str, definition: dict[str, dict[str, Any]]) -> int:
    """Load a ruleset without the library's `Host`, and return its handle."""
    ruleset = _imported("durable.engine").Ruleset(name, None, definition)
    handle: int = ruleset._handle  # noqa: SLF001 the library frees by handle, and shows it nowhere
    return handle


def _check_version() -> None:
    try:
        found = version("durable_rules")
    except PackageNotFoundError:
        raise EngineFault(
            f"durable_rules is not installed; install durable_rules=={MEASURED}"
        ) from None
    if found != MEASURED:
        raise EngineFault(
            f"durable_rules is `{found}`, which was not measured; install durable_rules=={MEASURED}"
        )


def _imported(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise EngineFault(
            f"`{module}` cannot be imported: {error}; "
            f"install durable_rules=={MEASURED} for this Python"
        ) from error
