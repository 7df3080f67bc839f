"""What the words of an entry say a control applies to; what is not read is every paragraph."""

from __future__ import annotations

import pytest
from licet_tables.references import Reference
from licet_tables.scopes import Scope, read_scope

ECCNS = frozenset(
    {"1A001", "1A002", "1A003", "1A006", "1B001", "1B101", "1C101", "2A001", "2B001", "2B002",
     "2B003", "2B009", "2D001", "2D002", "9A001"}
)  # fmt: skip
ALL = ("all", "none", "none")
# Words after `applies to` of the entry 1A002: paragraphs, excepted, made for, narrowed.
READ: dict[str, tuple[str, str, str, str]] = {
    "entire entry": (*ALL, "no"),
    "the entire entry": (*ALL, "no"),
    "entire entry.": (*ALL, "no"),
    "entire entry (refer to 1A003 for others)": (*ALL, "no"),
    "entire entry except 1A002.y": ("all", "y", "none", "no"),
    "entire entry, except 1A002.y": ("all", "y", "none", "no"),
    "entire entry, except .y": ("all", "y", "none", "no"),
    "entire entry, except .e, .x, and .y": ("all", "e x y", "none", "no"),
    "entire entry except 1A002.x and y": ("all", "x y", "none", "no"),
    "entire entry except 1A002.x and .y": ("all", "x y", "none", "no"),
    "entire entry, except 1A002. b and .y": ("all", "b y", "none", "no"),
    "entire entry, except 1A002.a.10, .a.11 and .a.14": ("all", "a.10 a.11 a.14", "none", "no"),
    "entire entry except 1A002.h.2": ("all", "h.2", "none", "no"),
    "entire entry except: 1A002.b; parts in 1A002.x if for a ship; and 1A002.y": (
        "all", "b y", "none", "yes",
    ),
    "1A002.a": ("a", "none", "none", "no"),
    "1A002.b.2": ("b.2", "none", "none", "no"),
    "1A002.z.1.a, z.2.a, z.3.a": ("z.1.a z.2.a z.3.a", "none", "none", "no"),
    "1A002.z. 1.b, z.2.b": ("z.1.b z.2.b", "none", "none", "no"),
    "1A002.a and .x": ("a x", "none", "none", "no"),
    "1A002.a and x": ("a x", "none", "none", "no"),
    "1A002.a or .x": ("a x", "none", "none", "no"),
    "1A002.a, .d, and .x": ("a d x", "none", "none", "no"),
    "1A002.a, .d, or .x": ("a d x", "none", "none", "no"),
    "1A002 .g, .r, and .w": ("g r w", "none", "none", "no"),
    "1A002.a, b.5, .e, .f.3 and .h": ("a b.5 e f.3 h", "none", "none", "no"),
    "1A002.a.1 to a.3, b, e, f.2 to f.4, g to j": (
        "a.1 a.2 a.3 b e f.2 f.3 f.4 g h i j", "none", "none", "no",
    ),
    "1A002.a.4, c, k to n, p.2, r": ("a.4 c k l m n p.2 r", "none", "none", "no"),
    "1A002.a.1 through a.4, .h, and .l": ("a.1 a.2 a.3 a.4 h l", "none", "none", "no"),
    "1A002.c.1.a, 1A002.c.1.c, and 1A002.q": ("c.1.a c.1.c q", "none", "none", "no"),
    "1A002.d.15 and .16": ("d.15 d.16", "none", "none", "no"),
    "1A002.b (except .b.5), .c, .f (except f.3), .g": ("b c f g", "b.5 f.3", "none", "no"),
    "1A002.d.3 only": ("d.3", "none", "none", "no"),
    "paragraph .c": ("c", "none", "none", "no"),
    "paragraph c": ("c", "none", "none", "no"),
    "paragraphs .a and .x": ("a x", "none", "none", "no"),
    "paragraphs .a, .b, and .i of this entry": ("a b i", "none", "none", "no"),
    "items controlled by 1A002.d.15 and .16": ("d.15 d.16", "none", "none", "no"),
    "items controlled by 1A002.z.1": ("z.1", "none", "none", "no"),
    '"software" controlled by 1A002.z.1.a, z.2.a, and z.3.a': (
        "z.1.a z.2.a z.3.a", "none", "none", "no",
    ),
    "items in 1A002.c when the constant is below 6": ("c", "none", "none", "yes"),
    "1A002.b.3 or b.4 if they exceed the values of 1C101": ("b.3 b.4", "none", "none", "yes"),
    "1A002.a and .b for items that exceed 1C101": ("a b", "none", "none", "yes"),
    "1A002.h when the values of 1C101.a.2 are met": ("h", "none", "none", "yes"),
    "1A002.b and .c when the values of 1A002.b.1 are met": ("b c", "none", "none", "yes"),
    "1A002.y, except to Russia for use in a station": ("y", "none", "none", "yes"),
    "1A002.a (metal, b (wood), and e.1 for tools that meet 1C101": (
        "a b e.1", "none", "none", "yes",
    ),
    "1A002.b.1 in the form of tubes": ("b.1", "none", "none", "yes"),
    '1A002.a commodities "specially designed" for ships': ("a", "none", "none", "yes"),
    '1A002.a "software" "specially designed" for 1A003.a': ("a", "none", "none", "yes"),
    "viewers in 1A002.c": ("c", "none", "none", "yes"),
    "those items in 1A002.a, b.1, and .c (instruments) that exceed 1C101": (
        "a b.1 c", "none", "none", "yes",
    ),
    "lasers controlled by 1A002.a.2, a.3, or d.4.c that exceed 1C101": (
        "a.2 a.3 d.4.c", "none", "none", "yes",
    ),
    "detectors, in 1A002.c, that also see 1C101": ("c", "none", "none", "yes"),
    "amplifiers in 1A002.b.2 and transistors in 1A002.b.3, except those 1A002.b.2 and b.3 items "
    "for telephones": ("b.2 b.3", "none", "none", "yes"),
    "1A002.a.1 when usable in ships; and to 1A002.a.5 when sealed; and 1A002.z.2": (
        "a.1 a.5 z.2", "none", "none", "yes",
    ),
    "capacitors in 1A002.e.2 and magnets in 1A002.e.3 that exceed 1C101; and 1A002.z.3": (
        "e.2 e.3 z.3", "none", "none", "yes",
    ),
    "systems in 1A002.a and to all items in 1A002.b, .c, and .d": (
        "a b c d", "none", "none", "yes",
    ),
    "1A002.b.3 and to items controlled in 1A002.b.4 that are fast, or to items in 1A002.b.4 when "
    "embedded": ("b.3 b.4", "none", "none", "yes"),
    "1A002.a.1, a.3 (except a.3.d for lead arrays (FPAs)), .c, and .f": (
        "a.1 a.3 c f", "none", "none", "yes",
    ),
    "1A002.b, as well as 1A002.a when the set exceeds 1C101": ("b a", "none", "none", "yes"),
    '"software" for equipment controlled by 2B001': ("all", "none", "2B001", "for"),
    '"technology" for items controlled by 2B001': ("all", "none", "2B001", "for"),
    "\u201ctechnology\u201d for items controlled by 2B001": ("all", "none", "2B001", "for"),
    "technology for equipment controlled in 1A003.d": ("all", "none", "1A003.d", "for"),
    '"technology" for items controlled by 1A001, 1A003, 1A006.b, or 1C101': (
        "all", "none", "1A001 1A003 1A006.b 1C101", "for",
    ),
    '"technology" for equipment controlled by 2A001, 2B001 to 2B009': (
        "all", "none", "2A001 2B001 2B002 2B003 2B009", "for",
    ),
    '"technology" for commodities controlled by 1A003.a.15 or b.13, 2B001, or 2B003': (
        "all", "none", "1A003.a.15 1A003.b.13 2B001 2B003", "for",
    ),
    '"technology" for items controlled by 1A003.a.1, .a.2, or .f, 2B001.b.3 or .b.4': (
        "all", "none", "1A003.a.1 1A003.a.2 1A003.f 2B001.b.3 2B001.b.4", "for",
    ),
    '"software" for equipment controlled by 2B001.c.1.a or c.1.c': (
        "all", "none", "2B001.c.1.a 2B001.c.1.c", "for",
    ),
    '"software" for commodities controlled by 1A003.z.1.a, z.2.a and 2B001.a': (
        "all", "none", "1A003.z.1.a 1A003.z.2.a 2B001.a", "for",
    ),
    '"technology" for commodities controlled by 1A003.z.1 or "software" controlled by 2D001.z.1': (
        "all", "none", "1A003.z.1 2D001.z.1", "for",
    ),
    '"software" for commodities in ECCN 1A003.a and .x and equipment in ECCN 2B001.a and .x': (
        "all", "none", "1A003.a 1A003.x 2B001.a 2B001.x", "for",
    ),
    '"software" for equipment under 1A003.a only': ("all", "none", "1A003.a", "for"),
    '"technology" for items controlled by 2B001 for MT reasons': ("all", "none", "2B001", "yes"),
    '"technology" for items controlled by 2B001 or 2B002 for MT Reasons': (
        "all", "none", "2B001 2B002", "yes",
    ),
    '"technology" for commodities controlled by 1A003.z, 2B001 (except for 2B001.c)': (
        "all", "none", "1A003.z 2B001", "yes",
    ),
    '"technology" for commodities controlled by 1A003, 2B001 (except as noted above), or 2B003': (
        "all", "none", "1A003 2B001 2B003", "yes",
    ),
    '"technology" for commodities controlled by 1A003.z.1 or "software" specified by 2D001 '
    "(for 1A003.z.1), or 2D002.a": ("all", "none", "1A003.z.1 2D001 2D002.a", "yes"),
    '"software" "specially designed" for the use" of items controlled by 2B001': (
        "all", "none", "2B001", "yes",
    ),
    '"software" for the "development", "production" or "use" of items controlled by 2B001 for NP '
    "reasons": ("all", "none", "2B001", "yes"),
    '"software" for finger equipment controlled by 2B001 for CC reasons': (
        "all", "none", "2B001", "yes",
    ),
    '"software" for "use" of "systems" for equipment controlled by 2B001 to 2B003': (
        "all", "none", "2B001 2B002 2B003", "yes",
    ),
    'software "specially designed" for repair of commodities controlled for MT reasons in 1A003 '
    "or 2B001": ("all", "none", "1A003 2B001", "yes"),
    '"technology" in 1A002.a for items of others, and to "technology" in 1A002.b': (
        "a b", "none", "none", "yes",
    ),
}  # fmt: skip
UNREAD = (
    "guns with a barrel of less than 18 inches (45.72 cm)",
    "entire entry except 1A002.a for items for ECCN 1A001 or ECCN 1A003, and 1A002.d",
    "1A002.a for items for ECCN 1A001 or ECCN 1A003, and 1A002.d",
    'entire entry except "software" for commodities in ECCN 1A001.y',
    "entire entry except equipment for ECCN 1A001.y",
    "entire entry, for items controlled for NP reasons",
    "entire entry, except 1A002.b.3 and presses below 69 MPa",
    "entire entry, except 1A002.d.4, e and f. Note: MT applies to 1A002.d that exceed 1C101",
    "the entire entry as applicable for functions controlled by 1A001.f.1",
    "items that meet or exceed the values of 1C101",
    "commodities in this entry that exceed 1C101",
    "machines in 1A002.a that are wide; AND coordinating controls for these machines",
    "genetic elements of items controlled by 1C101.d.15 and .16",
    '"technology" for equipment controlled for MT reasons',
    (
        '"software" for equipment controlled for MT reasons. MT does not apply to "software" for '
        "equipment controlled by 2B001"
    ),
    '"technology" for items controlled by 1A001; and CB applies to "technology" for 1C101',
    '"technology" for equipment controlled by 2B001 and for valves controlled by 2B002 having much',
    '"software" for commodities controlled by 1A003.b to 1A003.h, 2B001, and 3B',
    '"software" for equipment under 2B001 except 2B001.a',
    '"technology" for items controlled by 2B009 to 2B001',
    '"technology" for items controlled by 2A001 to 2B001',
    "1A002.a.3 to b.5",
    "1A002.j to g",
    "1A001.a",
    "1A002",
    "",
)


def shown(scope: Scope) -> tuple[str, str, str, str]:
    return (
        " ".join(scope.paragraphs) or "all",
        " ".join(scope.excepted) or "none",
        " ".join(map(str, scope.made_for)) or "none",
        scope.narrowed.value,
    )


@pytest.mark.parametrize(("words", "said"), READ.items())
def test_words_of_a_known_shape_are_read_whole(words: str, said: tuple[str, str, str, str]) -> None:
    assert shown(read_scope(words, "1A002", ECCNS)) == said


@pytest.mark.parametrize("words", UNREAD)
def test_words_not_read_whole_leave_the_whole_entry_narrowed(words: str) -> None:
    assert shown(read_scope(words, "1A002", ECCNS)) == (*ALL, "yes")


def test_a_range_of_eccns_holds_those_of_the_edition_and_its_last() -> None:
    scope = read_scope('"technology" for items controlled by 2B001 to 2B005', "2E001", ECCNS)
    assert scope.made_for == tuple(map(Reference, ("2B001", "2B002", "2B003", "2B005")))
