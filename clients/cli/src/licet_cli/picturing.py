"""The picture of a regime over time, drawn by the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from licet_engine.provisions.ruleset import RuleSet
from licet_replay import BookError

PICTURES = (".svg", ".png")


def draw_timeline(rules: RuleSet, regime: str, paths: Sequence[Path]) -> None:
    """Draw a regime into every file; raises `BookError` where one cannot be written."""
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.timeline import draw, lanes  # noqa: PLC0415

    shown = lanes(rules, regime)
    for path in paths:
        try:
            draw(shown, f"The {regime.capitalize()} regime", path)
        except OSError as error:
            raise BookError(f"`{path}` cannot be written: {error.strerror}") from error
