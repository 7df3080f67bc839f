"""Sales to the Huawei family around its three listings, and the roles that count."""

from dataclasses import replace

from licet_orderbook.sale import Place, Sale
from licet_orderbook.scenarios.table import (
    HUAWEI,
    NETWORK,
    NEW,
    Table,
    certified,
    export,
    party,
    ware,
)

TELEFONICA = party("Telefónica de España, S.A.U.", "ES")
TELSTRA = party("Telstra Corporation Limited", "AU")
SWITCH = ware("ethernet switch, 48 port", "new-product", "5A991")


def in_role(name: str, country: str, role: str) -> Sale:
    """Give a sale to an unlisted buyer in which the named party plays the role."""
    return export((TELSTRA, party(name, country, role)), NEW)


def under_way(laden_on: str | None, on_dock_on: str | None) -> Sale:
    """Give an order placed before the listing, on its way since the days given."""
    return replace(
        export((HUAWEI,), NEW),
        ordered_on="2019-04-23",
        on_dock_on=on_dock_on,
        laden_on=laden_on,
    )


FIRST = (
    Table(
        "huawei_timeline 1#1 84 FR 22961, new business with the parent",
        export((HUAWEI,), NEW),
        (
            "2019-05-15 2019-05-14 go day before the listing",
            "2019-05-15 2021-12-31 go day before the listing, as known later",
            "2019-05-16 2019-05-14 go nobody had announced a listing",
            "2019-05-16 2019-05-16 stop first day of the listing",
            "2019-05-17 2019-05-17 stop day after the first",
            "2021-12-30 2021-12-30 stop the listing has no end",
        ),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, an affiliate in Vietnam",
        export((party("Huawei Technologies (Vietnam) Company Limited", "VN"),), NEW),
        (
            "2019-05-15 2019-05-15 go day before the listing",
            "2019-05-16 2019-05-16 stop first day of the listing",
        ),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, an affiliate in Brazil typed without accents",
        export((party("HUAWEI DO BRASIL TELECOMUNICACOES LTDA", "BR"),), NEW),
        ("2020-09-21 2020-09-21 stop after the listing",),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, the chip designer by its alias",
        export((party("HiSilicon", "CN"),), NEW),
        ("2019-05-19 2019-05-19 stop in the first hole",),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, switch of ECCN 5A991",
        export((HUAWEI,), SWITCH),
        (
            "2019-05-15 2019-05-15 go before the listing, and the chart asks for nothing",
            "2019-05-16 2019-05-16 stop all items subject to the EAR",
        ),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, held inside China",
        replace(export((HUAWEI,), NEW), transaction="in-country-transfer", ship_from=Place("CN")),
        ("2019-05-22 2019-05-22 stop a transfer inside the country counts",),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, reexport of US goods from Germany",
        replace(export((HUAWEI,), NEW), transaction="reexport", ship_from=Place("DE")),
        ("2019-09-30 2019-09-30 stop US goods stay subject to the EAR abroad",),
    ),
)
UNDER_WAY = (
    Table(
        "huawei_timeline 1#1 en-route savings, aboard two days before",
        under_way("2019-05-14", "2019-05-13"),
        (
            "2019-05-16 2019-05-16 go aboard before the listing",
            "2019-05-18 2019-05-18 go aboard before the listing",
            "2019-05-22 2021-12-31 go aboard before the listing, as known later",
        ),
    ),
    Table(
        "huawei_timeline 1#1 en-route savings, aboard on the day",
        under_way("2019-05-16", "2019-05-15"),
        ("2019-05-17 2019-05-17 go aboard on 2019-05-16 counts",),
    ),
    Table(
        "huawei_timeline 1#1 en-route savings, aboard a day too late",
        under_way("2019-05-17", "2019-05-14"),
        ("2019-05-17 2019-05-17 stop aboard only on 2019-05-17",),
    ),
    Table(
        "huawei_timeline 1#1 en-route savings, on the dock",
        under_way(None, "2019-05-13"),
        (
            "2019-05-16 2019-05-16 stop a dock is not a carrier",
            "2019-05-18 2019-05-18 stop a dock is not a carrier",
        ),
    ),
    Table(
        "huawei_timeline 1#1 en-route savings, switch of ECCN 5A991 aboard in time",
        replace(under_way("2019-05-15", None), lines=export((HUAWEI,), SWITCH).lines),
        ("2019-05-17 2019-05-17 go saved from the listing, the chart asks for nothing",),
    ),
)
ROLES = (
    Table(
        "huawei_timeline 1#13 85 FR 51335, end user behind another buyer",
        in_role("Huawei Technologies Co., Ltd.", "CN", "end_user"),
        (
            "2019-05-15 2019-05-15 go before the listing",
            "2019-07-01 2019-07-01 stop the end user is listed",
        ),
    ),
    Table(
        "huawei_timeline 1#13 85 FR 51335, ultimate consignee behind another buyer",
        in_role("Huawei Technologies Japan K.K.", "JP", "ultimate_consignee"),
        ("2020-10-05 2020-10-05 stop the ultimate consignee is listed",),
    ),
    Table(
        "huawei_timeline 1#13 85 FR 51335, intermediate consignee",
        in_role("Huawei International Pte. Ltd.", "SG", "intermediate_consignee"),
        ("2020-08-24 2020-08-24 stop the intermediate consignee is listed",),
    ),
    Table(
        "design 2.10, listed seller of goods bought by somebody else",
        in_role("Huawei Technologies Co., Ltd.", "CN", "seller"),
        ("2019-07-01 2019-07-01 go a listed seller asks for no license",),
    ),
    Table(
        "design 2.10, listed exporter of goods bought by somebody else",
        in_role("Huawei Technologies Deutschland GmbH", "DE", "exporter"),
        ("2020-12-01 2020-12-01 go a listed exporter asks for no license",),
    ),
    Table(
        "design 2.10, import from the listed parent",
        replace(
            export((party("Best Buy Co., Inc.", "US"), replace(HUAWEI, role="seller")), NEW),
            transaction="import",
            ship_from=Place("CN"),
        ),
        (
            "2019-05-16 2019-05-16 go an import needs no export license",
            "2020-08-15 2020-08-15 go an import needs no export license",
        ),
    ),
)
AUGUST_2019 = tuple(
    Table(
        f"huawei_timeline 1#3 84 FR 43493, an affiliate in {country}",
        export((party(name, country),), NEW),
        rows,
    )
    for name, country, rows in (
        (
            "Huawei Technologies (Australia) Pty Ltd.",
            "AU",
            (
                "2019-08-18 2019-08-18 go day before its listing",
                "2019-08-19 2019-08-16 go nobody had announced its listing",
                "2019-08-19 2019-08-19 stop first day of its listing",
                "2019-08-20 2019-08-20 stop day after the first",
            ),
        ),
        (
            "Huawei Technologies South Africa Pty Ltd",
            "ZA",
            (
                "2019-05-17 2019-05-17 go the May listing did not name it",
                "2019-09-02 2019-08-01 go nobody had announced its listing",
                "2021-02-15 2021-02-15 stop its listing has no end",
            ),
        ),
        (
            "HUAWEI TECHNOLOGIES INDIA PRIVATE LIMITED",
            "IN",
            (
                "2019-08-18 2021-12-31 go day before its listing, as known later",
                "2019-08-19 2021-12-31 stop first day of its listing, as known later",
            ),
        ),
        (
            "Huawei Technologies France SASU",
            "FR",
            ("2020-08-15 2020-08-15 stop in the second hole",),
        ),
    )
)
AUGUST_2020 = tuple(
    Table(
        f"huawei_timeline 1#12 85 FR 51596, an affiliate in {country}",
        export((party(name, country),), NEW),
        rows,
    )
    for name, country, rows in (
        (
            "Huawei Cloud Berlin",
            "DE",
            (
                "2020-08-16 2020-08-16 go day before its listing",
                "2020-08-17 2020-08-14 go nobody had announced its listing",
                "2020-08-17 2020-08-17 stop first day of its listing",
                "2020-08-18 2020-08-18 stop day after the first",
            ),
        ),
        (
            "Huawei Technologies Morocco",
            "MA",
            (
                "2019-05-16 2019-05-16 go the May listing did not name it",
                "2020-09-01 2020-08-03 go nobody had announced its listing",
                "2021-04-12 2021-04-12 stop its listing has no end",
            ),
        ),
        (
            "Toga Networks",
            "IL",
            (
                "2020-08-16 2021-12-31 go day before its listing, as known later",
                "2020-08-17 2021-12-31 stop first day of its listing, as known later",
            ),
        ),
        (
            "HUAWEI ISTANBUL OPENLAB",
            "TR",
            ("2020-11-09 2020-11-09 stop after its listing, by its alias",),
        ),
    )
)
SIDE_BY_SIDE = (
    Table(
        "huawei_timeline 1#3 84 FR 43493, the parent buys for an affiliate of August 2019",
        certified(export((HUAWEI, party("Huawei Technology Portugal", "PT", "end_user")), NETWORK)),
        (
            "2019-07-15 2019-07-15 temporary only the parent is listed and it is licensed",
            "2019-10-15 2019-10-15 temporary both are listed and licensed",
        ),
    ),
    Table(
        "huawei_timeline 1#12 85 FR 51596, the parent buys for an affiliate of August 2020",
        certified(export((HUAWEI, party("Huawei Cloud Mexico", "MX", "end_user")), NETWORK)),
        (
            "2020-08-13 2020-08-13 temporary only the parent is listed and it is licensed",
            "2020-08-17 2020-08-17 stop both are listed and none is licensed",
        ),
    ),
    Table(
        "other_regimes ZTE listing 81 FR 12004, a licensed buyer beside Beijing 8-Star",
        certified(
            export((HUAWEI, party("Beijing 8-Star International Co.", "CN", "end_user")), NETWORK)
        ),
        ("2019-06-24 2019-06-24 stop the license does not speak for the other party",),
    ),
    Table(
        "huawei_timeline 3 (c)(1), a licensed buyer beside a carrier never listed",
        certified(
            export((replace(TELEFONICA, role="buyer"), replace(HUAWEI, role="end_user")), NETWORK)
        ),
        ("2019-11-04 2019-11-04 temporary the license frees the one listed party",),
    ),
    Table(
        "huawei_timeline 3, a licensed buyer beside ZTE after its release",
        certified(export((HUAWEI, party("ZTE Corporation", "CN", "end_user")), NETWORK)),
        ("2019-10-10 2019-10-10 temporary ZTE is free since 2018-07-13",),
    ),
    Table(
        "design 2.10 and huawei_timeline 3 Country Group E, goods bound for Sudan",
        certified(
            export(
                (
                    HUAWEI,
                    party(
                        "Sudanese Mobile Telephone (Zain) Company Limited",
                        "SD",
                        "ultimate_consignee",
                    ),
                ),
                NETWORK,
            )
        ),
        ("2019-10-10 2019-10-10 stop no version reaches that destination",),
    ),
)
TABLES = FIRST + UNDER_WAY + ROLES + AUGUST_2019 + AUGUST_2020 + SIDE_BY_SIDE
