"""Where a control requires a license: a chart column, or a code for what the entry says itself.

Sentences that only point elsewhere are set aside; what is left must match a shape whole, or the
requirement is `not_encoded`.
"""

from __future__ import annotations

import re

from licet_tables.wording import numbered

COLUMNS = (
    "CB1", "CB2", "CB3", "NP1", "NP2", "NS1", "NS2", "MT1", "RS1", "RS2", "FC1", "CC1", "CC2",
    "CC3", "AT1", "AT2",
)  # fmt: skip
NOT_ENCODED = "not_encoded"
CODES = (
    "worldwide", "worldwide_computing", "all_but_canada", "ae_d1_d4_d5", "d1_d4_d5", "macau_d5",
    "cn_ru_ve", "cn_mo", "un_arms_embargo", "iraq", "pakistan", "iraq_pakistan", "north_korea",
    "iran_north_korea", "e1", "russia_sector", "short_supply", "cwc_not_party",
    "cwc_not_party_but_il_tw", "cwc_schedule_3", "none", NOT_ENCODED,
)  # fmt: skip

_CHART = re.compile(r"(?P<reason>[A-Z]{2}) Column (?P<number>\d)")
_COLUMN = re.compile(r"Column (?P<number>\d)")
_POINTERS = re.compile(
    r"\(?(?:See|Accordingly, a column|The Commerce Country Chart is not designed|Country Chart\b"
    r"|Note\b|Note to SL|For licensing requirements|[A-Z]{2}(?: and [A-Z]{2})? appl(?:y|ies) to)\b"
)
_SENTENCE = re.compile(r"(?<=[.)]) (?=[\"A-Z(])")
_UNDER = r"(?:\(?see § ?742\.[\w().]+\)?)"
_A5_A6 = r", excluding any destination also specified in Country Groups A:5 or A:6"
_SUPPLEMENT = r"(?: of supplement no 1 to part 740 of the EAR)?"
_THIS = (
    r"A license is required for (?:items controlled by (?:this entry|paragraph \.c of this entry)"
)
_ENTRY = rf"{_THIS})(?:, other than [\w.]+,)?"
_WITHIN = r"(?: for export or reexport)? to {0} (?:or|and) transfer within {0}"
_WHY = r"(?: for (?:regional stability|anti-terrorism) reasons)?"
_EVERYWHERE = r"A license is required for all destinations"
_GROUPS_D = rf"destinations specified in Country Groups D:1, D:4, and D:5{_SUPPLEMENT}{_A5_A6}"
_OF_E1 = (
    r"A license is required, for AT reasons, to export or reexport items controlled by "
    r"\d[A-E]\d{3} to a country in Country Group E:1 of supplement no 1 to part 740 of the EAR"
)
_NOT_PARTY = (
    r"A license is required, for [A-Z]{2} reasons, to export or reexport mixtures controlled by "
    r"(\d[A-E]\d{3})\.a and test kits controlled by \1\.b to States not Party to the CWC "
    r"\(destinations not listed in supplement no 2 to part 745 of the EAR\)"
)
_NOT_PARTY_BUT = (
    r"A license is required for CW reasons to CWC non-States Parties "
    r"\(destinations not listed in supplement no 2 to part 745\), except for Israel and Taiwan"
)
_THESE = rf"A license is required for export or reexport of these items to North Korea{_WHY}"
_SHAPES: tuple[tuple[str, str], ...] = (
    (rf"Worldwide(?: control)?(?: {_UNDER})?", "worldwide"),
    (rf"To or within any destination worldwide(?:, {_UNDER} of the EAR)?", "worldwide_computing"),
    (rf"{_EVERYWHERE},? regardless of end.use", "worldwide"),
    (rf"{_EVERYWHERE}, as specified in § 742\.13 of the EAR", "worldwide"),
    (rf"{_EVERYWHERE}, except Canada,? regardless of end.use", "all_but_canada"),
    (rf"To or within {_GROUPS_D}", "d1_d4_d5"),
    (rf"To or within the United Arab Emirates or {_GROUPS_D}", "ae_d1_d4_d5"),
    (
        rf"To or within Macau or a destination specified in Country Group D:5{_SUPPLEMENT}",
        "macau_d5",
    ),
    (rf"China, Russia,? or Venezuela(?: {_UNDER})?", "cn_ru_ve"),
    (rf"China(?:, or| or) Macau(?: {_UNDER})?", "cn_mo"),
    (rf"{_ENTRY}{_WITHIN.format('Iraq')}{_WHY}", "iraq"),
    (rf"{_ENTRY}{_WITHIN.format('Pakistan')}{_WHY}", "pakistan"),
    (rf"{_ENTRY}{_WITHIN.format('Iraq or Pakistan')}{_WHY}", "iraq_pakistan"),
    (rf"{_ENTRY} to North Korea{_WHY}", "north_korea"),
    (_THESE, "north_korea"),
    (rf"{_ENTRY} to Iran and North Korea{_WHY}", "iran_north_korea"),
    (_OF_E1, "e1"),
    (_NOT_PARTY, "cwc_not_party"),
    (_NOT_PARTY_BUT, "cwc_not_party_but_il_tw"),
)
_WHERE_UN = r"See § (?:746|764)\.1(?:\(b\))?(?: of the EAR)? for UN controls"
"""One entry says 764.1, a misprint."""
_WHERE_RUSSIA = r"See § 746\.8 for specific license requirements and license review policy"
_WHERE_SHORT = r"SS applies to entire entry\. For licensing requirements .* part 754 of the EAR\b.*"
_WHOLE: tuple[tuple[str, str, str], ...] = (
    ("UN", _WHERE_UN, "un_arms_embargo"),
    ("RU", _WHERE_RUSSIA, "russia_sector"),
    ("EI", r"Refer to § 742\.15 of the EAR\b.*", "all_but_canada"),
    ("SI", r"See § 742\.14 of the EAR\b.*", "all_but_canada"),
    ("SS", _WHERE_SHORT, "short_supply"),
)


def requirement_code(reason: str, text: str) -> str:
    """Return the column or the code that an entry's words give a reason for control.

    `not_encoded` where the words are of no shape that is known whole.
    """
    words = numbered(text)
    return _column(reason, words) or _pointing(reason, words) or _said(words) or NOT_ENCODED


def _column(reason: str, text: str) -> str | None:
    columns = {m["reason"]: m["reason"] + m["number"] for m in _CHART.finditer(text)}
    alone = _COLUMN.fullmatch(text)
    column = columns.get(reason) or (reason + alone["number"] if alone else None)
    return column if column in COLUMNS else None


def _pointing(reason: str, text: str) -> str | None:
    codes = (code for why, shape, code in _WHOLE if why == reason and re.fullmatch(shape, text))
    return next(codes, None)


def _said(text: str) -> str | None:
    """Match what is said, sentence by sentence, less the sentences that only point elsewhere."""
    said = [s for s in _SENTENCE.split(text) if not _POINTERS.match(s)]
    core = " ".join(said).removesuffix(".")
    codes = (c for shape, c in _SHAPES if re.fullmatch(shape, core, re.IGNORECASE))
    return next(codes, None)
