"""Which files are rules: none is dropped in silence, and their names carry no meaning."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.packs import load_packs
from planting import FILES, HEADER, PACK, PROVISION, ROW, VOCABULARY, load, plant, refusals

WHERE = "law/part_744/listed.yaml"
FAULTY = PROVISION.replace("requires", "require")


def test_what_editors_leave_behind_is_no_rule(tmp_path: Path) -> None:
    leavings = (".listed.yaml.swp", "listed.yaml~", "#listed.yaml#", ".#listed.yaml", "~$x.yaml")
    rules = plant(tmp_path, {f"part_744/{name}": "not: [a rule" for name in leavings})

    assert [p.id for p in load(rules).packs[0].provisions] == ["law.listed"]


def test_other_files_are_no_rules(tmp_path: Path) -> None:
    others = {
        "README.md": "x",
        "part_744/notes.txt": "x",
        "tables/x.txt": "a,b",
        ".git/x.yaml": "x",
    }

    assert len(load(plant(tmp_path, others)).packs[0].provisions) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("part_744/x.yml", "part_744/x.yml:1:1: would not be read; call it `x.yaml`"),
        ("part_744/x.YAML", "part_744/x.YAML:1:1: would not be read; call it `x.yaml`"),
        ("lists/x.CSV", "lists/x.CSV:1:1: would not be read; call it `x.csv`"),
        ("part_744/x.csv", "part_744/x.csv:1:1: would not be read; a list stands in `lists/`"),
    ],
)
def test_a_file_that_looks_like_rules_is_never_passed_over(
    tmp_path: Path, name: str, message: str
) -> None:
    assert refusals(plant(tmp_path, {name: PROVISION})) == [f"law/{message}"]


def test_settings_amid_the_provisions_are_refused_as_a_provision(tmp_path: Path) -> None:
    found = refusals(plant(tmp_path, {"part_744/pack.yaml": PACK}))

    assert any("law/part_744/pack.yaml:1:1: unknown key `pack`" in line for line in found)


def test_a_directory_called_like_a_file_is_a_directory(tmp_path: Path) -> None:
    inside = {"x.yaml/other.yaml": PROVISION.replace("law.listed", "law.other")}

    assert len(load(plant(tmp_path, inside)).packs[0].provisions) == 2


def test_lists_may_stand_in_directories_of_their_own(tmp_path: Path) -> None:
    more = {"lists/2020/more.csv": f"{HEADER}\n{ROW.replace('Acme', 'Beta')}\n"}

    assert len(load(plant(tmp_path, more)).packs[0].rows) == 2


def test_a_link_to_itself_is_an_error(tmp_path: Path) -> None:
    rules = plant(tmp_path)
    (rules / "law" / "loop.yaml").symlink_to("loop.yaml")

    found = refusals(rules)

    assert found == ["law/loop.yaml:1:1: cannot be read: too many levels of symbolic links"]


def test_a_directory_that_leads_back_to_itself_is_an_error(tmp_path: Path) -> None:
    rules = plant(tmp_path)
    (rules / "law" / "part_744" / "again").symlink_to(rules / "law", target_is_directory=True)

    found = refusals(rules)

    assert found == [
        "law/part_744/again:1:1: the link leads back to a directory above it; take it out"
    ]


def test_rules_are_read_through_links(tmp_path: Path) -> None:
    rules = plant(tmp_path / "rules")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.yaml").write_text(PROVISION.replace("law.listed", "law.far"))
    (rules / "law" / "far").symlink_to(elsewhere, target_is_directory=True)
    (rules / "law" / "near.yaml").symlink_to(elsewhere / "x.yaml")

    found = refusals(rules)

    assert [line.split(": ", 1)[1] for line in found] == [
        "`law.far` stands in law/far/x.yaml already"
    ]


def test_a_pipe_is_no_rule_file(tmp_path: Path) -> None:
    rules = plant(tmp_path)
    os.mkfifo(rules / "law" / "pipe.yaml")

    assert refusals(rules) == ["law/pipe.yaml:1:1: is not a regular file"]


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    found = refusals(plant(tmp_path, {"part_744/zweite.yaml": "# x\n" + PROVISION}))

    assert found == [
        "law/part_744/zweite.yaml:2:1: `law.listed` stands in law/part_744/listed.yaml already"
    ]


def test_two_packs_with_one_id_are_refused(tmp_path: Path) -> None:
    house = {"pack.yaml": PACK.replace("law", "house", 1), "x.yaml": PROVISION}
    found = refusals(plant(plant(tmp_path), house, "house"), "law", "house")

    assert found == ["house/x.yaml:1:1: `law.listed` stands in law/part_744/listed.yaml already"]


def test_one_faulty_file_refuses_the_whole_pack_and_every_fault_is_told(tmp_path: Path) -> None:
    more = {
        "a.yaml": FAULTY.replace("law.listed", "law.a"),
        "b.yaml": PROVISION.replace("law.listed", "law.b"),
        "c.yaml": "",
        "lists/x.csv": "a\n",
    }
    found = refusals(plant(tmp_path, more))

    assert [line.split(":")[0] for line in found] == [
        "law/a.yaml",
        "law/c.yaml",
        "law/lists/x.csv",
    ]
    with pytest.raises(RuleFilesError):
        load(tmp_path)


def test_faulty_words_are_told_before_the_rules_that_use_them(tmp_path: Path) -> None:
    faulty = {"vocabulary.yaml": VOCABULARY.replace("of: row", "of: rwo", 1), "pack.yaml": "x: 1"}
    found = refusals(plant(tmp_path, faulty | {"part_744/listed.yaml": FAULTY}))

    assert {line.split(":")[0] for line in found} == {"law/pack.yaml", "law/vocabulary.yaml"}


def test_a_pack_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    plant(tmp_path)
    assert refusals(tmp_path, "low", "law") == [
        f"{tmp_path}:1:1: there is no pack `low` here; did you mean `law`?"
    ]


def test_a_pack_is_called_as_its_directory_is(tmp_path: Path) -> None:
    assert refusals(plant(tmp_path, {"pack.yaml": PACK.replace("pack: law", "pack: lore")})) == [
        "law/pack.yaml:1:1: the pack `lore` stands in a directory called `law`"
    ]


def test_a_pack_alone_needs_words(tmp_path: Path) -> None:
    house = {"pack.yaml": PACK.replace("law", "house", 1)}
    plant(plant(tmp_path), house, "house")

    assert refusals(tmp_path, "house") == [
        f"{tmp_path}:1:1: no pack declares a vocabulary; load the pack of the law as well"
    ]


def test_a_house_pack_may_declare_words_of_its_own_and_use_both(tmp_path: Path) -> None:
    words = "facts:\n  vip: {of: line, type: flag, source: attestation, says: is it?}\n"
    rule = PROVISION.replace("law.", "house.").replace("when:", "when:\n  vip: true\n  food: true")
    stricter = PACK.replace("law", "house", 1).replace("may_loosen: true", "may_loosen: false")
    house = {"pack.yaml": stricter, "vocabulary.yaml": words, "x.yaml": rule}
    rules = plant(plant(tmp_path), house, "house")

    assert len(RuleSet(load(rules, "law", "house").packs).provisions) == 2


def test_one_fact_is_declared_in_one_pack(tmp_path: Path) -> None:
    words = "facts:\n  food: {of: line, type: flag, source: attestation, says: is it?}\n"
    house = {"pack.yaml": PACK.replace("law", "house", 1), "vocabulary.yaml": words}
    found = refusals(plant(plant(tmp_path), house, "house"), "law", "house")

    assert found == ["house/vocabulary.yaml:2:3: `food` is declared in the pack `law` already"]


def test_a_pack_named_twice_is_loaded_once(tmp_path: Path) -> None:
    assert len(load(plant(tmp_path), "law", "law").packs) == 1


def test_names_of_files_carry_no_meaning(tmp_path: Path) -> None:
    renamed = dict(FILES)
    renamed["zzz/\u96ea.yaml"] = renamed.pop("part_744/listed.yaml")
    renamed["lists/0.csv"] = renamed.pop("lists/listed.csv")
    for name, text in renamed.items():
        path = tmp_path / "b" / "law" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    one = RuleSet(load(plant(tmp_path / "a")).packs)
    other = RuleSet(load_packs(tmp_path / "b", ["law"]).packs)

    assert other.revision == one.revision


def test_loading_says_where_everything_stands(tmp_path: Path) -> None:
    loaded = load(plant(tmp_path))
    node = loaded.nodes["law.listed"]
    place = loaded.row_places[loaded.packs[0].rows[0].id]

    assert str(node.at(("versions", 0, "authority"))) == f"{tmp_path}/{WHERE}:11:5"
    assert str(place) == f"{tmp_path}/law/lists/listed.csv:2:1"
