"""Formatting changes nothing that a rule file says, keeps every comment, and is done once."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from licet_cli.canonical_files import formatted
from licet_cli.formatting import files_of_packs
from licet_server.loading.nodes import nodes_of, read_yaml
from licet_server.loading.texts import read_text
from licet_server.settings import ALL_PACKS, shipped_rules
from ruamel.yaml import YAML
from scrambling import Scrambler

RULES = shipped_rules()
FILES = tuple(files_of_packs(RULES, ALL_PACKS))
YAMLS = tuple(path for path in FILES if path.suffix == ".yaml")
NETWORKS = RULES / "us_ear" / "part_744" / "huawei_tgl_networks.yaml"
LUXURY = RULES / "us_ear" / "part_746" / "luxury_goods.yaml"
OPEN_COMMENT = re.compile(r"(?:^| )(# c\d+\b.*)$", re.MULTILINE)


def canonical(path: Path, text: str) -> str:
    path.write_bytes(text.encode())
    return formatted(path).after.decode()


def changed_lines(before: str, after: str) -> list[str]:
    compared = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in compared if line[:3] not in ("---", "+++") and line[0] in "+-"]


def test_the_shipped_rules_are_canonical() -> None:
    assert len(YAMLS) > 150
    assert [str(formatted(path).place) for path in FILES if formatted(path).changed] == []


@pytest.mark.parametrize("seed", range(60))
def test_a_scrambled_file_says_the_same_once_it_is_formatted(seed: int, tmp_path: Path) -> None:
    """Two files of each seed: every value, every comment, and nothing left to format."""
    for path in random.Random(seed).sample(YAMLS, 2):  # noqa: S311 (a test)
        wanted = read_yaml(path).plain()
        scrambler = Scrambler(seed)
        text = scrambler.text(wanted)
        file = tmp_path / path.name
        after = canonical(file, text)
        assert nodes_of(after, file).plain() == wanted
        assert Counter(OPEN_COMMENT.findall(after)) == Counter(scrambler.comments)
        assert not {"\r", "\ufeff"} & set(after)
        assert after.endswith("\n")
        assert canonical(file, after) == after


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.stem)
def test_keys_in_any_order_at_any_indentation_come_back_to_the_shipped_text(
    path: Path, tmp_path: Path
) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "vocabulary.yaml":
        moved = text
    else:
        head, *blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)
        random.Random(path.name).shuffle(blocks)  # noqa: S311 (a test)
        moved = head + "".join(blocks)
    wider = re.sub(r"^ ", "    ", moved, flags=re.MULTILINE)
    assert canonical(tmp_path / path.name, wider) == text


def resolved(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every word with the key that it stands under."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from resolved(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from resolved(member, key)
    else:
        yield key, value


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.stem)
def test_another_reader_of_yaml_finds_texts_where_texts_are_meant(path: Path) -> None:
    """Editors read YAML 1.2, and guess: what they take for no text is a flag, day or number."""
    text = path.read_text(encoding="utf-8")
    guessed = list(resolved(YAML(typ="safe", pure=True).load(text)))
    plain = list(resolved(read_yaml(path).plain()))
    for (key, value), (_, meant) in zip(guessed, plain, strict=True):
        if isinstance(value, str):
            assert value == meant
        elif isinstance(value, bool):
            assert str(value).lower() == meant
        elif isinstance(value, date):
            assert (value.isoformat(), key in ("version", "supersedes")) == (meant, False)
        else:
            assert key in ("below", "category", "schedule_b"), meant


def test_one_day_changed_is_one_line_changed(tmp_path: Path) -> None:
    text = NETWORKS.read_text(encoding="utf-8")
    later = text.replace("through: 2020-02-16", "through: 2020-05-16")
    assert changed_lines(text, canonical(tmp_path / "x.yaml", later)) == [
        "-    through: 2020-02-16",
        "+    through: 2020-05-16",
    ]


def test_one_code_more_in_a_short_list_is_one_line_changed(tmp_path: Path) -> None:
    text = NETWORKS.read_text(encoding="utf-8")
    more = text.replace("[CU, IR, KP, SD, SY]", "[CU, IR, KP,   SD, SY,  VE]")
    assert changed_lines(text, canonical(tmp_path / "x.yaml", more)) == [
        "-  not: {destination: [CU, IR, KP, SD, SY]}",
        "+  not: {destination: [CU, IR, KP, SD, SY, VE]}",
    ]


def test_one_code_more_in_the_middle_of_a_long_list_is_one_line_changed(tmp_path: Path) -> None:
    path = RULES / "us_ear" / "part_744" / "meu_list.yaml"
    text = path.read_text(encoding="utf-8")
    changed = changed_lines(text, canonical(tmp_path / "x.yaml", text.replace(
        "3A991, 3A992, 3A999,", "3A991, 3A992, 3A993, 3A999,"
    )))  # fmt: skip
    assert [line[0] for line in changed] == ["-", "+"]
    assert changed[1].replace(" 3A993,", "")[1:] == changed[0][1:]


def test_one_code_more_on_a_full_line_pushes_others_only_to_the_next_with_room(
    tmp_path: Path,
) -> None:
    text = LUXURY.read_text(encoding="utf-8")
    more = text.replace("911310, ", "911310, 911311, ") if "911310, " in text else ""
    more = more or text.replace("840731, ", "840731, 840739, ")
    changed = changed_lines(text, canonical(tmp_path / "x.yaml", more))
    assert 2 <= len(changed) < len(text.splitlines())
    assert all(len(line) <= 101 for line in changed if line.startswith("+"))


def test_a_version_more_is_its_own_lines_and_no_other(tmp_path: Path) -> None:
    text = NETWORKS.read_text(encoding="utf-8")
    version = (
        '  - from: 2020-08-13\n    version: "v7"\n    announced:   2020-08-13\n'
        "    authority: a rule to come\n    through: 2020-11-11\n"
    )
    assert changed_lines(text, canonical(tmp_path / "x.yaml", text + version)) == [
        "+  - version: v7",
        "+    from: 2020-08-13",
        "+    through: 2020-11-11",
        "+    announced: 2020-08-13",
        "+    authority: a rule to come",
    ]


def test_list_files_keep_their_rows_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    text = '"b",x\r\n"a, b","say ""no"""\r\n\r\n'
    assert canonical(file, text) == 'b,x\n"a, b","say ""no"""\n'


def test_what_is_written_is_what_the_loader_reads_as_text(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    text = canonical(file, "\ufeffversions: []\r\nid: a.b\r\n")
    file.write_text(text, encoding="utf-8")
    assert text == "id: a.b\nversions: []\n" == read_text(file, 100)
