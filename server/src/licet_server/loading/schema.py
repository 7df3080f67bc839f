"""JSON Schemas of rule files, made from the models and the declared words.

An editor that knows YAML completes and checks rule files against them; the loader decides.
`python -m licet_server.loading.schema RULES` writes them to `RULES/schema`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from licet_engine.vocabulary import Vocabulary
from pydantic import BaseModel

from licet_server.loading.condition_schema import condition_definitions
from licet_server.loading.models import (
    CONDITION_MARK,
    PackModel,
    ProvisionModel,
    VocabularyModel,
)
from licet_server.loading.nodes import read_yaml
from licet_server.loading.vocabularies import read_vocabulary

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}
_CONDITION = {"$ref": "#/$defs/Condition"}
_KEYS_OF_EFFECT = {
    "requires": (),
    "denies": ("denial_ground",),
    "permits": ("lifts",),
    "clears": ("lifts", "authorization"),
    "bars": ("bars",),
}
_KEYS_OF_SOME = ("lifts", "bars", "authorization", "denial_ground")


def schemas(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the schema of each kind of rule file, by the name of its file."""
    provision = _schema_of(ProvisionModel, "A provision")
    provision["$defs"] |= condition_definitions(vocabulary)
    provision["allOf"] = [_keys_of(effect) for effect in _KEYS_OF_EFFECT]
    return {
        "provision.schema.json": provision,
        "vocabulary.schema.json": _schema_of(VocabularyModel, "The vocabulary of a pack"),
        "pack.schema.json": _schema_of(PackModel, "A pack"),
    }


def rendered(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def words_of(rules: Path) -> Vocabulary:
    """Return the words that all packs of a rules directory declare together."""
    found = sorted(rules.glob("*/vocabulary.yaml"))
    return Vocabulary(tuple(f for path in found for f in read_vocabulary(read_yaml(path)).facts))


def write_schemas(rules: Path) -> tuple[Path, ...]:
    """Write the schemas of a rules directory into its `schema` folder and return their paths."""
    directory = rules / "schema"
    directory.mkdir(exist_ok=True)
    written = []
    for name, schema in schemas(words_of(rules)).items():
        path = directory / name
        path.write_text(rendered(schema), encoding="utf-8")
        written.append(path)
    return tuple(written)


def _schema_of(model: type[BaseModel], title: str) -> Schema:
    made: Schema = _without_nulls(model.model_json_schema())
    return {"$schema": _DIALECT} | made | {"title": title}


def _without_nulls(value: Any) -> Any:
    """Return a schema in which an absent key is left out, as the loader wants, never null."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {k: _without_nulls(v) for k, v in value.items() if not _is_noise(k, v)}
    if CONDITION_MARK.items() <= kept.items():
        kept = {k: v for k, v in kept.items() if k not in CONDITION_MARK} | _CONDITION
    branches = [branch for branch in kept.get("anyOf", ()) if branch != _NULL]
    if len(branches) == 1:
        del kept["anyOf"]
        kept = branches[0] | kept
    return kept


def _is_noise(key: str, value: Any) -> bool:
    return key == "default" or (key == "title" and isinstance(value, str))


def _keys_of(effect: str) -> Schema:
    own = _KEYS_OF_EFFECT[effect]
    others = [key for key in _KEYS_OF_SOME if key not in own]
    return {
        "if": {"properties": {"effect": {"const": effect}}, "required": ["effect"]},
        "then": {"required": list(own), "properties": dict.fromkeys(others, False)},
    }


def main(arguments: list[str]) -> int:
    """Write the schemas of the one rules directory named, and return the exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m licet_server.loading.schema RULES\n")
        return 2
    for path in write_schemas(Path(arguments[0])):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
