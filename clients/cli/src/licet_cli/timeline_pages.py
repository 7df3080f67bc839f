"""A timeline as a page: its pictures over both axes, and beside them every version in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from licet_workbench.knowledge import KNOWN_COLUMNS, known_lanes, known_listing
from licet_workbench.timeline import COLUMNS, gaps, lanes, listing

from licet_cli.pages import Cells, Column, inline_svg, render, write_page
from licet_cli.picturing import Shown, pictured

_VERSIONS = {
    "lane": Column("What", Cells.CODE),
    "effect": Column("Effect"),
    "version": Column("Version"),
    "from": Column("First day", Cells.DAY),
    "until": Column("Last day", Cells.DAY),
    "announced": Column("Announced", Cells.DAY),
    "published": Column("Published", Cells.DAY),
    "retroactive_through": Column("Retroactive through", Cells.DAY),
    "superseded_by": Column("Superseded by"),
    "authority": Column("Citation"),
}
_KNOWN = {
    "lane": Column("What", Cells.CODE),
    "effect": Column("Effect"),
    "known": Column("Known from", Cells.DAY),
    "from": Column("First day", Cells.DAY),
    "through": Column("Last day", Cells.DAY),
    "says": Column("Says"),
    "state": Column("Is"),
    "retroactive_through": Column("Retroactive through", Cells.DAY),
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
        columns=list(_VERSIONS.values()),
        versions=_picked(listing(found), COLUMNS, _VERSIONS),
        known_columns=list(_KNOWN.values()),
        known=_picked(known_listing(known), KNOWN_COLUMNS, _KNOWN),
    )
    write_page(path, page)


def _inline(shown: Shown, label: str, *, both_axes: bool) -> str:
    # Drawing needs matplotlib, which other commands should not wait for.
    from licet_workbench.drawing import svg  # noqa: PLC0415

    made, titles = pictured(shown, both_axes=both_axes)
    name = "known" if both_axes else "effect"
    return inline_svg(svg(made, titles), f"{shown.title}: {label.lower()}", name)


def _picked(
    rows: Sequence[tuple[str, ...]], names: tuple[str, ...], columns: Mapping[str, Column]
) -> list[list[str]]:
    """Return of each row the cells of some columns, in their order."""
    places = [names.index(name) for name in columns]
    return [[row[place] for place in places] for row in rows]


def _made_of(shown: Shown) -> list[tuple[str, str]]:
    return [
        ("Asked", str(shown.asked)),
        ("As known on", f"{shown.as_known.on} ({shown.as_known.axis.value})"),
        ("Packs", ", ".join(pack.name for pack in shown.rules.packs)),
        ("Revision of the rules", shown.rules.revision),
    ]
