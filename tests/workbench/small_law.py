"""A small law and a house, sound until a test plants a fault in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from licet_engine.provisions.model import Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.cells import COLUMNS
from licet_server.loading.packs import load_packs

HEADER = ",".join(COLUMNS)
VOCABULARY = """\
facts:
  purpose: {of: line, type: code, source: field, values: [repair-return, other]}
  food: {of: line, type: flag, source: attestation, says: is it food}
  owned_by_listed: {of: party, type: flag, source: derived}
  list: {of: row, type: code, source: field, values: [entity_list, denied_persons]}
  regime: {of: row, type: codes, source: field}
  ground: {of: row, type: code, source: field, values: [national_security, unstated]}
  scope: {of: row, type: code, source: field, values: [all_items]}
  footnote: {of: row, type: codes, source: field, values: ["1"]}
"""
LISTED = """\
id: law.listed
title: License required for a listed party
effect: requires
subject: party
tags: [listed]
when:
  this_party: {list: entity_list, regime: acme}
versions:
  - version: v1
    from: 2019-05-16
    announced: 2019-05-15
    published: 2019-05-21
    authority: 84 FR 22961; 15 CFR 744.11
  - version: v2
    from: 2020-08-17
    announced: 2020-08-17
    authority: 85 FR 51596
"""
PERMIT = """\
id: law.tgl
title: Temporary general license
effect: permits
subject: party
tags: [tgl]
lifts: {tags: [listed], regimes: [acme]}
when: {purpose: repair-return}
versions:
  - version: v1
    from: 2019-05-20
    through: 2019-08-19
    announced: 2019-05-20
    published: 2019-05-22
    authority: 84 FR 23468
  - version: v2
    from: 2019-08-19
    through: 2019-11-18
    announced: 2019-08-19
    authority: 84 FR 43487
"""
CLEARANCE = """\
id: law.release
title: Release for repairs
effect: clears
authorization: EXCLUSION
subject: party
lifts: {provisions: [law.listed]}
when:
  this_party: {list: entity_list}
versions:
  - version: v1
    from: 2019-11-10
    announced: 2019-11-10
    authority: 84 FR 3
"""
SAVINGS = """\
id: law.savings
title: Goods on their way
effect: clears
authorization: SAVINGS
subject: party
lifts: {provisions: [law.listed], regimes: [acme]}
versions:
  - version: v1
    from: 2019-05-16
    announced: 2019-05-15
    authority: 84 FR 4
"""
DENIAL = """\
id: law.denial
title: Denial order
effect: denies
denial_ground: denial_order
subject: party
tags: [denial]
when:
  this_party: {list: denied_persons, regime: acme-denied}
versions:
  - version: nominal
    from: 2019-06-01
    through: 2029-06-01
    announced: 2019-06-03
    authority: 84 FR 5
  - version: actual
    from: 2019-06-01
    through: 2019-09-30
    announced: 2019-10-01
    supersedes: nominal
    authority: 84 FR 6
"""
AFFILIATES = """\
id: law.affiliates
title: License required for what listed parties own
effect: requires
subject: party
when:
  this_party: {owned_by_listed: true, not: {list: entity_list}}
versions:
  - {version: v1, from: 2019-01-01, announced: 2019-01-01, authority: 84 FR 7}
"""
ELSEWHERE = """\
id: law.elsewhere
title: License required for another regime
effect: requires
subject: party
when:
  this_party: {list: entity_list, regime: other}
versions:
  - {version: v1, from: 2019-01-01, announced: 2019-01-01, authority: 84 FR 8}
"""
BAR = """\
id: house.bar
title: No temporary license is used
effect: bars
subject: party
bars: {tags: [tgl]}
when: {food: true}
versions:
  - {version: v1, from: 2019-07-01, announced: 2019-07-01, authority: house policy of 2019-07-01}
"""


def row(name: str, **cells: str) -> str:
    """Return a list row with some of its cells replaced."""
    sound = (
        f"entity_list,{name},none,CN,none,2019-05-16,none,2019-05-15,2019-05-21,none,none,"
        "84 FR 22961,high,all_items,none,none,none,none,national_security,acme"
    )
    values = dict(zip(COLUMNS, sound.split(","), strict=True)) | cells
    return ",".join(values.values())


DENIED = {
    "list": "denied_persons",
    "from": "2019-06-01",
    "through": "2019-09-30",
    "announced": "2019-06-03",
    "published": "none",
    "end_announced": "2019-10-01",
    "regime": "acme-denied",
}
ROWS = (
    row("Acme"),
    row("Beta"),
    row("Gamma", **{"from": "2019-08-19", "announced": "2019-08-19", "published": "none"}),
    row("Delta", **DENIED),
    row("Omega", regime="other", ground="unstated"),
)
LAW = {
    "pack.yaml": "pack: law\ntitle: The law\nmay_loosen: true\n",
    "vocabulary.yaml": VOCABULARY,
    "listed.yaml": LISTED,
    "tgl.yaml": PERMIT,
    "release.yaml": CLEARANCE,
    "savings.yaml": SAVINGS,
    "denial.yaml": DENIAL,
    "affiliates.yaml": AFFILIATES,
    "elsewhere.yaml": ELSEWHERE,
    "lists/listed.csv": "\n".join([HEADER, *ROWS, ""]),
}
HOUSE = {
    "pack.yaml": "pack: house\ntitle: Our policy\nmay_loosen: false\n",
    "bar.yaml": BAR,
}


def write(
    rules: Path, law: Mapping[str, str] | None = None, house: Mapping[str, str] | None = None
) -> Path:
    """Write both packs into a directory, the sound files replaced by those given."""
    for pack, files in (("law", LAW | dict(law or {})), ("house", HOUSE | dict(house or {}))):
        for name, text in files.items():
            path = rules / pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return rules


def packs(rules: Path) -> tuple[Pack, ...]:
    return load_packs(rules, ("law", "house")).packs


def rule_set(rules: Path) -> RuleSet:
    return RuleSet(packs(rules))
