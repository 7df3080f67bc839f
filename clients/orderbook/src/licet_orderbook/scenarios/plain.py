"""Sales with no listed party, at home and inbound sales, and orders of several lines."""

from dataclasses import replace

from licet_orderbook.sale import Owner, Party, Place, Sale
from licet_orderbook.scenarios.table import (
    FLAW,
    FOOD,
    HUAWEI,
    NETWORK,
    NEW,
    US,
    ZTE,
    Table,
    certified,
    export,
    party,
    ware,
)

FREE = "no fact row names the party; EAR99 needs no chart"
CHART = "no fact row names the party; the category asks the chart"
REMARKS = {
    "3A001.b.2": "the entry's words on civil telecommunications decide",
    "1C980": "short supply is not held",
}
OTHER_LAW = "the entry refers to other law"
AT_HOME = "design 2.10, domestic sale"
INBOUND = "design 2.10, import"
SIEMENS = party("Siemens AG", "DE")
CHUNGHWA = party("Chunghwa Telecom Co., Ltd.", "TW")
VERIZON = party("Verizon Wireless", "US")
DAYS = {
    ("Honor Device Co., Ltd.", "CN"): ("2020-11-23 2020-11-23",),
    ("Shandong Huawei Security Group Co., Ltd.", "CN"): (
        "2019-05-16 2019-05-16",
        "2020-08-17 2020-08-17",
    ),
    ("ZTT International Limited", "CN"): ("2016-03-08 2016-03-08",),
    ("Toga Capital Sdn. Bhd.", "MY"): ("2020-08-18 2020-08-18",),
    ("Smartcom Bulgaria AD", "BG"): ("2019-05-17 2019-05-17",),
    ("Midea Group Co., Ltd.", "CN"): ("2019-08-19 2019-08-19",),
    ("Deutsche Telekom AG", "DE"): ("2018-04-15 2018-04-16", "2020-08-15 2020-08-15"),
    ("Safaricom PLC", "KE"): ("2021-11-22 2021-11-22",),
}
ITEMS = (
    ("power gear of ECCN 0A002", "0A002", "commodity", ("2017-05-08",)),
    ("amplifier of ECCN 3A001.b.2", "3A001.b.2", "commodity", ("2016-11-14",)),
    ("crude oil of ECCN 1C980", "1C980", "commodity", ("2019-02-04",)),
    ("image of ECCN 0D001", "0D001", "software", ("2018-10-22",)),
    ("guide of ECCN 0E001", "0E001", "technology", ("2020-02-24",)),
)


def item(category: str, kind: str = "commodity", purpose: str | None = "new-product") -> Sale:
    """Give a sale of one item of the category to a German firm."""
    return export((SIEMENS,), ware(f"catalogue item, {category}", purpose, category, kind))


def at_home(category: str = "EAR99", buyer: Party = VERIZON) -> Sale:
    """Give a sale inside the US."""
    sale = export((buyer,), ware("router spares", "new-product", category))
    return replace(sale, transaction="domestic", destination=US)


def inbound(category: str) -> Sale:
    """Give a purchase from a Taiwanese firm, shipped to the US."""
    parties = (VERIZON, replace(CHUNGHWA, role="seller"))
    sale = export(parties, ware("returned stock", "repair-return", category))
    return replace(sale, transaction="import", ship_from=Place("TW"))


def owned(name: str, country: str, owner: Owner) -> Sale:
    """Give a sale to an unlisted firm that the owner holds."""
    return export((replace(party(name, country), owners=(owner,)),), NEW)


UNLISTED = tuple(
    Table(
        f"{FREE}, {name}",
        export((party(name, country),), NEW),
        tuple(f"{day} go not a listed name" for day in days),
    )
    for (name, country), days in DAYS.items()
)
UNCHARTED = tuple(
    Table(
        f"{CHART}, {title}",
        item(category, kind),
        tuple(f"{day} {day} open {REMARKS.get(category, OTHER_LAW)}" for day in days),
    )
    for title, category, kind, days in ITEMS
)
INSIDE = (
    Table(
        AT_HOME,
        at_home(),
        ("2016-03-08 2016-03-08 go nothing leaves the country",),
    ),
    Table(
        f"{AT_HOME}, amplifier of ECCN 3A001.b.2",
        at_home("3A001.b.2"),
        ("2019-03-18 2019-03-18 go the chart is for what leaves",),
    ),
    Table(
        f"{AT_HOME}, a laboratory of the family never listed itself",
        at_home(buyer=party("Futurewei Technologies, Inc.", "US")),
        ("2019-06-10 2019-06-10 go nothing leaves the country",),
    ),
    Table(
        INBOUND,
        inbound("EAR99"),
        ("2017-08-21 2017-08-21 go what comes in is not an export",),
    ),
    Table(
        f"{INBOUND}, router of ECCN 5A992.c",
        inbound("5A992.c"),
        ("2021-05-10 2021-05-10 go what comes in is not an export",),
    ),
    Table(
        "huawei_timeline 1#23 90 FR 47201, ownership counts only from 2025",
        owned("Honor Device Co., Ltd.", "CN", Owner(HUAWEI.name, "CN", 100.0, "entity_list")),
        ("2020-10-19 2020-10-19 go the buyer itself is not listed",),
    ),
    Table(
        "design 2.10, foreign-made goods between two firms never listed",
        replace(
            export((SIEMENS,), replace(NEW, origin="foreign")),
            transaction="reexport",
            ship_from=Place("TW"),
            attestations=(("subject_to_ear", False),),
        ),
        ("2018-02-19 2018-02-19 go not subject to the EAR",),
    ),
)
SEVERAL = (
    Table(
        "huawei_timeline 1#1 84 FR 22961, spares and coffee, no word of food in the listing",
        export((HUAWEI,), NEW, FOOD),
        (
            "2019-05-15 2019-05-15 go before the listing",
            "2019-06-26 2019-06-26 stop both lines are subject to the EAR",
        ),
    ),
    Table(
        "huawei_timeline 2 v2, spares under the license and coffee beside them",
        certified(export((HUAWEI,), NETWORK, FOOD)),
        (
            "2019-09-23 2019-09-23 stop the license does not speak for the coffee",
            "2020-08-15 2020-08-15 stop no license speaks at all",
        ),
    ),
    Table(
        f"{FREE}, spares and coffee for a German firm",
        export((SIEMENS,), NEW, FOOD),
        ("2020-08-15 2020-08-15 go neither line asks anything",),
    ),
    Table(
        "huawei_timeline 3 (c)(1) and (c)(3), two lines under two paragraphs",
        certified(export((HUAWEI,), NETWORK, FLAW)),
        (
            "2019-12-09 2019-12-09 temporary both paragraphs speak",
            "2020-08-17 2020-08-17 stop only the disclosure is authorised",
        ),
    ),
    Table(
        "huawei_timeline 3 (c)(1), spares under the license and a new product",
        certified(export((HUAWEI,), NETWORK, NEW)),
        ("2019-06-05 2019-06-05 stop one line stands, so does the order",),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, new product and a switch of ECCN 5A991",
        certified(export((HUAWEI,), NEW, ware("switch", "existing-network-operation", "5A991"))),
        ("2019-11-11 2019-11-11 stop one line stands whatever the chart says",),
    ),
    Table(
        f"{CHART}, spares and timber of ECCN 1C988 for a German firm",
        export((SIEMENS,), NEW, ware("timber", "new-product", "1C988")),
        ("2017-10-30 2017-10-30 open short supply is not held",),
    ),
    Table(
        "other_regimes ZTE denial order 83 FR 17644, spares and a switch of ECCN 5A991",
        export((ZTE,), NEW, ware("switch", "new-product", "5A991")),
        ("2018-06-04 2018-06-04 denied the order reaches both lines",),
    ),
    Table(
        "huawei_timeline 1#12 85 FR 51596, disclosure by software of ECCN 0D001",
        certified(
            export((HUAWEI,), ware("fuzzing suite", "cybersecurity-research", "0D001", "software"))
        ),
        (
            "2020-08-15 2020-08-15 stop in the hole the all-items requirement answers",
            "2020-09-07 2020-09-07 open freed from the listing, the entry refers to other law",
        ),
    ),
)
TABLES = UNLISTED + UNCHARTED + INSIDE + SEVERAL
