"""Why a country is marked on a day, or is not, or may be: what the tables say of it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from licet_engine.tables.model import ColumnRule, MarkChange, PlaceRow

Source = MarkChange | ColumnRule | PlaceRow


class Ground(Enum):
    """Why a place is marked on a day, or is not, or may be."""

    SPEAKS = "speaks"
    """a source says so from an earlier day on"""
    UNTIL_CHANGED = "until_changed"
    """a later change says that it was otherwise before"""
    STEADY = "steady"
    """no group is known to have changed between the day and the edition"""
    READ_BACK = "read_back"
    """a later source speaks, and what it says counts as far as it helps nobody to a go"""
    SILENT = "silent"
    """nothing speaks of it"""


class Cell(NamedTuple):
    """Whether a place is marked on a day (None: it may be), and what says so."""

    marked: bool | None
    ground: Ground = Ground.SILENT
    source: Source | None = None
