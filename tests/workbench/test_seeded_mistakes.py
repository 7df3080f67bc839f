"""Each kind of mistake, planted alone in a copy of the shipped packs, is found at its line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from licet_cli.canonical_files import formatted
from licet_cli.case_books import TESTS, Bench, read_case_files
from licet_cli.change_places import ChangePlaces
from licet_cli.differing_rules import difference_of
from licet_cli.judging import Judge
from licet_cli.proving_rules import proof_of
from licet_cli.rule_references import ReferredRules, rules_at
from licet_cli.showing_difference import headlines
from licet_engine.lists import Knowledge
from licet_server.checking import check_rules
from licet_server.loading.case_files import Unsaid
from licet_server.loading.findings import Place
from licet_server.placing import placed
from licet_server.settings import ALL_PACKS, Settings, shipped_rules

SEEDED = Path(__file__).with_name("seeded_mistakes.yaml")
CASES = Path(__file__).parents[1] / "cases"
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
    only: str

    def planted(self, text: str) -> str:
        """Return the text of the file with the mistake in it."""
        assert self.find in text, f"`{self.find}` is not in {self.file}"
        return text.replace(self.find, self.replace, 1) if self.find else self.replace

    def line_in(self, *rules: Path) -> int:
        """Return the number of the line at which the mistake is to be found.

        What is gone stands in the last of several directories alone.
        """
        numbers = (self._line_of(each / self.at) for each in rules)
        return next(number for number in numbers if number)

    def _line_of(self, file: Path) -> int:
        """Return the number of the line in one file, or 0."""
        lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
        number = -1
        for part in self.line.split(BELOW):
            below = range(number + 1, len(lines))
            number = next((n for n in below if part in lines[n]), len(lines))
        return number + 1 if number < len(lines) else 0


class Told(NamedTuple):
    """What a command says of one line."""

    file: str
    line: int
    message: str


def seeded() -> Iterator[Mistake]:
    groups = yaml.load(SEEDED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (strings alone)
    for group, mistakes in groups.items():
        for name, said in mistakes.items():
            rest = {"find": "", "command": "check", "at": said["file"], "only": ""} | said
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
    if mistake.find or mistake.replace:
        file.write_text(mistake.planted(text), encoding="utf-8")
    return rules


def checked(_: Mistake, rules: Path, shipped: Path) -> list[Told]:
    """Return what `licet rules check` finds in rules; it compares them with none."""
    assert rules != shipped
    return [_told(f.place, rules, f.message) for f in check_rules(rules, ALL_PACKS)]


def compared(_: Mistake, rules: Path, shipped: Path) -> list[Told]:
    """Return what `licet rules diff` tells of each change, with the headlines of what changes."""
    with rules_at(str(rules), Settings()) as new:
        old = loaded_once(shipped)
        found = difference_of(old, new, Knowledge.ANNOUNCED, judge=judging_once(shipped))
        places = ChangePlaces(old, new)
        lines = [*found.changes.untold, *headlines(found)]
        told = [(places.of(change), change) for change in found.changes.told()]
        return [
            Told(str(place.file.relative_to(root)), place.line, "\n".join((change.said, *lines)))
            for standing, change in told
            for place, root in zip(standing, (shipped, rules), strict=True)
            if place is not None
        ]


def proved(mistake: Mistake, rules: Path, _: Path) -> list[Told]:
    """Return what `licet rules prove` finds in the provisions that the data names."""
    with rules_at(str(rules), Settings()) as found:
        proof = proof_of(found.rules, Knowledge.ANNOUNCED, frozenset(mistake.only.split()))
        return [_told(placed(f, found.loaded, rules), rules, f.message) for f in proof.findings]


def brought_into_form(mistake: Mistake, rules: Path, _: Path) -> list[Told]:
    """Return where `licet rules fmt --check` would change a file."""
    file = formatted(rules / mistake.file)
    return [_told(file.place, rules, "would be formatted")] if file.changed else []


def put_to_cases(mistake: Mistake, rules: Path, _: Path) -> list[Told]:
    """Return what `licet rules test` says of the cases in the file that is named."""
    file = rules / mistake.at
    if not file.exists():
        file.parent.mkdir(parents=True)
        file.hardlink_to(CASES / file.relative_to(rules / TESTS))
    cases = read_case_files([file], Unsaid(TODAY, ALL_PACKS))
    with Bench(Settings(rules=rules), TODAY) as bench:
        return [
            _told(each.case.place, rules, f"{d.key}: {d.expected}, {d.came}")
            for each in bench.failed(cases)
            for d in each.differences
        ]


TODAY = date(2026, 11, 1)


def _told(place: Place, rules: Path, message: str) -> Told:
    return Told(str(place.file.relative_to(rules)), place.line, message)


@lru_cache(1)
def loaded_once(shipped: Path) -> ReferredRules:
    with rules_at(str(shipped), Settings()) as found:
        return found


@lru_cache(1)
def judging_once(shipped: Path) -> Judge:
    """Of the shipped rules, which no mistake changes, names are made ready for screening once."""
    return Judge(loaded_once(shipped).rules)


COMMANDS: dict[str, Callable[[Mistake, Path, Path], list[Told]]] = {
    "check": checked,
    "diff": compared,
    "prove": proved,
    "fmt": brought_into_form,
    "test": put_to_cases,
}
"""What each command says of rules with a mistake in them, beside the rules as they were."""


@pytest.mark.parametrize("name", MISTAKES)
def test_a_seeded_mistake_is_found_at_its_line(name: str, shipped: Path, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    rules = plant(mistake, shipped, tmp_path / "rules")

    found = COMMANDS[mistake.command](mistake, rules, shipped)

    expected = (mistake.at, mistake.line_in(rules, shipped))
    there = [told.message for told in found if told[:2] == expected]
    assert any(_is_said(mistake.says, message) for message in there), f"not at {expected}: {found}"


def _is_said(says: str, message: str) -> bool:
    """Tell whether each part stands in a message, below the one before."""
    for part in says.split(BELOW):
        _, found, message = message.partition(part)
        if not found:
            return False
    return True


ON_THE_COMMAND_LINE = {
    "a permit without an end": "error",
    "a house rule that permits": "error",
    "an extension that leaves a gap behind the one before": "warning",
    "a fact that is misspelt": "error",
}
"""Some of the mistakes, with what they are: either way there is a finding."""


@pytest.mark.parametrize(("name", "severity"), ON_THE_COMMAND_LINE.items(), ids=ON_THE_COMMAND_LINE)
def test_the_command_tells_a_seeded_mistake_by_its_place(
    name: str, severity: str, shipped: Path, tmp_path: Path
) -> None:
    mistake = MISTAKES[name]
    rules = plant(mistake, shipped, tmp_path / "rules")
    command = [sys.executable, "-m", "licet_cli", "rules", "check", "--json"]

    ran = subprocess.run(
        [*command, "--rules", str(rules)], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1, ran.stderr
    place = (str(rules / mistake.at), mistake.line_in(rules))
    there = [each for each in json.loads(ran.stdout) if _place(each) == place]
    said = [each["message"] for each in there if each["severity"] == severity]
    assert any(mistake.says in message for message in said), ran.stdout


def _place(finding: dict[str, object]) -> tuple[object, object]:
    return finding["file"], finding["line"]


def test_the_check_catches_enough_kinds_and_most_of_them_after_loading() -> None:
    refused = [mistake for mistake in CHECKED if mistake.group == REFUSED]

    assert len(CHECKED) >= 48
    assert len(refused) * 3 <= len(CHECKED)


def test_each_command_catches_some_kinds_and_all_together_enough() -> None:
    assert {mistake.command for mistake in MISTAKES.values()} == COMMANDS.keys()
    assert len(MISTAKES) >= 60


def test_the_packs_in_which_mistakes_are_planted_have_none(shipped: Path) -> None:
    assert check_rules(shipped, ALL_PACKS) == ()
