"""What a running Licet is told: where the rules are, which packs, and what is known when."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from licet_engine.lists import Knowledge

ALL_PACKS = ("us_ear", "house")


def shipped_rules() -> Path:
    """Return the rules directory that comes with Licet, in a checkout or a wheel."""
    inside = Path(str(files("licet_server"))) / "rules"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "rules"


def state() -> Path:
    """Return the directory of what Licet keeps on this machine, as XDG has it."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "licet"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the rules are and which packs of them are loaded.

    `known_on` is the default for sales that give none; without it, today. `None` for
    `rules` means the rules that came with Licet, which are the active ones; others are where
    `active` says so, as for a server that somebody set up. Fewer packs than a directory holds
    never are: no answer without the seller's own house may be acted on.
    """

    rules: Path | None = None
    packs: tuple[str, ...] = ALL_PACKS
    known_on: date | None = None
    knowledge: Knowledge = Knowledge.ANNOUNCED
    active: bool = False

    @property
    def directory(self) -> Path:
        """The rules directory that counts."""
        return self.rules if self.rules is not None else shipped_rules()
