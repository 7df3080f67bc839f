"""An ERP from nothing: a Tryton with ten products and ten customers that asks a Licet.

    python -m licet_tryton.demo [FOLDER]

The folder, licet-demo/erp if none is given, is made anew for the database and the transcript.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from proteus import Model
from proteus.config import Config, set_trytond

from licet_tryton.demo.company import (
    COMPANY,
    CUSTOMERS,
    DATABASE,
    PRODUCTS,
    country,
    make_database,
    set_up,
)
from licet_tryton.demo.screens import Screens

_SERVER = Path(sys.executable).with_name("licet-server")
_PATIENCE = 60


@contextmanager
def licet(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a server of the shipped rules on a free port of this machine."""
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state")}
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [_SERVER, "serve", "--listen", "127.0.0.1:0", "--workers", "1"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("{") and json.loads(line)["event"] == "listening":
                yield json.loads(line)["address"], process
                return
        raise SystemExit("erp-demo: the server did not start")
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


class Demo:
    """What is shown, in turn."""

    def __init__(self, config: Config, screens: Screens) -> None:
        self._config = config
        self._screens = screens

    def _one(self, model: str, name: str) -> Any:
        return Model.get(model, config=self._config).find([("name", "=", name)])[0]

    def quotation(self, customer: str, product: str) -> Any:
        """Return a quotation of one line, which is shown."""
        sale = Model.get("sale.sale", config=self._config)()
        sale.party = self._one("party.party", customer)
        line = sale.lines.new()
        line.product = self._one("product.product", product)
        line.quantity = 1
        line.unit_price = Decimal(next(p.price for p in PRODUCTS if p.name == product))
        sale.save()
        sale.click("quote")
        self._screens.sale(sale)
        return sale

    def catalog(self) -> None:
        """Show what there is."""
        self._screens.scene(f"{COMPANY}: what it sells, and to whom")
        Template = Model.get("product.template", config=self._config)
        rows = [
            (p.name, p.export_category or "not classified", p.list_price) for p in Template.find()
        ]
        self._screens.table("Products", ("Name", "Export Category", "List Price"), rows)
        Party = Model.get("party.party", config=self._config)
        parties = Party.find([("name", "in", [c.name for c in CUSTOMERS])])
        columns = ("Name", "Export Country", "Kind", "Ownership Determined on")
        self._screens.table(
            "Customers",
            columns,
            [
                (p.name, p.export_country.code, p.export_kind, p.export_ownership_determined_on)
                for p in parties
            ],
        )

    def goes(self) -> Any:
        """Confirm what may go."""
        self._screens.scene("A cable tester to Germany goes")
        sale = self.quotation("Blumen Krause GmbH", "Cable tester")
        self._screens.press("The seller", sale, "confirm")
        self._screens.sale(sale)
        return sale

    def stops(self) -> None:
        """Confirm what may not."""
        self._screens.scene("An oscilloscope to Russia needs a license")
        sale = self.quotation("Rosinka Garden Tools", "Field oscilloscope")
        self._screens.press("The seller", sale, "confirm")
        self._screens.scene("A year of support for Huawei: on the Entity List, and for what is it?")
        sale = self.quotation("Huawei Technologies Co., Ltd.", "Network support, one year")
        self._screens.press("The seller", sale, "confirm")

    def tells(self) -> None:
        """Tell what was not told, and confirm then."""
        self._screens.scene("Nobody has classified the sensor")
        sale = self.quotation("Padaria Aurora Ltda", "Prototype sensor")
        self._screens.press("The seller", sale, "confirm")
        template = self._one("product.template", "Prototype sensor")
        template.export_category = "EAR99"
        template.save()
        self._screens.said("Compliance classifies the sensor as EAR99")
        self._screens.press("The seller", sale, "confirm")
        self._screens.sale(sale)
        self._screens.scene("Nobody has looked into who owns the bakery")
        sale = self.quotation("Fjord Bakery AB", "Patch cable 2 m")
        self._screens.press("The seller", sale, "confirm")
        party = self._one("party.party", "Fjord Bakery AB")
        party.export_ownership_determined_on = _today()
        party.save()
        self._screens.said("Compliance looks into it, and writes down today's date")
        self._screens.press("The seller", sale, "confirm")
        self._screens.sale(sale)

    def ships(self, sale: Any) -> None:
        """Send off what was confirmed, to a customer who has moved, and to one who has not."""
        self._screens.scene("Between confirmation and shipment the customer has moved to Russia")
        (shipment,) = sale.shipments
        for button in ("assign_try", "pick", "pack"):
            shipment.click(button)
        party = self._one("party.party", "Blumen Krause GmbH")
        party.export_country = country(self._config, "RU")
        party.save()
        self._screens.press("The warehouse", shipment, "ship")
        party.export_country = country(self._config, "DE")
        party.save()
        self._screens.said("It was a mistake: the customer is in Germany still")
        self._screens.press("The warehouse", shipment, "ship")
        self._screens.said(f"Shipment {shipment.number} is {shipment.state}")

    def down(self, process: subprocess.Popen[str]) -> None:
        """Ask a service that is not there."""
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)
        self._screens.scene("The service is down")
        sale = self.quotation("Nordlys Instrument AS", "Optical microscope")
        self._screens.press("The seller", sale, "confirm")

    def kept(self) -> None:
        """Show what was kept of all that."""
        self._screens.scene("What was asked, and what came of it, stays")
        Decision = Model.get("licet.decision", config=self._config)
        columns = ("Sale", "Asked For", "Leaving on", "Outcome", "Passed", "Decision")
        rows = [
            (
                d.sale,
                d.asked_for,
                d.leaving_on,
                d.outcome,
                "yes" if d.passed else "no",
                d.decision_id,
            )
            for d in Decision.find([], order=[("id", "ASC")])
        ]
        self._screens.table("Export Decisions", columns, rows)


def _today() -> date:
    return datetime.now(UTC).date()


def main() -> None:
    """Make it all, show it, and say where it is."""
    started = time.monotonic()
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "licet-demo/erp").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    screens = Screens()
    with licet(folder) as (address, process):
        print(f"Licet answers on {address}; making a database (half a minute)", flush=True)
        config_file = make_database(folder, address)
        config = set_trytond(database=DATABASE, config_file=str(config_file))
        set_up(config, _today())
        demo = Demo(config, screens)
        demo.catalog()
        sale = demo.goes()
        demo.stops()
        demo.tells()
        demo.ships(sale)
        demo.down(process)
        demo.kept()
    screens.write(folder / "transcript.txt")
    took = round(time.monotonic() - started)
    print(f"\n{took} s; the transcript is {folder / 'transcript.txt'}")


if __name__ == "__main__":
    main()
