"""A drawing of matplotlib as part of a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NAMESPACE = re.compile(r'\s+xmlns(?::\w+)?="[^"]*"')
_SIZE = re.compile(r'\s+(?:width|height|version)="[^"]*"')
_NAMED = re.compile(r'(\bid="|\bhref="#|url\(#)')
_HEAD = re.compile(r"<svg\b[^>]*>")


def inline_svg(drawing: str, label: str, name: str) -> Markup:
    """Return a drawing for a page: it fills its place, and is read out as `label`.

    `name` stands before every id of the drawing, so that two of one page do not meet. The
    namespaces and the metadata go: a page names no address, and HTML knows what `svg` is.
    """
    bare = _METADATA.sub("", drawing[drawing.index("<svg") :])
    head = _HEAD.match(bare)
    assert head is not None
    opened = _SIZE.sub("", _NAMESPACE.sub("", head.group()))
    said = f'<svg role="img" aria-label="{escape(label)}"{opened.removeprefix("<svg")}'
    own = _NAMED.sub(rf"\g<1>{name}-", bare[head.end() :].strip())
    # The drawing is ours: every word of a user in it was escaped when it was written.
    return Markup(said + own)  # noqa: S704
