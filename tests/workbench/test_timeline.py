"""A regime over time by the days of effect: its lanes, gaps, listing and picture."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.brushes import text_width
from licet_workbench.drawing import draw, picture, svg
from licet_workbench.layout import CITED_SIZE, NAME_SIZE, RIGHT, citation, lay_out
from licet_workbench.quarters import scale_of
from licet_workbench.timeline import (
    COLUMNS,
    Asked,
    Kind,
    Lane,
    UnknownRegimeError,
    gaps,
    lanes,
    listing,
)
from small_law import rule_set, write

SHIPPED = RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)
REGIMES = ("huawei", "zte")
TODAY = AsKnown(date(2026, 11, 29))
SAID = "As known today."


def of_regime(rules: RuleSet, regime: str, known: AsKnown = TODAY) -> tuple[Lane, ...]:
    return lanes(rules, Asked(regime=regime), known)


@pytest.fixture(name="acme")
def _acme(tmp_path: Path) -> tuple[Lane, ...]:
    return of_regime(rule_set(write(tmp_path)), "acme")


def test_the_lanes_are_the_rows_and_what_concerns_them_by_effect(acme: tuple[Lane, ...]) -> None:
    assert [(lane.kind, lane.id) for lane in acme] == [
        (Kind.LISTED, "entity_list"),
        (Kind.LISTED, "denied_persons"),
        (Kind.DENIES, "law.denial"),
        (Kind.REQUIRES, "law.listed"),
        (Kind.PERMITS, "law.tgl"),
        (Kind.CLEARS, "law.savings"),
        (Kind.CLEARS, "law.release"),
    ]


def test_rows_listed_together_are_one_bar_with_their_number(acme: tuple[Lane, ...]) -> None:
    shown = [(bar.name, bar.start, bar.through) for lane in acme[:2] for bar in lane.bars]

    assert shown == [
        ("2 rows", date(2019, 5, 16), None),
        ("Gamma", date(2019, 8, 19), None),
        ("Delta", date(2019, 6, 1), date(2019, 9, 30)),
    ]


def test_an_open_version_counts_until_a_later_one_takes_over(acme: tuple[Lane, ...]) -> None:
    (listed,) = (lane for lane in acme if lane.id == "law.listed")

    assert [(b.name, b.through, b.until) for b in listed.bars] == [
        ("v1", None, date(2020, 8, 16)),
        ("v2", None, None),
    ]


def test_a_closed_version_keeps_its_last_day_though_another_began(acme: tuple[Lane, ...]) -> None:
    (permit,) = (lane for lane in acme if lane.id == "law.tgl")

    assert [(b.name, b.until) for b in permit.bars] == [
        ("v1", date(2019, 8, 19)),
        ("v2", date(2019, 11, 18)),
    ]


def test_a_superseded_version_names_the_one_that_restates_it(acme: tuple[Lane, ...]) -> None:
    (denial,) = (lane for lane in acme if lane.id == "law.denial")

    assert [(b.name, b.superseded_by) for b in denial.bars] == [
        ("nominal", "actual"),
        ("actual", None),
    ]


def test_the_gaps_are_the_days_without_a_license_of_the_regime(acme: tuple[Lane, ...]) -> None:
    assert [str(gap) for gap in gaps(acme)] == ["2019-05-16 to 2019-05-19: nothing authorised"]


def test_a_gap_names_what_cleared_something_for_all_the_same(tmp_path: Path) -> None:
    rules = write(tmp_path)
    tgl = rules / "law" / "tgl.yaml"
    later = "from: 2020-01-01, through: 2020-02-01, announced: 2020-01-01, authority: 85 FR 1"
    tgl.write_text(f"{tgl.read_text()}  - {{version: v3, {later}}}\n")

    assert [str(gap) for gap in gaps(of_regime(rule_set(rules), "acme"))] == [
        "2019-05-16 to 2019-05-19: nothing authorised",
        "2019-11-19 to 2019-12-31: nothing authorised (release apart)",
    ]


def test_an_unknown_regime_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownRegimeError, match=r"regime `acne`; did you mean `acme`\?"):
        of_regime(rule_set(write(tmp_path)), "acne")


def test_the_listing_has_a_row_for_each_bar(acme: tuple[Lane, ...]) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in listing(acme)]

    assert len(rows) == sum(len(lane.bars) for lane in acme)
    assert rows[3] == {
        "lane": "law.denial",
        "effect": "denies",
        "version": "nominal",
        "from": "2019-06-01",
        "through": "2029-06-01",
        "until": "2029-06-01",
        "announced": "2019-06-03",
        "published": "",
        "known": "2019-06-03",
        "retroactive_through": "2019-06-02",
        "superseded_by": "actual",
        "authority": "84 FR 5",
    }


def test_the_days_of_huawei_without_a_license_are_those_of_the_record() -> None:
    found = [(gap.start, gap.through) for gap in gaps(of_regime(SHIPPED, "huawei"))]

    assert found == [
        (date(2019, 5, 16), date(2019, 5, 19)),
        (date(2020, 8, 14), date(2020, 8, 16)),
    ]


def test_the_lanes_of_one_regime_are_not_those_of_another() -> None:
    huawei, zte = ({lane.id for lane in of_regime(SHIPPED, regime)} for regime in REGIMES)

    assert "us_ear.744.huawei_tgl_networks" in huawei - zte
    assert {"us_ear.744.zte_tgl", "us_ear.736.denial_order_zte"} <= zte - huawei
    assert "us_ear.744.affiliates" not in huawei | zte
    assert "us_ear.738.country_chart" not in huawei | zte


@pytest.mark.parametrize(
    ("known_on", "axis", "versions", "ended"),
    [
        ("2019-05-19", Knowledge.ANNOUNCED, [], 1),
        ("2019-05-20", Knowledge.ANNOUNCED, ["v1"], 1),
        ("2019-05-21", Knowledge.PUBLISHED, [], 1),
        ("2019-05-22", Knowledge.PUBLISHED, ["v1"], 1),
        ("2019-08-19", Knowledge.PUBLISHED, ["v1", "v2"], 1),
    ],
)
def test_a_version_that_was_not_known_yet_is_left_out_and_counted(
    tmp_path: Path, known_on: str, axis: Knowledge, versions: list[str], ended: int
) -> None:
    known = AsKnown(date.fromisoformat(known_on), axis)
    found = of_regime(rule_set(write(tmp_path)), "acme", known)

    permits = [lane for lane in found if lane.id == "law.tgl"]
    assert [bar.name for lane in permits for bar in lane.bars] == versions
    assert [lane.unknown for lane in permits] == ([2 - len(versions)] if versions else [])
    (listed,) = (lane for lane in found if lane.id == "law.listed")
    assert [bar.until for bar in listed.bars] == [None] * ended


def test_what_was_to_be_restated_later_stood_until_then(tmp_path: Path) -> None:
    rules = rule_set(write(tmp_path))
    before, after = (
        next(lane for lane in of_regime(rules, "acme", AsKnown(day)) if lane.id == "law.denial")
        for day in (date(2019, 9, 30), date(2019, 10, 1))
    )

    assert [(b.name, b.superseded_by) for b in before.bars] == [("nominal", None)]
    assert [(b.name, b.superseded_by) for b in after.bars] == [
        ("nominal", "actual"),
        ("actual", None),
    ]
    assert [b.retroactive_through for b in after.bars] == [date(2019, 6, 2), date(2019, 9, 30)]


def test_a_listing_ran_on_until_its_end_was_known() -> None:
    def ends(day: date) -> set[date | None]:
        lane = of_regime(SHIPPED, "zte", AsKnown(day))[0]
        return {bar.until for bar in lane.bars}

    assert ends(date(2017, 3, 28)) == {None}
    assert ends(date(2017, 3, 29)) == {None, date(2017, 3, 28)}


def test_a_name_that_is_markup_stays_text(acme: tuple[Lane, ...]) -> None:
    odd = replace(acme[0], bars=(replace(acme[0].bars[0], name="A & <B> $1"),))
    drawn = ET.fromstring(svg(*picture((odd,), "A & B", SAID)))  # noqa: S314 (we wrote it)

    titles = drawn.findall(".//{http://www.w3.org/2000/svg}title")
    assert [title.text for title in titles if "A & <B> $1: 2019-05-16" in (title.text or "")]


def test_every_bar_of_a_picture_tells_its_dates_and_citation(acme: tuple[Lane, ...]) -> None:
    drawn = svg(*picture(acme, "Acme", SAID))

    bars = sum(len(lane.bars) for lane in acme)
    assert drawn.count("<title>") == bars
    assert "law.denial nominal: 2019-06-01 to 2029-06-01; announced 2019-06-03; " in drawn
    assert "retroactive through 2019-06-02; superseded by actual; 84 FR 5</title>" in drawn


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("regime", REGIMES)
def test_a_picture_drawn_twice_is_the_same_to_the_byte(
    tmp_path: Path, regime: str, kind: str
) -> None:
    first, second = (tmp_path / f"{name}.{kind}" for name in ("first", "second"))
    for path in (first, second):
        draw(of_regime(SHIPPED, regime), f"The regime of {regime}", SAID, path)

    assert first.read_bytes() == second.read_bytes()


def test_a_picture_is_a_valid_svg_of_its_width(tmp_path: Path, acme: tuple[Lane, ...]) -> None:
    draw(acme, "Acme & Co <over time> $1", SAID, tmp_path / "x.svg")

    root = ET.parse(tmp_path / "x.svg").getroot()  # noqa: S314 (we wrote it)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width") == "1152pt"
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 100
    assert "<dc:date>" not in (tmp_path / "x.svg").read_text()


def test_a_picture_is_a_png_of_its_width(tmp_path: Path, acme: tuple[Lane, ...]) -> None:
    draw(acme, "Acme", SAID, tmp_path / "x.PNG")

    drawn = (tmp_path / "x.PNG").read_bytes()
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(drawn[16:20], "big") == 1600


@pytest.mark.parametrize("name", ["x.pdf", "x", "svg"])
def test_another_kind_of_file_is_refused(tmp_path: Path, acme: tuple[Lane, ...], name: str) -> None:
    with pytest.raises(ValueError, match=r"neither \.svg nor \.png"):
        draw(acme, "Acme", SAID, tmp_path / name)


@pytest.mark.parametrize("regime", REGIMES)
def test_no_label_lies_on_another_and_none_leaves_the_picture(regime: str) -> None:
    layout = lay_out(of_regime(SHIPPED, regime), text_width)

    rows = [[(n.x, n.x + text_width(n.text, NAME_SIZE), n.y) for n in layout.notes]]
    rows += [
        [(label.x, label.x + text_width(label.text, CITED_SIZE), label.y) for label in lane.labels]
        for lane in layout.lanes
    ]
    for labels in rows:
        for one, other in itertools.combinations(labels, 2):
            assert one[2] != other[2] or one[1] <= other[0] or other[1] <= one[0]
        assert all(right <= RIGHT + 1 for _, right, _ in labels)


@pytest.mark.parametrize("regime", REGIMES)
def test_no_bar_lies_on_another_and_every_text_fits_into_its_bar(regime: str) -> None:
    for lane in lay_out(of_regime(SHIPPED, regime), text_width).lanes:
        for one, other in itertools.combinations(lane.bars, 2):
            assert (
                one.top != other.top or one.right <= other.left + 1 or other.right <= one.left + 1
            )
        for bar in lane.bars:
            sizes = zip(bar.inside, (NAME_SIZE, CITED_SIZE), strict=False)
            assert all(text_width(text, size) <= bar.right - bar.left for text, size in sizes)


@pytest.mark.parametrize("regime", REGIMES)
def test_every_version_and_its_citation_can_be_read(regime: str) -> None:
    for lane in lay_out(of_regime(SHIPPED, regime), text_width).lanes:
        for placed in lane.bars:
            texts = [" ".join(placed.inside), *(label.text for label in lane.labels)]
            cited = citation(placed.bar.authority)
            assert any(placed.bar.name in text and cited in text for text in texts)


def test_days_stand_in_their_order_and_quiet_quarters_are_narrow() -> None:
    days = [date(2019, 5, 16), date(2019, 5, 20), date(2019, 8, 19), date(2021, 1, 1)]
    scale = scale_of(days, 0, 1000)

    places = [scale(day) for day in days]
    widths = {q.start: q.right - q.left for q in scale.quarters}
    assert places == sorted(set(places))
    assert scale.quarters[0].left == 0
    assert scale.right == pytest.approx(1000)
    assert widths[date(2019, 4, 1)] > widths[date(2019, 7, 1)] > 3 * widths[date(2020, 1, 1)]
    assert (scale(date(1990, 1, 1)), scale(date(2030, 1, 1))) == (0, scale.right)


@pytest.mark.parametrize(
    ("authority", "shown"),
    [
        ("84 FR 23468; Supp. No. 7 to Part 744", "84 FR 23468"),
        (
            "first extension of 81 FR 15633 (page not established); x",
            "first extension of 81 FR 15633",
        ),
        ("order under 15 CFR 764.3(a)(2) (not published)", "order under 15 CFR 764.3(a)(2)"),
        (
            "house policy of 2019-11-03, following the word of the Secretary of Commerce",
            "house policy of 2019-11-03",
        ),
        ("w" * 70, "w" * 64 + "..."),
    ],
)
def test_a_citation_is_shown_without_its_asides(authority: str, shown: str) -> None:
    assert citation(authority) == shown
