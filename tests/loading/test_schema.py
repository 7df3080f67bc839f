"""The committed JSON Schemas are those the models make, and every shipped rule file meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from jsonschema import Draft202012Validator
from licet_server.loading.schema import main, rendered, schemas, words_of, write_schemas
from licet_server.settings import shipped_rules
from planting import PACK, PROVISION, VOCABULARY, plant

RULES = shipped_rules()
SCHEMAS = schemas(words_of(RULES))
KIND = {"pack.yaml": "pack", "vocabulary.yaml": "vocabulary"}
SHIPPED = sorted(path.relative_to(RULES).as_posix() for path in RULES.glob("*/**/*.yaml"))
HEADER = re.compile(r"# yaml-language-server: \$schema=(\S+)")


class Editor(yaml.SafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: days are strings, NO is no flag."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _form, _first in (
    ("null", r"(~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^{_form}$"), _first)


def problems(kind: str, text: str, made: dict[str, Any] = SCHEMAS) -> list[str]:
    value = yaml.load(text, Editor)  # noqa: S506 (a safe loader with fewer types)
    validator = Draft202012Validator(made[f"{kind}.schema.json"])
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_the_one_the_models_make(name: str) -> None:
    committed = (RULES / "schema" / name).read_text(encoding="utf-8")

    assert committed == rendered(SCHEMAS[name]), "run `python -m licet_server.loading.schema rules`"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_rule_file_meets_its_schema(name: str) -> None:
    path = RULES / name

    assert problems(KIND.get(path.name, "provision"), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_rule_file_leads_editors_to_its_schema(name: str) -> None:
    path = RULES / name
    header = HEADER.match(path.read_text(encoding="utf-8"))

    assert header is not None
    found = (path.parent / header[1]).resolve()
    assert found == RULES.resolve() / "schema" / f"{KIND.get(path.name, 'provision')}.schema.json"
    assert found.is_file()


def test_the_sound_files_of_these_tests_meet_the_schema(tmp_path: Path) -> None:
    made = schemas(words_of(plant(tmp_path)))

    assert problems("provision", PROVISION, made) == []
    assert problems("vocabulary", VOCABULARY, made) == []
    assert problems("pack", PACK, made) == []


def test_a_review_policy_meets_the_schema(tmp_path: Path) -> None:
    made = schemas(words_of(plant(tmp_path)))
    told = "    reviews: [{policy: mild, when: {this_party: {list: entity_list}}}]\n"
    assert problems("provision", f"{PROVISION}{told}", made) == []


@pytest.mark.parametrize(
    "condition",
    [
        "{category: 5E001}",
        "{category: [EAR99, 3A001.b.2, 5E001]}",
        "{destination: NO}",
        "{food: true, not: {food: false}}",
        "{ordered_on: {on_or_before: 2019-05-16}}",
        "{this_party: {ordered_on: {on_or_after: row.from}, footnote: 1}}",
        "{any_party: {list: entity_list, footnote: ['1', 3]}}",
        "{value: {below: 5000, currency: USD}}",
        "{value: {below: '49.95', currency: USD}}",
        "{all: [{any: [{food: true}, {not: {transaction: export}}]}]}",
    ],
)
def test_what_the_loader_takes_the_schema_takes(tmp_path: Path, condition: str) -> None:
    made = schemas(words_of(plant(tmp_path)))
    text = PROVISION.replace("when:\n  this_party: {list: entity_list}", f"when: {condition}")

    assert condition in text
    assert problems("provision", text, made) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "titel:"),
        ("requires", "require"),
        ("law.listed", "listed"),
        ("84 FR 22961", "' '"),
        ("    announced: 2019-05-15\n", ""),
        ("    announced", "    through: ~\n    announced"),
        ("subject: party", "subject: party\nlifts: {tags: [x]}"),
        ("effect: requires", "effect: permits"),
        ("effect: requires", "effect: denies"),
        ("effect: requires", "effect: clears\nlifts: {tags: [x]}"),
        ("84 FR 22961", "84 FR 22961\n    reviews: [{policy: case by case}]"),
        ("84 FR 22961", "84 FR 22961\n    reviews: [{policy: mild, when: {purpos: other}}]"),
        ("  this_party: {list: entity_list}", "  {}"),
        ("  this_party: {list: entity_list}", "  purpos: other"),
        ("  this_party: {list: entity_list}", "  list: entity_list"),
        ("  this_party: {list: entity_list}", "  purpose: repair"),
        ("  this_party: {list: entity_list}", "  purpose: [other, other]"),
        ("  this_party: {list: entity_list}", "  food: yes"),
        ("  this_party: {list: entity_list}", "  ordered_on: {before: 2019-05-16}"),
        ("  this_party: {list: entity_list}", "  ordered_on: {on_or_before: row.from}"),
        ("  this_party: {list: entity_list}", "  value: {below: 5000}"),
        ("  this_party: {list: entity_list}", "  any: {food: true}"),
        ("  this_party: {list: entity_list}", "  this_party: {any_party: {list: entity_list}}"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(tmp_path: Path, old: str, new: str) -> None:
    made = schemas(words_of(plant(tmp_path)))

    assert old in PROVISION
    assert problems("provision", PROVISION.replace(old, new, 1), made)


def test_the_command_writes_the_schemas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(tmp_path)

    assert main([str(tmp_path)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [json.loads(path.read_text())["title"] for path in written] == [
        "A provision",
        "The vocabulary of a pack",
        "A pack",
    ]
    assert write_schemas(tmp_path) == tuple(written)


def test_the_command_needs_one_directory(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["no such directory"]) == 2
    assert capsys.readouterr().err.startswith("usage: ")
