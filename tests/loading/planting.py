"""A small sound rules directory, into which a test plants what it is about."""

from __future__ import annotations

from pathlib import Path

from licet_server.loading.cells import COLUMNS
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.packs import Loaded, load_packs
from listed_law import LISTED

PACK = """\
pack: law
title: The law
may_loosen: true
"""
VOCABULARY = """\
facts:
  transaction: {of: sale, type: code, source: field, values: [export, import]}
  ordered_on:
    of: sale
    type: date
    source: field
    absent: not_claimed
    authority: 15 CFR 1
  category: {of: line, type: codes, source: field, says: which category}
  purpose: {of: line, type: code, source: field, values: [repair-return, other]}
  license_exception: {of: line, type: code, source: field, says: which exception}
  schedule_b: {of: line, type: codes, source: field, says: which code}
  value: {of: line, type: amount, source: field, says: which value}
  food: {of: line, type: flag, source: attestation, says: is it food}
  country: {of: party, type: codes, source: field, says: which country}
  list: {of: row, type: code, source: field, values: [entity_list, denied_persons]}
  regime: {of: row, type: codes, source: field}
  footnote: {of: row, type: codes, source: field, values: ["1", "3"]}
  ground: {of: row, type: code, source: field, values: [national_security, unstated]}
  scope: {of: row, type: code, source: field, values: [all_items, ccl_only]}
  destination: {of: destination, type: codes, source: field, says: where to}
"""
PROVISION = LISTED
HEADER = ",".join(COLUMNS)
ROW = (
    "entity_list,Acme Telecom,none,CN,none,2019-05-16,none,2019-05-15,2019-05-21,none,none,"
    "84 FR 22961,high,all_items,none,1,none,presumption_of_denial,national_security,acme"
)
FILES = {
    "pack.yaml": PACK,
    "vocabulary.yaml": VOCABULARY,
    "part_744/listed.yaml": PROVISION,
    "lists/listed.csv": f"{HEADER}\n{ROW}\n",
}


def plant(rules: Path, files: dict[str, str | bytes] | None = None, pack: str = "law") -> Path:
    """Write a pack into a rules directory, the sound files replaced by those given."""
    for name, content in ({**FILES, **(files or {})} if pack == "law" else files or {}).items():
        path = rules / pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return rules


def load(rules: Path, *packs: str) -> Loaded:
    return load_packs(rules, packs or ("law",))


def refusals(rules: Path, *packs: str) -> list[str]:
    """Return what loading refuses, with paths told from the rules directory."""
    try:
        load(rules, *packs)
    except RuleFilesError as error:
        return [str(finding).replace(f"{rules}/", "") for finding in error.findings]
    return []


def row(**cells: str) -> str:
    """Return the sound row with some of its cells replaced."""
    values = dict(zip(COLUMNS, ROW.split(","), strict=True)) | cells
    return ",".join(f'"{v}"' if "," in v or "\n" in v else v for v in values.values())
