"""The gate: format, lint, types, walls, coverage, sizes, and words that never land."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from covered import digest, reported

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
CHECKS = {
    "formatted": ("ruff", "format", "--check", "."),
    "linted": ("ruff", "check", "."),
    "typed": ("mypy",),
    "walled": ("lint-imports",),
    "covered": ("pytest", "-n0", "-q", "tests/engine", "--cov"),
}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
HOST = re.compile(r"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|io|dev)\b")
HOSTS = frozenset(
    {
        "json-schema.org",
        "www.w3.org",
        "yaml.org",
        "mynet.net",
        "synaptix.net",
        "java.io",
        "javax.net",
    }
    | {"type.googleapis.com"}
)
"""The only hosts that a file may name: of standards and of the types of messages, two names of
parties, two packages of Java."""
SOMEONES_OWN = re.compile(r"(?<![\w.])/(?:home|root|Users)/")

SKIPPING = {"postgresql.py", "small_disks.py"}
"""Tests of what not every machine has; the gate installs it, and lets none of them skip."""


def tracked(*suffixes: str) -> list[Path]:
    """The files git tracks, by their ending."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [p for p in paths if p.exists() and (not suffixes or p.suffix in suffixes)]


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS)
def test_the_project_is(command: tuple[str, ...], tmp_path: Path) -> None:
    environment = os.environ | {"COVERAGE_FILE": str(tmp_path / "coverage"), "NO_COLOR": "1"}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_too_long_to_read() -> None:
    product = [p for p in tracked(".py") if "src" in p.parts]
    long = {str(p): n for p in product if (n := p.read_text().count("\n")) > LONGEST_MODULE}
    assert not long


def test_no_function_is_too_long_to_hold_in_mind() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}"
        for path in tracked(".py")
        if "src" in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long


def test_the_proofs_of_reliability_are_of_the_code_that_is_here() -> None:
    assert reported() == digest(), "docs/reliability.md is of other code: `make proof`"


def test_no_file_names_a_host_or_a_path_of_the_machine_it_was_written_on() -> None:
    # Where every Debian has its own Python is a path of no machine in particular.
    here = {str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix} - {"/usr", "/usr/local"}
    found = set()
    for path in tracked():
        if path.suffix in (".gz", ".png", ".parquet", ".binpb"):
            continue
        text = path.read_text(errors="replace")
        hosts = {host.lower() for host in HOST.findall(text)} - HOSTS
        own = {place for place in here if f"{place}/" in text} | set(SOMEONES_OWN.findall(text))
        found |= {f"{path.name}: {word}" for word in hosts | own}
    assert found == set()


def test_nothing_is_skipped_expected_to_fail_or_left_to_do() -> None:
    marks = re.compile(r"mark\.(skip|xfail)|pytest\.(skip|xfail)\(|\b(TODO|FIXME|XXX)\b")
    me = Path(__file__)
    found = {p for p in tracked(".py") if p != me and marks.search(p.read_text())}
    assert {path.name for path in found} == SKIPPING
    # What is skipped says what to install, or that the machine does not allow it.
    assert all(re.search("apt-get install|be mounted here", p.read_text()) for p in found)


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    command = "sh install.sh dev && .venv/bin/python -m pytest"
    assert f"```sh\n{command}\n```" in (ROOT / "README.md").read_text()
    assert command in (ROOT / ".ci" / "run").read_text()
    assert command in (ROOT / "Makefile").read_text()


def test_the_lock_file_of_node_holds_hashes_and_no_addresses() -> None:
    text = (ROOT / "clients" / "node" / "package-lock.json").read_text()
    assert "://" not in text
    packages = {name: own for name, own in json.loads(text)["packages"].items() if name}
    assert packages
    assert all(own["integrity"].startswith("sha512-") for own in packages.values())


def test_lock_files_hold_hashes_and_no_addresses_and_every_dependency() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    declared = re.findall(r'(?m)^  "([A-Za-z0-9_-]+)[>=]', project)
    runtime = (ROOT / "requirements.lock").read_text()
    dev = (ROOT / "requirements-dev.lock").read_text()
    names = {n.lower().replace("_", "-") for n in re.findall(r"(?m)^([A-Za-z0-9_.-]+)==", dev)}
    assert {name.lower().replace("_", "-") for name in declared} <= names
    assert set(re.findall(r"(?m)^(\S+==\S+)", runtime)) <= set(re.findall(r"(?m)^(\S+==\S+)", dev))
    for text in (runtime, dev):
        assert "://" not in text
        assert text.count("==") == len(re.findall(r"== ?\S+ \\\n    --hash=sha256:", text))
