"""Sales under the six temporary general licenses for Huawei, and on the days between them."""

from dataclasses import replace

from licet_orderbook.scenarios.table import (
    COMPUTING,
    EXPANSION,
    FIVE_G,
    FLAW,
    HUAWEI,
    NETWORK,
    NEW,
    OTHER,
    PHONE,
    SPARES,
    Table,
    certified,
    export,
    party,
    ware,
)

OLD_PHONE = replace(PHONE, model_public_on="2019-03-26")
UPPER = party("HUAWEI TECHNOLOGIES CO LTD", "CN")
BARE = party("Huawei Technologies Co Ltd", "CN")
GERMANY = party("Huawei Technologies Deutschland GmbH", "DE")
JAPAN = party("HUAWEI TECHNOLOGIES JAPAN K.K.", "JP")
CANADA = party("Huawei Technologies Canada Co., Ltd.", "CA")
HISILICON = party("HiSilicon Optoelectronics Co., Ltd.", "CN")
MEXICO = party("Huawei Technologies De Mexico S.A.", "MX")
DEVICE = party("huawei device co., ltd.", "CN")

NETWORKS = (
    Table(
        "huawei_timeline 2 v1, 84 FR 23468, and the days before it",
        certified(export((HUAWEI,), NETWORK)),
        (
            "2019-05-15 2019-05-15 go the day before the listing",
            "2019-05-16 2019-05-16 stop first day of the first hole",
            "2019-05-19 2019-05-19 stop last day of the first hole",
            "2019-05-19 2021-12-31 stop the first hole stays a hole as known later",
            "2019-05-20 2019-05-19 stop first day, asked before it was announced",
            "2019-05-20 2019-05-20 temporary first day of version 1",
            "2019-05-21 2019-05-20 temporary in force before it was printed",
            "2019-08-18 2019-05-22 temporary day before the last of version 1",
            "2019-08-19 2019-08-16 temporary last day of version 1",
            "2019-08-20 2019-08-16 stop day after version 1, no extension known",
        ),
    ),
    Table(
        "huawei_timeline 2 v2, 84 FR 43487",
        certified(export((UPPER,), NETWORK)),
        (
            "2019-08-19 2019-08-19 temporary first day of version 2",
            "2019-08-20 2019-08-20 temporary version 2 carries on where version 1 ended",
            "2019-11-17 2019-09-02 temporary day before the last of version 2",
            "2019-11-18 2019-11-15 temporary last day of version 2",
            "2019-11-19 2019-11-15 stop day after version 2, no extension known",
            "2019-12-01 2019-11-03 stop beyond the end of version 2 as known",
        ),
    ),
    Table(
        "huawei_timeline 2 v3, 84 FR 64018",
        certified(export((BARE,), NETWORK)),
        (
            "2019-11-18 2019-11-18 temporary first day of version 3",
            "2019-11-19 2019-11-18 temporary announced, not yet printed",
            "2019-12-01 2019-11-20 temporary the same sale asked after the extension",
            "2020-02-12 2020-02-12 temporary day before version 4",
            "2020-02-16 2020-02-12 temporary last day of version 3",
            "2020-02-17 2020-02-12 stop day after version 3, no extension known",
        ),
    ),
    Table(
        "huawei_timeline 2 v4, 85 FR 8722",
        certified(export((GERMANY,), NETWORK)),
        (
            "2020-02-13 2020-02-13 temporary first day of version 4, version 3 still running",
            "2020-02-17 2020-02-13 temporary version 4 carries on",
            "2020-03-09 2020-03-09 temporary day before version 5",
            "2020-04-01 2020-03-09 temporary last day of version 4",
            "2020-04-02 2020-03-09 stop day after version 4, no extension known",
        ),
    ),
    Table(
        "huawei_timeline 2 v5, 85 FR 14416",
        certified(export((JAPAN,), NETWORK)),
        (
            "2020-03-10 2020-03-10 temporary first day of version 5",
            "2020-04-02 2020-03-10 temporary version 5 carries on",
            "2020-05-14 2020-05-14 temporary day before the last of version 5",
            "2020-05-15 2020-05-14 temporary last day of version 5",
            "2020-05-16 2020-05-14 stop day after version 5, no extension known",
        ),
    ),
    Table(
        "huawei_timeline 2 v6, 85 FR 29610",
        certified(export((HISILICON,), NETWORK)),
        (
            "2020-05-15 2020-05-15 temporary first day of version 6",
            "2020-05-16 2020-05-15 temporary version 6 carries on",
            "2020-08-12 2020-08-12 temporary day before the last of version 6",
            "2020-08-13 2020-08-13 temporary last day of version 6",
            "2020-08-13 2021-12-31 temporary last day as known later",
            "2020-08-14 2020-06-01 stop day after the last version",
        ),
    ),
    Table(
        "huawei_timeline 1#11 and 2 none",
        certified(export((HUAWEI,), NETWORK)),
        (
            "2020-08-14 2020-08-14 stop first day of the second hole",
            "2020-08-16 2020-08-16 stop last day of the second hole",
            "2020-08-16 2021-12-31 stop the second hole as known later",
            "2020-08-17 2020-08-17 stop network support is not in the standing authorization",
        ),
    ),
)
DEVICES = (
    Table(
        "huawei_timeline 3 (c)(2), model on the market since March 2019",
        certified(export((DEVICE,), OLD_PHONE), None),
        (
            "2019-05-17 2019-05-17 stop first hole",
            "2019-05-20 2019-05-20 temporary version 1",
            "2019-08-20 2019-08-20 temporary version 2",
            "2020-08-13 2020-08-01 temporary last day of version 6",
            "2020-08-17 2020-08-17 stop not in the standing authorization",
        ),
    ),
    Table(
        "huawei_timeline 3 (c)(2), model public on the cut-off day",
        certified(export((DEVICE,), replace(PHONE, model_public_on="2019-05-16")), None),
        ("2019-09-10 2019-09-10 temporary on or before 2019-05-16 counts",),
    ),
    Table(
        "huawei_timeline 3 (c)(2), model public a day too late",
        certified(export((DEVICE,), replace(PHONE, model_public_on="2019-05-17")), None),
        ("2020-06-02 2020-06-02 stop version 6",),
    ),
    Table(
        "huawei_timeline 3 (c)(2), no word of when the model came out",
        certified(export((DEVICE,), PHONE), None),
        ("2019-12-04 2019-12-04 stop an absent date claims nothing",),
    ),
)
SPECIAL = (
    Table(
        "huawei_timeline 3 (c)(3) and 1#12 85 FR 51596",
        certified(export((BARE,), FLAW)),
        (
            "2019-05-18 2019-05-18 stop first hole",
            "2019-05-20 2019-05-20 temporary version 1",
            "2019-10-01 2019-10-01 temporary version 2",
            "2020-08-13 2020-08-13 temporary last day of version 6",
            "2020-08-14 2020-08-14 stop second hole, disclosure was not authorised either",
            "2020-08-16 2021-12-31 stop second hole as known later",
            "2020-08-17 2020-08-17 go first day of the standing authorization",
            "2020-08-20 2020-08-10 stop the standing authorization was not known yet",
        ),
    ),
    Table(
        "huawei_timeline 1#12 85 FR 51596, without certification",
        replace(export((UPPER,), FLAW), contracted_on="2018-11-05"),
        (
            "2020-06-10 2020-06-10 stop version 6 asks for certification",
            "2020-08-18 2020-08-18 go the standing authorization does not",
            "2021-12-30 2021-12-31 go the standing authorization has no end",
        ),
    ),
    Table(
        "huawei_timeline 3 (c)(4)",
        certified(export((HUAWEI,), FIVE_G), None),
        (
            "2019-05-20 2019-05-20 temporary first day of version 1",
            "2019-08-19 2019-08-16 temporary last day of version 1 as known then",
            "2019-08-19 2019-08-19 stop version 2 took the paragraph out from its first day",
            "2019-08-20 2019-08-20 stop version 2 has no such paragraph",
        ),
    ),
)
LATE = "contract signed a day too late"
CONDITIONS = (
    Table(
        "huawei_timeline 3 (c)(1), contract of the cut-off day",
        certified(export((HUAWEI,), NETWORK), "2019-05-16"),
        ("2019-06-12 2019-06-12 temporary version 1",),
    ),
    Table(
        f"huawei_timeline 3 (c)(1), {LATE}",
        certified(export((HUAWEI,), NETWORK), "2019-05-17"),
        (
            "2019-10-21 2019-10-21 stop version 2",
            "2020-07-01 2020-07-01 stop version 6",
        ),
    ),
    Table(
        "huawei_timeline 3 (c)(1), no contract named",
        certified(export((CANADA,), NETWORK), None),
        ("2019-12-12 2019-12-12 stop an absent contract claims nothing",),
    ),
    Table(
        "huawei_timeline 3 certification, not obtained",
        replace(
            export((UPPER,), NETWORK),
            contracted_on="2018-11-05",
            attestations=(("tgl_certification_obtained", False),),
        ),
        (
            "2019-08-26 2019-08-26 stop version 2",
            "2020-03-20 2020-03-20 stop version 5",
        ),
    ),
    Table(
        "huawei_timeline 3 certification, not mentioned",
        replace(export((UPPER,), NETWORK), contracted_on="2018-11-05"),
        ("2020-01-20 2020-01-20 stop absent certification claims nothing",),
    ),
    Table(
        "huawei_timeline 3 (c)(1), capacity growth",
        certified(export((HUAWEI,), EXPANSION)),
        (
            "2019-06-03 2019-06-03 stop version 1",
            "2019-09-09 2019-09-09 stop version 2",
        ),
    ),
    Table(
        "huawei_timeline 3 (c)(1), general-purpose computing",
        certified(export((GERMANY,), COMPUTING)),
        (
            "2019-08-21 2019-08-21 stop version 2",
            "2020-05-04 2020-05-04 stop version 5",
        ),
    ),
    Table(
        "huawei_timeline 3, purpose no version knows",
        certified(export((BARE,), NEW)),
        ("2019-06-20 2019-06-20 stop version 1",),
    ),
    Table(
        "huawei_timeline 3, purpose no version knows",
        certified(export((JAPAN,), OTHER)),
        ("2019-12-20 2019-12-20 stop version 3",),
    ),
    Table(
        "huawei_timeline 3, purpose not told, contract and certification in hand",
        certified(export((HUAWEI,), SPARES)),
        (
            "2019-05-18 2019-05-18 stop in the first hole no purpose helps",
            "2019-06-10 2019-06-10 open version 1 would free some purposes",
            "2020-08-13 2020-08-13 open version 6 would free some purposes",
            "2020-08-14 2020-08-14 stop in the second hole no purpose helps",
            "2020-09-01 2020-09-01 open the standing authorization would free one purpose",
        ),
    ),
    Table(
        "huawei_timeline 3, neither purpose nor certification told",
        export((UPPER,), SPARES),
        ("2019-09-16 2019-09-16 stop without certification no purpose helps in version 2",),
    ),
    Table(
        "huawei_timeline 3 other EAR rules, switch of ECCN 5A991 under the license",
        certified(
            export((HUAWEI,), ware("ethernet switch", "existing-network-operation", "5A991"))
        ),
        (
            "2019-05-17 2019-05-17 stop in the hole the all-items requirement answers",
            "2019-06-18 2019-06-18 temporary freed by version 1, the chart asks for nothing",
        ),
    ),
    Table(
        "huawei_timeline 2 v2, an affiliate of August 2019",
        certified(export((MEXICO,), NETWORK)),
        (
            "2019-08-19 2019-08-19 temporary listed and licensed on the same day",
            "2020-06-30 2020-06-30 temporary version 6",
        ),
    ),
)
TABLES = NETWORKS + DEVICES + SPECIAL + CONDITIONS
