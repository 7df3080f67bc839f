"""The frame of every page: text stays text, nothing is loaded, and equal words are equal bytes."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from licet_cli.pages import inline_svg, render, write_page
from licet_replay.orders import BookError
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

TOLD = {"title": "Acme <b>&</b> Co", "lead": "As known.", "made_of": [("Rules", "<script>")]}


def drawing(title: str) -> str:
    figure = Figure()
    FigureCanvasAgg(figure)
    figure.add_subplot().bar([1, 2], [3, 4], hatch="//")
    figure.suptitle(title)
    written = io.StringIO()
    figure.savefig(written, format="svg")
    return written.getvalue()


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.targets: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.targets |= {value for name, value in attrs if name in ("href", "src")}


def test_what_a_page_is_told_stays_text() -> None:
    page = render("page.html.j2", **TOLD)

    assert "<title>Acme &lt;b&gt;&amp;&lt;/b&gt; Co</title>" in page
    assert "script" not in Tags(page).found
    assert "b" not in Tags(page).found


def test_a_page_names_no_address_and_may_load_and_run_nothing() -> None:
    page = render("page.html.j2", **TOLD)

    assert "://" not in page
    assert "default-src 'none'" in page
    assert not {"link", "img", "iframe", "object"}.intersection(Tags(page).found)
    assert Tags(page).targets == {"#main"}


def test_a_page_says_its_language_and_prints() -> None:
    page = render("page.html.j2", **TOLD)

    assert '<html lang="en">' in page
    assert "@media print" in page
    assert {"main", "h1", "footer"} <= set(Tags(page).found)


def test_a_page_that_was_not_told_everything_is_refused() -> None:
    with pytest.raises(UndefinedError, match="lead"):
        render("page.html.j2", title="x", made_of=[])


def test_a_drawing_in_a_page_has_a_label_and_ids_of_its_own() -> None:
    first, second = (inline_svg(drawing("a & b"), 'the "label"', name) for name in ("one", "two"))

    assert first.startswith('<svg role="img" aria-label="the &#34;label&#34;"')
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', first))
    assert referred <= ids[0]
    assert "://" not in first
    assert "<metadata" not in first


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="cannot be written: No such file"):
        write_page(tmp_path / "none" / "x.html", "page")
