"""Paragraphs of an entry of the Control List, such as `b.2`, and how they lie in each other."""

from __future__ import annotations


def covers(above: str, paragraph: str) -> bool:
    """Tell whether a paragraph is another one, or lies below it; the entry is above them all."""
    return not above or paragraph == above or paragraph.startswith(f"{above}.")
