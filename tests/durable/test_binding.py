"""Another or no durable_rules is refused in words that say what to install."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from licet_durable import DurableMatcher, binding
from licet_engine.errors import EngineFault
from licet_engine.provisions.conditions import Literal


def test_a_missing_library_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(binding, "version", missing)
    with pytest.raises(EngineFault, match=r"not installed; install durable_rules==2\.0\.28"):
        DurableMatcher((Literal(0),), 1)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "version", lambda _name: "2.0.27")
    with pytest.raises(EngineFault, match=r"`2\.0\.27`, which was not measured"):
        DurableMatcher((Literal(0),), 1)


def test_a_library_that_cannot_be_imported_is_said_clearly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(EngineFault, match="`durable_rules_engine` cannot be imported"):
        DurableMatcher((Literal(0),), 1)


def test_importing_the_room_does_not_import_the_library() -> None:
    code = (
        "import sys; sys.path[:] = sys.argv[1:]; import licet_durable\n"
        "assert not [name for name in sys.modules if name.startswith('durable')]"
    )
    subprocess.run([sys.executable, "-I", "-c", code, *sys.path], check=True)
