"""What is not YAML, or is YAML that hides or guesses, is refused at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from licet_server.loading.nodes import MOST_LEVELS, read_yaml
from planting import PROVISION, plant, refusals

WHERE = "law/part_744/listed.yaml"
FAULTS: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", "1:1: the file is empty"),
    "nothing but a comment": ("# later\n", "1:1: the file is empty"),
    "a list instead of keys": ("- a\n", "1:1: expected a mapping of keys to values"),
    "a bare word": ("hello\n", "1:1: expected a mapping of keys to values"),
    "a duplicate key": ("id: a.b\ntitle: x\nid: a.c\n", "3:1: key `id` stands on line 1 already"),
    "a duplicate key in a mapping on one line": (
        "when: {food: true, food: false}\n",
        "1:20: key `food` stands on line 1 already",
    ),
    "an alias": (
        "id: &a x.y\ntitle: *a\n",
        "2:8: alias `*a`: write the value out where it is meant",
    ),
    "an anchor": (
        "id: &a x.y\n",
        "1:5: anchor `&a`: take it out; values are written where they are meant",
    ),
    "a tag": (
        "id: !!str x.y\n",
        "1:5: tag `tag:yaml.org,2002:str`: take it out; every value is read as it is written",
    ),
    "a tag that would run code": (
        'id: !!python/object/apply:os.system ["true"]\n',
        (
            "1:5: tag `tag:yaml.org,2002:python/object/apply:os.system`: take it out; "
            "every value is "
            "read as it is written"
        ),
    ),
    "a second document": (
        "id: x.y\n---\nid: x.z\n",
        "2:1: a second document begins here; write one to a file",
    ),
    "a key that is a list": ("? [a]\n: 1\n", "1:3: a key must be a word"),
    "a key that is a mapping": ("{a: b}: c\n", "1:1: a key must be a word"),
    "a tab that indents": ("when:\n\tfood: true\n", "2:1: not YAML: a tab; indent with spaces"),
    "a bracket left open": (
        "tags: [a, b\n",
        "2:1: not YAML: did not find expected ',' or ']'",
    ),
    "a quote left open": ("title: 'x\n", "2:1: not YAML: found unexpected end of stream"),
    "a colon in a plain text": (
        "title: a: b\n",
        "1:9: not YAML: mapping values are not allowed in this context",
    ),
    "an @ at the beginning": (
        "title: @x\n",
        "1:8: not YAML: found character that cannot start any token",
    ),
    "Latin-1": (
        "id: x.y\ntitle: caf\u00e9\n".encode("latin-1"),
        "2:11: the byte 0xe9 is not UTF-8; save the file as UTF-8",
    ),
    "UTF-16": (
        "id: x.y\n".encode("utf-16"),
        "1:1: the byte 0xff is not UTF-8; save the file as UTF-8",
    ),
    "half of a character": (
        b"id: x.y\ntitle: \xc3",
        "2:8: the byte 0xc3 is not UTF-8; save the file as UTF-8",
    ),
    "a NUL": (
        "id: x.y\ntitle: a\0b\n",
        "2:9: the control character U+0000 is no text; take it out",
    ),
    "a bell": ("id: \x07\n", "1:5: the control character U+0007 is no text; take it out"),
    "a line separator": (
        "title: a\u2028b\n",
        "1:9: the control character U+2028 is no text; take it out",
    ),
    "a byte order mark amid the text": (
        "title: a\ufeffb\n",
        "1:9: the control character U+FEFF is no text; take it out",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_is_refused_at_the_place_of_its_fault(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    found = refusals(plant(tmp_path, {"part_744/listed.yaml": text}))

    assert f"{WHERE}:{message}" in found


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000, "[" * 10_000 + "]" * 10_000, "- " * 10_000 + "x", "{a: " * 10_000],
    ids=["brackets", "closed brackets", "dashes", "mappings"],
)
def test_ten_thousand_levels_are_an_error_and_no_crash(tmp_path: Path, text: str) -> None:
    found = refusals(plant(tmp_path, {"part_744/listed.yaml": text}))

    assert len(found) == 1
    assert f"nested more than {MOST_LEVELS} levels deep" in found[0]


def test_a_condition_may_be_nested_deeply_but_not_without_end(tmp_path: Path) -> None:
    levels = MOST_LEVELS - 3
    text = PROVISION.replace(
        "{list: entity_list}", "{not: " * levels + "{list: entity_list" + "}" * levels + "}"
    )
    assert refusals(plant(tmp_path, {"part_744/listed.yaml": text})) == []


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    text = PROVISION + "# " + "x" * 1_000_000
    assert refusals(plant(tmp_path, {"part_744/listed.yaml": text})) == [
        f"{WHERE}:1:1: is larger than 1000000 bytes; split it"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + PROVISION,
        PROVISION.replace("\n", "\r\n"),
        PROVISION.replace("\n", "\r"),
        "---\n" + PROVISION + "...\n",
        PROVISION.rstrip("\n"),
    ],
    ids=["a byte order mark", "CRLF", "CR", "document marks", "no last line end"],
)
def test_what_editors_add_changes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "plain.yaml").write_text(PROVISION)
    (tmp_path / "edited.yaml").write_bytes(text.encode())

    plain, edited = (read_yaml(tmp_path / f"{name}.yaml") for name in ("plain", "edited"))

    assert edited.plain() == plain.plain()


WORDS = [
    "5E001",
    "NO",
    "1e3",
    "2019-05-16",
    "on",
    "off",
    "yes",
    "~",
    "null",
    "0x1F",
    "012",
    "1_000",
    "3.0",
    ".inf",
    "true",
    "1:30",
    "=",
    "<<",
]


@pytest.mark.parametrize("word", [*WORDS, ""])
def test_a_value_keeps_the_text_it_was_written_with(tmp_path: Path, word: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"key: {word}\nlist: [a, {word or 'b'}]\n")

    assert read_yaml(path).plain() == {"key": word, "list": ["a", word or "b"]}


def test_a_key_keeps_the_text_it_was_written_with(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("NO: a\n5E001: b\n2019-05-16: c\n")

    assert list(read_yaml(path).plain()) == ["NO", "5E001", "2019-05-16"]
