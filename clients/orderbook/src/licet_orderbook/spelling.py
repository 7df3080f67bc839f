"""A spelling is a company's name as somebody typed it into an order."""

import unicodedata
from collections.abc import Callable

from licet_orderbook.draw import Draw

FORMS = (
    ("Co., Ltd.", "Company Limited"),
    ("Co., Ltd.", "Co Ltd"),
    ("Co., Ltd.", "Co.,Ltd"),
    ("Co., Ltd.", "Co. Limited"),
    ("Co., Limited", "Co., Ltd."),
    ("Corporation", "Corp."),
    ("Corporation", "CORPORATION"),
    ("Private Limited", "Pvt. Ltd."),
    ("Limited", "Ltd"),
    ("Ltd.", "Ltd"),
    ("Inc.", "Incorporated"),
    ("Inc.", "Inc"),
    ("GmbH", "G.m.b.H."),
    ("S.A.", "SA"),
    ("A.S.", "AS"),
    ("AG", "A.G."),
    ("B.V.", "BV"),
    ("LLC", "L.L.C."),
    ("Pty Ltd.", "Pty. Limited"),
    ("Pte. Ltd.", "Pte Ltd"),
)


def typed(draw: Draw, name: str) -> str:
    """Give `name` as it stands, or as one or two habits of the keyboard change it."""
    for _ in range(draw.weighted(((45, 0), (40, 1), (15, 2)))):
        name = draw.pick(HABITS)(draw, name)
    return name


def upper(_: Draw, name: str) -> str:
    """Give the name in capitals."""
    return name.upper()


def lower(_: Draw, name: str) -> str:
    """Give the name in small letters."""
    return name.lower()


def unpunctuated(_: Draw, name: str) -> str:
    """Give the name without commas and full stops."""
    return " ".join(name.replace(",", " ").replace(".", "").split())


def unaccented(_: Draw, name: str) -> str:
    """Give the name without accents."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part))


def with_other_form(draw: Draw, name: str) -> str:
    """Give the name with its legal form written another way, where it has one known here."""
    known = [(old, new) for old, new in FORMS if name.endswith(old)]
    if not known:
        return name
    old, new = draw.pick(known)
    return name[: -len(old)] + new


def loosely_spaced(_: Draw, name: str) -> str:
    """Give the name with a second blank after its first word and one at its end."""
    return name.replace(" ", "  ", 1) + " "


HABITS: tuple[Callable[[Draw, str], str], ...] = (
    upper,
    upper,
    lower,
    unpunctuated,
    unpunctuated,
    unaccented,
    with_other_form,
    with_other_form,
    with_other_form,
    loosely_spaced,
)
