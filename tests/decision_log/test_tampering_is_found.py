"""Whatever is done to a log without its key is found, and called what it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from licet_server.decision_log.entries import FIELDS
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.sealing import ensure_key
from licet_server.decision_log.spreading import spread
from licet_server.decision_log.store import Store
from licet_server.decision_log.verifying import Place, checked, tasks, together, worth
from logs_made import (
    SEALED,
    TAIL,
    Log,
    filled,
    log_in,
    opened_file,
    ran,
    relink,
    sql,
    verify,
    where,
)

Capture = pytest.CaptureFixture[str]
INSIDE, IN_TAIL = 6, SEALED + 2
LAST = SEALED + TAIL
NO_UNIQUE = (
    "CREATE TABLE loose AS SELECT * FROM entry",
    "DROP TABLE entry",
    "ALTER TABLE loose RENAME TO entry",
)
COPY = (
    "INSERT INTO entry SELECT chain, {at}, {id}, method, caller, request_id, sale, revision, "
    "known_on, knowledge, asked_on, decision, screening, received_at, answered_at, salts, "
    "commitments, previous, hash FROM entry WHERE seq = {seq}"
)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return filled(tmp_path)


@pytest.mark.parametrize("witness", [False, True])
def test_a_log_that_nobody_touched_verifies_and_its_tail_is_called_unsealed(
    tmp_path: Path, capsys: Capture, witness: bool
) -> None:
    told = verify(filled(tmp_path, chains=2), capsys, witness=witness)
    assert (told.code, told.found["findings"]) == (0, [])
    for chain in told.found["chains"]:
        assert (chain["entries"], chain["sealed_through"]) == (LAST, SEALED)
        assert chain["unsealed"] == TAIL


def test_people_read_what_was_found_and_how_far_each_chain_is_sealed(
    log: Log, capsys: Capture
) -> None:
    sql(log.files[0], "UPDATE entry SET caller = 'x' WHERE seq = 6")
    code, said = ran(capsys, "verify", *where(log))
    chain = log.files[0].stem
    finding, summary, last = said.splitlines()
    assert code == 1
    assert finding == f"{chain} 6 changed: `caller` is not what the entry is committed to"
    assert summary.startswith(f"{chain}: 16 entries; sealed through 12 at 20")
    assert summary.endswith("; tail of 4 entries unsealed")
    assert last == "16 entries in 1 chain: 1 finding"


@pytest.mark.parametrize("seq", [1, INSIDE, IN_TAIL, LAST])
@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_field_is_named(log: Log, capsys: Capture, seq: int, field: str) -> None:
    sql(log.files[0], f"UPDATE entry SET {field} = {field} || 'x' WHERE seq = {seq}")
    told = verify(log, capsys)
    assert (seq, "changed") in told.places
    assert f"`{field}`" in told.found["findings"][-1]["words"]
    assert told.code == 1


@pytest.mark.parametrize("column", ["salts", "commitments", "previous", "hash"])
@pytest.mark.parametrize("seq", [1, INSIDE, IN_TAIL, LAST])
def test_a_changed_proof_is_found_at_its_entry(
    log: Log, capsys: Capture, seq: int, column: str
) -> None:
    sql(log.files[0], f"UPDATE entry SET {column} = zeroblob(length({column})) WHERE seq = {seq}")
    told = verify(log, capsys)
    assert {place for place in told.places if place[1] != "forged"} == {(seq, "changed")}


@pytest.mark.parametrize("seq", [INSIDE, SEALED])
def test_a_sealed_entry_that_is_changed_with_all_hashes_after_it_does_not_fit_its_seal(
    log: Log, capsys: Capture, seq: int
) -> None:
    relink(log.files[0], {seq: {"decision": b"go"}})
    told = verify(log, capsys)
    assert told.kinds == {"forged"}
    assert (SEALED, "forged") in told.places


def test_a_tail_that_is_made_anew_fits_and_is_called_unsealed(log: Log, capsys: Capture) -> None:
    relink(log.files[0], {IN_TAIL: {"decision": b"go"}}, after=SEALED)
    told = verify(log, capsys)
    assert (told.code, told.found["chains"][0]["unsealed"]) == (0, TAIL)


def test_a_changed_entry_of_the_tail_with_its_own_hash_made_anew_is_not_followed(
    log: Log, capsys: Capture
) -> None:
    with opened_file(log.files[0]) as connection:
        kept = connection.execute(
            "SELECT salts, commitments, previous, hash FROM entry WHERE seq = ?", (LAST,)
        ).fetchone()
        relink(log.files[0], {LAST - 1: {"decision": b"go"}}, after=LAST - 2)
        connection.execute(
            "UPDATE entry SET salts = ?, commitments = ?, previous = ?, hash = ? WHERE seq = ?",
            (*kept, LAST),
        )
    assert verify(log, capsys).places == [(LAST, "dropped")]


@pytest.mark.parametrize(
    "change",
    [
        "started_at = '2020-01-01T00:00:00+00:00'",
        "host = 'elsewhere'",
        "worker = 1",
        "version = '9'",
    ],
)
def test_how_a_chain_began_cannot_be_changed(log: Log, capsys: Capture, change: str) -> None:
    sql(log.files[0], f"UPDATE chain SET {change}")
    (finding,) = verify(log, capsys).found["findings"]
    assert (finding["seq"], finding["kind"]) == (0, "changed")
    assert "begun is not as it was" in finding["words"]


@pytest.mark.parametrize("seq", [1, INSIDE, IN_TAIL])
def test_a_dropped_entry_is_missing(log: Log, capsys: Capture, seq: int) -> None:
    sql(log.files[0], f"DELETE FROM entry WHERE seq = {seq}")
    told = verify(log, capsys)
    assert told.places == [(seq, "dropped")]


@pytest.mark.parametrize("seq", [1, INSIDE, IN_TAIL])
def test_a_dropped_entry_is_found_where_those_after_it_were_given_its_number(
    log: Log, capsys: Capture, seq: int
) -> None:
    sql(
        log.files[0],
        f"DELETE FROM entry WHERE seq = {seq}",
        f"UPDATE entry SET seq = -seq WHERE seq > {seq}",
        "UPDATE entry SET seq = -seq - 1 WHERE seq < 0",
    )
    told = verify(log, capsys)
    assert (seq, "dropped") in told.places
    assert ("forged" in told.kinds) == (seq < SEALED)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (5, 9), (INSIDE, IN_TAIL), (14, 15)])
def test_entries_that_changed_places_are_reordered(
    log: Log, capsys: Capture, first: int, second: int
) -> None:
    sql(
        log.files[0],
        f"UPDATE entry SET seq = -1 WHERE seq = {first}",
        f"UPDATE entry SET seq = {first} WHERE seq = {second}",
        f"UPDATE entry SET seq = {second} WHERE seq = -1",
    )
    told = verify(log, capsys)
    assert {(first, "reordered"), (second, "reordered")} <= set(told.places)
    assert told.kinds <= {"reordered", "forged"}


@pytest.mark.parametrize("seq", [INSIDE, IN_TAIL])
@pytest.mark.parametrize("entry_id", ["'another'", "entry_id"])
def test_a_copy_of_an_entry_is_a_duplicate(
    log: Log, capsys: Capture, seq: int, entry_id: str
) -> None:
    copy = COPY.format(at=LAST + 1, id=entry_id, seq=seq)
    sql(log.files[0], *NO_UNIQUE, copy)
    told = verify(log, capsys)
    assert (LAST + 1, "duplicated") in told.places
    assert told.kinds == {"duplicated"}


def test_a_copy_that_is_linked_as_an_entry_of_its_own_is_a_duplicate_by_its_id(
    log: Log, capsys: Capture
) -> None:
    copy = COPY.format(at=LAST + 1, id="entry_id", seq=LAST)
    sql(log.files[0], *NO_UNIQUE, copy)
    relink(log.files[0], after=LAST)
    told = verify(log, capsys)
    assert told.places == [(LAST + 1, "duplicated")]
    assert "stands in the chain before" in told.found["findings"][0]["words"]


@pytest.mark.parametrize("witness", [False, True])
def test_a_chain_that_is_cut_before_its_last_seal_is_cut(
    log: Log, capsys: Capture, witness: bool
) -> None:
    sql(log.files[0], "DELETE FROM entry WHERE seq > 9")
    told = verify(log, capsys, witness=witness)
    assert told.places == [(10, "cut")]
    assert "entries 10 to 12 are cut off" in told.found["findings"][0]["words"]


def test_a_chain_that_is_cut_together_with_its_seals_is_cut_before_a_witness(
    log: Log, capsys: Capture
) -> None:
    sql(log.files[0], "DELETE FROM entry WHERE seq > 8", "DELETE FROM seal WHERE seq > 8")
    assert verify(log, capsys).code == 0, "nothing but a witness can tell"
    assert verify(log, capsys, witness=True).places == [(9, "cut")]


def test_a_chain_whose_file_is_gone_is_cut_before_a_witness(
    tmp_path: Path, capsys: Capture
) -> None:
    log = filled(tmp_path, chains=2)
    gone = log.files[0]
    gone.unlink()
    assert verify(log, capsys).code == 0
    told = verify(log, capsys, witness=True)
    assert [(each["chain"], each["kind"]) for each in told.found["findings"]] == [
        (gone.stem, "cut")
    ]


@pytest.mark.parametrize("emptied", [("entry", "seal"), ("entry", "seal", "chain")])
def test_a_chain_that_was_emptied_is_cut_before_a_witness(
    log: Log, capsys: Capture, emptied: tuple[str, ...]
) -> None:
    sql(log.files[0], *(f"DELETE FROM {table}" for table in emptied))
    assert verify(log, capsys, witness=True).kinds == {"cut"}


def test_a_chain_without_the_seal_of_its_beginning_is_cut(log: Log, capsys: Capture) -> None:
    sql(log.files[0], "DELETE FROM seal WHERE seq = 0")
    assert verify(log, capsys).places == [(0, "cut")]


@pytest.mark.parametrize(
    "change",
    [
        "signature = zeroblob(64)",
        "signature = x'00'",
        "signature = 'text'",
        "hash = zeroblob(32)",
        "hash = 7",
        "sealed_at = '2020-01-01T00:00:00.000000+00:00'",
        "sealed_at = CAST(x'ff' AS TEXT)",
        "seq = 9",
    ],
)
def test_a_seal_that_was_changed_is_forged(log: Log, capsys: Capture, change: str) -> None:
    sql(log.files[0], f"UPDATE seal SET {change} WHERE seq = 8")
    assert verify(log, capsys).kinds == {"forged"}


def test_a_seal_of_another_key_is_forged(log: Log, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other.pem"
    ensure_key(other)
    told = verify(Log(log.directory, other, log.witness), capsys)
    assert told.kinds == {"forged", "cut"}
    assert told.found["chains"][0]["sealed_through"] is None


def _backwards(file: Path) -> None:
    file.write_text("".join(reversed(file.read_text().splitlines(keepends=True))))


def _changed(file: Path) -> None:
    *lines, last = file.read_text().splitlines()
    held = json.loads(last) | {"hash": "00" * 32}
    file.write_text("\n".join([*lines, json.dumps(held), ""]))


def _cut_short(file: Path) -> None:
    file.write_text(file.read_text() + '{"chain": "')


@pytest.mark.parametrize(
    ("done", "kinds"),
    [(_backwards, set()), (_changed, {"forged", "unwitnessed"}), (_cut_short, set())],
)
def test_seals_of_a_witness_are_read_in_whatever_order_and_a_torn_line_is_none(
    log: Log, capsys: Capture, done: Callable[[Path], None], kinds: set[str]
) -> None:
    done(next(log.witness.glob("*.jsonl")))
    assert verify(log, capsys, witness=True).kinds == kinds


def test_rules_that_are_named_and_not_kept_are_missed(log: Log, capsys: Capture) -> None:
    sql(log.files[0], "DELETE FROM rule_set")
    assert verify(log, capsys).kinds == {"unkept"}


def test_a_chain_that_stands_in_two_files_is_a_duplicate(log: Log, capsys: Capture) -> None:
    sql(log.files[0], "PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(log.files[0], log.directory / "copy.sqlite")
    assert verify(log, capsys).kinds == {"duplicated"}


def test_a_file_in_which_nothing_was_begun_yet_is_no_chain(log: Log, capsys: Capture) -> None:
    (log.directory / "killed.sqlite").touch()
    assert verify(log, capsys, witness=True).code == 0


def test_more_findings_than_are_told_are_counted(tmp_path: Path, capsys: Capture) -> None:
    log = filled(tmp_path)
    fields = ", ".join(f"{name} = NULL" for name in FIELDS)
    with opened_file(log.files[0]) as connection:
        connection.executescript("; ".join(NO_UNIQUE))
        connection.executemany(
            COPY.format(at="?", id="?", seq=3), [(100 + n, f"id {n}") for n in range(90)]
        )
        connection.execute(f"UPDATE entry SET {fields}")
    told = verify(log, capsys)
    assert len(told.found["findings"]) == 1000
    assert told.found["found"] > 1000
    assert "more findings like these" in ran(capsys, "verify", *where(log))[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--log", "{root}/nowhere"), "is no directory"),
        (("--key", "{root}/nowhere.pem"), "cannot be used"),
        (("--witness", "{root}/nowhere"), "is no directory"),
    ],
)
def test_what_cannot_be_read_is_wrong_use(
    log: Log, tmp_path: Path, capsys: Capture, arguments: tuple[str, ...], said: str
) -> None:
    given_ = [each.format(root=tmp_path) for each in arguments]
    code, words = ran(capsys, "verify", *where(log), *given_)
    assert code == 2
    assert said in words


def test_chains_are_verified_side_by_side_and_all_rows_are_counted(tmp_path: Path) -> None:
    log = filled(tmp_path, chains=3)
    sql(log.files[1], "DELETE FROM entry WHERE seq = 6")
    read: list[int] = []
    asked = tasks(Place(str(log.directory), log.key, log.witness))
    assert (worth(asked, 2), worth([replace(asked[0], entries=10**6)], 2)) == (1, 2)
    found = spread(checked, asked, read.append, 2)
    assert [each.chain for each in found] == [file.stem for file in log.files]
    assert [len(each.found) for each in found] == [0, 1, 0]
    assert sum(read) == 3 * LAST - 1


def test_a_chain_that_cannot_be_read_stops_those_beside_it(tmp_path: Path) -> None:
    log = filled(tmp_path, chains=2)
    asked = tasks(Place(str(log.directory), log.key, log.witness))
    log.files[0].write_bytes(b"no database" * 100)
    with pytest.raises(LogUnavailableError, match="not a database"):
        spread(checked, asked, processes=2)


COLUMNS = ("entry_id", *FIELDS, "salts", "commitments", "previous", "hash")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Log:
    log = filled(tmp_path_factory.mktemp("untouched"))
    sql(log.files[0], *NO_UNIQUE, "PRAGMA wal_checkpoint(TRUNCATE)")
    return log


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seq=st.integers(1, SEALED),
    column=st.sampled_from(("chain", "seq", *COLUMNS)),
    at=st.integers(0, 400),
    flip=st.integers(1, 255),
)
def test_whatever_byte_of_a_sealed_entry_is_changed_is_found(
    untouched: Log,
    tmp_path_factory: pytest.TempPathFactory,
    seq: int,
    column: str,
    at: int,
    flip: int,
) -> None:
    log = log_in(tmp_path_factory.mktemp("changed"))
    log.directory.mkdir()
    file = Path(shutil.copy(untouched.files[0], log.directory))
    with opened_file(file) as connection:
        asked = f"SELECT typeof({column}), CAST({column} AS BLOB) FROM entry WHERE seq = ?"
        ((kind, held),) = connection.execute(asked, (seq,)).fetchall()
        changed = bytearray(held)
        changed[at % len(changed)] ^= flip
        sets = f"UPDATE entry SET {column} = CAST(? AS {kind}) WHERE seq = ?"
        value = seq ^ (flip << 8 * (at % 4)) if column == "seq" else bytes(changed)
        connection.execute(sets, (value, seq))
    place = Place(str(log.directory), untouched.key)
    (found, *_) = together(place, spread(checked, tasks(place), processes=1))
    assert found.found, f"{column} of entry {seq}"
    shutil.rmtree(log.directory.parent)


def test_a_store_reads_what_is_no_text_without_failing(log: Log) -> None:
    sql(log.files[0], "UPDATE entry SET caller = CAST(x'ff41' AS TEXT) WHERE seq = 2")
    store = Store(f"sqlite:///{log.files[0]}")
    callers = [entry.answered.caller for entry in store.entries(log.files[0].stem)]
    store.close()
    assert callers[1] == "\udcffA"
