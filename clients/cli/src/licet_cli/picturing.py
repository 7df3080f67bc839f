"""Pictures of rules over time, drawn by the workbench."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_replay.orders import BookError
from licet_workbench.asked import Asked
from licet_workbench.coverage.survey import Share

if TYPE_CHECKING:
    from licet_workbench.drawing import Picture

PICTURES = (".svg", ".png")
_ACRONYM = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What a timeline is asked to show: of which rules, and as known when."""

    rules: RuleSet
    asked: Asked
    as_known: AsKnown

    @property
    def title(self) -> str:
        """What stands over a picture of it."""
        asked = self.asked
        if asked.regime is not None and asked == Asked(asked.regime):
            short = len(asked.regime) <= _ACRONYM
            return f"The {asked.regime.upper() if short else asked.regime.capitalize()} regime"
        said = str(asked)
        return said[0].upper() + said[1:]

    @property
    def said(self) -> str:
        """As known when, in a sentence."""
        return f"As known on {self.as_known.on} ({self.as_known.axis.value})."


def draw_timeline(shown: Shown, paths: Sequence[Path], *, both_axes: bool = False) -> None:
    """Draw a timeline into every file; raises `BookError` where one cannot be written."""
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.drawing import write  # noqa: PLC0415

    made, titles = pictured(shown, both_axes=both_axes)
    for path in paths:
        with _written(path):
            write(made, path, titles)


def pictured(shown: Shown, *, both_axes: bool) -> Picture:
    """Return the picture of a timeline by the days of effect, or over both axes."""
    from licet_workbench.drawing import picture  # noqa: PLC0415
    from licet_workbench.knowledge import known_lanes  # noqa: PLC0415
    from licet_workbench.known_drawing import known_picture  # noqa: PLC0415
    from licet_workbench.timeline import lanes  # noqa: PLC0415

    asked = shown.rules, shown.asked, shown.as_known
    if both_axes:
        return known_picture(known_lanes(*asked), shown.title, shown.said)
    return picture(lanes(*asked), shown.title, shown.said)


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
