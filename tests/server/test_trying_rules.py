"""Rules are tried on a copy, with the cases that they bring along."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from licet_engine.resolution.outcome import Outcome
from licet_server.app import Licet
from licet_server.cases import CASES, failed_cases
from licet_server.checking import check_rules
from licet_server.loading.files import pack_names
from licet_server.settings import ALL_PACKS, Settings, shipped_rules
from licet_server.snapshots import SnapshotError, Snapshots, named_from, seen, written_now
from licet_server.watching import copied

GOOD = {
    "sale_date": "2019-05-15",
    "destination": {"country": "DE"},
    "parties": [{"role": "buyer", "name": "Blumen Krause GmbH", "country": "DE"}],
    "lines": [{"category": "EAR99", "origin": "US"}],
    "expected": "OUTCOME_NO_LICENSE_NEEDED",
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("tried") / "rules"
    shutil.copytree(shipped_rules(), found)
    return found


@pytest.fixture(scope="module")
def licet(rules: Path) -> Licet:
    with Licet(Settings(rules, active=True), rehearsed=False) as loaded:
        yield loaded


def test_the_shipped_cases_hold_and_have_every_outcome(licet: Licet) -> None:
    assert list(failed_cases(licet)) == []
    text = (shipped_rules() / CASES / "core.jsonl").read_text("utf-8")
    cases = [json.loads(line) for line in text.splitlines()]
    assert {case["expected"] for case in cases} == {outcome.value for outcome in Outcome}
    names = {party["name"][:3] for case in cases for party in case["parties"]}
    assert {"Hua", "ZTE"} <= names


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (json.dumps(GOOD), None),
        ("", None),
        (json.dumps(GOOD | {"expected": "DENIED", "sale_id": "SO-1"}),
         "`SO-1`: expected DENIED, and came NO_LICENSE_NEEDED"),
        (json.dumps(GOOD | {"expected": "DENYED"}),
         "`DENYED` is no outcome; did you mean `DENIED`?"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "expected"}), "has no `expected`"),
        (json.dumps(GOOD | {"sale_date": "never"}), "sale_date: "),
        ("{", "not JSON"),
    ],
)  # fmt: skip
def test_a_case_that_fails_says_where_what_was_expected_and_what_came(
    rules: Path, licet: Licet, line: str, said: str | None
) -> None:
    file = rules / CASES / "own.jsonl"
    file.write_text(f"\n{line}\n", "utf-8")
    found = list(failed_cases(licet))
    file.unlink()
    if said is None:
        assert found == []
        return
    (only,) = found
    assert only.startswith(f"{file}:2:1: {said}")


def test_a_file_of_cases_that_would_not_be_run_is_a_failure(rules: Path, licet: Licet) -> None:
    file = rules / CASES / "more.json"
    file.write_text("{}", "utf-8")
    found = list(failed_cases(licet))
    file.unlink()
    assert found == [f"{file}:1:1: would not be read; call it `more.jsonl`"]


def test_cases_are_no_rules(rules: Path, licet: Licet, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(rules, bare)
    shutil.rmtree(bare / CASES)
    with Licet(Settings(bare), rehearsed=False) as without:
        assert without.rules.revision == licet.rules.revision
        assert list(failed_cases(without)) == []
    assert pack_names(rules) == set(ALL_PACKS)
    assert check_rules(rules, ALL_PACKS) == ()


def test_a_copy_holds_what_was_there_without_what_editors_leave(tmp_path: Path) -> None:
    source = tmp_path / "rules"
    (source / "law").mkdir(parents=True)
    (source / "law" / "a.yaml").write_text("a", "utf-8")
    for leaving in (".a.yaml.swp", "#a.yaml#", "~a.yaml"):
        (source / "law" / leaving).write_text("b", "utf-8")
    (source / "linked").symlink_to(source / "law")
    with Snapshots(tmp_path / "kept") as snapshots:
        found, copy = asyncio.run(copied(source, snapshots, 0.05, print))
        assert [each.name for each in found] == ["law/a.yaml", "linked/a.yaml"]
        files = [f.relative_to(copy).as_posix() for f in copy.rglob("*") if f.is_file()]
        assert sorted(files) == ["law/a.yaml", "linked/a.yaml"]
        assert named_from(f"{copy}/law/a.yaml:1:1: x", copy) == "law/a.yaml:1:1: x"
        assert named_from(f"{copy}:1:1: x", copy, "rules") == "rules:1:1: x"
        snapshots.drop(source)
        assert source.exists()
    assert not copy.exists()


def test_what_cannot_be_copied_is_refused_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="absent:1:1: cannot be read"):
        seen(tmp_path / "absent")
    (tmp_path / "round").symlink_to(tmp_path)
    with pytest.raises(SnapshotError, match="round:1:1: the link leads back"):
        seen(tmp_path)
    (tmp_path / "round").unlink()
    (tmp_path / "dangling").symlink_to(tmp_path / "absent")
    with pytest.raises(SnapshotError, match="dangling:1:1: is no file"):
        seen(tmp_path)


def test_a_file_that_somebody_has_open_to_write_is_waited_for(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    file = rules / "a.yaml"
    file.write_text("whole", "utf-8")
    assert written_now(rules) is None

    async def meanwhile() -> tuple[float, str]:
        with Snapshots(tmp_path / "kept") as snapshots:
            loop = asyncio.get_running_loop()
            writer = file.open("w", encoding="utf-8")
            writer.write("half")
            writer.flush()
            assert written_now(rules) == file
            loop.call_later(1.0, lambda: (writer.write(" and half"), writer.close()))
            since = loop.time()
            _, copy = await copied(rules, snapshots, 0.1, print)
            return loop.time() - since, (copy / "a.yaml").read_text("utf-8")

    waited, text = asyncio.run(meanwhile())
    assert waited >= 1.0
    assert text == "half and half"


def test_snapshots_are_their_owners_alone_and_what_a_killed_server_left_is_removed(
    tmp_path: Path,
) -> None:
    source, kept = tmp_path / "rules", tmp_path / "state" / "rules"
    source.mkdir()
    (source / "a.yaml").write_text("a", "utf-8")
    with Snapshots(kept) as first:
        copy = first.take(source)
        (place,) = kept.iterdir()
        left = place / "left"
        left.mkdir()
        (left / "a.yaml").write_text("a", "utf-8")
        assert {each.stat().st_mode & 0o77 for each in (place, copy.parent)} == {0}
        with Snapshots(kept) as second:
            assert (copy / "a.yaml").exists()
            assert second.take(source) != copy
            assert not left.exists()
        assert (copy / "a.yaml").exists()
    assert list(place.iterdir()) == []


def test_a_place_that_takes_no_snapshots_is_refused_and_half_a_copy_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SnapshotError, match="not a directory; XDG_STATE_HOME can name another"):
        Snapshots(tmp_path / "file")
    source = tmp_path / "rules"
    source.mkdir()
    (source / "a.yaml").write_text("a", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with Snapshots(tmp_path / "kept") as snapshots:
        monkeypatch.setattr(shutil, "copyfile", full)
        with pytest.raises(SnapshotError, match="rules:1:1: cannot be copied: no space left"):
            snapshots.take(source)
        assert list(snapshots._home.iterdir()) == []
