"""Foreign-made goods under the footnote 1 direct-product rule, and the standards release."""

from dataclasses import replace

from licet_orderbook.sale import Party, Place, Sale
from licet_orderbook.scenarios.table import (
    HUAWEI,
    NETWORK,
    NEW,
    PAPER,
    Table,
    certified,
    export,
    party,
    ware,
)

FIRST_WIDTH = "huawei_timeline 1#9 85 FR 29849 and fdp (e)(1) v1"
SECOND_WIDTH = "huawei_timeline 1#12 85 FR 51596 and fdp (e)(1) v2"
HISILICON = party("HiSilicon Technologies Co., Ltd.", "CN")
OPENLAB = party("Huawei OpenLab Bangkok", "TH")
SONY = party("Sony Semiconductor Solutions Corporation", "JP")


def abroad(sale: Sale, ship_from: str, **claims: bool) -> Sale:
    """Give the sale as a reexport of foreign-made goods with the attestations given."""
    attestations = tuple(sorted(claims.items()))
    lines = tuple(replace(line, origin="foreign", attestations=attestations) for line in sale.lines)
    return replace(sale, transaction="reexport", ship_from=Place(ship_from), lines=lines)


def made(buyer: Party, *, product: bool | None, designed: bool, began: str | None = None) -> Sale:
    """Give goods from a Taiwanese plant: direct product or not told, the buyer's design or not."""
    claims = {"subject_to_ear": False, "designed_or_produced_by_listed_party": designed}
    if product is not None:
        claims["fdp_entity_list_fn1"] = product
    sale = abroad(export((buyer,), NEW), "TW", **claims)
    lines = tuple(replace(line, production_began_on=began) for line in sale.lines)
    return replace(sale, lines=lines)


def paper(category: str = "EAR99", kind: str = "technology", name: str = HUAWEI.name) -> Sale:
    """Give a contribution to a standards organization in which the named party takes part."""
    line = replace(PAPER, category=category, kind=kind)
    return export((party(name, "CN"),), line)


DIRECT_PRODUCT = (
    Table(
        f"{FIRST_WIDTH}, the buyer's own design",
        made(HISILICON, product=True, designed=True, began="2020-05-20"),
        (
            "2020-05-25 2020-05-14 go nobody had announced the rule",
            "2020-05-25 2020-05-25 stop designed by a listed party, direct product",
            "2020-08-13 2020-08-13 stop last day of the last temporary license, other purpose",
            "2020-08-16 2020-08-16 stop last day of the first width",
            "2020-08-17 2020-08-17 stop the second width reaches it too",
        ),
    ),
    Table(
        f"{FIRST_WIDTH}, first day",
        made(HISILICON, product=True, designed=True, began="2020-05-15"),
        (
            "2020-05-15 2020-05-15 stop production began on the day itself, not before",
            "2020-09-14 2020-09-14 stop production began on 2020-05-15, no savings",
        ),
    ),
    Table(
        f"{FIRST_WIDTH}, somebody else's design",
        made(HUAWEI, product=True, designed=False),
        (
            "2020-06-15 2020-06-15 go the first width asks who designed it",
            "2020-08-16 2020-08-16 go last day of the first width",
            "2020-08-20 2020-08-10 go nobody had announced the second width",
            "2020-08-17 2020-08-17 stop first day of the second width, any item",
        ),
    ),
    Table(
        f"{FIRST_WIDTH}, no direct product",
        made(HISILICON, product=False, designed=True, began="2020-06-01"),
        (
            "2020-06-15 2020-06-15 go not a direct product",
            "2020-10-12 2020-10-12 go not a direct product in the second width either",
        ),
    ),
    Table(
        f"{FIRST_WIDTH}, before the rule",
        made(HISILICON, product=True, designed=True, began="2019-04-02"),
        (
            "2019-06-03 2019-06-03 go the goods are not subject to the EAR",
            "2020-05-14 2020-05-14 go day before the rule",
        ),
    ),
    Table(
        f"{FIRST_WIDTH} production savings, begun the day before",
        made(HISILICON, product=True, designed=True, began="2020-05-14"),
        (
            "2020-05-15 2020-05-15 go begun before 2020-05-15",
            "2020-09-13 2020-09-13 go day before the last day of the savings",
            "2020-09-14 2020-06-01 go last day of the savings as known early",
            "2020-09-14 2020-09-14 go last day of the savings",
            "2020-09-15 2020-09-15 stop day after the savings",
        ),
    ),
    Table(
        f"{FIRST_WIDTH}, start of production not told",
        made(HISILICON, product=True, designed=True),
        ("2020-07-20 2020-07-20 stop an absent start claims no savings",),
    ),
    Table(
        f"{FIRST_WIDTH}, not told whether it is a direct product",
        made(HISILICON, product=None, designed=True, began="2020-06-01"),
        (
            "2020-06-15 2020-06-15 open the fact decides",
            "2020-10-12 2020-10-12 open the fact decides in the second width",
        ),
    ),
    Table(
        f"{FIRST_WIDTH}, not told, somebody else's design",
        made(HUAWEI, product=None, designed=False, began="2020-06-01"),
        (
            "2020-06-22 2020-06-22 go the first width does not reach it either way",
            "2020-09-28 2020-09-28 open the second width may reach it",
        ),
    ),
    Table(
        f"{SECOND_WIDTH}, an affiliate of August 2020",
        made(OPENLAB, product=True, designed=False, began="2020-08-24"),
        ("2020-08-31 2020-08-31 stop footnote 1 speaks for the new affiliates",),
    ),
    Table(
        "fdp (e)(1) destination, a buyer never listed",
        made(SONY, product=True, designed=False, began="2020-06-01"),
        ("2020-06-15 2020-06-15 go no listed party, first width",),
    ),
)
SUBJECT = (
    Table(
        "huawei_timeline 1#1 84 FR 22961, foreign-made and subject to the EAR",
        abroad(export((HUAWEI,), NEW), "SG", subject_to_ear=True),
        (
            "2019-05-15 2019-05-15 go before the listing",
            "2019-07-08 2019-07-08 stop subject to the EAR by its US content",
        ),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, foreign-made, not told whether subject to the EAR",
        abroad(export((HUAWEI,), NEW), "SG"),
        ("2019-07-08 2019-07-08 open the fact decides",),
    ),
    Table(
        "huawei_timeline 2 v2 and design 2.4, foreign-made spares, subject or not",
        certified(abroad(export((HUAWEI,), NETWORK), "SG")),
        ("2019-10-08 2019-10-08 temporary either way it may go, the more severe is told",),
    ),
    Table(
        "huawei_timeline 1#1 84 FR 22961, foreign-made and not subject to the EAR",
        abroad(export((HUAWEI,), NEW), "SG", subject_to_ear=False),
        ("2019-11-25 2019-11-25 go the listing asks for items subject to the EAR",),
    ),
)
STANDARDS = (
    Table(
        "huawei_timeline 1#10 85 FR 36719, EAR99 technology",
        paper(),
        (
            "2020-06-17 2020-06-17 stop day before the release",
            "2020-06-18 2020-06-18 go first day of the release",
            "2020-06-19 2020-06-19 go day after the first",
            "2020-07-01 2020-06-10 stop nobody had announced the release",
            "2020-07-01 2020-06-17 go announced on 2020-06-15",
            "2020-08-15 2020-08-15 go the release runs through the second hole",
            "2021-09-20 2021-09-20 go the release has no end by then",
        ),
    ),
    Table(
        "huawei_timeline 1#10 85 FR 36719, EAR99 technology to the chip designer",
        paper(name="HiSilicon Technologies Co., Ltd."),
        (
            "2020-06-18 2021-12-31 go first day as known later",
            "2020-10-26 2020-10-26 go the whole listed family of 2019 is meant",
        ),
    ),
    Table(
        "huawei_timeline 1#10 and 1#19, EAR99 software",
        paper(kind="software"),
        ("2020-07-06 2020-07-06 stop software was released only in 2022",),
    ),
    Table(
        "huawei_timeline 1#10 85 FR 36719, EAR99 commodity",
        paper(kind="commodity"),
        ("2020-07-06 2020-07-06 stop technology alone is released",),
    ),
    Table(
        "huawei_timeline 1#10 85 FR 36719, technology of ECCN 5E991",
        paper("5E991"),
        (
            "2020-06-15 2020-06-15 stop before the release the all-items requirement answers",
            "2020-07-06 2020-07-06 go released, for anti-terrorism alone controls it",
        ),
    ),
    Table(
        "huawei_timeline 1#10 85 FR 36719, EAR99 technology for a product",
        export((HUAWEI,), ware("installation course notes", "new-product", kind="technology")),
        ("2020-07-06 2020-07-06 stop released for standards work alone",),
    ),
)
TABLES = DIRECT_PRODUCT + SUBJECT + STANDARDS
