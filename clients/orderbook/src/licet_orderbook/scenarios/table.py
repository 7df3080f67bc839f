"""A scenario table is one sale told on many days: each row a day, what was known, the outcome.

A row reads `sale_date known_on outcome remark`. The outcome is what the law says on the day as
known then, reasoned from the fact row that `source` names, never taken from an engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from licet_orderbook.sale import Line, Party, Place, Sale

GO = "NO_LICENSE_NEEDED"
TEMPORARY = "TEMPORARY_LICENSE"
STOP = "LICENSE_REQUIRED"
DENIED = "DENIED"
OPEN = "UNDETERMINED"
OUTCOMES = {"go": GO, "temporary": TEMPORARY, "stop": STOP, "denied": DENIED, "open": OPEN}
US = Place("US")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A sale with the outcome the law gives it and the fact row this follows from."""

    sale: Sale
    expected: str
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """One sale, undated, and the rows that date it."""

    source: str
    sale: Sale
    rows: tuple[str, ...]

    def scenarios(self) -> Iterator[Scenario]:
        """Give one scenario a row, in order."""
        for row in self.rows:
            sale_date, known_on, outcome, remark = row.split(" ", 3)
            dated = replace(self.sale, sale_date=sale_date, known_on=known_on)
            yield Scenario(dated, OUTCOMES[outcome], f"{self.source}; {remark}")


def party(name: str, country: str, role: str = "buyer") -> Party:
    """Give a civil party of the name, country and role."""
    return Party(role, name, country, kind="civil")


def ware(
    description: str, purpose: str | None, category: str = "EAR99", kind: str = "commodity"
) -> Line:
    """Give a priced line of US origin."""
    return Line(
        category=category,
        kind=kind,
        description=description,
        quantity="10",
        unit="EA",
        value="24500.00",
        currency="USD",
        purpose=purpose,
        origin="US",
    )


def export(parties: tuple[Party, ...], *lines: Line) -> Sale:
    """Give an export from the US to where its last-named buyer, consignee or end user sits."""
    numbered = tuple(replace(line, line_id=str(n)) for n, line in enumerate(lines, 1))
    receivers = [p for p in parties if p.role in {"buyer", "ultimate_consignee", "end_user"}]
    goal = Place(receivers[-1].country)
    return Sale(parties, numbered, goal, transaction="export", ship_from=US)


def certified(sale: Sale, contracted_on: str | None = "2018-11-05") -> Sale:
    """Give the sale under a contract of that day, the listed party's certification in hand."""
    attestations = (("tgl_certification_obtained", True),)
    return replace(sale, contracted_on=contracted_on, attestations=attestations)


SPARES = ware("spare fan trays and filler panels for routers in service", None)
NETWORK = ware(
    "spare fan trays for routers in service, like for like", "existing-network-operation"
)
EXPANSION = ware("chassis parts for thirty additional cell sites", "network-expansion")
COMPUTING = ware("rails for general purpose servers", "general-computer-support")
NEW = ware("power cords for a new product line", "new-product")
OTHER = ware("office chairs for a laboratory", "other")
FLAW = ware(
    "report on a weakness in deployed routers, with test fixtures", "cybersecurity-research"
)
PHONE = ware("replacement shields for handsets in the field", "existing-device-support")
FIVE_G = ware("plug fest fixtures for a 5G study item", "5g-standards-engagement")
PAPER = ware("contribution on connector mechanics", "standards-development", kind="technology")
FOOD = replace(ware("ground coffee for the canteen", "other"), attestations=(("food", True),))
HUAWEI = party("Huawei Technologies Co., Ltd.", "CN")
ZTE = party("ZTE Corporation", "CN")
KANGXUN = party("ZTE Kangxun Telecommunications Ltd.", "CN")
EIGHT_STAR = party("Beijing 8-Star International Co.", "CN")
PARSIAN = party("ZTE Parsian", "IR")
