"""Where a control requires a license, by the words of its entry."""

from __future__ import annotations

import pytest
from licet_tables.requirements import CODES, COLUMNS, requirement_code

SEE = "See § 742.6 of the EAR for additional information."
NO_CHART = "The Commerce Country Chart is not designed to determine this."
GROUPS = (
    "destinations specified in Country Groups D:1, D:4, and D:5 of supplement no. 1 to part 740"
)
LESS = "of the EAR, excluding any destination also specified in Country Groups A:5 or A:6."
SAID: tuple[tuple[str, str, str], ...] = (
    ("NS", "NS Column 1.", "NS1"),
    ("AT", "AT Column 1", "AT1"),
    ("AT", "Column 1.", "AT1"),
    ("AT", "NP Column 1 AT Column 1", "AT1"),
    ("NP", "NP Column 1 AT Column 1", "NP1"),
    ("NS", "RS Column 1", "not_encoded"),
    ("NS", "NS Column 9", "not_encoded"),
    ("NS", f"Worldwide control. {SEE}", "worldwide"),
    ("RS", f"To or within any destination worldwide. {SEE}", "worldwide_computing"),
    ("RS", "To or within any destination worldwide, see § 742.6(a)(6) of the EAR.",
     "worldwide_computing"),
    ("RS", "Worldwide (see § 742.6(a)(6)(ii)).", "worldwide"),
    ("SL", ("A license is required for all destinations, as specified in § 742.13 of the EAR. "
     "Accordingly, a column does not appear."), "worldwide"),
    ("CC", ("CC applies to entire entry. A license is required for ALL destinations, regardless of "
     f"end-use. {SEE}"), "worldwide"),
    ("CC", ("A license is required for ALL destinations, except Canada, regardless of end use. "
     "(See part 742.)"), "all_but_canada"),
    ("CC", ("A license is required for ALL destinations, except Canada and Mexico, regardless of "
     "end use."), "not_encoded"),
    ("EI", "Refer to § 742.15 of the EAR.", "all_but_canada"),
    ("SI", "See § 742.14 of the EAR for additional information.", "all_but_canada"),
    ("RS", "Refer to § 742.15 of the EAR.", "not_encoded"),
    ("RS", f"To or within {GROUPS} {LESS} {SEE}", "d1_d4_d5"),
    ("RS", f"To or within the United Arab Emirates or {GROUPS} {LESS} {SEE}", "ae_d1_d4_d5"),
    ("RS", f"To or within {GROUPS} of the EAR. {SEE}", "not_encoded"),
    ("NS", ("To or within Macau or a destination specified in Country Group D:5 of supplement no. "
     f"1 to part 740 of the EAR. {SEE}"), "macau_d5"),
    ("RS", "China, Russia, or Venezuela (see § 742.6(a)(7)).", "cn_ru_ve"),
    ("RS", "China, Russia or Venezuela (see § 742.6(a)(7))", "cn_ru_ve"),
    ("RS", "China or Macau (see § 742.6(a)(6)).", "cn_mo"),
    ("RS", "China, Russia, or Iran (see § 742.6(a)(7)).", "not_encoded"),
    ("UN", "See § 746.1(b) for UN controls.", "un_arms_embargo"),
    ("UN", "See § 746.1 of the EAR for UN controls", "un_arms_embargo"),
    ("RS", "See § 746.1(b) for UN controls.", "not_encoded"),
    ("RS", ("A license is required for items controlled by this entry for export or reexport to "
     f"Iraq or transfer within Iraq for regional stability reasons. {NO_CHART} {SEE}"), "iraq"),
    ("RS", ("A license is required for items controlled by this entry, other than 2B999.h.2, for "
     "export or reexport to Pakistan or transfer within Pakistan for regional stability reasons."),
     "pakistan"),
    ("RS", ("A license is required for items controlled by this entry for export or reexport to "
     "Iraq or Pakistan or transfer within Iraq or Pakistan for regional stability reasons."),
     "iraq_pakistan"),
    ("AT", ("Country Chart. AT applies to entire entry. A license is required for items controlled "
     f"by this entry to North Korea for anti-terrorism reasons. {NO_CHART}"), "north_korea"),
    ("AT", ("A license is required for items controlled by paragraph .c of this entry to North "
     "Korea for anti-terrorism reasons."), "north_korea"),
    ("AT", ("AT applies to entire entry. A license is required for items controlled by this entry "
     f"to Iran and North Korea. {NO_CHART}"), "iran_north_korea"),
    ("AT", (f"AT applies to entire entry. {NO_CHART} A license is required, for AT reasons, to "
     "export or reexport items controlled by 1C350 to a country in Country Group E:1 of "
     "Supplement No. 1 to part 740 of the EAR. (See part 746.)"), "e1"),
    ("RU", "See § 746.8 for specific license requirements and license review policy.",
     "russia_sector"),
    ("SS", ("SS applies to entire entry. For licensing requirements proceed to part 754 of the "
     "EAR."), "short_supply"),
    ("CW", ("CW applies to entire entry. A license is required for CW reasons to CWC non-States "
     "Parties (destinations not listed in Supplement No. 2 to part 745), except for Israel and "
     "Taiwan."), "cwc_not_party_but_il_tw"),
    ("RS", "See § 742.6(a)(11) of the EAR.", "not_encoded"),
    ("NP", "N/A.", "not_encoded"),
    ("NS", "", "not_encoded"),
    ("RS", "China, Russia, or Venezuela. But a license is required for Japan.", "not_encoded"),
)  # fmt: skip


@pytest.mark.parametrize(("reason", "words", "code"), SAID)
def test_words_come_to_a_column_or_a_code_or_are_not_encoded(
    reason: str, words: str, code: str
) -> None:
    assert requirement_code(reason, words) == code


def test_every_code_that_words_can_come_to_is_declared() -> None:
    assert {code for _, _, code in SAID} <= {*CODES, *COLUMNS}
