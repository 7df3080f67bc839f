"""`licet import screening-list`: a difference that somebody reviews, and refusals by place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from asking_licet import Ran, Runs
from small_lists import (
    EDITION,
    FOREIGN,
    OTHER,
    as_json,
    denied,
    entity,
    official,
    packed,
    plant_sources,
    reduced,
    rows_of,
)
from small_official import contents

ACME, JOHN = entity("Acme Ltd."), denied("JOHN DOE", "58 F.R. 42719 8/11/93")
LISTS = "rules/us_ear/lists"


class Import:
    """Import official files into rules that hold nothing but the sources."""

    def __init__(self, licet: Runs, directory: Path) -> None:
        self.directory = directory
        self.rules = directory / "rules"
        self._licet = licet
        plant_sources(self.rules)

    def __call__(self, content: str | bytes, *flags: str, name: str = "official.csv") -> Ran:
        raw = content if isinstance(content, bytes) else content.encode()
        (self.directory / name).write_bytes(raw)
        edition = () if "--edition" in flags else ("--edition", EDITION)
        return self._licet("import", "screening-list", name, *edition, "--rules", "rules", *flags)


@pytest.fixture
def brings(licet_here: Runs, tmp_path: Path) -> Import:
    return Import(licet_here, tmp_path)


def test_without_write_nothing_is_written_and_a_difference_exits_1(brings: Import) -> None:
    before = contents(brings.rules)
    ran = brings(official(ACME, JOHN, {"source": FOREIGN, "name": "Somebody"}))
    assert ran.code == 1
    assert "+ entity_list Acme Ltd. (CN): address 1 Long Road, CN, from 2019-05-16" in ran.out
    assert ran.out.splitlines()[1::2] == [
        f"entity_list.csv, edition {EDITION}: 1 added, 0 removed, 0 changed; 1 rows",
        f"denied_persons.csv, edition {EDITION}: 1 added, 0 removed, 0 changed; 1 rows",
    ]
    assert ran.out.splitlines()[-1] == "1 rows of other lists are left aside"
    assert contents(brings.rules) == before


def test_with_write_the_lists_stand_and_a_second_look_exits_0(brings: Import) -> None:
    ran = brings(official(ACME, JOHN), "--write")
    assert (ran.code, ran.err.splitlines()) == (
        0,
        [
            f"written: {LISTS}/entity_list.csv",
            f"written: {LISTS}/denied_persons.csv",
            "written: rules/us_ear/sources/editions.csv",
        ],
    )
    again = brings(as_json(ACME, JOHN), name="official.json")
    assert (again.code, len(again.out.splitlines())) == (0, 2)
    assert brings(packed(ACME, JOHN), name="official.csv.gz").code == 0


def test_a_change_is_told_by_cell_and_a_text_without_a_code_by_place(brings: Import) -> None:
    brings(official(ACME), "--write")
    changed = ACME | {"license_requirement": OTHER}
    ran = brings(official(changed), "--edition", "2026-10-15")
    assert ran.out.splitlines() == [
        (
            "~ entity_list Acme Ltd. (CN): through none -> 2026-10-14,"
            " end_announced none -> 2026-10-15, date_confidence high -> low"
        ),
        (
            "+ entity_list Acme Ltd. (CN): address 1 Long Road, CN, from 2026-10-15,"
            " announced 2026-10-15, authority 84 FR 100, date_confidence low,"
            " scope entry_specific, policies presumption_of_denial, ground unstated"
        ),
        f"! official.csv:2:1: Acme Ltd.: requirement {OTHER}: maps to no code",
        "entity_list.csv, edition 2026-10-15: 1 added, 0 removed, 1 changed; 2 rows",
    ]


def test_an_older_edition_says_what_it_has_besides(brings: Import) -> None:
    brings(official(ACME), "--write")
    ran = brings(official(ACME, entity("Bcme")), "--edition", "2022-04-21")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "? Bcme: is not on the later edition that is held",
        (
            "entity_list.csv, edition 2022-04-21: 0 added, 0 removed, 0 changed;"
            " a later edition is held, so that only addresses are filled in"
        ),
    ]


def test_a_name_that_is_not_printed_any_more_is_told_and_kept(brings: Import) -> None:
    brings(official(entity("Acme Ltd.", alt_names="Acme Chips")), "--write")
    ran = brings(official(ACME), "--edition", "2027-01-04", "--write")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == (
        "? entity_list Acme Ltd. (CN): `Acme Chips` is not printed any more, "
        "and is kept as its name"
    )
    assert "Acme Chips" in (brings.rules / "us_ear" / "lists" / "entity_list.csv").read_text()


def test_several_files_are_imported_together(brings: Import, licet_here: Runs) -> None:
    (brings.directory / "denied.csv").write_text(reduced(JOHN))
    (brings.directory / "entity.csv").write_text(reduced(ACME))
    flags = ("--edition", EDITION, "--rules", "rules", "--write")
    assert licet_here("import", "screening-list", "denied.csv", "entity.csv", *flags).code == 0
    assert {file.name for file in (brings.directory / LISTS).iterdir()} == {
        "denied_persons.csv",
        "entity_list.csv",
    }


LINES = official(ACME, JOHN).splitlines(keepends=True)
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", "official.csv:1:1: the header has 0 cells and needs 29"),
    "a header alone": (LINES[0], "1:1: holds no rows: the file is cut off"),
    "another header": (
        "".join(LINES).replace("alt_names", "aka"), "1:23: the header has `aka` where `alt_names`",
    ),
    "a row with another count of cells": (
        LINES[0] + LINES[1].replace("\n", ",\n"), "2:30: 30 cells where the header has 29",
    ),
    "a line cut in the middle": ("".join(LINES)[:-20], "3:"),
    "a quotation that never ends": (
        "".join(LINES).replace('"1 Long Road, CN"', '"1 Long Road'), "2:1: not CSV",
    ),
    "bytes of another encoding": (
        official(entity("Açme")).encode("latin-1"), "2:1: the byte 0xe7 is not UTF-8",
    ),
    "a NUL byte": (official(entity("Ac\0me")), "2:1: holds a NUL byte"),
    "a blank name": (official(ACME, entity("  ")), "3:6: `` names nobody"),
    "a name of stops": (official(ACME, entity("...")), "3:6: `...` names nobody"),
    "a list that is not known": (
        official(ACME | {"source": "Gray List - Bureau of Industry and Security"}),
        "2:2: `Gray List - Bureau of Industry and Security` is no list known here",
    ),
    "a day that is none": (
        official(ACME | {"start_date": "05/16/2019"}), "2:10: `05/16/2019` is not a day",
    ),
    "an end before the start": (
        official(JOHN | {"start_date": "2019-05-16", "end_date": "2019-01-01"}),
        "2:11: `end_date` is before `start_date`",
    ),
    "no row of ours": (
        official({"source": FOREIGN, "name": "Somebody"}), "holds no row of a list",
    ),
    "a packed file that is cut off": (packed(ACME)[:-12], "1:1: cannot be unpacked"),
    "JSON that is cut off": (as_json(ACME)[:-3], "not JSON"),
    "JSON of another shape": ('{"rows": []}', "1:1: holds no `results`"),
    "a result that is none": ('{"results": [7]}', "1:1: result 1 is no object"),
    "a result without a name": (
        '{"results": [{"source": "Entity List (EL)"}]}', "1:2: result 1 has no `name`",
    ),
    "a field that is no text": (
        as_json(ACME).replace('"84 FR 100"', "84"), "result 1: `federal_register_notice` is no",
    ),
    "names that are no list": (
        as_json(ACME).replace('"alt_names": []', '"alt_names": "x"'), "`alt_names` is no list",
    ),
    "addresses that are no list": (
        as_json(ACME).replace('"addresses": [', '"addresses": [1, '), "`addresses` is no list",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("flags", [(), ("--write",)], ids=["compared", "written"])
def test_what_is_not_wholly_sound_is_refused_by_place_and_changes_nothing(
    brings: Import, content: str | bytes, said: str, flags: tuple[str, ...]
) -> None:
    brings(official(ACME, JOHN), "--write")
    before = contents(brings.rules)
    assert brings(content, *flags).is_bad_input(said)
    assert contents(brings.rules) == before


def test_every_fault_of_a_file_is_told_at_once(brings: Import) -> None:
    rows = (entity(" "), ACME | {"start_date": "soon"}, ACME | {"source": "Gray List"})
    ran = brings(official(*rows))
    assert ran.is_bad_input("2:6: `` names", "3:10: `soon` is", "4:2: `Gray List` is")


def test_a_list_cut_off_half_way_is_refused_unless_removals_are_accepted(brings: Import) -> None:
    rows = [entity(f"Acme {number}") for number in range(20)]
    brings(official(*rows), "--write")
    half, later = official(*rows[:10]), ("--edition", "2026-10-15")
    ran = brings(half, *later, "--write")
    assert ran.is_bad_input("holds 10 of the 20 parties that are listed: is it cut off?")
    ran = brings(half, *later, "--write", "--accept-removals")
    assert ran.code == 0
    assert len(rows_of(brings.rules, "entity_list")) == 20


def test_a_list_or_source_that_somebody_broke_is_refused_and_not_replaced(brings: Import) -> None:
    brings(official(ACME), "--write")
    path = brings.rules / "us_ear/lists/entity_list.csv"
    path.write_text(path.read_text().replace("84 FR 100", ""))
    before = contents(brings.rules)
    ran = brings(official(ACME), "--write")
    assert ran.is_bad_input("entity_list.csv:2:12: `authority`: a blank says nothing")
    assert contents(brings.rules) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("screening-list", "none.csv", "--edition", EDITION), "none.csv:1:1: cannot be read"),
        (("screening-list", "x.csv"), "--edition"),
        (("screening-list", "--edition", EDITION), "FILE"),
        (("country-chart", "x.csv", "y.csv", "--edition", EDITION), "one file is one table"),
        (("country-chart", "x.csv", "--edition", EDITION, "--accept-removals"), "alone"),
    ],
)
def test_wrong_use_exits_2(licet_here: Runs, arguments: tuple[str, ...], said: str) -> None:
    assert licet_here("import", *arguments).is_bad_input(said)


KILLED = """
import os, signal, sys
from pathlib import Path
from licet_cli.entry import main

replace, left = Path.replace, int(sys.argv.pop(1))

def dying(self, target):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return replace(self, target)

Path.replace = dying
main()
"""


@pytest.mark.parametrize("replaced", [0, 1, 2])
def test_a_kill_while_writing_leaves_each_list_whole_and_the_import_can_be_said_again(
    brings: Import, replaced: int
) -> None:
    brings(official(ACME, JOHN), "--write")
    old = contents(brings.rules)
    later = official(ACME, entity("Bcme"), JOHN, denied("JANE ROE", "58 F.R. 1 8/12/93"))
    (brings.directory / "later.csv").write_text(later)
    arguments = ["import", "screening-list", "later.csv", "--edition", "2026-10-15"]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(replaced), *arguments, "--rules", "rules", "--write"],
        cwd=brings.directory,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    now = {name: text for name, text in contents(brings.rules).items() if "/." not in str(name)}
    assert sum(now[name] != text for name, text in old.items()) == replaced
    assert brings(later, "--edition", "2026-10-15", "--write").code == 0
    assert [row["name"] for row in rows_of(brings.rules, "entity_list")] == ["Acme Ltd.", "Bcme"]
