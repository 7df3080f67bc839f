"""The order of files, keys, comments and rows changes no revision; every word of a rule does."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from planting import HEADER, PACK, ROW, VOCABULARY, plant, row

RULE = """\
id: law.rich
title: A rule of many keys
effect: clears
authorization: EXCLUSION
subject: party
tags: [a, b, c]
lifts: {provisions: [law.listed], regimes: [acme, beta], tags: [x, y]}
when:
  purpose: [repair-return, other]
  not: {food: true, destination: [CN, DE]}
  ordered_on: {on_or_after: 2019-01-01, on_or_before: 2020-01-01}
  any:
    - value: {below: 5000, currency: USD}
    - {category: 5E001, transaction: export}
  this_party: {list: entity_list, country: NO, not: {regime: acme}}
versions:
  - version: v1
    from: 2019-05-16
    announced: 2019-05-15
    through: 2019-08-01
    authority: 84 FR 22961
  - version: v2
    from: 2019-08-02
    announced: 2019-08-01
    authority: 84 FR 22962
    when: {food: false, all: [{purpose: other}, {transaction: import}]}
"""
WORDS = [
    ("law.rich", "law.poor"),
    ("A rule of many keys", "A rule of some keys"),
    ("authorization: EXCLUSION", "authorization: SAVINGS"),
    ("tags: [a, b, c]", "tags: [a, b]"),
    ("regimes: [acme, beta]", "regimes: [acme]"),
    ("[repair-return, other]", "[other]"),
    ("not: {food: true,", "not: {food: false,"),
    ("{on_or_after: 2019-01-01,", "{on_or_after: 2019-01-02,"),
    ("any:\n", "all:\n"),
    ("below: 5000", "below: 5001"),
    ("currency: USD", "currency: EUR"),
    ("this_party:", "any_party:"),
    ("country: NO", "country: SE"),
    ("from: 2019-05-16", "from: 2019-05-17"),
    ("announced: 2019-05-15", "announced: 2019-05-14"),
    ("through: 2019-08-01", "through: 2019-07-31"),
    ("84 FR 22961", "84 FR 22960"),
    ("version: v2", "version: v3"),
    ("    authority: 84 FR 22962", "    supersedes: v1\n    authority: 84 FR 22962"),
    ("    authority: 84 FR 22962", "    caveats: [one]\n    authority: 84 FR 22962"),
]


class Plain(yaml.SafeDumper):
    """Writes strings, in quotes where another reader would guess."""


def read_plain(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 (it makes strings alone)


def revision(files: dict[str, str | bytes]) -> str:
    with TemporaryDirectory() as directory:
        return RuleSet(load_packs(plant(Path(directory), files), ["law"]).packs).revision


def shuffled(value: Any, draw: random.Random) -> Any:
    """Return a value with the keys of its mappings, and the items of its lists, in any order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw.sample(list(value), len(value))}
    if isinstance(value, list):
        return [shuffled(item, draw) for item in draw.sample(value, len(value))]
    return value


def written_anew(text: str, draw: random.Random) -> str:
    """Return a YAML text in another order and style, with comments between its lines."""
    blocks = draw.choice([True, False])
    dumped = yaml.dump(
        shuffled(read_plain(text), draw),
        Dumper=Plain,
        sort_keys=False,
        default_flow_style=not blocks,
        width=10_000,
    )
    remark = f"\n# {draw.random()}\n" if blocks else "\n"
    return remark.join(dumped.splitlines()) + "\n"


def facts_shuffled(text: str, draw: random.Random) -> str:
    """Return a vocabulary with its facts in another order; that of a fact's values is its own."""
    facts = list(read_plain(text)["facts"].items())
    anew = {"facts": dict(draw.sample(facts, len(facts)))}
    return yaml.dump(anew, Dumper=Plain, sort_keys=False)


@given(st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_layout_changes_no_revision(draw: random.Random) -> None:
    name = draw.choice(["a.yaml", "z.yaml", "m/n.yaml", "\u96ea.yaml"])
    rows = [ROW, row(name="Beta", aliases="B"), row(name="Gamma", regime="beta")]
    files: dict[str, str | bytes] = {
        name: written_anew(RULE, draw),
        "vocabulary.yaml": facts_shuffled(VOCABULARY, draw),
        "pack.yaml": written_anew(PACK, draw),
        "lists/listed.csv": "\n".join([HEADER, *draw.sample(rows, len(rows)), ""]),
    }
    plain = {"rich.yaml": RULE, "lists/listed.csv": "\n".join([HEADER, *rows, ""])}

    assert revision(files) == revision(dict(plain))


@pytest.mark.parametrize(("old", "new"), WORDS, ids=[new for _, new in WORDS])
def test_every_word_of_a_rule_changes_the_revision(old: str, new: str) -> None:
    assert RULE.count(old) == 1

    assert revision({"rich.yaml": RULE.replace(old, new)}) != revision({"rich.yaml": RULE})


def test_the_shipped_rules_have_one_revision_in_any_order(tmp_path: Path) -> None:
    draw = random.Random(7)  # noqa: S311 (seeded, to come back)
    shutil.copytree(shipped_rules(), tmp_path, dirs_exist_ok=True)
    for path in tmp_path.rglob("*.csv"):
        header, *rows = path.read_text().splitlines()
        path.write_text("\n".join([header, *draw.sample(rows, len(rows)), ""]))
    for number, path in enumerate(tmp_path.glob("us_ear/part_*/*.yaml")):
        path.rename(path.with_name(f"{1000 - number}.yaml"))

    loaded = [load_packs(rules, ALL_PACKS).packs for rules in (tmp_path, shipped_rules())]

    assert RuleSet(loaded[0]).revision == RuleSet(reversed(loaded[1])).revision
