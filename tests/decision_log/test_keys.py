"""The key under a log is made once, whole, and never in place of another."""

from __future__ import annotations

from pathlib import Path

import pytest
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.keeping import opened
from licet_server.decision_log.preparing import prepare
from licet_server.decision_log.sealing import ensure_key, public_file, signing_key, verifying_key
from logs_made import RULES, Log, answered, filled, log_in, verify


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return filled(tmp_path)


def begun(log: Log) -> None:
    """Begin a chain, as a worker that starts again does: its parent has prepared the log before."""
    chronicle = opened(log.settings, lambda: RULES)
    assert chronicle is not None
    chronicle.append([answered(1)])
    chronicle.close()


def test_a_first_start_makes_a_key_for_its_owner_alone_and_leaves_nothing_else(
    tmp_path: Path,
) -> None:
    key = tmp_path / "keys" / "key.pem"
    ensure_key(key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert sorted(key.parent.iterdir()) == [key, public_file(key)]
    held = key.read_bytes(), public_file(key).read_bytes()
    ensure_key(key)
    assert held == (key.read_bytes(), public_file(key).read_bytes())


def test_a_key_that_is_missing_is_not_made_anew_beside_its_public_half(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    public = public_file(log.key)
    held, key = public.read_bytes(), log.key.read_bytes()
    log.key.unlink()
    with pytest.raises(LogUnavailableError, match=r"is missing, .* put the key back"):
        prepare(log.settings)
    assert public.read_bytes() == held
    assert not log.key.exists()
    log.key.write_bytes(key)
    prepare(log.settings)
    assert verify(log, capsys).code == 0


def test_a_worker_that_starts_again_makes_no_key_and_begins_nothing_without_one(log: Log) -> None:
    files = log.files
    log.key.unlink()
    for _ in range(2):
        with pytest.raises(LogUnavailableError, match="cannot be used"):
            begun(log)
        public_file(log.key).unlink(missing_ok=True)
    assert not log.key.exists()
    assert log.files == files


def test_a_key_that_does_not_match_its_public_half_signs_nothing(log: Log, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    ensure_key(other)
    log.key.write_bytes(other.read_bytes())
    for start in (lambda: begun(log), lambda: prepare(log.settings)):
        with pytest.raises(LogUnavailableError, match="is not the one whose public half is"):
            start()


def test_a_key_of_ones_own_gets_its_public_half_at_the_start(log: Log) -> None:
    public_file(log.key).unlink()
    with pytest.raises(LogUnavailableError, match=r"key\.pem\.pub"):
        begun(log)
    prepare(log.settings)
    begun(log)
    own = signing_key(log.key).public_key().public_bytes_raw()
    assert verifying_key(public_file(log.key)).public_bytes_raw() == own


def test_a_key_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LogUnavailableError, match="cannot be made"):
        prepare(log_in(tmp_path / "file").settings)
