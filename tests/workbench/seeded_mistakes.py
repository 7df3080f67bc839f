"""Kinds of mistakes that people make in rule files, each planted alone in the shipped packs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Mistake(NamedTuple):
    """One edit of one shipped file, and the command that must find it, at which line.

    `find` is replaced by `replace`, the first time it stands there; `edit` may do more than
    that. A file that is not shipped is written anew. The line is the first that holds `line`
    once the mistake is planted, or, of a text with ` ... ` in it, the first that holds what
    stands after it below what stands before. It is in `file` unless `at` names another.
    """

    file: str
    find: str
    replace: str
    line: str
    says: str
    command: str = "check"
    at: str | None = None
    edit: Callable[[str], str] | None = None

    def planted(self, text: str) -> str:
        """Return the text of the file with the mistake in it."""
        assert self.find in text, f"`{self.find}` is not in {self.file}"
        changed = text.replace(self.find, self.replace, 1)
        return self.edit(changed) if self.edit else changed


NETWORKS = "us_ear/part_744/huawei_tgl_networks.yaml"
DEVICES = "us_ear/part_744/huawei_tgl_devices.yaml"
ZTE_TGL = "us_ear/part_744/zte_tgl.yaml"
ZTE_LISTED = "us_ear/part_744/entity_list_zte.yaml"
ZTE_DENIED = "us_ear/part_736/denial_order_zte.yaml"
HUAWEI = "us_ear/part_744/entity_list_huawei.yaml"
SMIC = "us_ear/part_744/entity_list_smic.yaml"
LISTED = "us_ear/part_744/entity_list.yaml"
MEU = "us_ear/part_744/meu_list.yaml"
MILITARY = "us_ear/part_744/military_end_use.yaml"
AFFILIATES_TGL = "us_ear/part_736/affiliates_general_license.yaml"
SAVED = "us_ear/part_736/footnote_1_production_savings.yaml"
PARTNERS = "us_ear/part_736/partner_countries.yaml"
WORLDWIDE = "us_ear/part_736/direct_product_computing_worldwide.yaml"
RUSSIA = "us_ear/part_736/direct_product_russia.yaml"
EQUIPMENT = "us_ear/part_736/direct_product_sme.yaml"
COMPUTING = "us_ear/part_736/direct_product_computing.yaml"
WEIGHTS = "us_ear/part_736/direct_product_model_weights.yaml"
FOOTNOTE_5 = "us_ear/part_736/footnote_5_direct_product.yaml"
SUDAN = "us_ear/part_740/no_exception_sudan.yaml"
LVS = "us_ear/part_740/lvs.yaml"
HOUSE = "house/national_security.yaml"
VOCABULARY = "us_ear/vocabulary.yaml"
ROWS = "us_ear/lists/entity_list.csv"
DENIED_ROWS = "us_ear/lists/denied_persons.csv"
CHILE = (
    'entity_list,Huawei Chile S.A.,none,CL,"Santiago, CL",2019-05-16,none,2019-05-15,2019-05-21,'
    "none,none,84 FR 22961,high,all_items,none,1,none,presumption_of_denial,national_security,"
    "huawei\n"
)
HEADER = (
    "list,name,aliases,country,address,from,through,announced,published,end_announced,"
    "end_published,authority,date_confidence,scope,except,footnotes,exceptions_allowed,policies,"
    "ground,regime\n"
)
HOUSE_VERSION = "    when: {subject_to_ear: true}\n"
V3 = "    from: 2019-11-18\n    through: 2020-02-16\n    announced: 2019-11-18\n"


def beside_chile(old: str, new: str) -> str:
    """Return the row of Huawei Chile twice, the second time with something else in it."""
    assert old in CHILE
    return CHILE + CHILE.replace(old, new)


VERSIONS: dict[str, Mistake] = {
    "two versions of one provision begin and were announced on the same days": Mistake(
        NETWORKS,
        V3,
        "    from: 2019-08-19\n    through: 2020-02-16\n    announced: 2019-08-19\n",
        "version: v3",
        "begin and were announced on the same days",
    ),
    "the first and the last day of a version are swapped": Mistake(
        NETWORKS,
        "    from: 2019-05-20\n    through: 2019-08-19\n",
        "    from: 2019-08-19\n    through: 2019-05-20\n",
        "through: 2019-05-20",
        "`through` is before `from`",
    ),
    "an extension ends in the year before": Mistake(
        NETWORKS,
        "through: 2020-02-16",
        "through: 2019-02-16",
        "through: 2019-02-16",
        "`through` is before `from`",
    ),
    "the days of announcement and publication are swapped": Mistake(
        NETWORKS,
        "    announced: 2019-05-20\n    published: 2019-05-22\n",
        "    announced: 2019-05-22\n    published: 2019-05-20\n",
        "published: 2019-05-20",
        "`published` is before `announced`",
    ),
    "a permit without an end": Mistake(
        DEVICES,
        "    through: 2020-08-13\n",
        "",
        "version: v6 ... from: 2020-05-15",
        "a permit was issued with an end",
    ),
    "a permit that ends in another century": Mistake(
        DEVICES,
        "through: 2020-08-13",
        "through: 2090-08-13",
        "through: 2090-08-13",
        "a temporary license ends within three",
    ),
    "a requirement that ends in another century": Mistake(
        HUAWEI,
        "    from: 2019-05-16\n",
        "    from: 2019-05-16\n    through: 2091-05-16\n",
        "through: 2091-05-16",
        "leave `through` out where there is no end",
    ),
    "a version that began before there was export control": Mistake(
        HUAWEI,
        "    from: 2019-05-16\n",
        "    from: 1919-05-16\n",
        "from: 1919-05-16",
        "lies before 1979-10-01",
    ),
    "a version that begins decades after its announcement": Mistake(
        LISTED,
        "    from: 2020-08-17\n",
        "    from: 2080-08-17\n",
        "from: 2080-08-17",
        "after it was announced; see that the years are right",
    ),
    "a version that was announced years after it began": Mistake(
        HOUSE,
        "    announced: 2020-05-15\n",
        "    announced: 2025-05-15\n",
        "announced: 2025-05-15",
        "until then nobody could know of it",
    ),
    "a publication in a year of which no page is cited": Mistake(
        ZTE_LISTED,
        "    published: 2016-03-08\n",
        "    published: 2017-01-08\n",
        "published: 2017-01-08",
        "the Federal Register of 2017 is volume 82",
    ),
    "a publication years after the announcement": Mistake(
        RUSSIA,
        "    published: 2022-03-03\n",
        "    published: 2025-03-03\n",
        "published: 2025-03-03",
        "published 3 years after it was announced",
    ),
    "a version that does not begin on the day it is called by": Mistake(
        RUSSIA,
        "    from: 2022-04-08\n    announced: 2022-04-08\n    published: 2022-04-14\n",
        "    from: 2022-05-08\n    announced: 2022-05-08\n    published: 2022-05-14\n",
        "from: 2022-05-08",
        "called `2022-04-08`, a day on which it neither begins",
    ),
    "an extension that leaves a gap behind the one before": Mistake(
        NETWORKS,
        "    through: 2019-11-18\n",
        "    through: 2019-11-08\n",
        "version: v3 ... from: 2019-11-18",
        "nothing governs 2019-11-09 to 2019-11-17",
    ),
    "an extension that begins too late by one digit": Mistake(
        ZTE_TGL,
        "    from: 2016-08-19\n",
        "    from: 2016-09-09\n",
        "from: 2016-09-09",
        "nothing governs 2016-08-31 to 2016-09-08",
    ),
    "an extension that nobody knew of when the one before ended": Mistake(
        NETWORKS,
        "    announced: 2019-11-18\n    published: 2019-11-20\n",
        "    announced: 2019-12-18\n    published: 2019-12-20\n",
        "announced: 2019-12-18",
        "nobody knew of it on 2019-11-19 to 2019-12-17",
    ),
    "a version that follows and says that it supersedes": Mistake(
        NETWORKS,
        "    from: 2019-08-19\n",
        "    supersedes: v1\n    from: 2019-08-19\n",
        "supersedes: v1",
        "what follows a version supersedes nothing",
    ),
    "a version that is superseded as soon as it is known": Mistake(
        MILITARY,
        "    announced: 2020-06-03\n    published: 2020-06-03\n",
        "    announced: 2020-04-27\n    published: 2020-04-28\n",
        'version: "2020-06-29"',
        "never governs a day, whenever one asks",
    ),
    "a version that supersedes nothing": Mistake(
        ZTE_DENIED,
        "supersedes: activated",
        "supersedes: activatd",
        "supersedes: activatd",
        "is not a version of this provision; did you mean `activated`?",
    ),
    "a version that supersedes itself": Mistake(
        ZTE_DENIED,
        "supersedes: activated",
        "supersedes: terminated",
        "supersedes: terminated",
        "a version does not supersede itself",
    ),
    "two versions that supersede each other": Mistake(
        ZTE_DENIED,
        "    from: 2018-04-15\n",
        "    supersedes: terminated\n    from: 2018-04-15\n",
        "supersedes: terminated",
        "supersede each other in a circle",
    ),
    "a version that was announced before what it supersedes": Mistake(
        ZTE_DENIED,
        "    announced: 2018-07-13\n",
        "    announced: 2018-04-13\n",
        "announced: 2018-04-13",
        "announced before `activated`, which it supersedes",
    ),
    "an authority that cites nothing": Mistake(
        ZTE_LISTED,
        "authority: 81 FR 12004; 15 CFR 744.11 and Supp. No. 4 to Part 744",
        "authority: the Federal Register",
        "authority: the Federal Register",
        "cites nothing",
    ),
    "an enforcement that is spoken of before the text": Mistake(
        WORLDWIDE,
        "      from: 2025-05-13\n",
        "      from: 2024-05-13\n",
        "from: 2024-05-13",
        "enforcement is spoken of before `from`",
    ),
}

ACTING: dict[str, Mistake] = {
    "a tag that is misspelt in a `lifts`": Mistake(
        NETWORKS,
        "  tags: [entity-list-huawei]\n",
        "  tags: [entity-list-huawai]\n",
        "tags: [entity-list-huawai]",
        "no provision has the tag `entity-list-huawai`; did you mean `entity-list-huawei`?",
    ),
    "a requirement that loses the tag by which permits lift it": Mistake(
        ZTE_LISTED,
        "tags: [entity-list, entity-list-zte]",
        "tags: [entity-list]",
        "tags: [entity-list-zte]",
        "no provision has the tag `entity-list-zte`",
        at=ZTE_TGL,
    ),
    "a requirement whose id changed under its permit": Mistake(
        "us_ear/part_744/affiliates.yaml",
        "id: us_ear.744.affiliates\n",
        "id: us_ear.744.affiliated\n",
        "provisions: [us_ear.744.affiliates]",
        "there is no provision `us_ear.744.affiliates`; did you mean `us_ear.744.affiliated`?",
        at=AFFILIATES_TGL,
    ),
    "a clearance that lifts a permit": Mistake(
        SAVED,
        "us_ear.736.footnote_1_direct_product",
        "us_ear.744.zte_tgl",
        "provisions: [us_ear.744.zte_tgl]",
        "only requirements and denials are lifted",
    ),
    "a clearance that lifts what was made after its end": Mistake(
        SAVED,
        "us_ear.736.footnote_1_direct_product",
        "us_ear.736.footnote_5_direct_product",
        "provisions: [us_ear.736.footnote_5_direct_product]",
        "is never in force with it",
    ),
    "a clearance that is matched on another subject than what it lifts": Mistake(
        PARTNERS,
        "us_ear.736.direct_product_russia",
        "us_ear.736.footnote_3_direct_product",
        "provisions: [us_ear.736.footnote_3_direct_product]",
        "it acts on the same subject only; write `subject: party`",
    ),
    "a clearance that never meets what it lifts": Mistake(
        SAVED,
        "subject_to_ear: false",
        "subject_to_ear: true",
        "provisions: [us_ear.736.footnote_1_direct_product]",
        "never matches a line that this matches",
    ),
    "a clearance of a denial order": Mistake(
        SAVED,
        "us_ear.736.footnote_1_direct_product",
        "us_ear.736.denial_order_zte",
        "provisions: [us_ear.736.denial_order_zte]",
        "only a permit that names it by id may",
    ),
    "a permit that lifts a denial order by its tag": Mistake(
        ZTE_TGL,
        "tags: [entity-list-zte]",
        "tags: [entity-list-zte, denial-order]",
        "tags: [entity-list-zte, denial-order]",
        "only a permit that names it by id may",
    ),
    "a permit of a regime that no row has": Mistake(
        ZTE_TGL,
        "  regimes: [zte-tgl]\n",
        "  regimes: [zte_tgl]\n",
        "regimes: [zte_tgl]",
        "no list row is of the regime `zte_tgl`; did you mean `zte-tgl`?",
    ),
    "a permit that outlives what it lifts": Mistake(
        ZTE_LISTED,
        "    from: 2016-03-08\n",
        "    from: 2016-03-08\n    through: 2017-03-07\n",
        "version: v5 ... through: 2017-03-29",
        "nothing that it lifts is in force from 2017-03-08 to 2017-03-29",
        at=ZTE_TGL,
    ),
    "a permit that begins before what it lifts": Mistake(
        ZTE_LISTED,
        "    from: 2016-03-08\n    announced: 2016-03-08\n    published: 2016-03-08\n",
        "    from: 2016-05-08\n    announced: 2016-03-08\n    published: 2016-03-08\n",
        "version: v1 ... from: 2016-03-24",
        "nothing that it lifts is in force from 2016-03-24 to 2016-05-07",
        at=ZTE_TGL,
    ),
    "a permit that names nothing": Mistake(
        ZTE_TGL,
        "  tags: [entity-list-zte]\n",
        "",
        "lifts:",
        "names no provision and no tag",
    ),
    "a bar that names a tag nothing has": Mistake(
        SUDAN,
        "bars: {tags: [license-exception]}",
        "bars: {tags: [licence-exception]}",
        "bars: {tags: [licence-exception]}",
        "no provision has the tag `licence-exception`; did you mean `license-exception`?",
    ),
    "a bar of a requirement": Mistake(
        SUDAN,
        "bars: {tags: [license-exception]}",
        "bars: {provisions: [us_ear.744.entity_list]}",
        "bars: {provisions: [us_ear.744.entity_list]}",
        "only permits and clearances are barred",
    ),
    "a bar of a permit that had ended long before": Mistake(
        FOOTNOTE_5.replace("footnote_5_direct_product", "bar_of_zte_tgl"),
        "",
        "id: us_ear.736.bar_of_zte_tgl\ntitle: No general license for ZTE\neffect: bars\n"
        "subject: line\nbars: {provisions: [us_ear.744.zte_tgl]}\nwhen: {end_use: military}\n"
        "versions:\n  - {version: v1, from: 2020-01-01, announced: 2020-01-01, authority: 85 FR 1}\n",
        "bars: {provisions: [us_ear.744.zte_tgl]}",
        "is never in force with it",
    ),
    "a house rule that permits": Mistake(
        HOUSE,
        "effect: denies\nsubject: party\ndenial_ground: house_national_security\n",
        "effect: permits\nsubject: party\nlifts: {tags: [entity-list]}\n",
        "effect: permits",
        "may only require, deny or bar",
    ),
    "a house rule that bars what the law requires": Mistake(
        HOUSE,
        "effect: denies\nsubject: party\ndenial_ground: house_national_security\n",
        "effect: bars\nsubject: party\nbars: {tags: [entity-list]}\n",
        "bars: {tags: [entity-list]}",
        "only permits and clearances are barred",
    ),
    "a house row that widens a permit of the law": Mistake(
        "house/lists/own.csv",
        "",
        HEADER + CHILE.replace("Huawei Chile S.A.", "Blumen Krause GmbH"),
        "Blumen Krause GmbH",
        "may hold no row that could free an order",
    ),
}

CONDITIONS: dict[str, Mistake] = {
    "a version that contradicts the condition of all versions": Mistake(
        HOUSE,
        HOUSE_VERSION,
        "    when: {subject_to_ear: true, category: EAR99}\n",
        "when: {subject_to_ear: true, category: EAR99}",
        "never holds beside",
    ),
    "a flag that is to be true and false": Mistake(
        RUSSIA,
        "  not: {transaction: deemed-export}\n",
        "  not: {fdp_russia_belarus_crimea: true}\n",
        "fdp_russia_belarus_crimea: true",
        "never holds beside `fdp_russia_belarus_crimea: true`",
    ),
    "two values of a fact that has one": Mistake(
        HUAWEI,
        "    list: entity_list\n    regime: huawei\n",
        "    list: entity_list\n    regime: huawei\n    all: [{list: meu_list}]\n",
        "list: entity_list",
        "`list: entity_list` never holds beside `list: meu_list`",
    ),
    "categories that lie in each other nowhere": Mistake(
        EQUIPMENT,
        "  fdp_sme: true\n",
        "  fdp_sme: true\n  not: {category: 3B}\n".replace("3B}", '"3"}'),
        'not: {category: "3"}',
        "never holds beside",
    ),
    "days of a contract that leave none": Mistake(
        NETWORKS,
        "  contracted_on: {on_or_before: 2019-05-16}\n",
        "  contracted_on: {on_or_before: 2019-05-16, on_or_after: 2019-05-17}\n",
        "contracted_on:",
        "never holds beside",
    ),
    "contracts of after the last day of a permit": Mistake(
        NETWORKS,
        "  contracted_on: {on_or_before: 2019-05-16}\n",
        "  contracted_on: {on_or_after: 2021-05-16}\n",
        "contracted_on: {on_or_after: 2021-05-16}",
        "never holds while this version runs",
    ),
    "an amount that is under one limit and not under a higher one": Mistake(
        LVS,
        '        - this_control: {lvs_limit: "200"}\n          eccn_value: {below: 200.01, currency: USD}\n',
        '        - this_control: {lvs_limit: "200"}\n          eccn_value: {below: 200.01, currency: USD}\n'
        "          not: {eccn_value: {below: 600.02, currency: USD}}\n",
        'lvs_limit: "200"',
        "can never hold here; take it out of the `any`",
    ),
    "a part of an `any` that another part holds already": Mistake(
        HOUSE,
        "        - fdp_entity_list_fn1: true\n",
        "        - fdp_entity_list_fn1: true\n        - {subject_to_ear: true, origin: US}\n",
        "{subject_to_ear: true, origin: US}",
        "adds nothing: the other parts of the `any` hold then",
    ),
    "an `any` of a flag both ways": Mistake(
        HOUSE,
        "        - fdp_entity_list_fn1: true\n",
        "        - subject_to_ear: false\n",
        "- subject_to_ear: true",
        "says nothing: the rest of the condition says it",
    ),
    "an alternative that the rest of the condition rules out": Mistake(
        LISTED,
        "    - this_party: {scope: all_items}\n",
        "    - this_party: {scope: all_items}\n    - this_party: {list: unverified_list}\n",
        "list: unverified_list",
        "can never hold here; take it out of the `any`",
    ),
    "a part of a condition that the rest says already": Mistake(
        WEIGHTS,
        '  category: "4E091"\n',
        '  category: "4E091"\n  not: {category: EAR99}\n',
        "not: {category: EAR99}",
        "says nothing: the rest of the condition says it",
    ),
    "a receiver that is asked for and ruled out": Mistake(
        FOOTNOTE_5,
        "  fdp_entity_list_fn5: true\n",
        '  fdp_entity_list_fn5: true\n  not: {any_party: {list: entity_list, footnote: "5"}}\n',
        "role: [buyer",
        "can never hold here; take it out of the `any`",
    ),
    "a review policy that is never told": Mistake(
        SMIC,
        "        when: {uniquely_required_for_advanced_nodes: true}\n",
        "        when: {uniquely_required_for_advanced_nodes: true, subject_to_ear: false}\n",
        "when: {uniquely_required_for_advanced_nodes: true, subject_to_ear: false}",
        "this review policy is never told",
    ),
    "a list and a footnote that no row has together": Mistake(
        MEU,
        "    list: meu_list\n",
        '    list: meu_list\n    footnote: "1"\n',
        'footnote: "1"',
        "no list row that is held is all that is asked for",
    ),
    "a category that no edition of the Control List has": Mistake(
        WEIGHTS,
        '  category: "4E091"\n',
        '  category: "4E019"\n',
        'category: "4E019"',
        "`4E019` is in no edition of the Control List that is held",
    ),
    "a reason for control that no entry has with that column": Mistake(
        EQUIPMENT,
        "  this_control: {requirement: macau_d5}\n",
        "  this_control: {requirement: macau_d5, reason: CC}\n",
        "this_control: {requirement: macau_d5, reason: CC}",
        "no control of the Control List that is held is all that is asked for",
    ),
    "a regime in a condition that no row has": Mistake(
        SMIC,
        "regime: smic",
        "regime: simc",
        "regime: simc",
        "no list row is of the regime `simc`; did you mean `smic`?",
    ),
}

LISTS: dict[str, Mistake] = {
    "a row that stands twice in other letters": Mistake(
        ROWS,
        CHILE,
        beside_chile("Huawei Chile S.A.", "HUAWEI Chile  S.A."),
        "HUAWEI Chile",
        "stands twice, in other letters or spaces",
    ),
    "two rows of one party with two scopes": Mistake(
        ROWS,
        CHILE,
        beside_chile("all_items", "ccl_only"),
        "Huawei Chile S.A. ... Huawei Chile S.A.",
        "twice for some days, with another `scope`",
    ),
    "two rows of one party, one without the footnote": Mistake(
        ROWS,
        CHILE,
        beside_chile("all_items,none,1", "all_items,none,none"),
        "Huawei Chile S.A. ... Huawei Chile S.A.",
        "twice for some days, with another `footnotes`",
    ),
    "two rows of one page with two policies": Mistake(
        ROWS,
        CHILE,
        beside_chile("presumption_of_denial", "case_by_case"),
        "Huawei Chile S.A. ... Huawei Chile S.A.",
        "twice for some days, with another `policies`",
    ),
    "a row whose regime was lost on a second line": Mistake(
        ROWS,
        CHILE,
        beside_chile("national_security,huawei", "national_security,none"),
        "Huawei Chile S.A. ... Huawei Chile S.A.",
        "twice for some days, with another `regime`",
    ),
    "a row of the wrong century": Mistake(
        ROWS,
        CHILE,
        CHILE.replace("2019-05-16", "1919-05-16"),
        "Huawei Chile S.A.",
        "is listed before 1979-10-01",
    ),
    "a row that was announced years before it began": Mistake(
        ROWS,
        CHILE,
        CHILE.replace("2019-05-15", "2009-05-15"),
        "Huawei Chile S.A.",
        "`announced` and `from` of `Huawei Chile S.A.` lie 10 years apart",
    ),
    "a row that is listed for a lifetime": Mistake(
        ROWS,
        CHILE,
        CHILE.replace(
            "2019-05-16,none,2019-05-15,2019-05-21,none,none",
            "2019-05-16,2091-05-15,2019-05-15,2019-05-21,2020-05-15,none",
        ),
        "Huawei Chile S.A.",
        "is listed for 72 years",
    ),
    "a row that cites nothing": Mistake(
        ROWS,
        CHILE,
        CHILE.replace("84 FR 22961", "a page"),
        "Huawei Chile S.A.",
        "`a page` cites nothing",
    ),
}

REFUSED: dict[str, Mistake] = {
    "a row that stands twice word for word": Mistake(
        ROWS,
        CHILE,
        CHILE * 2,
        "Huawei Chile S.A. ... Huawei Chile S.A.",
        "the same row stands at",
    ),
    "a row that leaves the list before it is on it": Mistake(
        ROWS,
        CHILE,
        CHILE.replace(
            "2019-05-16,none,2019-05-15,2019-05-21,none",
            "2019-05-16,2018-05-15,2019-05-15,2019-05-21,2020-05-15",
        ),
        "Huawei Chile S.A.",
        "`through` is before `from`",
    ),
    "a row with a blank cell": Mistake(
        ROWS,
        CHILE,
        CHILE.replace("none,CL", ",CL"),
        "Huawei Chile S.A.",
        "a blank says nothing",
    ),
    "a country that is none": Mistake(
        ROWS,
        CHILE,
        CHILE.replace("none,CL", "none,Chile"),
        "Huawei Chile S.A.",
        "is not an ISO 3166-1 country code; did you mean `CL`?",
    ),
    "a row with a cell too few": Mistake(
        ROWS,
        CHILE,
        CHILE.replace("none,CL", "CL"),
        "Huawei Chile S.A.",
        "19 cells where the header has 20",
    ),
    "a fact that is misspelt": Mistake(
        HOUSE,
        "any_control: {reason: NS}",
        "any_control: {raeson: NS}",
        "any_control: {raeson: NS}",
        "`raeson` is not a declared fact; did you mean `reason`?",
    ),
    "a code that is misspelt": Mistake(
        HOUSE,
        "ground: national_security",
        "ground: national_securty",
        "ground: national_securty",
        "did you mean `national_security`?",
    ),
    "a key that is misspelt": Mistake(
        NETWORKS,
        "    announced: 2019-08-19\n",
        "    anounced: 2019-08-19\n",
        "anounced: 2019-08-19",
        "unknown key `anounced`; did you mean `announced`?",
    ),
    "an end that is null": Mistake(
        NETWORKS,
        "    through: 2020-02-16\n",
        "    through: null\n",
        "through: null",
        "holds no day; leave the key out where there is none",
    ),
    "a day that no month has": Mistake(
        NETWORKS,
        "through: 2020-02-16",
        "through: 2020-02-30",
        "through: 2020-02-30",
        "is not a day",
    ),
    "a day in the year 219": Mistake(
        NETWORKS,
        "from: 2019-08-19",
        "from: 0219-08-19",
        "from: 0219-08-19",
        "lies outside the years 1900 to 2100",
    ),
    "two versions of one name": Mistake(
        NETWORKS,
        "version: v4",
        "version: v3",
        "version: v3 ... version: v3",
        "the version `v3` stands on line",
    ),
    "two provisions of one id": Mistake(
        DEVICES,
        "id: us_ear.744.huawei_tgl_devices",
        "id: us_ear.744.huawei_tgl_networks",
        "id: us_ear.744.huawei_tgl_networks",
        "`us_ear.744.huawei_tgl_networks` stands in",
        at=NETWORKS,
    ),
    "a key that stands twice": Mistake(
        NETWORKS,
        "    through: 2020-02-16\n",
        "    through: 2020-02-16\n    through: 2020-02-17\n",
        "through: 2020-02-17",
        "key `through` stands on line",
    ),
    "a tab": Mistake(
        NETWORKS,
        "    through: 2020-02-16\n",
        "\tthrough: 2020-02-16\n",
        "\tthrough: 2020-02-16",
        "a tab; indent with spaces",
    ),
    "an anchor": Mistake(
        NETWORKS,
        "    from: 2019-11-18\n",
        "    from: &day 2019-11-18\n",
        "from: &day 2019-11-18",
        "anchor `&day`: take it out",
    ),
    "a requirement that lifts": Mistake(
        ZTE_LISTED,
        "effect: requires\n",
        "effect: requires\nlifts: {tags: [entity-list]}\n",
        "lifts: {tags: [entity-list]}",
        "`lifts` is not for a provision that requires",
    ),
    "a fact that may be unknown without a question": Mistake(
        VOCABULARY,
        "    says: where do the goods go?\n",
        "",
        "  destination:",
        "write its question as `says`",
    ),
}

SEEDED: dict[str, Mistake] = VERSIONS | ACTING | CONDITIONS | LISTS | REFUSED
