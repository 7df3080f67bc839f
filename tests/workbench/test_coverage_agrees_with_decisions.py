"""What coverage says is not answered is what `decide` leaves undetermined, for the same reason."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from shutil import copytree

import pytest
from licet_cli.covering import destinations
from licet_engine.decision.model import Decision, MissingFact
from licet_engine.lists import AsKnown
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Place
from licet_server.app import Licet
from licet_server.sales.words import FIRST_DAY
from licet_server.settings import Settings, shipped_rules
from licet_workbench.coverage.asking import attested, categories, well_told
from licet_workbench.coverage.grounds import Ground
from licet_workbench.coverage.survey import Asked, survey
from licet_workbench.coverage.verdicts import Judge, Verdict

NOW = date(2026, 11, 24)
CHUNKS, PAIRS, DAYS = 20, 100, 5
"""10,000 questions: so many chunks, of so many pairs of item and destination, on so many days."""
OF_NO_TABLE = ("8D001", "3A090.z.9", "5A992.c.7")
SAID = {
    "is in no edition of the Control List": Ground.NO_EDITION,
    "names no reason for control": Ground.NO_REASON,
    "no control of": Ground.NO_REASON,
    "began to name the item on": Ground.BEGAN,
    "named the item until": Ground.ENDED,
    "the controls of": Ground.CHANGED,
}
Question = tuple[str, Place, date]


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as loaded:
        yield loaded


@lru_cache
def judge(licet: Licet, known_on: date, narrowings: bool) -> Judge:
    given = attested(licet.rules, narrowings=narrowings)
    return Judge(licet.rules, AsKnown(known_on), given)


def edges(licet: Licet) -> list[date]:
    """The days on which provisions or tables change, with the days before and after."""
    tables = licet.rules.tables
    since = [change.since for change in (*tables.changes, *tables.entry_changes, *tables.rules)]
    since += (control.window[0] for control in tables.controls if control.window)
    days = {*licet.rules.calendar.cuts, *(each.start for each in since), date(2026, 8, 7)}
    near = {day + timedelta(days=n) for day in days for n in (-1, 0, 1)}
    return sorted(day for day in near if FIRST_DAY <= day <= NOW)


def questions(licet: Licet, draw: random.Random) -> Iterator[Question]:
    items = (*categories(licet.rules), *OF_NO_TABLE)
    places, near = tuple(destinations(licet.rules)), edges(licet)
    for _ in range(PAIRS):
        item, place = draw.choice(items), draw.choice(places)
        for _ in range(DAYS):
            ordinary = FIRST_DAY + timedelta(days=draw.randrange((NOW - FIRST_DAY).days))
            yield item, place, draw.choice(near) if draw.random() < 0.7 else ordinary


def ground_of(missing: MissingFact) -> Ground:
    """What a decision names as missing, sorted by its words alone."""
    if missing.fact == "control_list_requires_license":
        return next((g for said, g in SAID.items() if said in missing.reason), Ground.NOT_ENCODED)
    if missing.fact == "country_chart":
        return Ground.CELLS
    if missing.fact == "category":
        return Ground.PARAGRAPH
    if missing.fact.startswith("in_scope_"):
        return Ground.IN_SCOPE
    return Ground.STAND_IN if missing.fact.endswith(PENDING) else Ground.TOLD


PENDING = ("_requires_license", "require_license", "_oil_or_gas_project")


def grounds_of(verdict: Verdict) -> set[Ground]:
    """The grounds of a verdict; decisions do not tell a control that editions differ on."""
    found = {topic.ground for topic in verdict.topics}
    return {Ground.NOT_ENCODED if ground is Ground.EDITIONS else ground for ground in found}


def cells_of(verdict: Verdict) -> set[str]:
    """The columns and groups that a verdict finds open."""
    return {topic.about for topic in verdict.topics if topic.ground is Ground.CELLS}


def cells_said(decision: Decision) -> set[str]:
    """The columns and groups that a decision says are not established."""
    said = (m.reason for m in decision.missing_facts if m.fact == "country_chart")
    return {each.removeprefix("it is not established whether ").split(" of ")[0] for each in said}


def asked(licet: Licet, question: Question, known_on: date, *, narrowings: bool) -> Decision:
    item, place, day = question
    sale = well_told(item, place, day, attested(licet.rules, narrowings=narrowings))
    return licet.decide(sale, known_on=known_on)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_ten_thousand_questions_are_open_where_coverage_says_so_and_why(
    licet: Licet, chunk: int
) -> None:
    draw = random.Random(chunk)  # noqa: S311 (seeded, to come back)
    narrowings = bool(chunk % 2)
    known_on = date(2021, 3, 1) if chunk % 10 in (4, 9) else NOW
    seen: set[Ground | Outcome] = set()
    for question in questions(licet, draw):
        decision = asked(licet, question, known_on, narrowings=narrowings)
        told = judge(licet, known_on, narrowings).verdict(*question)
        assert told.outcome is decision.outcome, question
        assert told.answered is (decision.outcome is not Outcome.UNDETERMINED)
        if not told.answered:
            assert grounds_of(told) == set(map(ground_of, decision.missing_facts)), question
        assert cells_of(told) == cells_said(decision), question
        seen |= grounds_of(told) or {told.outcome}
    assert {Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED, Ground.BEGAN} <= seen
    assert len(seen) > 6
    assert narrowings is not (Ground.IN_SCOPE in seen)


def test_counts_by_class_are_those_of_every_question_asked_alone(licet: Licet) -> None:
    draw = random.Random(7)  # noqa: S311 (seeded, to come back)
    some = Asked(
        tuple(draw.sample(categories(licet.rules), 60)),
        tuple(draw.sample(tuple(destinations(licet.rules)), 60)),
    )
    for day in (date(1999, 5, 5), date(2014, 8, 6), NOW):
        found = survey(judge(licet, NOW, narrowings=False), some, day)
        alone = Judge(licet.rules, AsKnown(NOW), attested(licet.rules))
        verdicts = [alone.verdict(c, p, day) for c in some.categories for p in some.places]
        assert found.answered == sum(verdict.answered for verdict in verdicts)
        firsts = [v.topics[0].ground for v in verdicts if not v.answered]
        assert {t.ground: t.questions for t in found.tallies} == {
            ground: firsts.count(ground) for ground in firsts
        }


def planted(tmp_path: Path, before: str, after: str) -> Path:
    """The shipped rules with one row of the Control List otherwise."""
    directory = tmp_path / "rules"
    copytree(shipped_rules(), directory)
    table = directory / "us_ear" / "tables" / "control_list.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count(before) == 1
    table.write_text(text.replace(before, after), encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("before", "after", "grounds"),
    [
        ("3A991,AT,AT1,all,", "3A991,AT,not_encoded,all,", {Ground.NOT_ENCODED}),
        ("3A991,AT,AT1,all,", "3A997,AT,AT1,all,", {Ground.NO_EDITION}),
        (
            "3A991,AT,AT1,all,none,none,no,",
            "3A991,AT,worldwide,all,none,none,yes,",
            {Ground.IN_SCOPE},
        ),
        (
            "3A991,AT,AT1,all,",
            "3A991,AT,worldwide,q.7,",
            {Ground.PARAGRAPH, Ground.NO_REASON},
        ),
    ],
)
def test_a_gap_that_is_planted_shows_in_coverage_and_in_decisions(
    licet: Licet, tmp_path: Path, before: str, after: str, grounds: set[Ground]
) -> None:
    question = ("3A991", Place("DE"), NOW)
    sound = judge(licet, NOW, narrowings=False).verdict(*question)
    assert sound.outcome is Outcome.NO_LICENSE_NEEDED
    rules = planted(tmp_path, before, after)
    with Licet(Settings(rules), rehearsed=False) as mutant:
        told = judge(mutant, NOW, narrowings=False).verdict(*question)
        decision = asked(mutant, question, NOW, narrowings=False)
        found = survey(judge(mutant, NOW, narrowings=False), Asked(("3A991",), (Place("DE"),)), NOW)
    assert decision.outcome is told.outcome is Outcome.UNDETERMINED
    assert grounds == grounds_of(told) == set(map(ground_of, decision.missing_facts))
    assert found.answered == 0
    assert {t.ground for t in found.tallies} <= grounds


@pytest.mark.parametrize(
    ("item", "country", "answered"),
    [("0A521", "CU", True), ("0A521", "DE", False), ("8D001", "KP", True), ("8D001", "FR", False)],
)
def test_an_embargo_answers_whatever_is_not_held_of_the_item(
    licet: Licet, item: str, country: str, *, answered: bool
) -> None:
    told = judge(licet, NOW, narrowings=False).verdict(item, Place(country), NOW)
    assert told.answered is answered
