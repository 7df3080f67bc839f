"""Enums whose members are looked up often."""

from __future__ import annotations

from enum import Enum


class QuickEnum(Enum):
    """An enum whose members hash as the single objects they are, and not by their names.

    A decision looks up members some thousand times; hashing by name, in Python, was a twentieth
    of its time.
    """

    __hash__ = object.__hash__
