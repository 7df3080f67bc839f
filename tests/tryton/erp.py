"""A real Tryton on loopback, on a database of its own, whose users ask over the wire."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from licet_tryton.demo.company import DATABASE, PASSWORD
from proteus import Model
from proteus.config import Config, XmlrpcConfig, set_xmlrpc_session

_BIN = Path(sys.executable).parent
_PATIENCE = 60.0
ADMIN, SELLER, COMPLIANCE = "admin", "seller", "compliance"


@dataclass
class Erp:
    """A database with its config, and the address of the Tryton that serves it."""

    folder: Path
    address: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """The config that it is served with."""
        return self.folder / "trytond.conf"

    @contextmanager
    def user(self, login: str) -> Iterator[User]:
        """Let somebody log in over the wire."""
        with set_xmlrpc_session(
            f"http://{self.address}/{DATABASE}/rpc/", login, PASSWORD
        ) as config:
            yield User(config)

    def run(self, statements: str) -> str:
        """Run statements within a transaction, as a module does, and return what it was told."""
        command = [sys.executable, "-c", _MODULE, str(self.config), DATABASE, statements]
        done = subprocess.run(
            command, capture_output=True, text=True, env=os.environ | self.environment, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def work(self) -> None:
        """Do what was put off and is due by now, as a worker of Tryton does.

        Its command waits on a socket of PostgreSQL, and does not run on SQLite: this is what it
        runs for each task.
        """
        self.run(_WORK)


_WORK = """
Queue = pool.get('ir.queue')
due = Queue.search([('finished_at', '=', None), ('dequeued_at', '=', None),
    ['OR', ('scheduled_at', '=', None), ('scheduled_at', '<=', datetime.now())]])
tasks += [each.id for each in due]
"""
_MODULE = """
import sys
from datetime import date, datetime
from trytond import config
config.update_etc(sys.argv[1])
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.worker import run_task
Pool.start()
pool = Pool(sys.argv[2])
pool.init()
tasks = []
try:
    with Transaction().start(sys.argv[2], 1) as transaction:
        company, = pool.get("company.company").search([])
        with transaction.set_context(company=company.id):
            exec(sys.argv[3])
except UserError as error:
    print(error)
for task in tasks:
    run_task(sys.argv[2], task)
"""


class User:
    """Somebody who is logged in."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def model(self, name: str) -> Any:
        """Return a model, for what its records are read and written with."""
        return Model.get(name, config=self.config)

    def one(self, model: str, **wanted: object) -> Any:
        """Return the one record whose fields are as wanted."""
        (found,) = self.model(model).find([(name, "=", value) for name, value in wanted.items()])
        return found

    def rpc(self, model: str, method: str, *arguments: object) -> Any:
        """Call a method as a program does that knows no buttons."""
        assert isinstance(self.config, XmlrpcConfig)
        proxy = getattr(self.config.server, f"model.{model}")
        return getattr(proxy, method)(*arguments, self.config.context)

    def quotation(self, customer: str, product: str, **fields: object) -> Any:
        """Return a quotation of one line; the fields of that begin with `line_`."""
        sale = self.model("sale.sale")()
        sale.party = self.one("party.party", name=customer)
        line = sale.lines.new()
        line.product = self.one("product.product", name=product)
        line.quantity, line.unit_price = 1.0, Decimal(100)
        for name, value in fields.items():
            if name.startswith("line_"):
                setattr(line, name.removeprefix("line_"), value)
            else:
                setattr(sale, name, value)
        sale.save()
        sale.click("quote")
        return sale

    def attest(self, record: Any, name: str) -> None:
        """Vouch for something of a record."""
        attestation = self.model("licet.attestation")()
        attestation.of, attestation.name, attestation.holds = record, name, True
        attestation.save()

    def decisions(self, sale: Any) -> list[tuple[str, str, bool]]:
        """Return what was asked of a sale in turn, what came of it, and whether it went on."""
        found = self.model("licet.decision").find([("sale", "=", sale.id)], order=[("id", "ASC")])
        return [(each.asked_for, each.outcome, each.passed) for each in found]


def packed(sale: Any) -> Any:
    """Return the shipment of a sale that is on its way, packed."""
    (shipment,) = sale.shipments
    for button in ("assign_try", "pick", "pack"):
        shipment.click(button)
    assert shipment.state == "packed"
    return shipment


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(
    folder: Path, template: Path, licet: str, settings: str = "", **environment: str
) -> Iterator[Erp]:
    """Run a Tryton on a copy of a database for the length of a block."""
    shutil.copytree(template, folder)
    erp = Erp(folder, f"127.0.0.1:{_free_port()}", environment)
    written = f"[web]\nlisten = {erp.address}\n[database]\nuri = sqlite://\npath = {folder}\n"
    erp.config.write_text(f"{written}[licet]\ntarget = {licet}\n{settings}")
    command = [_BIN / "trytond", "-c", erp.config, "-d", DATABASE]
    with (folder / "trytond.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | environment)
    try:
        _wait(erp.address, process, folder / "trytond.log")
        yield erp
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(round(_PATIENCE * 10)):
        assert process.poll() is None, log.read_text()
        try:
            with socket.create_connection(tuple(address.split(":")), timeout=1):  # type: ignore[arg-type]
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"it does not listen: {log.read_text()}")
