"""How well names are screened: recall and false hits by kind, as docs/screening.md tells them.

Run as `python benchmarks/screening_quality.py`; `--half tuning` measures the half that thresholds
were tuned on, `--write docs/screening.md` replaces the figures in the page.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from licet_engine.lists import HELPING_LISTS, ListRow
from licet_orderbook.unlisted import ABROAD, DOMESTIC, FOUNDRIES, LOOKALIKES
from licet_screening.normalising import forms
from licet_screening.screen import NameScreen
from licet_server.loading.packs import load_packs
from licet_server.settings import shipped_rules
from screening_names import IN_RUSSIA, VARIANTS, of_countries, plausible
from screening_names import LOOKALIKES as LOOKALIKE_KINDS

SEED = 20_261_124
SAMPLE = 1000
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
PACKAGE = Path(__file__).parents[1] / "server" / "src" / "licet_screening"


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as it is asked for; `row` is the row that it is a name of, where it is one."""

    name: str
    country: str | None
    row: str | None = None


def shipped_rows() -> tuple[ListRow, ...]:
    """The rows of the law's lists of restrictions: another screens for the seller's good."""
    packs = load_packs(shipped_rules(), ["us_ear"]).packs
    return tuple(row for pack in packs for row in pack.rows if row.facts.list not in HELPING_LISTS)


def half(rows: Iterable[ListRow], name: str) -> list[ListRow]:
    """The rows of one half: a party is in one of them with all its rows."""
    wanted = name == "held-out"
    return [row for row in rows if (sha256(row.name.encode()).digest()[0] % 2 == 1) is wanted]


def digest(rows: Sequence[ListRow]) -> str:
    """What the figures hang on: the names, and the program that screens them."""
    told = sha256()
    for row in sorted(rows, key=lambda row: row.id):
        told.update(repr((row.id, row.name, row.aliases, row.country, row.address)).encode())
    for path in sorted((*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.csv"))):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def country_of(row: ListRow) -> str | None:
    """The first country of a row."""
    first = row.country.split(";")[0]
    return first if first not in ("any", "none") else None


def held_apart(
    rows: Sequence[ListRow], chosen: Sequence[ListRow]
) -> tuple[NameScreen, list[Asked]]:
    """A screener that lacks one alias of each chosen row, and those aliases."""
    ids = {row.id for row in chosen if row.aliases}
    kept, asked = [], []
    for row in rows:
        if row.id in ids:
            gone = row.aliases[sha256(row.id.encode()).digest()[1] % len(row.aliases)]
            asked.append(Asked(gone, country_of(row), row.id))
            kept.append(replace(row, aliases=tuple(a for a in row.aliases if a != gone)))
        else:
            kept.append(row)
    return NameScreen(kept), asked


def variants(chosen: Sequence[ListRow]) -> Iterator[tuple[str, list[Asked]]]:
    """Listed names as they are changed, by kind."""
    for kind, vary in VARIANTS.items():
        random = Random(f"{SEED} {kind}")  # noqa: S311 (no secrets)
        able = [row for row in chosen if kind != IN_RUSSIA or row.country == "RU"]
        made = ((row, vary(row.name, random)) for row in random.sample(able, len(able)))
        asked = [Asked(name, country_of(row), row.id) for row, name in made if name]
        yield kind, asked[:SAMPLE]


def unlisted(
    rows: Sequence[ListRow], chosen: Sequence[ListRow]
) -> Iterator[tuple[str, list[Asked]]]:
    """Names that are on no list, by kind."""
    firms = (*DOMESTIC, *ABROAD, *FOUNDRIES)
    yield "customers of the order book", [Asked(n, f.country) for f in firms for n in f.names]
    yield "lookalikes of the order book", [Asked(n, f.country) for f in LOOKALIKES for n in f.names]
    listed = {"".join(forms(name).words) for row in rows for name in (row.name, *row.aliases)}
    for kind, vary in LOOKALIKE_KINDS.items():
        random = Random(f"{SEED} {kind}")  # noqa: S311 (no secrets)
        made = ((row, vary(row.name, random)) for row in random.sample(chosen, len(chosen)))
        new = (
            Asked(n, country_of(r)) for r, n in made if n and "".join(forms(n).words) not in listed
        )
        yield kind, [asked for asked, _ in zip(new, range(SAMPLE), strict=False)]
    random = Random(SEED)  # noqa: S311 (no secrets)
    yield "made-up firms, in China", [Asked(plausible(random), "CN") for _ in range(SAMPLE)]
    yield "made-up firms, country not told", [Asked(plausible(random), None) for _ in range(SAMPLE)]
    yield "firms called by their countries", [Asked(name, None) for name in of_countries()]


def statuses(screen: NameScreen, asked: Iterable[Asked]) -> Counter[str]:
    """How many names are a match, possible, or neither, of their own row or of any."""
    counts: Counter[str] = Counter()
    for each in asked:
        hits = screen(each.name, each.country, None)
        found = {hit.status.value for hit in hits if each.row in (None, hit.row_id)}
        counts["match" if "match" in found else "possible" if found else "none"] += 1
    return counts


def figures(name: str) -> str:
    """The tables of one half."""
    rows = shipped_rows()
    chosen = half(rows, name)
    fewer, aliases = held_apart(rows, chosen)
    screen = NameScreen(rows)
    recall = [("an alias, held apart", statuses(fewer, aliases))]
    recall += [(kind, statuses(screen, asked)) for kind, asked in variants(chosen)]
    others = NameScreen(row for row in rows if row not in set(chosen))
    strangers = [Asked(row.name, country_of(row)) for row in chosen]
    false = [("listed in this half, asked of the other half's rows", statuses(others, strangers))]
    false += [(kind, statuses(screen, asked)) for kind, asked in unlisted(rows, chosen)]
    return "\n".join((
        f"Measured on the {name} half: {len(chosen)} of {len(rows)} rows.",
        f"Inputs: `{digest(rows)}`.\n",
        "| a listed name as it is asked for | names | match | match or possible |",
        "| --- | --- | --- | --- |",
        *(_recall(kind, counts) for kind, counts in recall),
        "\n| a name that is on no list | names | match | possible |",
        "| --- | --- | --- | --- |",
        *(_false(kind, counts) for kind, counts in false),
    ))  # fmt: skip


def _recall(kind: str, counts: Counter[str]) -> str:
    total = counts.total()
    found = counts["match"] + counts["possible"]
    return f"| {kind} | {total} | {counts['match'] / total:.1%} | {found / total:.1%} |"


def _false(kind: str, counts: Counter[str]) -> str:
    total = counts.total()
    match, possible = counts["match"] / total, counts["possible"] / total
    return f"| {kind} | {total} | {match:.1%} | {possible:.1%} |"


def main() -> None:
    """Print the figures, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("held-out", "tuning"), default="held-out")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    given = parser.parse_args()
    told = figures(given.half)
    if given.write is None:
        print(told)
        return
    page = given.write.read_text("utf-8")
    block = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
    given.write.write_text(block.sub(f"{BEGIN}\n{told}\n{END}", page), "utf-8")


if __name__ == "__main__":
    main()
