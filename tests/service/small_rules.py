"""Small rules that a server serves and a test changes: whom they list is what it changes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from google.protobuf.json_format import ParseDict
from licet.v1.sale_pb2 import Sale
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.cells import COLUMNS
from licet_server.loading.packs import load_packs
from listed_law import LISTED

_PACK = """\
pack: law
title: The law
may_loosen: true
"""
_VOCABULARY = """\
facts:
  category: {of: line, type: codes, source: field, says: which category}
  role: {of: party, type: codes, source: field, values: [buyer]}
  list: {of: row, type: code, source: field, values: [entity_list]}
  destination: {of: destination, type: codes, source: field, says: where to}
"""
_HEADER = ",".join(COLUMNS)
_ROW = (
    "entity_list,{name},none,CN,none,2019-05-16,none,2019-05-15,2019-05-21,none,none,"
    "84 FR 22961,high,none,none,none,none,none,none,none"
)


def rows(*names: str) -> str:
    """A list of parties."""
    return "\n".join((_HEADER, *(_ROW.format(name=name) for name in names), ""))


def put(file: Path, text: str) -> None:
    """Write a file as a careful writer does: whole, and then at its place."""
    beside = file.with_name(f".{file.name}")
    beside.write_text(text, "utf-8")
    beside.replace(file)


class SmallRules:
    """A rules directory of one pack, `law`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.list = directory / "law" / "lists" / "listed.csv"
        self.provision = directory / "law" / "listed.yaml"
        self.cases = directory / "cases" / "own.jsonl"
        for file in (self.list, self.cases):
            file.parent.mkdir(parents=True)
        (directory / "law" / "pack.yaml").write_text(_PACK, "utf-8")
        (directory / "law" / "vocabulary.yaml").write_text(_VOCABULARY, "utf-8")
        put(self.provision, LISTED)
        self.expect("LICENSE_REQUIRED", "Acme Telecom")
        self.name("Acme Telecom")

    def name(self, *names: str) -> str:
        """List these parties, and return the revision that this is."""
        put(self.list, rows(*names))
        return self.revision()

    def expect(self, outcome: str, name: str) -> None:
        """Have one own case."""
        put(self.cases, json.dumps(given(name) | {"expected": outcome}) + "\n")

    def revision(self) -> str:
        """The revision of what the files hold."""
        return str(RuleSet(load_packs(self.directory, ("law",)).packs).revision)

    def flags(self, settle: str = "0.3") -> tuple[str, ...]:
        """The flags of a server of these rules."""
        return ("--rules", str(self.directory), "--packs", "law", "--settle", settle)


def given(name: str, sale_id: str = "SO-1") -> dict[str, Any]:
    """A sale to somebody, as JSON."""
    return {
        "sale_id": sale_id,
        "sale_date": "2099-01-01",
        "destination": {"country": "CN"},
        "parties": [{"role": "buyer", "name": name, "country": "CN"}],
        "lines": [{"category": "EAR99"}],
    }


def small_sale(name: str, sale_id: str = "SO-1") -> Sale:
    """A sale to somebody."""
    found: Sale = ParseDict(given(name, sale_id), Sale())
    return found


def copied(directory: Path, into: Path) -> Path:
    """A copy of a rules directory."""
    shutil.copytree(directory, into)
    return into


def resident(pid: int) -> int:
    """The bytes that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
