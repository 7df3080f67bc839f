"""Each kind of mistake, planted alone in a copy of the shipped packs, is found at its line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from licet_server.checking import check_rules
from licet_server.settings import ALL_PACKS, shipped_rules

SEEDED = Path(__file__).with_name("seeded_mistakes.yaml")
BELOW = " ... "
REFUSED = "refused"
"""The mistakes that are found while loading."""


class Mistake(NamedTuple):
    """One edit of one file, and what the command says of it at which line (see the data)."""

    name: str
    group: str
    file: str
    find: str
    replace: str
    command: str
    at: str
    line: str
    says: str

    def planted(self, text: str) -> str:
        """Return the text of the file with the mistake in it."""
        assert self.find in text, f"`{self.find}` is not in {self.file}"
        return text.replace(self.find, self.replace, 1) if self.find else self.replace

    def line_in(self, rules: Path) -> int:
        """Return the number of the line at which the mistake is to be found."""
        lines = (rules / self.at).read_text(encoding="utf-8").split("\n")
        number = -1
        for part in self.line.split(BELOW):
            number = next(n for n in range(number + 1, len(lines)) if part in lines[n])
        return number + 1


class Told(NamedTuple):
    """What a command says of one line."""

    file: str
    line: int
    message: str


def seeded() -> Iterator[Mistake]:
    groups = yaml.load(SEEDED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (strings alone)
    for group, mistakes in groups.items():
        for name, said in mistakes.items():
            rest = {"find": "", "command": "check", "at": said["file"]} | said
            yield Mistake(name, group, **rest)


MISTAKES = {mistake.name: mistake for mistake in seeded()}
CHECKED = [mistake for mistake in MISTAKES.values() if mistake.command == "check"]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped packs, copied once."""
    rules = tmp_path_factory.mktemp("shipped") / "rules"
    unread = shutil.ignore_patterns("sources")
    for pack in ALL_PACKS:
        shutil.copytree(shipped_rules() / pack, rules / pack, ignore=unread)
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


def checked(rules: Path, shipped: Path) -> list[Told]:
    """Return what `licet rules check` finds in rules; it compares them with none."""
    assert rules != shipped
    return [
        Told(str(f.place.file.relative_to(rules)), f.place.line, f.message)
        for f in check_rules(rules, ALL_PACKS)
    ]


COMMANDS: dict[str, Callable[[Path, Path], list[Told]]] = {"check": checked}
"""What each command says of rules with a mistake in them, beside the rules as they were."""


@pytest.mark.parametrize("name", MISTAKES)
def test_a_seeded_mistake_is_found_at_its_line(name: str, shipped: Path, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    rules = plant(mistake, shipped, tmp_path / "rules")
    expected = (mistake.at, mistake.line_in(rules))

    found = COMMANDS[mistake.command](rules, shipped)

    there = [told for told in found if told[:2] == expected]
    assert any(mistake.says in told.message for told in there), f"not at {expected}: {found}"


ON_THE_COMMAND_LINE = {
    "a permit without an end": 1,
    "a house rule that permits": 1,
    "an extension that leaves a gap behind the one before": 0,
    "a fact that is misspelt": 1,
}
"""Some of the mistakes, with the exit code: 1 for an error, 0 for a warning."""


@pytest.mark.parametrize(("name", "code"), ON_THE_COMMAND_LINE.items(), ids=ON_THE_COMMAND_LINE)
def test_the_command_tells_a_seeded_mistake_by_its_place(
    name: str, code: int, shipped: Path, tmp_path: Path
) -> None:
    mistake = MISTAKES[name]
    rules = plant(mistake, shipped, tmp_path / "rules")
    command = [sys.executable, "-m", "licet_cli", "rules", "check", "--json"]

    ran = subprocess.run(
        [*command, "--rules", str(rules)], capture_output=True, text=True, check=False
    )

    assert ran.returncode == code, ran.stderr
    place = (str(rules / mistake.at), mistake.line_in(rules))
    said = [each["message"] for each in json.loads(ran.stdout) if _place(each) == place]
    assert any(mistake.says in message for message in said), ran.stdout


def _place(finding: dict[str, object]) -> tuple[object, object]:
    return finding["file"], finding["line"]


def test_the_check_catches_enough_kinds_and_most_of_them_after_loading() -> None:
    refused = [mistake for mistake in CHECKED if mistake.group == REFUSED]

    assert len(CHECKED) >= 48
    assert len(refused) * 3 <= len(CHECKED)


def test_the_packs_in_which_mistakes_are_planted_have_none(shipped: Path) -> None:
    assert check_rules(shipped, ALL_PACKS) == ()
