"""Pages for people: one file of HTML each, that loads nothing, runs nothing and prints well.

A page is a template here that extends `page.html.j2`, filled in by `render`; `tables.html.j2`
has the macros for tables, figures and outcomes, `report.css` the look of all pages.
"""

from licet_cli.pages.inlining import inline_svg
from licet_cli.pages.rendering import Cells, Column, render, write_page

__all__ = ["Cells", "Column", "inline_svg", "render", "write_page"]
