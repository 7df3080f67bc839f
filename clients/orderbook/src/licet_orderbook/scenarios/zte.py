"""Sales to the ZTE entities: listing, temporary licenses, denial order, general authorization."""

from dataclasses import replace

from licet_orderbook.sale import Line, Party, Place, Sale
from licet_orderbook.scenarios.table import (
    EIGHT_STAR,
    FLAW,
    HUAWEI,
    KANGXUN,
    NETWORK,
    NEW,
    PARSIAN,
    PHONE,
    SPARES,
    US,
    ZTE,
    Table,
    export,
    party,
    ware,
)

LISTING = "other_regimes ZTE listing 81 FR 12004"
LICENSE = "other_regimes ZTE TGL v1 81 FR 15633"
CHAIN = "other_regimes ZTE TGL v2..v5"
ORDER = "other_regimes ZTE denial order 83 FR 17644"
LETTER = "other_regimes ZTE general authorization 15 CFR 764.3(a)(2)"
END = "other_regimes ZTE termination 83 FR 34825"
FORMAL = party("ZHONGXING TELECOMMUNICATIONS EQUIPMENT CORPORATION", "CN")
SHORT = party("ZTE Corp.", "CN")
SWITCH = ware("ethernet switch, 48 port", "new-product", "5A991")
BUYER = party("Vodafone Limited", "GB")


def with_zte(role: str) -> Sale:
    """Give a sale between others in which ZTE plays the role."""
    return export((BUYER, replace(ZTE, role=role)), NEW)


def inbound() -> Sale:
    """Give an import into the US that ZTE sells."""
    parties = (party("Graybar Electric Company, Inc.", "US"), replace(ZTE, role="seller"))
    return replace(export(parties, NEW), transaction="import", ship_from=Place("CN"))


def at_home() -> Sale:
    """Give a domestic sale to ZTE, delivered to a fair in the US."""
    return replace(export((ZTE,), NEW), transaction="domestic", destination=US)


def under_letter(line: Line, contracted_on: str | None, buyer: Party = ZTE) -> Sale:
    """Give a sale to the buyer under a contract of that day, if any."""
    return replace(export((buyer,), line), contracted_on=contracted_on)


LISTED = (
    Table(
        f"{LISTING}; removal 82 FR 15458",
        export((ZTE,), NEW),
        (
            "2016-03-07 2016-03-07 go day before the listing",
            "2016-03-10 2016-03-01 go nobody had announced a listing",
            "2016-03-08 2016-03-08 stop first day of the listing",
            "2016-03-09 2016-03-09 stop day after the first",
            "2016-03-23 2016-03-23 stop day before the license",
            "2016-03-24 2016-03-18 stop the license was not announced yet",
            "2017-03-29 2017-03-29 go first day without the listing",
            "2017-03-30 2017-03-30 go day after",
            "2017-03-30 2017-03-20 stop after the last license, removal not known",
        ),
    ),
    Table(
        f"{LICENSE}, the parent",
        export((FORMAL,), NEW),
        (
            "2016-03-24 2016-03-24 temporary first day of version 1",
            "2016-06-29 2016-06-01 temporary day before the last of version 1",
            "2016-06-30 2016-06-01 temporary last day of version 1",
            "2016-07-01 2016-05-20 stop day after version 1, no extension known",
        ),
    ),
    Table(
        f"{LICENSE}, the purchasing affiliate",
        export((KANGXUN,), replace(NEW, purpose="network-expansion")),
        (
            "2016-04-18 2016-04-18 temporary version 1, any purpose",
            "2017-03-28 2017-03-28 temporary last listed day, version 5",
        ),
    ),
    Table(
        f"{CHAIN}, the parent by a short name",
        export((SHORT,), SPARES),
        (
            "2016-07-01 2016-07-01 temporary version 2 carries on",
            "2016-08-30 2016-08-01 temporary last day of version 2",
            "2016-08-31 2016-07-15 stop day after version 2, no extension known",
            "2016-08-31 2016-08-31 temporary version 3 carries on",
            "2016-11-27 2016-10-15 temporary version 3, before its disputed last day",
            "2016-11-29 2016-10-15 stop day after version 3, no extension known",
            "2016-11-29 2016-11-29 temporary version 4 carries on",
            "2017-02-27 2017-01-15 temporary last day of version 4",
            "2017-02-28 2017-01-15 stop day after version 4, no extension known",
            "2017-02-28 2017-02-28 temporary version 5 carries on",
            "2017-03-29 2017-03-20 temporary last day of version 5, removal not known",
        ),
    ),
    Table(
        f"{LICENSE}, Beijing 8-Star is not in it",
        export((EIGHT_STAR,), NEW),
        (
            "2016-03-08 2016-03-08 stop first day of the listing",
            "2016-04-18 2016-04-18 stop version 1 names two of the four",
            "2017-03-29 2017-03-29 stop not removed with the others",
            "2018-05-21 2018-05-21 stop listed, the order does not name it",
        ),
    ),
    Table(
        f"{LICENSE}, ZTE Parsian is not in it",
        export((PARSIAN,), NEW),
        (
            "2016-05-30 2016-05-30 stop version 1 names two of the four",
            "2018-09-17 2018-09-17 stop not removed with the others",
        ),
    ),
    Table(
        f"{LICENSE}, the parent beside Beijing 8-Star",
        export((ZTE, replace(EIGHT_STAR, role="end_user")), NEW),
        (
            "2016-04-18 2016-04-18 stop the license does not speak for the other party",
            "2017-06-12 2017-06-12 stop the parent is free, the other party is listed",
        ),
    ),
    Table(
        f"{LICENSE}, the parent beside its purchasing affiliate",
        export((KANGXUN, replace(ZTE, role="end_user")), NEW),
        ("2016-05-09 2016-05-09 temporary the license speaks for both",),
    ),
    Table(
        f"{LICENSE}, switch of ECCN 5A991",
        export((ZTE,), SWITCH),
        ("2016-05-16 2016-05-16 temporary freed by version 1, the chart asks for nothing",),
    ),
    Table(
        f"{LISTING}, ZTE as seller",
        with_zte("seller"),
        ("2016-03-15 2016-03-15 go a listed seller asks for no license",),
    ),
)
ORDERED = (
    Table(
        f"{ORDER}; {END}",
        export((ZTE,), NEW),
        (
            "2017-12-04 2017-12-04 go the denial is suspended",
            "2018-04-14 2018-04-14 go day before the order",
            "2018-04-15 2018-04-15 go signed, announced a day later",
            "2018-05-04 2018-04-13 go nobody had announced the order",
            "2018-04-15 2018-04-16 denied first day of the order",
            "2018-04-16 2018-04-16 denied announced, not yet printed",
            "2018-07-12 2018-07-12 denied last day of the order",
            "2018-07-12 2018-07-20 denied last day, the termination known",
            "2018-07-13 2018-07-12 denied the termination was not announced",
            "2018-07-13 2018-07-13 go the order is terminated",
            "2018-07-16 2018-07-16 go terminated, not yet printed",
            "2018-09-03 2018-08-01 go the termination is known",
            "2019-03-04 2018-07-10 denied nominal end in 2025 as known",
        ),
    ),
    Table(
        f"{ORDER}, the purchasing affiliate",
        export((KANGXUN,), SPARES),
        ("2018-04-18 2018-04-18 denied the order names it",),
    ),
    Table(
        f"{ORDER} any role, intermediate consignee",
        with_zte("intermediate_consignee"),
        ("2018-05-14 2018-05-14 denied in the order",),
    ),
    Table(
        f"{ORDER} any role, forwarder",
        with_zte("forwarder"),
        ("2018-06-11 2018-06-11 denied in the order",),
    ),
    Table(
        f"{ORDER} any role, seller of goods imported",
        inbound(),
        (
            "2018-06-18 2018-06-18 denied in the order",
            "2018-07-16 2018-07-16 go after the order",
        ),
    ),
    Table(
        f"{ORDER} any kind, domestic sale",
        at_home(),
        ("2018-04-30 2018-04-30 denied in the order",),
    ),
    Table(
        f"{ORDER}, ZTE as end user behind the then free Huawei",
        export((HUAWEI, replace(ZTE, role="end_user")), NEW),
        ("2018-05-28 2018-05-28 denied the order reaches the end user",),
    ),
)
LETTERS = (
    Table(
        f"{LETTER}, network under an old contract",
        under_letter(NETWORK, "2017-11-01"),
        (
            "2018-07-01 2018-07-03 denied day before the authorization",
            "2018-07-02 2018-07-02 temporary first day",
            "2018-07-12 2018-07-12 temporary last day of the order",
            "2018-07-20 2018-07-10 temporary the termination was not announced",
            "2018-08-01 2018-07-10 temporary last day of the authorization as known",
            "2018-08-02 2018-07-10 denied day after the authorization as known",
            "2018-07-20 2018-07-13 go nothing left to lift",
            "2018-07-05 2018-07-01 denied nobody had announced the authorization",
        ),
    ),
    Table(
        f"{LETTER}, contract of the day before the order",
        under_letter(NETWORK, "2018-04-14", KANGXUN),
        ("2018-07-09 2018-07-09 temporary before 2018-04-15 counts",),
    ),
    Table(
        f"{LETTER}, contract after the order",
        under_letter(NETWORK, "2018-05-02"),
        ("2018-07-09 2018-07-09 denied a later contract does not count",),
    ),
    Table(
        f"{LETTER}, no contract named",
        under_letter(NETWORK, None),
        ("2018-07-09 2018-07-09 denied an absent contract claims nothing",),
    ),
    Table(
        f"{LETTER}, handset already on the market",
        under_letter(replace(PHONE, model_public_on="2017-02-27"), None),
        ("2018-07-06 2018-07-06 temporary existing handset",),
    ),
    Table(
        f"{LETTER}, handset newer than the order",
        under_letter(replace(PHONE, model_public_on="2018-06-04"), None),
        ("2018-07-06 2018-07-06 denied not an existing handset",),
    ),
    Table(
        f"{LETTER}, disclosure of a weakness",
        under_letter(FLAW, "2017-11-01"),
        ("2018-07-11 2018-07-11 temporary disclosure is named",),
    ),
    Table(
        f"{LETTER}, new business",
        under_letter(NEW, "2017-11-01"),
        ("2018-07-10 2018-07-10 denied not among its purposes",),
    ),
    Table(
        f"{LETTER}, purpose not told",
        under_letter(SPARES, "2017-11-01"),
        ("2018-07-10 2018-07-10 open the purpose decides",),
    ),
)
TABLES = LISTED + ORDERED + LETTERS
