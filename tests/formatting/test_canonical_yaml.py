"""The one form of each thing: words, lists, mappings, and a comment in every odd place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licet_cli.canonical_files import formatted
from licet_cli.yaml_words import key_word, word
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.nodes import nodes_of

WORDS = [
    ("NO", "destination", '"NO"'),
    ("DE", "destination", "DE"),
    ("y", "destination", '"y"'),
    ("5E002", "category", '"5E002"'),
    ("4E001.a", "category", '"4E001.a"'),
    ("5A002", "category", "5A002"),
    ("D:5", "country_group", '"D:5"'),
    ("3", "category", "3"),
    ("851713", "schedule_b", "851713"),
    ("1", "footnote", '"1"'),
    ("5000", "below", "5000"),
    ("49.95", "below", "49.95"),
    ("2019-05-16", "from", "2019-05-16"),
    ("2019-05-16", "version", '"2019-05-16"'),
    ("2019-05-16", "supersedes", '"2019-05-16"'),
    ("2019-05-16-corrected", "version", '"2019-05-16-corrected"'),
    ("1996", "version", '"1996"'),
    ("v1", "version", "v1"),
    ("true", "subject_to_ear", "true"),
    ("True", "subject_to_ear", '"True"'),
    ("null", "title", '"null"'),
    ("~", "title", '"~"'),
    ("", "title", '""'),
    (" x", "title", '" x"'),
    ("0x1f", "title", '"0x1f"'),
    ("1e3", "title", '"1e3"'),
    ("12:30:45", "title", '"12:30:45"'),
    ("a: b", "title", '"a: b"'),
    ("a #b", "title", '"a #b"'),
    ("- x", "title", '"- x"'),
    ("&a", "title", '"&a"'),
    ("it's", "title", "it's"),
    ('say "no"', "title", 'say "no"'),
    ("a, b [c]", "title", "a, b [c]"),
    ("EXCEPTION:GBS", "authorization", "EXCEPTION:GBS"),
    ("\N{NEXT LINE}", "title", '"\\U00000085"'),
]


KEYS = sorted({key for _, key, _ in WORDS})


@pytest.mark.parametrize(("text", "key", "wanted"), WORDS)
def test_a_word_is_quoted_only_where_it_must_be(text: str, key: str, wanted: str) -> None:
    assert word(text, key, flow=False) == wanted


@pytest.mark.parametrize("text", ["a, b", "[a", "a]", "{a}", "a: b"])
def test_in_brackets_a_word_with_a_bracket_or_a_comma_is_quoted(text: str) -> None:
    assert word(text, "title", flow=True) == f'"{text}"'


@pytest.mark.parametrize(("key", "wanted"), [("no", '"no"'), ("a b", "a b"), ("a: b", '"a: b"')])
def test_a_key_is_quoted_as_a_word_is(key: str, wanted: str) -> None:
    assert key_word(key) == wanted


def scalars(text: str) -> list[str]:
    node = nodes_of(text, Path("x.yaml"))
    return [str(each) for each in (node.plain().values() if isinstance(node.value, dict) else [])]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(KEYS))
def test_any_text_is_read_back_as_it_is_wherever_it_stands(text: str, key: str) -> None:
    assert scalars(f"k: {word(text, key, flow=False)}") == [text]
    assert scalars(f"{{k: {word(text, key, flow=True)}}}") == [text]
    another = "a" * 31  # no text here is as long, so that it is no such key
    assert scalars(f"{another}: 1\n{key_word(text)}: {word(text, key, flow=False)}")[1:] == [text]


LONG = ", ".join(f"code-{number:03}" for number in range(14))
ONE_FORM = {
    "keys_of_a_provision_and_its_versions_have_their_order": (
        """\
        versions:
          - {conditions: [], from: 2019-05-16, version: a}
        title: T
        id: x.y
        """,
        """\
        id: x.y
        title: T
        versions:
          - {version: a, from: 2019-05-16, conditions: []}
        """,
    ),
    "a_condition_keeps_the_order_of_its_keys": (
        "versions: []\nwhen:\n   z: a\n   b: {d: e, c: f}\n",
        "when:\n  z: a\n  b: {d: e, c: f}\nversions: []\n",
    ),
    "a_mapping_in_brackets_that_is_too_long_becomes_a_block": (
        f"versions: []\nwhen: {{a: {'x' * 60}, b: {'y' * 60}}}\n",
        f"when:\n  a: {'x' * 60}\n  b: {'y' * 60}\nversions: []\n",
    ),
    "a_list_of_codes_that_is_too_long_goes_over_several_lines": (
        f"versions: []\ntags: [{LONG}]\n",
        f"tags: [\n  {LONG[:89]}\n  {LONG[90:]}\n]\nversions: []\n",
    ),
    "a_list_of_codes_that_fits_goes_on_one_line": (
        "versions: []\ntags:\n- a\n- b\n",
        "tags: [a, b]\nversions: []\n",
    ),
    "a_list_of_sentences_is_never_in_brackets": (
        "versions:\n- caveats: [one thing, other]\n",
        "versions:\n  - caveats:\n      - one thing\n      - other\n",
    ),
    "a_text_of_several_lines_keeps_them": (
        "versions: []\ntitle: |   # why\n   a\n\n   b\n",
        "title: | # why\n  a\n\n  b\nversions: []\n",
    ),
    "blank_lines_are_one_and_none_at_either_end": (
        "\n\nversions: []\n\n\n\nwhen:\n\n  a: b\n\n\n",
        "\nwhen:\n  a: b\nversions: []\n",
    ),
    "a_comment_in_brackets_makes_a_block_of_them": (
        "versions: []\nwhen: {a: [x, # of x\n  # of z\n  z], b: c} # of when\n",
        "when: # of when\n  a:\n    - x # of x\n    # of z\n    - z\n  b: c\nversions: []\n",
    ),
    "a_comment_goes_with_its_key": (
        "# head\nversions: []  # none\n# of the title\ntitle: T # t\n# of the id\nid: x.y\n# end\n",
        "# head\n# of the id\nid: x.y\n# of the title\ntitle: T # t\nversions: [] # none\n# end\n",
    ),
    "a_comment_above_a_key_that_comes_first_in_its_item_stands_above_the_dash": (
        "versions:\n  - from: 2019-05-16\n    # of the name\n    version: a\n",
        "versions:\n  # of the name\n  - version: a\n    from: 2019-05-16\n",
    ),
    "a_comment_at_the_end_of_an_item_stays_in_it": (
        "versions:\n  - version: a\n    # end of a\n  # of b\n  - version: b\n# end\n",
        "versions:\n  - version: a\n    # end of a\n  # of b\n  - version: b\n# end\n",
    ),
    "a_comment_between_a_key_and_its_value_stands_above_both": (
        "versions: []\ntitle:  # why\n  # what\n  T\n",
        "# what\ntitle: T # why\nversions: []\n",
    ),
    "a_comment_behind_a_dash_stands_above_it": (
        "versions:\n- # of a\n  version: a\n",
        "versions:\n  # of a\n  - version: a\n",
    ),
}


@pytest.mark.parametrize(("given", "wanted"), ONE_FORM.values(), ids=ONE_FORM)
def test_one_form(given: str, wanted: str, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    wanted = dedent(wanted).lstrip("\n")
    for text in (dedent(given), wanted):
        file.write_text(text, encoding="utf-8")
        assert formatted(file).after.decode() == wanted


REFUSED = {
    "versions: &a []\n": ":1:11: anchor `&a`",
    "versions: []\nversions: []\n": ":2:1: key `versions` stands on line 1 already",
    "versions:\n\t- a\n": ":2:1: not YAML: a tab; indent with spaces",
    "versions: !x []\n": ":1:11: tag `!x`",
    "versions: []\n---\nversions: []\n": ":2:1: a second document begins here",
    "": ":1:1: the file is empty",
    "- versions\n": ":1:1: is no provision, vocabulary or pack",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_what_the_loader_refuses_is_not_formatted(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFilesError) as refused:
        formatted(file)
    assert said in str(refused.value)


def test_a_csv_file_that_is_none_is_refused_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text('a,b\n"c"d,e\n', encoding="utf-8")
    with pytest.raises(RuleFilesError, match=r"x\.csv:2:1: not CSV"):
        formatted(file)
