"""A spelling moved closer to a listed name never lowers its status, and nothing near is lost."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from building import row
from hypothesis import given
from hypothesis import strategies as st
from licet_engine.facts.screening import MatchStatus
from licet_screening.index import GramIndex
from licet_screening.normalising import plain, without_legal_form
from licet_screening.screen import NameScreen
from rapidfuzz.distance import OSA, Levenshtein

RANK = {None: 0, MatchStatus.POSSIBLE: 1, MatchStatus.MATCH: 2}
LISTED = (
    "Huawei Technologies Co., Ltd.",
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "Kalashnikov Concern",
    "ZM International Company Ltd.",
    "Alpha Beta",
    "Delta",
    "Orion Trading and Engineering LLC",
    "AIR FREIGHT LTD",
)
SHORT = ("AIR FREIGHT LTD", "Delta Trading FZE", "ZTE Corporation", "Vega GmbH")
"""Names that have little beside their legal form."""
SCREENS = {name: NameScreen([row(name)]) for name in (*LISTED, *SHORT)}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = st.text(alphabet=LETTERS + " ", min_size=1, max_size=24)


def status(listed: str, name: str, country: str | None = None) -> int:
    found = [hit.status for hit in SCREENS[listed](name, country, None)]
    return RANK[found[0] if found else None]


def spelled(listed: str) -> str:
    """A listed name as it is compared, in words."""
    (name,) = SCREENS[listed]._listed.names
    return " ".join(name.spelling.words)


def one_step(here: str, end: str, random: Random) -> str:
    step = random.choice(list(Levenshtein.editops(here, end)))
    if step.tag == "delete":
        return here[: step.src_pos] + here[step.src_pos + 1 :]
    letter = end[step.dest_pos]
    rest = here[step.src_pos + (step.tag == "replace") :]
    return here[: step.src_pos] + letter + rest


def walked(listed: str, start: str, random: Random) -> list[tuple[str, int]]:
    """A name moved to the listed one by single edits, with its status at each step."""
    goal, here = spelled(listed).replace(" ", ""), start
    steps = [(here, status(listed, here))]
    while here != goal:
        here = one_step(here, goal, random)
        steps.append((here, status(listed, here)))
    return steps


def never_falls(steps: list[tuple[str, int]]) -> bool:
    ranks = [rank for _, rank in steps]
    assert ranks == sorted(ranks), steps
    return True


def spoilt(name: str, random: Random) -> str:
    """A name with up to six slips, each of any kind."""
    for _ in range(random.randint(1, 6)):
        n = random.randrange(len(name))
        instead = random.choice(("", random.choice(LETTERS), name[n] + random.choice(LETTERS)))
        name = name[:n] + instead + name[n + 1 :] or name
    return name


@pytest.mark.parametrize("listed", LISTED)
def test_no_step_towards_a_listed_name_lowers_its_status(listed: str) -> None:
    random = Random(listed)  # noqa: S311 (seeded, to come back)
    for _ in range(150):
        start = spoilt(spelled(listed).replace(" ", ""), random)
        assert never_falls(walked(listed, start, random))


@given(st.sampled_from(LISTED), WORDS.filter(str.strip), st.integers())
def test_no_step_from_anywhere_lowers_it(listed: str, start: str, seed: int) -> None:
    assert never_falls(walked(listed, start.replace(" ", ""), Random(seed)))  # noqa: S311


@pytest.mark.parametrize(
    ("listed", "stem"),
    [
        ("Huawei Technologies Co., Ltd.", "Huawei Technologies"),
        ("Huawei Technologies Co., Ltd.", "Huawei"),
        ("Kalashnikov Concern", "Kalashnikov"),
        ("Orion Trading and Engineering LLC", "Orion Trading and Engineering"),
        ("Hangzhou Hikvision Digital Technology Co., Ltd.", "Hangzhou Hikvision Technology"),
        *((name, without_legal_form(name)) for name in SHORT),
    ],
)
def test_typing_out_the_rest_of_a_name_never_lowers_it(listed: str, stem: str) -> None:
    steps, meant = [stem], plain(listed) if listed in SHORT else listed
    while steps[-1] != meant:
        here = steps[-1]
        n = next(
            (i for i, (a, b) in enumerate(zip(here, meant, strict=False)) if a != b), len(here)
        )
        steps.append(here[:n] + meant[n] + here[n:])
    assert never_falls([(step, status(listed, step)) for step in steps])
    assert status(listed, stem) > 0


def test_a_legal_form_that_is_begun_before_a_name_does_not_lower_it() -> None:
    (hits,) = {NameScreen([row("OOO Mikron")])(f"{form}Mikron", None, None)[0].status
               for form in ("", "O ", "OO ", "OOO ")}  # fmt: skip
    assert hits is MatchStatus.MATCH


@pytest.mark.parametrize("country", [None, "CN"])
@pytest.mark.parametrize("listed", LISTED)
def test_each_letter_put_right_in_a_swap_never_lowers_it(listed: str, country: str | None) -> None:
    """Every swap of two letters of a word, and every way to put it right letter by letter."""
    meant = spelled(listed)
    for n in range(len(meant) - 1):
        one, other = meant[n : n + 2]
        if one == other or " " in (one, other):
            continue
        head, tail = meant[:n], meant[n + 2 :]
        swapped = status(listed, head + other + one + tail, country)
        ways = (one + one, other + other, one, other, one + other + one, other + one + other)
        between = [status(listed, head + way + tail, country) for way in ways]
        assert min(between) >= swapped, (listed, head + other + one + tail)


@pytest.mark.parametrize("more", [" Kenya", " of Nairobi", " and Sons Restaurant"])
@pytest.mark.parametrize("listed", ["Huawei Technologies", "Kalashnikov Concern"])
def test_taking_away_what_stands_behind_a_name_never_lowers_it(listed: str, more: str) -> None:
    whole = next(each for each in LISTED if each.startswith(listed))
    steps = [listed + more[:n] for n in range(len(more), -1, -1)]
    assert never_falls([(step, status(whole, step)) for step in steps])
    assert status(whole, listed + more) == 1


@pytest.mark.parametrize("slip", ["ldt", "lt", "ltdd", "lrd", "tld", "ltx"])
@pytest.mark.parametrize("country", [None, "CN"])
def test_a_slip_in_a_legal_form_put_right_never_lowers_it(slip: str, country: str | None) -> None:
    listed = "AIR FREIGHT LTD"
    ways = [f"air freight {word}" for word in (slip, "ltd")]
    steps = [(way, status(listed, way, country)) for way in ways]
    assert never_falls(steps)
    assert steps[0][1] >= 1


def test_edits_only_fall_on_a_shortest_path() -> None:
    """The measure, wholly: all texts of up to four of three letters, each step between two."""
    texts = ["".join(letters) for n in range(5) for letters in product("abc", repeat=n)]
    for start in texts:
        nearer = {start[:n] + start[n + 1 :] for n in range(len(start))}
        nearer |= {
            start[:n] + c + start[n + k :]
            for n in range(len(start) + 1)
            for c in "abc"
            for k in (0, 1)
        }
        for end in texts:
            away = Levenshtein.distance(start, end)
            towards = [step for step in nearer if Levenshtein.distance(step, end) == away - 1]
            assert all(OSA.distance(step, end) <= OSA.distance(start, end) for step in towards)


@given(st.lists(st.text("abcde", min_size=1, max_size=24), min_size=1, max_size=30), st.data())
def test_the_index_loses_nothing_that_is_within_reach(
    spellings: list[str], data: st.DataObject
) -> None:
    reaches = {spelling: data.draw(st.integers(1, 3)) for spelling in spellings}
    asked = data.draw(st.one_of(st.sampled_from(spellings), st.text("abcde", max_size=24)))
    found = dict(GramIndex(reaches).reaching(asked))
    within = {
        s: OSA.distance(s, asked) for s, reach in reaches.items() if OSA.distance(s, asked) <= reach
    }
    assert found == within


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [row(name) for name in LISTED]
    screens = NameScreen(rows), NameScreen(reversed(rows))
    for name in ("Huawei Technolgies", "alpha beta gamma", "Delto"):
        there, back = (screen(name, "CN", None) for screen in screens)
        assert there == back
        assert list(there) == sorted(there, key=lambda hit: hit.row_id)
