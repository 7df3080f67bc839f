"""Pictures of rules over time, drawn by the workbench."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from licet_engine.provisions.ruleset import RuleSet
from licet_replay import BookError
from licet_workbench.coverage.survey import Share

PICTURES = (".svg", ".png")


def draw_timeline(rules: RuleSet, regime: str, paths: Sequence[Path]) -> None:
    """Draw a regime into every file; raises `BookError` where one cannot be written."""
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.timeline import draw, lanes  # noqa: PLC0415

    shown = lanes(rules, regime)
    for path in paths:
        with _written(path):
            draw(shown, f"The {regime.capitalize()} regime", path)


def draw_coverage(shares: Sequence[Share], asked: str, path: Path) -> None:
    """Draw the answered share of questions; raises `BookError` where it cannot be written."""
    from licet_workbench.coverage.picture import figure  # noqa: PLC0415
    from licet_workbench.drawing import write  # noqa: PLC0415

    with _written(path):
        write(lambda: figure(shares, asked), path)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BookError(f"`{path}` cannot be written: {error.strerror}") from error
