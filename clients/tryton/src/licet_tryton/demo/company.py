"""A small company in a Tryton of its own: ten products, ten customers, and who may do what."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from proteus import Model, Wizard
from proteus.config import Config

DATABASE = "erp"
COMPANY = "Riverbend Instruments, Inc."
PASSWORD = "riverbend-instruments"  # noqa: S105 (of a database that lives as long as the demo)
MODULES = ("licet", "sale_amendment")
_BIN = Path(sys.executable).parent


class Product(NamedTuple):
    """What is sold, and what it is to export control."""

    name: str
    category: str | None
    price: str
    attests: tuple[str, ...] = ()


class Customer(NamedTuple):
    """Who buys: the country, the kind, and whether its ownership was looked into."""

    name: str
    country: str
    kind: str | None = "civil"
    determined: bool = True


PRODUCTS = (
    Product("Patch cable 2 m", "EAR99", "9.50"),
    Product("Cable tester", "EAR99", "149.00"),
    Product("Network support, one year", "EAR99", "12000.00"),
    Product("Optical microscope", "EAR99", "2300.00"),
    Product("Field oscilloscope", "3A992.a", "4800.00"),
    Product("Radiation-hardened FPGA", "3A001.a.1", "18500.00"),
    Product("Thermal imaging camera", "6A003.b.4.a", "21000.00"),
    Product("Five-axis milling machine", "2B001.b.2", "480000.00"),
    Product("Encrypting router", "5A002.a", "6900.00"),
    Product("Prototype sensor", None, "750.00"),
)
CUSTOMERS = (
    Customer("Blumen Krause GmbH", "DE"),
    Customer("Padaria Aurora Ltda", "BR"),
    Customer("Nordlys Instrument AS", "NO"),
    Customer("Casa Verde Jardines SA de CV", "MX"),
    Customer("Wattle Grove Surveying Pty Ltd", "AU"),
    Customer("Lotus Pond Teaching Aids", "IN"),
    Customer("Huawei Technologies Co., Ltd.", "CN"),
    Customer("Rosinka Garden Tools", "RU"),
    Customer("Fjord Bakery AB", "SE", determined=False),
    Customer("Montagne Bleue SARL", "FR", kind=None),
)


def make_database(folder: Path, target: str, settings: str = "") -> Path:
    """Return the config of a new database in a folder, with the modules in it and nobody's data.

    The modules come with trytond-admin, which does not make the file of a database itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{DATABASE}.sqlite").touch()
    config = folder / "trytond.conf"
    config.write_text(
        f"[database]\nuri = sqlite://\npath = {folder}\n[licet]\ntarget = {target}\n{settings}"
    )
    password = folder / "password"
    password.write_text(PASSWORD)
    subprocess.run(  # noqa: S603 (our own command)
        [
            _BIN / "trytond-admin", "-c", config, "-d", DATABASE, "-u", *MODULES,
            "--activate-dependencies", "--email", "admin@riverbend.example",
        ],
        check=True,
        capture_output=True,
        env=os.environ | {"TRYTONPASSFILE": str(password)},
    )  # fmt: skip
    return config


def set_up(config: Config, today: date) -> None:
    """Fill a database: the company with its warehouse, who works there, what it sells, to whom."""
    _control_exports(config)
    _countries(config)
    company = _company(config)
    _users(config, company)
    for product in PRODUCTS:
        _product(config, product)
    for customer in CUSTOMERS:
        _customer(config, customer, today)


def _control_exports(config: Config) -> None:
    """Let who sets it up say what products and parties are."""
    User = Model.get("res.user", config=config)
    (admin,) = User.find([("login", "=", "admin")])
    Group = Model.get("res.group", config=config)
    admin.groups.append(Group.find([("name", "=", "Export Control")])[0])
    admin.save()


def _countries(config: Config) -> None:
    Country = Model.get("country.country", config=config)
    for code in sorted({"US", *(c.country for c in CUSTOMERS)}):
        Country(name=code, code=code).save()


def country(config: Config, code: str) -> Any:
    """Return a country by its code."""
    return Model.get("country.country", config=config).find([("code", "=", code)])[0]


def _company(config: Config) -> Any:
    Currency = Model.get("currency.currency", config=config)
    dollar = Currency(
        name="US Dollar", symbol="$", code="USD", numeric_code="840", rounding=Decimal("0.01")
    )
    dollar.save()
    rate = Model.get("currency.currency.rate", config=config)
    rate(date=date(2000, 1, 1), rate=Decimal(1), currency=dollar).save()
    party = Model.get("party.party", config=config)(name=COMPANY)
    party.addresses[0].street = "1 Mill Lane"
    party.addresses[0].city = "Riverbend"
    party.addresses[0].country = country(config, "US")
    party.save()
    wizard = Wizard("company.company.config", config=config)
    wizard.execute("company")
    wizard.form.party, wizard.form.currency = party, dollar
    wizard.execute("add")
    config._context = Model.get("res.user", config=config).get_preferences(True, {})  # noqa: SLF001
    warehouse = Model.get("stock.location", config=config).find([("type", "=", "warehouse")])[0]
    warehouse.address = party.addresses[0]
    warehouse.save()
    sales = Model.get("sale.configuration", config=config)(1)
    # What is invoiced and when is beside the point here.
    sales.sale_invoice_method, sales.sale_shipment_method = "manual", "order"
    sales.save()
    return Model.get("company.company", config=config).find()[0]


def _users(config: Config, company: Any) -> None:
    """Add a seller, and one who acknowledges the conditions of licenses as well."""
    Group = Model.get("res.group", config=config)
    groups = {g.name: g for g in Group.find()}
    selling = (
        "Sales",
        "Sales Administrator",
        "Stock",
        "Product Administration",
        "Party Administration",
    )
    _user(config, company, "seller", [groups[n] for n in selling if n in groups])
    licensed = (*selling, "Export Control", "Export Control: License Conditions")
    _user(config, company, "compliance", [groups[n] for n in licensed if n in groups])


def _user(config: Config, company: Any, login: str, groups: list[Any]) -> None:
    User = Model.get("res.user", config=config)
    user = User(name=login.capitalize(), login=login, password=PASSWORD)
    user.groups.extend(
        Model.get("res.group", config=config).find([("id", "in", [g.id for g in groups])])
    )
    user.companies.append(Model.get("company.company", config=config)(company.id))
    user.company = Model.get("company.company", config=config)(company.id)
    user.save()


def _product(config: Config, product: Product) -> None:
    unit = Model.get("product.uom", config=config).find([("name", "=", "Unit")])[0]
    template = Model.get("product.template", config=config)(
        name=product.name,
        type="goods",
        consumable=True,  # nothing has to be in stock
        default_uom=unit,
        list_price=Decimal(product.price),
        salable=True,
        export_category=product.category,
        export_origin="US",
    )
    template.products[0].cost_price = Decimal(1)
    template.save()


def _customer(config: Config, customer: Customer, today: date) -> None:
    party = Model.get("party.party", config=config)(
        name=customer.name,
        export_country=country(config, customer.country),
        export_kind=customer.kind,
        export_ownership_determined_on=today if customer.determined else None,
    )
    address = party.addresses[0]
    address.street, address.city = "Main street 1", "Springfield"
    address.country = country(config, customer.country)
    party.save()
