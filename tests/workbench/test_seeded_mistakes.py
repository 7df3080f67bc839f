"""Each kind of mistake, planted alone in a copy of the shipped packs, is found at its line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from licet_server.checking import check_rules
from licet_server.settings import ALL_PACKS, shipped_rules
from seeded_mistakes import REFUSED, SEEDED, Mistake

CHECKED = {name: mistake for name, mistake in SEEDED.items() if mistake.command == "check"}


class Told(NamedTuple):
    """What a command says of one line."""

    file: str
    line: int
    message: str


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped packs, copied once."""
    rules = tmp_path_factory.mktemp("shipped") / "rules"
    for pack in ALL_PACKS:
        shutil.copytree(
            shipped_rules() / pack, rules / pack, ignore=shutil.ignore_patterns("sources")
        )
    return rules


def plant(mistake: Mistake, shipped: Path, rules: Path) -> Path:
    """Plant a mistake in a copy of the packs that shares all other files with them."""
    shutil.copytree(shipped, rules, copy_function=os.link)
    file = rules / mistake.file
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_text(mistake.planted(text), encoding="utf-8")
    return rules


def line_of(rules: Path, mistake: Mistake) -> int:
    """Return the number of the line at which the mistake is to be found."""
    text = (rules / (mistake.at or mistake.file)).read_text(encoding="utf-8")
    lines = text.split("\n")
    number = -1
    for part in mistake.line.split(" ... "):
        number = next(n for n in range(number + 1, len(lines)) if part in lines[n])
    return number + 1


def checked(rules: Path) -> list[Told]:
    """Return what `licet rules check` says."""
    return [
        Told(str(f.place.file.relative_to(rules)), f.place.line, f.message)
        for f in check_rules(rules, ALL_PACKS)
    ]


COMMANDS: dict[str, Callable[[Path], list[Told]]] = {"check": checked}


@pytest.mark.parametrize("mistake", SEEDED.values(), ids=SEEDED)
def test_a_seeded_mistake_is_found_at_its_line(
    mistake: Mistake, shipped: Path, tmp_path: Path
) -> None:
    rules = plant(mistake, shipped, tmp_path / "rules")
    expected = (mistake.at or mistake.file, line_of(rules, mistake))

    found = COMMANDS[mistake.command](rules)

    told = [each for each in found if each[:2] == expected and mistake.says in each.message]
    assert told, f"nothing at {expected} says `{mistake.says}`: {found}"


def test_enough_kinds_of_mistakes_are_caught_by_the_check_and_few_of_them_while_loading() -> None:
    assert len(CHECKED) >= 48
    assert len(REFUSED) * 3 <= len(CHECKED)


def test_the_copy_that_mistakes_are_planted_in_has_none(shipped: Path) -> None:
    assert checked(shipped) == []
