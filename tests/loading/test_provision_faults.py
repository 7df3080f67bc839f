"""Every fault of a provision file is told by line and column, with the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest
from planting import PROVISION, VOCABULARY, load, plant, refusals

WHERE = "law/part_744/listed.yaml"
WHEN = "  this_party: {list: entity_list}"
ID = "small words parted by dots, such as us_ear.744.entity_list"
# What is replaced in a sound file, what stands there instead, and what is said of it.
FAULTS: dict[str, tuple[str, str, str]] = {
    "an unknown key": (
        "title:",
        "titel:",
        "2:1: unknown key `titel`; did you mean `title`?",
    ),
    "an unknown key of a version": (
        "announced:",
        "anounced:",
        "10:5: unknown key `anounced`; did you mean `announced`?",
    ),
    "the name of a field of ours": (
        "    from:",
        "    start:",
        (
            "9:5: unknown key `start`; write one of announced, authority, caveats, conditions, "
            "date_confidence, disputed, enforcement, from, published, review_policy, reviews, "
            "supersedes, through, version, when"
        ),
    ),
    "a key left out": (
        "title: License required for a listed party\n",
        "",
        "1:1: `title` is missing",
    ),
    "a key of a version left out": (
        "    authority: 84 FR 22961\n",
        "",
        "8:5: `authority` is missing",
    ),
    "an unknown effect": (
        "requires",
        "require",
        "3:1: `effect`: `require` is not a value of it; did you mean `requires`?",
    ),
    "an unknown subject": (
        "subject: party",
        "subject: order",
        "4:1: `subject`: `order` is not a value of it; write one of control, line, party",
    ),
    "an id without a dot": ("law.listed", "listed", f"1:1: `id`: `listed` is not {ID}"),
    "a blank authority": ("84 FR 22961", '" "', "11:5: `authority`: is blank"),
    "an authority that is left empty": ("84 FR 22961", "", "11:5: `authority`: is blank"),
    "a day that is none": (
        "2019-05-16",
        "2019-05-32",
        "9:5: `from`: `2019-05-32` is not a day; write it as 2019-05-16",
    ),
    "a day written another way": (
        "2019-05-16",
        "20190516",
        "9:5: `from`: `20190516` is not a day; write it as 2019-05-16",
    ),
    "a time of day": (
        "2019-05-16",
        "2019-05-16T16:15",
        "9:5: `from`: `2019-05-16T16:15` is not a day; write it as 2019-05-16",
    ),
    "a year out of all proportion": (
        "2019-05-16",
        "0019-05-16",
        "9:5: `from`: `0019-05-16` lies outside the years 1900 to 2100",
    ),
    "a date that is a list": (
        "2019-05-16",
        "[2019-05-16]",
        "9:5: `from`: expected a day; write it as 2019-05-16",
    ),
    "an end that is nothing": (
        "    announced: 2019-05-15",
        "    announced: 2019-05-15\n    through: ~",
        "11:5: `through`: holds no day; leave the key out where there is none",
    ),
    "versions that are no list": (
        "versions:\n  - version: v1\n",
        "versions:\n    version: v1\n",
        "7:1: `versions`: expected a list, such as [one, another]",
    ),
    "a version that is a word": (
        "versions:\n",
        "versions:\n  - v0\n",
        "8:5: `versions`: expected a mapping of keys to values",
    ),
    "two versions of one name": (
        "versions:\n",
        "versions:\n  - {version: v1, from: 2019-05-01, announced: 2019-05-01, authority: 1 FR}\n",
        "9:5: the version `v1` stands on line 8 already",
    ),
    "tags that are one word": (
        "subject: party",
        "subject: party\ntags: huawei",
        "5:1: `tags`: expected a list, such as [one, another]",
    ),
    "a tag with a capital": (
        "subject: party",
        "subject: party\ntags: [Huawei]",
        "5:8: `tags`: `Huawei` is not a word of small letters, digits, - and _",
    ),
    "a title that is a list": (
        "License required for a listed party",
        "[a]",
        "2:1: `title`: expected a word or a text",
    ),
    "lifts of a requirement": (
        "subject: party",
        "subject: party\nlifts: {tags: [x]}",
        "5:1: `lifts` is not for a provision that requires",
    ),
    "a permit that lifts nothing": (
        "requires",
        "permits",
        "1:1: a provision that permits says what it `lifts`",
    ),
    "a bar without what it bars": (
        "requires",
        "bars",
        "1:1: a provision that bars says what it `bars`",
    ),
    "a denial without its ground": (
        "requires",
        "denies",
        "1:1: a provision that denies has a `denial_ground`",
    ),
    "an authorization of a requirement": (
        "subject: party",
        "subject: party\nauthorization: SAVINGS",
        "5:1: `authorization` is only for a provision that clears",
    ),
    "an unknown authorization": (
        "effect: requires",
        "effect: clears\nlifts: {tags: [x]}\nauthorization: EXCEPTION",
        (
            "5:1: `authorization`: `EXCEPTION` is not EXCLUSION, SAVINGS, or EXCEPTION: with its "
            "symbol, such as EXCEPTION:GBS, or EXCEPTION:claimed for the one that a line claims"
        ),
    ),
    "an unknown confidence": (
        "    authority",
        "    date_confidence: hgih\n    authority",
        "11:5: `date_confidence`: `hgih` is not a value of it; did you mean `high`?",
    ),
    "a review policy of no condition": (
        "    authority: 84 FR 22961",
        "    authority: 84 FR 22961\n    reviews: [{policy: case by case}]",
        "12:15: `when` is missing",
    ),
    "a review policy of no words": (
        "    authority: 84 FR 22961",
        "    authority: 84 FR 22961\n    reviews: [{when: {food: true}}]",
        "12:15: `policy` is missing",
    ),
    "a fault in the condition of a review policy": (
        "    authority: 84 FR 22961",
        "    authority: 84 FR 22961\n    reviews:\n      - {policy: mild, when: {fod: true}}",
        "13:31: `fod` is not a declared fact; did you mean `food`?",
    ),
    "an empty condition of a review policy": (
        "    authority: 84 FR 22961",
        "    authority: 84 FR 22961\n    reviews:\n      - {policy: case by case, when: {}}",
        "13:38: an empty condition; leave the key out if it is to hold always",
    ),
    "an enforcement without its day": (
        "    authority: 84 FR 22961",
        "    authority: 84 FR 22961\n    enforcement: {status: not_enforced, authority: x 1}",
        "12:18: `from` is missing",
    ),
    "an empty condition": (
        WHEN,
        "  {}",
        "6:3: an empty condition; leave the key out if it is to hold always",
    ),
    "a condition left out": (WHEN, "", "5:1: `when`: expected a mapping of keys to values"),
    "an undeclared fact": (
        WHEN,
        "  purpos: other",
        "6:3: `purpos` is not a declared fact; did you mean `purpose`?",
    ),
    "a fact of a row outside a party": (
        WHEN,
        "  list: entity_list",
        (
            "6:3: `list` cannot be asked for here; write one of all, any, any_control, any_party, "
            "category, destination, food, license_exception, not, ordered_on, purpose, schedule_b,"
            " this_party, transaction, "
            "value"
        ),
    ),
    "a fact of the line inside a party": (
        WHEN,
        "  this_party: {purpose: other}",
        (
            "6:16: `purpose` cannot be asked for here; write one of all, any, country, footnote, "
            "ground, list, not, regime, scope"
        ),
    ),
    "an undeclared code": (
        WHEN,
        "  purpose: repair",
        "6:12: `repair` is not a purpose; did you mean `repair-return`?",
    ),
    "a code written twice": (
        WHEN,
        "  purpose: [other, other]",
        "6:20: `other` stands in this list already",
    ),
    "no code": (
        WHEN,
        "  purpose: []",
        "6:12: `purpose` is compared with nothing; write at least one value",
    ),
    "a code that is a mapping": (
        WHEN,
        "  purpose: {a: b}",
        "6:12: `purpose` is compared with words, not a mapping",
    ),
    "a malformed category": (
        WHEN,
        "  category: 3A1",
        "6:13: `category`: `3A1` is not an ECCN such as 3A001, nor EAR99",
    ),
    "a category of two digits": (
        WHEN,
        "  category: [3, 33]",
        "6:17: `category`: `33` is not an ECCN such as 3A001, nor EAR99",
    ),
    "a code of the tariff with points": (
        WHEN,
        "  schedule_b: [8517, 8517.62]",
        (
            "6:22: `schedule_b`: `8517.62` is not a code of the tariff: its first two to ten "
            "digits, such as 8517"
        ),
    ),
    "a country that is none": (
        WHEN,
        "  destination: [CN, DEU]",
        (
            "6:21: `destination`: `DEU` is neither a country code nor a region such as "
            "UA-43; did you "
            "mean `DE`?"
        ),
    ),
    "a country in small letters": (
        WHEN,
        "  this_party: {country: cn}",
        (
            "6:25: `country`: `cn` is neither a country code nor a region such as UA-43; "
            "did you mean "
            "`CN`?"
        ),
    ),
    "a license exception that is none": (
        WHEN,
        "  license_exception: gbs",
        (
            "6:22: `license_exception`: `gbs` is not a license exception: three capitals, such as "
            "GBS, and maybe a paragraph, as GOV.b.2"
        ),
    ),
    "a flag that is no flag": (WHEN, "  food: yes", "6:9: `food` is true or false, not `yes`"),
    "a flag that is a list": (WHEN, "  food: [true]", "6:9: `food` is true or false, not a list"),
    "a date without a comparison": (
        WHEN,
        "  ordered_on: 2019-05-16",
        "6:15: `ordered_on`: write `on_or_before: 2019-05-16` or `on_or_after: ...`",
    ),
    "an unknown comparison": (
        WHEN,
        "  ordered_on: {before: 2019-05-16}",
        "6:16: `before` is not a comparison of dates; did you mean `on_or_before`?",
    ),
    "a day compared with that is none": (
        WHEN,
        "  ordered_on: {on_or_before: 16.5.2019}",
        "6:30: `ordered_on`: `16.5.2019` is not a day; write it as 2019-05-16",
    ),
    "a row's date outside a party": (
        WHEN,
        "  ordered_on: {on_or_before: row.from}",
        (
            "6:3: `ordered_on` cannot be asked for here; write one of all, any, "
            "any_control, any_party, category, "
            "destination, food, license_exception, not, purpose, schedule_b,"
            " this_party, transaction, value"
        ),
    ),
    "an unknown date of a row": (
        WHEN,
        "  this_party: {ordered_on: {on_or_before: row.form}}",
        "6:43: `row.form` is not a date of a list row; did you mean `row.from`?",
    ),
    "a fixed day beside a row's": (
        WHEN,
        "  this_party: {ordered_on: {on_or_before: row.from, on_or_after: 2019-01-01}}",
        (
            "6:16: `ordered_on` cannot be asked for here; write one of all, any, "
            "country, footnote, "
            "ground, list, not, regime, scope"
        ),
    ),
    "an amount without a currency": (
        WHEN,
        "  value: {below: 5000}",
        "6:10: an amount is compared as `{below: 5000, currency: USD}`",
    ),
    "an amount with an exponent": (
        WHEN,
        "  value: {below: 1e3, currency: USD}",
        "6:18: `1e3` is not an amount such as 5000 or 49.95",
    ),
    "an amount that is a list": (
        WHEN,
        "  value: {below: [1], currency: USD}",
        "6:18: a list is not an amount such as 5000 or 49.95",
    ),
    "a currency in small letters": (
        WHEN,
        "  value: {below: 1, currency: usd}",
        "6:31: `usd` is not a currency: three capitals, such as USD",
    ),
    "a combinator without a list": (
        WHEN,
        "  any: {food: true}",
        "6:8: expected a list of conditions, each after a `- `",
    ),
    "a negated list": (
        WHEN,
        "  not: [food]",
        "6:8: expected a condition: a mapping such as `purpose: repair-return`",
    ),
    "a party inside a party": (
        WHEN,
        "  this_party: {any_party: {list: entity_list}}",
        "6:16: `any_party`: a condition on a party or a control is already open here",
    ),
    "this party of a line": (
        "subject: party",
        "subject: line",
        "6:3: `this_party`: the subject of this provision is the line alone; write `any_party`",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in PROVISION
    text = PROVISION.replace(old, new, 1)

    found = refusals(plant(tmp_path, {"part_744/listed.yaml": text}))

    assert f"{WHERE}:{message}" in found


def test_a_review_policy_of_what_asks_for_no_license_is_refused(tmp_path: Path) -> None:
    denies = PROVISION.replace("requires", "denies\ndenial_ground: denial_order")
    text = f"{denies}    reviews: [{{policy: case by case, when: {{food: true}}}}]\n"

    found = refusals(plant(tmp_path, {"part_744/listed.yaml": text}))

    assert found == [f"{WHERE}:13:5: `reviews` is only for a provision that requires"]


def test_review_policies_are_read_in_their_order(tmp_path: Path) -> None:
    one, other = "{policy: one, when: {food: true}}", "{policy: other, when: {purpose: other}}"
    read = [
        load(plant(tmp_path, {"part_744/listed.yaml": f"{PROVISION}    reviews: [{told}]\n"}))
        for told in (f"{one}, {other}", f"{other}, {one}")
    ]

    policies = [
        [review.policy for review in loaded.packs[0].provisions[0].versions[0].reviews]
        for loaded in read
    ]

    assert policies == [["one", "other"], ["other", "one"]]


def test_a_text_of_any_length_is_told_on_one_short_line(tmp_path: Path) -> None:
    text = PROVISION.replace("requires", '"' + "x\\n" * 9_000 + '"')

    found = refusals(plant(tmp_path, {"part_744/listed.yaml": text}))

    assert len(found) == 1
    assert "\n" not in found[0]
    assert len(found[0]) < 200


VOCABULARY_FAULTS: dict[str, tuple[str, str]] = {
    "a fact of nobody": (
        "  x: {of: order, type: flag, source: attestation}",
        (
            "`of`: `order` is not a value of it; "
            "write one of control, destination, line, party, row, sale"
        ),
    ),
    "an unknown key": (
        "  x: {of: line, type: flag, source: attestation, say: x?}",
        "unknown key `say`; did you mean `says`?",
    ),
    "a name with a capital": (
        "  Food: {of: line, type: flag, source: attestation, says: x?}",
        "`Food`: `Food` is not a word of small letters, digits, - and _",
    ),
    "absence without a reason": (
        "  x: {of: line, type: flag, source: attestation, absent: not_claimed}",
        "`x` may read as not claimed: cite why, as `authority`",
    ),
    "a fact without a question": (
        "  x: {of: line, type: flag, source: attestation}",
        "`x` may be unknown: write its question as `says`",
    ),
    "a date that is asked for": (
        "  laden_on: {of: sale, type: date, source: field, says: when?}",
        "`laden_on` is a date: an absent date is `not_claimed`",
    ),
    "the absence of a value that is none": (
        "  kind: {of: line, type: code, source: field, values: [a], absent_values: {b: unknown}}",
        "`b` is not a value; write one of a",
    ),
    "a value written twice": (
        "  kind: {of: line, type: code, source: field, values: [a, a]}",
        "`a` stands among the values already",
    ),
    "a field that a sale has not": (
        "  colour: {of: line, type: code, source: field, values: [red]}",
        "no field is called `colour`; did you mean `country`?",
    ),
    "a field of another type": (
        "  origin: {of: party, type: code, source: field, values: [US]}",
        "`origin` is a code of: line, not a code of: party",
    ),
    "a derived fact that nobody derives": (
        "  regulated: {of: sale, type: flag, source: derived}",
        "no derived fact is called `regulated`; did you mean `regulated_transfer`?",
    ),
    "an attested code": (
        "  x: {of: line, type: code, source: attestation, values: [a]}",
        "`x` is an attestation: its type is flag",
    ),
    "an attestation of a row": (
        "  x: {of: row, type: flag, source: attestation}",
        "`x` is of a row: its source is field",
    ),
    "a word of the condition language": (
        "  not: {of: line, type: flag, source: attestation, says: x?}",
        "`not` is a word of the condition language; give the fact another name",
    ),
}


@pytest.mark.parametrize(("line", "message"), VOCABULARY_FAULTS.values(), ids=VOCABULARY_FAULTS)
def test_a_fault_of_the_vocabulary_is_told_at_its_place(
    tmp_path: Path, line: str, message: str
) -> None:
    number = VOCABULARY.count("\n") + 1

    found = refusals(plant(tmp_path, {"vocabulary.yaml": f"{VOCABULARY}{line}\n"}))

    assert len(found) == 1
    assert found[0].startswith(f"law/vocabulary.yaml:{number}:")
    assert message in found[0]
