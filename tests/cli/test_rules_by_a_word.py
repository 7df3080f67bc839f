"""Rules are named by a directory, a git revision or the revision of a rule set."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from licet_cli.git_trees import RuleReferenceError
from licet_cli.rule_references import rules_at
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.packs import load_packs
from licet_server.settings import Settings

PACKS = ("law",)
VOCABULARY = """\
facts:
  purpose: {of: line, type: code, source: field, values: [repair-return, other]}
"""
PROVISION = """\
id: law.listed
title: License required
effect: requires
subject: line
when: {purpose: repair-return}
versions:
  - version: v1
    from: 2019-05-16
    through: 2019-05-DAY
    announced: 2019-05-15
    authority: 84 FR 22961
"""


def git(directory: Path, *words: str) -> str:
    settings = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(directory), *settings, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def write(rules: Path, day: str) -> str:
    """Plant a law whose only provision ends on a day of May, and return its revision."""
    (rules / "law").mkdir(parents=True, exist_ok=True)
    (rules / "law" / "pack.yaml").write_text("pack: law\ntitle: The law\nmay_loosen: true\n")
    (rules / "law" / "vocabulary.yaml").write_text(VOCABULARY)
    (rules / "law" / "listed.yaml").write_text(PROVISION.replace("DAY", day))
    return RuleSet(load_packs(rules, PACKS).packs).revision


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The revisions of a repository's rules, oldest first; its directory is the current one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    home = tmp_path / "home"
    home.mkdir()
    git(home, "init", "-q", "-b", "trunk")
    monkeypatch.chdir(home)
    revisions = []
    for day in ("20", "21", "22"):
        revisions.append(write(home / "rules", day))
        git(home, "add", "-A")
        git(home, "commit", "-q", "-m", f"to {day} May")
    git(home, "tag", "first", "HEAD~2")
    return revisions


def revision(reference: str, settings: Settings | None = None) -> str:
    with rules_at(reference, settings or Settings(packs=PACKS)) as found:
        assert found.directory.is_dir()
        return found.rules.revision


WORDS = {
    "rules": 2,
    "HEAD": 2,
    "HEAD~1": 1,
    "trunk~2": 0,
    "first": 0,
    "first:rules": 0,
    "HEAD:rules/": 2,
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_names_the_rules_that_it_should(word: str, told: list[str]) -> None:
    assert revision(word) == told[WORDS[word]]


@pytest.mark.parametrize("place", ["", "rules", "rules/law"])
def test_rules_of_git_are_found_from_where_one_stands(
    place: str, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(place).absolute())
    assert revision("HEAD~1") == told[1]


def test_the_repository_is_that_of_the_rules_directory(
    told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Path("rules").absolute()
    monkeypatch.chdir(tmp_path)
    assert revision("HEAD~1", Settings(rules=rules, packs=PACKS)) == told[1]


@pytest.mark.parametrize("length", [8, 20, 64])
def test_a_rule_set_is_found_by_its_revision_in_the_history(length: int, told: list[str]) -> None:
    for each in told:
        assert revision(each[:length]) == each


def test_what_is_remembered_of_the_history_may_be_rubbish(told: list[str], tmp_path: Path) -> None:
    assert revision(told[0][:12]) == told[0]
    remembered = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(remembered) == len(told)
    for path, rubbish in zip(remembered, (b"", b"\xff\xfe", b"0" * 63), strict=True):
        path.write_bytes(rubbish)
    assert revision(told[0][:12]) == told[0]
    assert {path.read_text() for path in remembered} == set(told)


def test_a_cache_that_cannot_be_written_is_done_without(
    told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert revision(told[0]) == told[0]


def test_the_directory_of_a_name_wins_over_a_revision_of_that_name(told: list[str]) -> None:
    git(Path(), "tag", "rules2", "HEAD~2")
    assert revision("rules2") == told[0]
    assert write(Path("rules2"), "25") == revision("rules2") != told[0]


def test_what_git_lent_is_gone_afterwards(told: list[str]) -> None:
    with rules_at("HEAD~1", Settings(packs=PACKS)) as found:
        there = found.directory
        assert there.is_dir()
    assert not there.exists()
    assert found.rules.revision == told[1]


REFUSED = {
    "nowhere": "`nowhere` is no directory, nor a revision of the git repository",
    "--all": "`--all` is no directory",
    "HEAD:elsewhere": "the git revision `HEAD` has no rules `elsewhere`",
    "rules/law/pack.yaml": "is a file; name the directory of the rules",
    "0123456789": "no rules of the revision `0123456789`",
    "": "no rules are named",
}


@pytest.mark.parametrize("word", REFUSED)
@pytest.mark.usefixtures("told")
def test_a_word_that_names_no_rules_is_refused_with_where_was_looked(word: str) -> None:
    with pytest.raises(RuleReferenceError) as refused:
        revision(word)
    assert REFUSED[word] in str(refused.value)


@pytest.mark.usefixtures("told")
def test_outside_a_repository_git_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuleReferenceError, match="is in no git repository"):
        revision("HEAD")


def test_without_git_only_directories_have_names(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert revision("rules") == told[2]
    with pytest.raises(RuleReferenceError, match="git is not installed"):
        revision("HEAD")


@pytest.mark.usefixtures("told")
def test_a_link_in_git_is_no_rule() -> None:
    Path("rules/law/other.yaml").symlink_to("listed.yaml")
    git(Path(), "add", "-A")
    git(Path(), "commit", "-q", "-m", "a link")
    with pytest.raises(RuleReferenceError, match=r"`law/other.yaml` is a link in git"):
        revision("HEAD")


@pytest.mark.usefixtures("told")
def test_a_fault_is_placed_in_the_revision() -> None:
    Path("rules/law/listed.yaml").write_text("id: 5\n")
    git(Path(), "commit", "-q", "-a", "-m", "a fault")
    with pytest.raises(RuleFilesError, match=r"^HEAD:law/listed\.yaml:1:"):
        revision("HEAD")
    with pytest.raises(RuleFilesError, match=r"^HEAD:rules/law/listed\.yaml:1:"):
        revision("HEAD:rules")
