"""Names to ask a screener for: listed ones as people and papers change them, and unlisted ones."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Callable
from random import Random

import pycountry
from licet_screening.normalising import forms
from licet_screening.readings import Readings, shipped_readings

Vary = Callable[[str, Random], str | None]
"""A name as a variant of it, or None where it has no such variant."""

FORMS = ("Co., Ltd.", "LLC", "GmbH", "Ltd.", "Inc.", "S.A.", "JSC", "Pte. Ltd.")
BUSINESS = (
    "Technologies", "Electronics", "Trading", "International", "Engineering", "Systems",
    "Industries", "Logistics", "Solutions", "Communications", "Optics", "Instruments",
)  # fmt: skip
_FEWEST_LETTERS = 7
_SHORT = {"technologies": "Tech", "technology": "Tech", "international": "Intl",
          "electronics": "Elec", "corporation": "Corp", "company": "Co", "institute": "Inst",
          "university": "Univ", "engineering": "Eng", "research": "Res",
          "limited": "Ltd"}  # fmt: skip
_MARKS = str.maketrans("aeiouncs", "\u00e1\u00e9\u00ed\u00f6\u00fc\u00f1\u00e7\u0161")
_INITIALS = re.compile(r"^(.*\S)\s*\([A-Z][A-Za-z]*[A-Z]\)$")
_ENDINGS = {"technology": "technologies", "technologies": "technology", "trading": "trade",
            "institute": "inst", "university": "univ", "electronics": "electronic",
            "industry": "industries", "industries": "industry", "systems": "system",
            "services": "service", "international": "intl"}  # fmt: skip
_PARTS = ("Group", "Headquarters", "Holding", "Germany", "Shanghai", "Moscow", "Warehouse 3")
_SLIPPED = {"ltd": ("Ldt", "Lt", "Ltdd"), "llc": ("LCC", "LL"), "inc": ("Icn", "Incc"),
            "gmbh": ("GmHb", "Gmb"), "limited": ("Limted", "Limitd")}  # fmt: skip
_CYRILLIC = {
    "shch": "\u0449", "zh": "\u0436", "kh": "\u0445", "ts": "\u0446", "ch": "\u0447",
    "sh": "\u0448", "yu": "\u044e", "ya": "\u044f", "a": "\u0430", "b": "\u0431", "v": "\u0432",
    "g": "\u0433", "d": "\u0434", "e": "\u0435", "z": "\u0437", "i": "\u0438", "y": "\u0439",
    "k": "\u043a", "l": "\u043b", "m": "\u043c", "n": "\u043d", "o": "\u043e", "p": "\u043f",
    "r": "\u0440", "s": "\u0441", "t": "\u0442", "u": "\u0443", "f": "\u0444",
}  # fmt: skip
_SYLLABLES = (  # noqa: SIM905 (words, to be read as such)
    "nor ala met gen tri sol vin kor bel dar fen gal hol jas lim mar nes or pol quin ras sel tor "
    "ul vel wes xan yor zel ash bran cor del ela far gri hal ist jun ker lor mon nav oak per"
).split()


def typo(name: str, random: Random) -> str | None:
    """One letter left out, doubled, put in, or written as another."""
    places = [n for n, c in enumerate(name) if c.isalpha()]
    if len(places) < _FEWEST_LETTERS:
        return None
    place, letter = random.choice(places), random.choice(string.ascii_lowercase)
    instead = random.choice(("", name[place] * 2, name[place] + letter, letter))
    return name[:place] + instead + name[place + 1 :]


def two_typos(name: str, random: Random) -> str | None:
    """Two slips of one letter each."""
    once = typo(name, random)
    return once and typo(once, random)


def swapped(name: str, random: Random) -> str | None:
    """Two letters that stand together, the wrong way round."""
    pairs = itertools.pairwise(name)
    places = [n for n, (a, b) in enumerate(pairs) if a.isalpha() and b.isalpha() and a != b]
    if len(places) < _FEWEST_LETTERS:
        return None
    n = random.choice(places)
    return name[:n] + name[n + 1] + name[n] + name[n + 2 :]


def reordered(name: str, random: Random) -> str | None:
    """The words in another order."""
    words = list(forms(name).words)
    mixed = random.sample(words, len(words))
    return " ".join(mixed) if mixed != words else None


def without_generic(name: str, random: Random) -> str | None:
    """One word of business left out."""
    return _without(name, random, generic=True)


def without_own(name: str, random: Random) -> str | None:
    """One of the name's own words left out: often another party."""
    return _without(name, random, generic=False)


def _without(name: str, random: Random, *, generic: bool) -> str | None:
    words = forms(name).words
    able = [n for n, word in enumerate(words) if (word in READINGS.generic) is generic]
    if len(words) < 2 or not able:  # noqa: PLR2004 (a word is to be left)
        return None
    gone = random.choice(able)
    return " ".join(word for n, word in enumerate(words) if n != gone)


def other_form(name: str, random: Random) -> str | None:
    """Another legal form, or one where there was none."""
    return f"{' '.join(forms(name).words)} {random.choice(FORMS)}"


def without_form(name: str, _: Random) -> str | None:
    """The legal form left out."""
    words = " ".join(forms(name).words)
    return words if words.replace(" ", "") != forms(name).full else None


def joined(name: str, random: Random) -> str | None:
    """Two words written as one."""
    spaces = [n for n, c in enumerate(name) if c == " "]
    return None if not spaces else name[: (n := random.choice(spaces))] + name[n + 1 :]


def split(name: str, random: Random) -> str | None:
    """A word written as two."""
    places = [n for n in range(2, len(name) - 2) if name[n - 2 : n + 2].isalpha()]
    return None if not places else name[: (n := random.choice(places))] + " " + name[n:]


def marked(name: str, _: Random) -> str | None:
    """Letters with marks that the list does not write."""
    return name.translate(_MARKS)


def shortened(name: str, _: Random) -> str | None:
    """Words shortened as on a label."""
    words = [_SHORT.get(word.casefold().strip(",."), word) for word in name.split()]
    return None if words == name.split() else " ".join(words)


def without_parenthesis(name: str, _: Random) -> str | None:
    """The initials in a parenthesis at the end left out."""
    found = _INITIALS.match(name)
    return found and found[1]


def other_ending(name: str, random: Random) -> str | None:
    """A word of business in another ending."""
    words = forms(name).words
    able = [n for n, word in enumerate(words) if word in _ENDINGS]
    if not able:
        return None
    n = random.choice(able)
    return " ".join((*words[:n], _ENDINGS[words[n]], *words[n + 1 :]))


def with_part(name: str, random: Random) -> str | None:
    """A name of one word, with a unit or a place behind it."""
    words = forms(name).words
    if len(words) > 1 or len(name) < _FEWEST_LETTERS or not name.isalpha():
        return None
    return f"{name} {random.choice(_PARTS)}"


def slip_in_form(name: str, random: Random) -> str | None:
    """Two letters of the legal form the wrong way round."""
    word = name.rstrip(". ").rpartition(" ")[2]
    swapped_words = _SLIPPED.get(word.casefold())
    return swapped_words and name.rstrip(". ")[: -len(word)] + random.choice(swapped_words)


def in_cyrillic(name: str, _: Random) -> str | None:
    """A name in Russian letters, one for each sound, its legal form left out."""
    written = " ".join(forms(name).words)
    for latin, letter in _CYRILLIC.items():
        written = written.replace(latin, letter)
    return None if any(c.isascii() and c.isalpha() for c in written) else written


IN_RUSSIA = "a Russian name, in Russian letters"
VARIANTS: dict[str, Vary] = {
    "one typo": typo,
    "two typos": two_typos,
    "two letters swapped": swapped,
    "words in another order": reordered,
    "a word of business left out": without_generic,
    "a word of its own left out": without_own,
    "another legal form": other_form,
    "no legal form": without_form,
    "two words joined": joined,
    "a word split": split,
    "letters with marks": marked,
    "words shortened": shortened,
    "initials in a parenthesis left out": without_parenthesis,
    "a word of business in another ending": other_ending,
    "a unit or place behind a name of one word": with_part,
    "a slip in the legal form": slip_in_form,
    IN_RUSSIA: in_cyrillic,
}

READINGS: Readings = shipped_readings()


def other_own_word(name: str, random: Random) -> str | None:
    """A listed name with one of its own words replaced by a made-up one."""
    words = list(forms(name).words)
    own = [n for n, word in enumerate(words) if word not in READINGS.generic and word.isalpha()]
    if not own or len(words) < 2:  # noqa: PLR2004 (a word is to be left)
        return None
    words[random.choice(own)] = invented(random).casefold()
    return " ".join(words)


def other_number(name: str, random: Random) -> str | None:
    """A listed name with another number."""
    digits = [n for n, c in enumerate(name) if c.isdigit()]
    if not digits:
        return None
    n = random.choice(digits)
    return name[:n] + random.choice([d for d in string.digits if d != name[n]]) + name[n + 1 :]


def with_own_word(name: str, random: Random) -> str | None:
    """The words of business of a listed name behind a made-up word."""
    generic = [word for word in forms(name).words if word in READINGS.generic]
    return f"{invented(random)} {' '.join(generic)}" if generic else None


LOOKALIKES: dict[str, Vary] = {
    "a listed name, one of its own words replaced": other_own_word,
    "a listed name, another number": other_number,
    "the words of business of a listed name alone": with_own_word,
}


def invented(random: Random) -> str:
    """A word that nobody is called."""
    return "".join(random.choices(_SYLLABLES, k=random.randint(2, 3))).capitalize()


def plausible(random: Random) -> str:
    """A firm that does not exist."""
    words = (invented(random), *random.sample(BUSINESS, random.randint(1, 2)))
    return f"{' '.join(words)} {random.choice(FORMS)}"


def of_countries() -> list[str]:
    """Names of firms as their countries would have them."""
    names = [country.name for country in pycountry.countries]
    return [f"{name} {word}" for name in names for word in ("Airlines", "Telecom Corp.", "Bank")]
