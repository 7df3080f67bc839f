"""A timeline as a page: its pictures over both axes, and beside them every version in a table."""

from __future__ import annotations

from pathlib import Path

from licet_workbench.knowledge import KNOWN_COLUMNS, known_lanes, known_listing
from licet_workbench.timeline import COLUMNS, gaps, lanes, listing

from licet_cli.pages import Cells, Column, inline_svg, render, write_page
from licet_cli.picturing import Shown, pictured

_TITLES = {
    "lane": Column("What", Cells.CODE),
    "from": Column("First day"),
    "through": Column("Stated end"),
    "until": Column("Last day it counts"),
    "known": Column("Known from"),
    "retroactive_through": Column("Retroactive through"),
    "superseded_by": Column("Superseded by"),
    "says": Column("Says"),
}
_BY_EFFECT = "By the days of effect"
_BY_KNOWLEDGE = "As it became known"


def write_timeline_page(shown: Shown, path: Path) -> None:
    """Write a timeline as one file of HTML; raises `BookError` where it cannot be written."""
    asked = shown.rules, shown.asked, shown.as_known
    found, known = lanes(*asked), known_lanes(*asked)
    page = render(
        "timeline.html.j2",
        title=shown.title,
        lead=f"{shown.said} Point at a bar for its dates and its citation.",
        made_of=_made_of(shown),
        by_effect=_inline(shown, _BY_EFFECT, both_axes=False),
        by_knowledge=_inline(shown, _BY_KNOWLEDGE, both_axes=True),
        gaps=[str(gap) for gap in gaps(found)],
        columns=_columns(COLUMNS),
        versions=listing(found),
        known_columns=_columns(KNOWN_COLUMNS),
        known=known_listing(known),
    )
    write_page(path, page)


def _inline(shown: Shown, label: str, *, both_axes: bool) -> str:
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.drawing import svg  # noqa: PLC0415

    made, titles = pictured(shown, both_axes=both_axes)
    name = "known" if both_axes else "effect"
    return inline_svg(svg(made, titles), f"{shown.title}: {label.lower()}", name)


def _columns(names: tuple[str, ...]) -> list[Column]:
    return [_TITLES.get(name, Column(name.capitalize())) for name in names]


def _made_of(shown: Shown) -> list[tuple[str, str]]:
    return [
        ("Asked", str(shown.asked)),
        ("As known on", f"{shown.as_known.on} ({shown.as_known.axis.value})"),
        ("Packs", ", ".join(pack.name for pack in shown.rules.packs)),
        ("Revision of the rules", shown.rules.revision),
    ]
