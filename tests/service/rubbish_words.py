"""Rubbish in the words of a sale: texts, days, amounts, percentages and codes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from random import Random

from rubbish_sales import OK, Case, in_sale, requested, trees
from rubbish_wire import Node, Tree, texts, walk, with_value

DAYS = (
    *("sale_date", "known_on", "ordered_on", "contracted_on", "on_dock_on", "laden_on"),
    *("model_public_on", "production_began_on"),
)
BAD_DAYS = (
    *("0000-01-01", "0001-01-01", "9999-12-31", "1949-12-31", "2101-01-01", "2019-02-30"),
    *("2019-5-1", "20190501", "2019-W20-4", "2019-05-01T00:00", "2019-05-01 ", "+2019-05-01"),
    *("10000-01-01", "-2019-05-01", "2019-13-01", "2019-00-10", "2019-05-00", "", "NaN"),
    *("01.05.2019", "\u0662\u0660\u0661\u0669-05-01", "2019\u201305\u201301", "2019-05-01Z"),
)
BAD_AMOUNTS = (
    *("-1", "-0", "+1", "1e3", "1E3", "1e999999999", "NaN", "nan", "Infinity", "-Infinity", "inf"),
    *("9" * 31, "0." + "1" * 30, "9" * 4096, "1,500", "1_000", "0x10", ".5", "5.", "", " 1", "1 "),
    *("\u0661\u0662", "1.5.0", "--1", "1\n", "\uff11"),
)
BAD_PERCENTS = (
    *(float("nan"), float("inf"), float("-inf"), -1.0, 101.0, 100.1, -5e-324, 1.8e308, -1.8e308),
    *(1e17, 100.00000000000002),
)
CODED = (
    *("transaction", "role", "kind", "purpose", "end_use", "origin", "list", "license_exception"),
    *("currency", "country", "headquarters_country", "region", "category"),
)
BAD_CODES = (
    *("", "nonsense", "EXPORT", "Buyer", "us", "USA", "U S", "ZZ", "XX-99", "UA-43 ", "CN-", "-"),
    *("3A", "3A0O1", "EAR 99", "ear99", "99999", "A3001", "3A001.", "3A001..b", "3a001", "1500"),
    *("\u0435xport", "export\u200b", "\u202eexport", "null", "None", "true", "*", "%s", "${x}"),
    *("' OR 1=1", "../../etc/passwd", "<b>", "\U0001f600", "e\u0301"),
)
NO_UTF8 = (
    *(b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xff", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"),
    *(b"a\x80b", b"\xf0\x82\x82\xac", b"\xed\xa0\xbd\xed\xb8\x80"),
)


def _told(node: Node, value: str) -> str:
    """The path under which a text is told: a key of a map is itself a step of the path."""
    if node.name != "key":
        return in_sale(node.path)
    holder = node.within.rpartition("[")[0]
    cut = value[:60] + ("..." if len(value) > 60 else "")
    return in_sale(f"{holder}.{cut.replace(chr(0), chr(92) + 'u0000')}")


def _spoilt(family: str, whole: Tree, node: Node, n: int, value: str) -> Case:
    request = requested(with_value(whole, node, value.encode("utf-8", "surrogatepass")))
    return Case(family, f"{node.path} #{n}", request, paths=(_told(node, value),))


def nul_in_every_text() -> Iterator[Case]:
    for whole in trees(3):
        for node in texts(whole):
            held = str(node.value, "utf-8") if isinstance(node.value, bytes) else ""
            for n, value in enumerate(("\0", f"\0{held}", f"{held}\0", f"{held}\0{held}")):
                yield _spoilt("NUL", whole, node, n, value)


def texts_of_70_kilobytes() -> Iterator[Case]:
    for whole in trees(1):
        for node in texts(whole):
            for n, value in enumerate(("A" * 70_000, "\u00e9" * 35_000, "7" * 4097)):
                yield _spoilt("70 KB", whole, node, n, value)


def texts_that_are_no_utf8() -> Iterator[Case]:
    for whole in trees(3):
        for node in texts(whole):
            for bad in NO_UTF8:
                request = requested(with_value(whole, node, b"x" + bad))
                name = f"{node.path} {bad.hex()}"
                yield Case("no UTF-8", name, request, paths=(in_sale(node.path),))


def days_that_are_none() -> Iterator[Case]:
    for whole in trees(4):
        for node in texts(whole):
            for n, value in enumerate(BAD_DAYS if node.name in DAYS else ()):
                yield _spoilt("day", whole, node, n, value)


def days_before_the_first() -> Iterator[Case]:
    for whole in trees(4):
        for node in (node for node in texts(whole) if node.path in ("sale_date", "known_on")):
            for n, value in enumerate(("1996-03-24", "1950-01-01", "1995-12-31")):
                yield _spoilt("early day", whole, node, n, value)


def amounts_that_are_none() -> Iterator[Case]:
    for whole in trees(6):
        for node in texts(whole):
            at = node.name in ("quantity", "value")
            for n, value in enumerate(BAD_AMOUNTS if at else ()):
                yield _spoilt("amount", whole, node, n, value)


def percentages_that_are_none() -> Iterator[Case]:
    for whole in trees(8):
        for node in (node for node in walk(whole) if node.kind == "double"):
            for value in BAD_PERCENTS:
                request = requested(with_value(whole, node, struct.pack("<d", value)))
                paths = (in_sale(node.path),)
                yield Case("percent", f"{node.path} {value}", request, paths=paths)


def codes_that_nobody_declared() -> Iterator[Case]:
    drawn = Random(1)  # noqa: S311 (rubbish, not secrets)
    for whole in trees(2):
        for node in (node for node in texts(whole) if node.name in CODED):
            strange = ["".join(chr(drawn.randrange(97, 123)) for _ in range(9)) for _ in range(4)]
            for n, value in enumerate((*BAD_CODES, *strange)):
                if (node.name, value) not in (("currency", "USA"), ("license_exception", "USA")):
                    yield _spoilt("code", whole, node, n, value)


def attestations_that_nobody_declared() -> Iterator[Case]:
    for whole in trees(6):
        for node in (node for node in texts(whole) if node.name == "key"):
            for n, value in enumerate(("", "food ", "FOOD", "fo\u200bod", "value", "x" * 300)):
                shown = "..." if len(value) > 60 else ""
                path = {"": "", "food ": "food", "fo\u200bod": "fo\\u200bod"}.get(value)
                told = path if path is not None else value[:60] + shown
                holder = in_sale(node.within.rpartition("[")[0])
                request = requested(with_value(whole, node, value.encode()))
                name = f"{node.path} #{n}"
                yield Case("attestation", name, request, paths=(f"{holder}.{told}",))


def names_of_nobody() -> Iterator[Case]:
    for whole in trees(4):
        for node in (node for node in texts(whole) if node.name in ("name", "exporter")):
            for n, value in enumerate(("", " ", "---", "n/a", "Ltd.", "0", "\u200b", "B" * 1001)):
                yield _spoilt("name", whole, node, n, value)


def words_as_long_as_a_text_may_be() -> Iterator[Case]:
    """Sales that are absurd and well formed: they are answered, in any order."""
    for whole in trees(4, since=100):
        for node in texts(whole):
            if node.name in ("sale_id", "description", "unit", "party_id", "schedule_b"):
                good = with_value(whole, node, b"7" * 4096)
                request = requested(tuple(sorted(good, key=lambda node: -node.number)))
                cleaned = requested(good)
                yield Case("long and good", node.path, request, OK, None, (), cleaned)


FAMILIES = (
    nul_in_every_text,
    texts_of_70_kilobytes,
    texts_that_are_no_utf8,
    days_that_are_none,
    days_before_the_first,
    amounts_that_are_none,
    percentages_that_are_none,
    codes_that_nobody_declared,
    attestations_that_nobody_declared,
    names_of_nobody,
    words_as_long_as_a_text_may_be,
)
