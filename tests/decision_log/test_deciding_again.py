"""What was logged is decided again by the rules that are kept with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from deciding_orders import ORDERS, answers_of, decided_log, decisions, to_come
from licet.v1.decision_pb2 import Decision, Outcome
from licet_engine.errors import EngineFault
from licet_server.app import Licet
from licet_server.decision_log.findings import Checked
from licet_server.entry import run
from licet_server.log_commands import redeciding
from licet_server.log_commands.redeciding import Chain, difference, shares
from licet_server.settings import Settings
from logs_made import Log, log_in, opened_file, ran, relink, sql, verify, where

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Log:
    log = decided_log(tmp_path_factory.mktemp("decided"))
    for file in log.files:
        sql(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    return log


@pytest.fixture
def log(made: Log, tmp_path: Path) -> Log:
    shutil.copytree(made.directory.parent, tmp_path / "copy")
    return log_in(tmp_path / "copy")


def _decision(file: Path, seq: int) -> Decision:
    with opened_file(file) as connection:
        ((held,),) = connection.execute("SELECT decision FROM entry WHERE seq = ?", (seq,))
    return Decision.FromString(held)


def test_decisions_are_the_same_again(log: Log, capsys: Capture) -> None:
    told = verify(log, capsys, "--redecide")
    assert (told.code, told.found["findings"]) == (0, [])
    assert sum(chain["decided"] for chain in told.found["chains"]) == ORDERS
    code, said = ran(capsys, "verify", *where(log), "--redecide")
    assert code == 0
    assert said.count("; 6 decided again\n") == 2


def test_decisions_of_which_not_all_packs_were_served_are_the_same_again(
    tmp_path: Path, capsys: Capture
) -> None:
    with Licet(Settings(active=True), rehearsed=False) as licet:
        kept, _ = decisions()
        answers = answers_of(licet, to_come())
        licet.active = False  # as where a pack was laid beside those that are served
        answers += answers_of(licet, to_come())
    log = log_in(tmp_path)
    chronicle = log.chronicle(kept)
    chronicle.append(answers)
    chronicle.close()
    logged = [Decision.FromString(each.decision) for each in answers]
    assert {each.hypothetical for each in logged[ORDERS:]} == {True}
    assert not all(each.hypothetical for each in logged[:ORDERS])
    told = verify(log, capsys, "--redecide")
    assert (told.code, told.found["findings"]) == (0, [])


def test_a_hypothetical_decision_that_was_made_one_to_act_on_differs(
    log: Log, capsys: Capture
) -> None:
    file = log.files[0]
    seq = next(n for n in range(1, 7) if _decision(file, n).hypothetical)
    forged = _decision(file, seq)
    forged.hypothetical, forged.may_confirm = False, True
    relink(file, {seq: {"decision": forged.SerializeToString()}})
    sql(file, "DELETE FROM seal WHERE seq > 0")
    told = verify(log, capsys, "--redecide")
    assert told.places == [(seq, "differs")]


def test_a_changed_decision_whose_chain_was_made_anew_differs(log: Log, capsys: Capture) -> None:
    file = log.files[0]
    forged = _decision(file, 3)
    forged.outcome = Outcome.OUTCOME_UNSPECIFIED
    relink(file, {3: {"decision": forged.SerializeToString()}})
    sql(file, "DELETE FROM seal WHERE seq > 0")
    assert verify(log, capsys).code == 0, "only a witness or deciding again can tell"
    told = verify(log, capsys, "--redecide")
    assert told.places == [(3, "differs")]
    assert "`outcome`" in told.found["findings"][0]["words"]


CHANGES: tuple[tuple[dict[str, object], str], ...] = (
    ({"sale": b"\xff"}, "cannot be decided again"),
    ({"known_on": "yesterday"}, "cannot be decided again"),
    ({"known_on": "2018-01-01"}, "is"),
    ({"knowledge": "guessed"}, "cannot be decided again"),
    ({"decision": b"\xff"}, "no decision"),
    ({"screening": b"other"}, "`screening` is not as logged"),
)


def test_whatever_else_was_changed_differs_as_well(log: Log, capsys: Capture) -> None:
    file = log.files[0]
    relink(file, {n: changed for n, (changed, _) in enumerate(CHANGES, start=1)})
    sql(file, "DELETE FROM seal WHERE seq > 0")
    found = verify(log, capsys, "--redecide").found["findings"]
    assert [(each["seq"], each["kind"]) for each in found] == [
        (n, "differs") for n in range(1, len(CHANGES) + 1)
    ]
    for each, (_, said) in zip(found, CHANGES, strict=True):
        assert said in each["words"]


def test_what_was_erased_cannot_be_decided_again(log: Log, capsys: Capture) -> None:
    file = log.files[0]
    with opened_file(file) as connection:
        ((first,), (second,)) = connection.execute(
            "SELECT entry_id FROM entry WHERE seq <= 2 ORDER BY seq"
        )
    at = ("--log", str(log.directory))
    assert ran(capsys, "erase", *at, "--entry", first, "--field", "sale")[0] == 0
    assert ran(capsys, "erase", *at, "--entry", second, "--field", "decision")[0] == 0
    told = verify(log, capsys, "--redecide")
    assert told.code == 0
    own = next(each for each in told.found["chains"] if each["chain"] == file.stem)
    assert (own["decided"], own["not_decidable"], own["erased"]) == (4, 2, 2)


@pytest.mark.parametrize("archive", ["x'00'", "x''", "substr(archive, 1, length(archive) / 2)"])
def test_rules_that_cannot_be_read_again_are_told(log: Log, capsys: Capture, archive: str) -> None:
    for file in log.files:
        sql(file, f"UPDATE rule_set SET archive = {archive}")
    told = verify(log, capsys, "--redecide")
    assert told.kinds == {"unkept"}
    assert [each["not_decidable"] for each in told.found["chains"]] == [6, 6]


def test_rules_that_are_kept_under_another_revision_are_told(log: Log, capsys: Capture) -> None:
    for file in log.files:
        sql(file, "UPDATE rule_set SET packs = 'us_ear'")
    found = verify(log, capsys, "--redecide").found["findings"]
    assert {each["kind"] for each in found} == {"unkept"}
    assert "whose revision is" in found[0]["words"]


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_what_verifying_found_is_told_though_the_engine_fails_on_deciding_again(
    log: Log, capsys: Capture, monkeypatch: pytest.MonkeyPatch, as_json: tuple[str, ...]
) -> None:
    def faulty(*_: object) -> Decision:
        raise EngineFault("the sentinel did not fire")

    monkeypatch.setattr(redeciding, "decided", faulty)
    sql(log.files[0], "UPDATE entry SET caller = 'x' WHERE seq = 3")
    capsys.readouterr()
    code = run(["log", "verify", *where(log), "--redecide", *as_json])
    said = capsys.readouterr()
    assert code == 1
    assert "`caller` is not what the entry is committed to" in said.out
    assert "the sentinel did not fire" in said.err


def test_large_logs_are_shared_among_processes_by_their_rules() -> None:
    chains = [
        (Chain("sqlite://", name), Checked(name, 4_000, 0, "", 0, 0, frozenset({rules}), (), 0))
        for name, rules in (("a", "1"), ("b", "2"), ("c", "1"), ("d", "2"))
    ]
    found = [[chain.chain for chain in share.chains] for share in shares("log", chains, 2)]
    assert found == [["a", "c"], ["b", "d"]]
    assert len(shares("log", chains[:0], 2)) == 0
    small = [(chain, replace(each, entries=1)) for chain, each in chains]
    assert len(shares("log", small, 2)) == 1


def test_the_first_difference_is_named_by_its_path() -> None:
    logged = Decision(lines=[{"line_id": "1"}, {"line_id": "2"}])  # type: ignore[list-item]
    made = Decision(lines=[{"line_id": "1"}, {"line_id": "3"}])  # type: ignore[list-item]
    assert difference(logged, made) == ("lines[1].line_id", "2", "3")
    assert difference(Decision(sale_id=""), Decision()) == ("sale_id", "", "")
    assert difference(logged, logged) is None
    shorter = Decision(lines=logged.lines[:1])
    found = difference(logged, shorter)
    assert found is not None
    assert found[0] == "lines"
