"""When the replays of this room are asked, and the kinds of its fixtures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from licet_replay.asking import AsOf
from licet_replay.summing import Summary
from licet_server.app import Clock

AS_OF = AsOf(date(2026, 1, 1), clock=Clock.SALE_DATE)

Made = Callable[..., dict[str, Any]]
Written = Callable[..., Path]
Replayed = Callable[..., tuple[list[dict[str, Any]], Summary]]
