"""A small law in files: one requirement, one license, one listed party."""

from __future__ import annotations

from pathlib import Path

PACKS = ("--packs", "law")
LISTED = "law/listed.yaml"
LICENSE = "law/license.yaml"
FILES = {
    "law/pack.yaml": "pack: law\ntitle: A law\nmay_loosen: true\n",
    "law/vocabulary.yaml": (
        "facts:\n"
        "  category: {of: line, type: codes, source: field, says: what is the item}\n"
        "  purpose: {of: line, type: code, source: field, values: [repair-return, other],"
        " says: what is it for}\n"
        "  transaction: {of: sale, type: code, source: field, values: [export], says: what is it}\n"
        "  kind: {of: line, type: code, source: field, values: [commodity], says: of what kind}\n"
        "  end_use: {of: line, type: code, source: field, values: [civil], says: for whom}\n"
        "  origin: {of: line, type: code, source: field, values: [US, foreign], says: from where}\n"
        "  role: {of: party, type: codes, source: field, values: [buyer, end_user]}\n"
        "  party_kind: {of: party, type: code, source: field, values: [civil], says: who is it}\n"
        "  list: {of: row, type: code, source: field, values: [entity_list]}\n"
    ),
    LISTED: (
        "id: law.listed\n"
        "title: License required for a listed party\n"
        "effect: requires\n"
        "subject: party\n"
        "tags: [listed]\n"
        "when:\n"
        "  this_party: {list: entity_list}\n"
        "versions:\n"
        "  - version: v1\n"
        "    from: 2019-05-16\n"
        "    announced: 2019-05-15\n"
        "    authority: 84 FR 22961\n"
    ),
    LICENSE: (
        "id: law.license\n"
        "title: Temporary general license\n"
        "effect: permits\n"
        "subject: party\n"
        "lifts: {tags: [listed]}\n"
        "when: {purpose: repair-return}\n"
        "versions:\n"
        "  - version: v1\n"
        "    from: 2019-05-20\n"
        "    through: 2019-08-19\n"
        "    announced: 2019-05-20\n"
        "    authority: 84 FR 23468\n"
    ),
    "law/lists/listed.csv": (
        "list,name,aliases,country,address,from,through,announced,published,end_announced,"
        "end_published,authority,date_confidence,scope,except,footnotes,exceptions_allowed,"
        "policies,ground,regime\n"
        "entity_list,Acme Telecom,none,CN,none,2019-05-16,none,2019-05-15,2019-05-21,none,none,"
        "84 FR 22961,high,all_items,none,none,none,none,national_security,acme\n"
    ),
}


def written(rules: Path, **replaced: tuple[str, str]) -> Path:
    """Write the law, in some of its files one text replaced by another."""
    edits = {"listed": LISTED, "license": LICENSE}
    for name, text in FILES.items():
        path = rules / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for key, (was, now) in replaced.items():
            if edits[key] == name:
                assert was in text
                text = text.replace(was, now)  # noqa: PLW2901 (the text that is written)
        path.write_text(text, encoding="utf-8")
    return rules
