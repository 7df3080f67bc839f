"""Node and Java ask a real server as Python does: a decision, or why there is none."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from plain_sale import SALE
from serving import Running, serving

CLIENTS = Path(__file__).parents[2] / "clients"
NODE_MODULES = CLIENTS / "node" / "node_modules"
PATIENCE = 60
Asked = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder of the Java client, which is compiled once."""
    here = tmp_path_factory.getbasetemp()
    folder = (here if worker_id == "master" else here.parent) / "java"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "classes" / "licet" / "client" / "Ask.class").exists():
            made = subprocess.run(
                ["sh", CLIENTS / "java" / "build.sh", folder],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(params=["node", "java"])
def ask(request: pytest.FixtureRequest, java: Path) -> Asked:
    """Return a function that asks about a sale, and returns the exit code and what was printed."""
    assert NODE_MODULES.is_dir(), "sh install.sh dev puts the modules of Node there"
    classes = (java / "classpath").read_text().strip()
    command = {
        "node": ["node", str(CLIENTS / "node" / "src" / "ask.js")],
        "java": ["java", "-cp", classes, "licet.client.Ask"],
    }[request.param]
    around = os.environ | {"LD_LIBRARY_PATH": str(java / "lib")}

    def asked(target: str, sale: object, *flags: str) -> tuple[int, dict[str, Any]]:
        written = sale if isinstance(sale, bytes) else json.dumps(sale).encode()
        done = subprocess.run(
            [*command, target, *flags], input=written,
            capture_output=True, check=False, timeout=PATIENCE, env=around,
        )  # fmt: skip
        assert done.stdout, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return done.returncode, told

    return asked


@pytest.fixture(scope="module")
def licet() -> Iterator[Running]:
    with serving("--workers", "1") as found:
        yield found


def test_a_go_may_be_confirmed_and_says_where_it_is_logged(ask: Asked, licet: Running) -> None:
    code, told = ask(licet.address, SALE)
    assert (code, told["may_confirm"]) == (0, True)
    assert told["decision"]["outcome"] == "OUTCOME_NO_LICENSE_NEEDED"
    assert told["decision"]["sale_id"] == "SO-7"
    assert int(told["log_position"]["seq"]) >= 1


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"lines": [{"category": "5A002.a"}]}, "OUTCOME_LICENSE_REQUIRED"),
        ({"lines": [{"quantity": "1"}]}, "OUTCOME_UNDETERMINED"),
        ({"sale_date": "2018-05-16"}, "OUTCOME_NO_LICENSE_NEEDED"),
    ],
    ids=["license-required", "undetermined", "hypothetical"],
)
def test_what_is_no_go_may_not_be_confirmed(
    ask: Asked, licet: Running, change: dict[str, Any], outcome: str
) -> None:
    code, told = ask(licet.address, SALE | change)
    assert (code, told["may_confirm"], told["decision"]["outcome"]) == (1, False, outcome)


def test_every_field_that_is_wrong_is_named_by_its_path(ask: Asked, licet: Running) -> None:
    wrong = SALE | {"sale_date": "yesterday", "ordered_on": "before"}
    code, told = ask(licet.address, wrong)
    assert (code, told["may_confirm"]) == (2, False)
    assert (told["code"], told["reason"]) == ("INVALID_ARGUMENT", "ERROR_REASON_MALFORMED_SALE")
    assert {each["path"] for each in told["violations"]} == {"sale_date", "ordered_on"}
    assert any("write it as 2019-05-16" in each["reason"] for each in told["violations"])


@pytest.mark.parametrize(
    "sale",
    [
        SALE | {"categry": "EAR99"},
        SALE | {"lines": [{"category": "EAR99", "end_use_of_it": "military"}]},
        SALE | {"attestations": {"nuclear_end_use": "yes"}},
        SALE | {"lines": "EAR99"},
        SALE | {"parties": [{"role": "buyer", "country": {"of": "DE"}}]},
        [],
        None,
        json.dumps(SALE).replace('"lines": [', '"lines": [], "lines": [').encode(),
        json.dumps(SALE, ensure_ascii=False).replace("Krause", "Kr\xe4use").encode("latin-1"),
        json.dumps(SALE).encode() * 2,
        json.dumps(SALE).replace("Blumen", "\\ud800").encode(),
    ],
    ids=[
        "unknown",
        "unknown-inside",
        "no-truth",
        "no-list",
        "no-text",
        "a-list",
        "null",
        "twice",
        "latin-1",
        "two",
        "half",
    ],
)
def test_what_is_no_sale_never_gets_an_answer(ask: Asked, licet: Running, sale: object) -> None:
    code, told = ask(licet.address, sale)
    assert (code, told["may_confirm"]) == (2, False)
    assert told["no_decision"]


def test_an_answer_that_does_not_come_in_time_is_no_answer(ask: Asked, licet: Running) -> None:
    processes = [licet.process.pid, *licet.children()]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        started = time.monotonic()
        code, told = ask(licet.address, SALE, "--timeout", "1500")
        took = time.monotonic() - started
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    assert (code, told["may_confirm"], told["code"]) == (2, False, "DEADLINE_EXCEEDED")
    assert took < PATIENCE / 4


def test_a_server_that_is_not_there_is_no_answer(ask: Asked) -> None:
    code, told = ask("127.0.0.1:1", SALE)
    assert (code, told["may_confirm"], told["code"]) == (2, False, "UNAVAILABLE")


def test_beyond_this_machine_nothing_goes_in_plain_text(ask: Asked) -> None:
    code, told = ask("198.51.100.7:50051", SALE)
    assert (code, told["may_confirm"], told["code"]) == (2, False, None)
    assert "encrypt" in told["no_decision"]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with certificates: of a server, of a caller, and of somebody else."""
    folder = tmp_path_factory.mktemp("papers")
    ca, other = trustme.CA(), trustme.CA()
    for name, authority in (("ca", ca), ("other", other)):
        authority.cert_pem.write_to_path(str(folder / f"{name}.pem"))
    for name in ("localhost", "erp.example"):
        issued = ca.issue_cert(name)
        short = name.partition(".")[0]
        issued.cert_chain_pems[0].write_to_path(str(folder / f"{short}.pem"))
        # Java reads a key in PKCS #8 and in no other form.
        key = load_pem_private_key(issued.private_key_pem.bytes(), None)
        (folder / f"{short}.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
    return folder


@pytest.fixture(scope="module")
def certified(papers: Path) -> Iterator[Running]:
    with serving(
        "--workers", "1", "--tls-cert", f"{papers / 'localhost.pem'}",
        "--tls-key", f"{papers / 'localhost.key'}", "--tls-client-ca", f"{papers / 'ca.pem'}",
    ) as found:  # fmt: skip
        yield found


@pytest.mark.parametrize(
    ("ca", "shown", "goes"),
    [("ca", "erp", True), ("other", "erp", False), ("ca", None, False)],
    ids=["known", "another-server", "unknown-caller"],
)
def test_both_ends_are_known_by_their_certificates(
    ask: Asked, certified: Running, papers: Path, ca: str, shown: str | None, goes: bool
) -> None:
    flags = ["--ca", f"{papers / ca}.pem", "--timeout", "5000"]
    if shown:
        flags += ["--certificate", f"{papers / shown}.pem", "--key", f"{papers / shown}.key"]
    port = certified.address.rpartition(":")[2]
    code, told = ask(f"localhost:{port}", SALE, *flags)
    assert (code, told["may_confirm"]) == ((0, True) if goes else (2, False))
    if not goes:
        assert told["code"] in {"UNAVAILABLE", "DEADLINE_EXCEEDED"}


def test_the_package_for_node_holds_the_protos_that_it_reads(tmp_path: Path) -> None:
    copy = tmp_path / "clients" / "node"
    shutil.copytree(CLIENTS / "node", copy, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(CLIENTS.parent / "protos" / "licet", tmp_path / "protos" / "licet")
    packed = subprocess.run(
        ["npm", "pack", "--dry-run", "--json"], cwd=copy, capture_output=True, text=True, check=True
    )
    (told,) = json.loads(packed.stdout[packed.stdout.index("[") :])
    files = {each["path"] for each in told["files"]}
    assert {"protos/licet/v1/service.proto", "src/google/rpc/status.proto", "src/index.js"} <= files


def test_what_node_would_not_send_of_an_object_is_refused() -> None:
    script = """
import { checkedSale } from "./src/sales.js";
const flags = { nuclear_end_use: true };
for (const attestations of [new Map(Object.entries(flags)), Object.create(flags), new Date()]) {
  try {
    checkedSale({ attestations });
    console.log("sent");
  } catch (error) {
    console.log(error.name);
  }
}
import { detailsOf } from "./src/wire.js";
console.log(Object.keys(detailsOf({ get: () => [Buffer.from([255, 255, 255])] })).length);
"""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], cwd=CLIENTS / "node",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["NoDecision"] * 3 + ["0"]
