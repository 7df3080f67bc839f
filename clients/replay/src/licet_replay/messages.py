"""Messages of the wire become the engine's own words again, field by field, by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from licet.v1 import decision_pb2
from licet_engine.decision.model import Decision
from licet_engine.resolution.outcome import Outcome

T = TypeVar("T")
Read = Callable[[Any], Any]
_PREFIX = "OUTCOME_"


def decision_of(message: decision_pb2.Decision) -> Decision:
    """Return the decision that a message holds; raises `ValueError` for words not known here.

    What cannot be read is no decision: an outcome of a later server must not read as a go.
    """
    return read(Decision, message)


def read(kind: type[T], message: Any) -> T:
    """Return a message as a value object whose fields have its fields' names."""
    found: T = _reader(kind)(message)  # type: ignore[arg-type] # classes hash
    return found


@cache
def _reader(kind: type[Any]) -> Read:
    hints = get_type_hints(kind)
    parts = [(field.name, *_part(hints[field.name])) for field in fields(kind)]

    def made(message: Any) -> Any:
        return kind(
            **{
                name: None
                if optional and not message.HasField(name)
                else one(getattr(message, name))
                for name, one, optional in parts
            }
        )

    return made


def _part(hint: Any) -> tuple[Read, bool]:
    """Return how a field is read, and whether it may be absent."""
    if isinstance(hint, UnionType):
        (inner,) = (arm for arm in get_args(hint) if arm is not NoneType)
        return _value(inner), True
    return _value(hint), False


def _value(hint: Any) -> Read:
    if get_origin(hint) is tuple:
        one = _value(get_args(hint)[0])
        return lambda members: tuple(map(one, members))
    if hint is Outcome:
        return _outcome
    if hint is date:
        return date.fromisoformat
    if is_dataclass(hint):
        return partial(_message, hint)  # looked up when needed: a reason holds reasons
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return lambda value: value


def _message(kind: Any, message: Any) -> Any:
    return read(kind, message)


def _outcome(number: int) -> Outcome:
    return Outcome(decision_pb2.Outcome.Name(number).removeprefix(_PREFIX))  # type: ignore[arg-type] # an int is one
