"""A witness keeps whole seals, also after its disk was full, and tells of those that it lacks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from licet_server.decision_log.errors import WitnessError
from licet_server.decision_log.findings import Findings
from licet_server.decision_log.keeping import LogSettings, opened
from licet_server.decision_log.meeting import Seals
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.store import Seal
from licet_server.decision_log.witness import DirectoryWitness, Witnessed
from licet_server.decision_log.writing import Chronicle
from logs_made import RULES, Log, answered, filled, log_in, ran, verify, where
from small_disks import fill, small_disk

Capture = pytest.CaptureFixture[str]
MOST = 200


def unwitnessed(log: Log) -> Chronicle:
    """A chain of who has the log and its key, and not its witness."""
    settings = LogSettings(LogPolicy.BEFORE_ANSWER, str(log.directory), log.key, None)
    found = opened(settings, lambda: RULES)
    assert found is not None
    return found


def _sealed_until_full(chronicle: Chronicle) -> int:
    for number in range(MOST):
        chronicle.append([answered(number)])
        try:
            chronicle.seal()
        except WitnessError:
            return number
    raise AssertionError(f"{MOST} seals found room")


def test_a_full_witness_keeps_no_piece_of_a_seal_and_goes_on_once_there_is_room(
    tmp_path: Path, capsys: Capture
) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        log = Log(tmp_path / "log", tmp_path / "key.pem", disk / "witness")
        chronicle = log.chronicle()
        filler = fill(disk)
        assert _sealed_until_full(chronicle) > 0
        (file,) = log.witness.glob("*.jsonl")
        assert all(json.loads(line) for line in file.read_text().splitlines())
        filler.unlink()
        chronicle.seal()
        chronicle.close()
        told = verify(log, capsys, witness=True)
        assert (told.code, told.found["chains"][0]["torn"]) == (0, 0)


def test_a_seal_after_a_piece_that_was_cut_off_begins_a_line_of_its_own(
    tmp_path: Path, capsys: Capture
) -> None:
    log = log_in(tmp_path)
    chronicle = log.chronicle()
    (file,) = log.witness.glob("*.jsonl")
    with file.open("a") as opened_:
        opened_.write('{"chain": "0123')
    chronicle.append([answered(1)])
    chronicle.close()
    assert len(file.read_text().splitlines()) == 3
    told = verify(log, capsys, witness=True)
    assert (told.code, told.found["chains"][0]["torn"]) == (0, 1)
    assert "; 1 torn line in the witness" in _verified(log, capsys)


def _verified(log: Log, capsys: Capture) -> str:
    return ran(capsys, "verify", *where(log), "--witness", str(log.witness))[1]


PIECE = b'{"chain": "a", "seq": 1, "ha'


def _glued(file: Path) -> None:
    """As it was written before Licet looked how the file ends."""
    first, *others = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([first, PIECE, *others]))


def _rubbish(file: Path) -> None:
    file.write_bytes(b"\xff\n" + b"[" * 100_000 + b"\n" + file.read_bytes() + b"7\n{}\n")


@pytest.mark.parametrize(("done", "torn"), [(_glued, 1), (_rubbish, 4)])
def test_lines_of_a_witness_that_hold_no_seal_keep_nothing_else_from_being_told(
    tmp_path: Path, capsys: Capture, done: Callable[[Path], None], torn: int
) -> None:
    log = filled(tmp_path, chains=2)
    files = sorted(log.witness.glob("*.jsonl"))
    done(files[0])
    log.files[1].unlink()
    told = verify(log, capsys, witness=True)
    assert [(each["chain"], each["kind"]) for each in told.found["findings"]] == [
        (files[1].stem, "cut")
    ]
    assert [chain["torn"] for chain in told.found["chains"]] == [torn, 0]


def test_a_chain_that_the_witness_never_saw_is_unwitnessed(tmp_path: Path, capsys: Capture) -> None:
    log = filled(tmp_path)
    added = unwitnessed(log)
    added.append([answered(50, decision=b"go")])
    added.close()
    assert verify(log, capsys).code == 0, "nothing but a witness can tell"
    told = verify(log, capsys, witness=True)
    assert [(each["chain"], each["seq"], each["kind"]) for each in told.found["findings"]] == [
        (added.chain, 0, "unwitnessed")
    ]
    words = told.found["findings"][0]["words"]
    assert words.startswith("2 seals of the log, through 1, are not in the witness: ")
    assert "while the server had no witness" in words


def test_a_seal_that_is_added_to_a_chain_with_its_key_is_unwitnessed(
    tmp_path: Path, capsys: Capture
) -> None:
    log = log_in(tmp_path)
    chronicle = log.chronicle()
    chronicle._witness = None
    chronicle.append([answered(1)])
    chronicle.close()
    told = verify(log, capsys, witness=True)
    assert told.places == [(1, "unwitnessed")]
    assert told.found["findings"][0]["words"].startswith("the seal of this entry is not in the")


def test_a_witness_from_which_seals_were_taken_lacks_them(tmp_path: Path, capsys: Capture) -> None:
    log = filled(tmp_path)
    (file,) = log.witness.glob("*.jsonl")
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:2]))
    assert verify(log, capsys, witness=True).places == [(8, "unwitnessed")]


def test_what_is_sealed_while_the_log_is_read_is_not_unwitnessed(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    chronicle = log.chronicle()
    key, store = chronicle._key.public_key(), chronicle._store

    def kept() -> Iterator[Seal]:
        chronicle.append([answered(1)])
        chronicle.seal()
        yield from store.seals(chronicle.chain)

    seals = Seals(kept(), Witnessed(log.witness, chronicle.chain), key, Findings(chronicle.chain))
    assert seals.beyond() is not None
    assert seals.unwitnessed() == ()
    chronicle.close()


def test_a_seal_of_another_key_is_forged_and_not_also_unwitnessed(tmp_path: Path) -> None:
    chronicle = log_in(tmp_path).chronicle()
    kept = chronicle._store.seals(chronicle.chain)
    other = Ed25519PrivateKey.generate().public_key()
    seals = Seals(kept, (), other, Findings(chronicle.chain))
    assert (seals.beyond(), seals.unwitnessed()) == (None, ())
    chronicle.close()


def test_a_witness_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(WitnessError, match="cannot be read"):
        list(Witnessed(tmp_path, "a"))
    with pytest.raises(WitnessError, match="cannot be written"):
        DirectoryWitness(tmp_path).write(Seal("a", 1, b"", "", b""))
