"""Names as the official lists write them: one name, and what else a party is called."""

from __future__ import annotations

import pytest
from licet_tables.parties.names import named

NAMES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "a name alone": ("Acme Ltd.", "", "Acme Ltd.", ()),
    "a parenthesis stays": ("Acme Ltd. (AL)", "", "Acme Ltd. (AL)", ()),
    "a comma at the end": ("Acme Co., Ltd.,", "", "Acme Co., Ltd.", ()),
    "published separators": ("Acme", "Bcme; Ccme; and Dcme", "Acme", ("Bcme", "Ccme", "Dcme")),
    "bars as separators": ("Acme", "Bcme | Ccme;Dcme", "Acme", ("Bcme", "Ccme", "Dcme")),
    "a hard blank": ("Acme\u00a0Works", "", "Acme Works", ()),
    "what cannot be seen": ("Ac\u200bme\u202e", "", "Acme", ()),
    "numbered aliases": ("Acme", "(1) Bcme; 2) Ccme; (iii) Dcme; 4. Ecme", "Acme",
                         ("Bcme", "Ccme", "Dcme", "Ecme")),
    "bullets": ("Acme", "-Bcme; \u2022 Ccme", "Acme", ("Bcme", "Ccme")),
    "a number that is a name": ("Acme", "27th NTs; 514 ARZ", "Acme", ("27th NTs", "514 ARZ")),
    "a.k.a. before an alias": ("Acme", "a.k.a., Bcme; f.k.a. Ccme; DBA Dcme", "Acme",
                               ("Bcme", "Ccme", "Dcme")),
    "a.k.a. in a name": ("Acme Ltd., a.k.a. Bcme Ltd.", "", "Acme Ltd.", ("Bcme Ltd.",)),
    "a.k.a. between dashes": ("JIE DOE -AKA- IVY DOE", "", "JIE DOE", ("IVY DOE",)),
    "a.k.a. with strokes": ("FU DOE A/K/A FRANK DOE", "", "FU DOE", ("FRANK DOE",)),
    "a.k.a. in parentheses": ("Acme (f.k.a., Bcme)", "", "Acme", ("Bcme",)),
    "a.k.a. within a person's name": ("PEARL (A.K.A. NEI) LI", "", "PEARL LI", ("NEI LI",)),
    "several after a.k.a.": ("ACME -AKAS- BCME PTE LTD, CCME, LTD., DCME", "", "ACME",
                             ("BCME PTE LTD", "CCME, LTD.", "DCME")),
    "a word that begins so": ("Akademika Works", "Kakavand", "Akademika Works", ("Kakavand",)),
    "an affiliated entity is the party": (
        "Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: Huawei Tech. Investment Co.",
        "", "Huawei Tech. Investment Co.", ()),
    "a subordinate institution is one too": (
        "Second Academy. Subordinate Institution - 206th Institute", "",
        "Second Academy. Subordinate Institution - 206th Institute", ("206th Institute",)),
    "what is no name": ("Acme", "(all of preceding located in Mianyang); ; -", "Acme", ()),
    "its own name again": ("Acme", "ACME; Bcme; BCME", "Acme", ("Bcme",)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "aliases", "own", "others"), NAMES.values(), ids=NAMES)
def test_a_name_is_one_and_its_aliases_are_clean(
    name: str, aliases: str, own: str, others: tuple[str, ...]
) -> None:
    found = named(name, [aliases])
    assert (found.name, found.aliases) == (own, others)
