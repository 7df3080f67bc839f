"""Codes whose words are too many to declare: categories, places, license exceptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import pycountry
from licet_engine.sale import is_category

from licet_server.loading.findings import near, nearest, quoted

_OCCUPIED = frozenset({"x-dnr", "x-lnr"})
_WITHOUT_ALPHA_2 = frozenset({"XK"})
_CATEGORY = re.compile(r"[0-9]")
_TARIFF = re.compile(r"[0-9]{2,10}")
_LIKE_ECCN = re.compile(r"([0-9OoIl])([A-Ea-e])([0-9OoIl]{3})((?:\.[A-Za-z0-9]+)*)")
_DIGITS = str.maketrans("OoIl", "0011")
_LONGEST_REGION = 40
_ALSO = {"UK": "GB", "EL": "GR"}
"""Codes that the European Union uses, which ISO 3166 does not."""
_EXCEPTION = re.compile(r"(?P<symbol>[A-Z]{3})(\.[a-z0-9]+)*")
_EXCEPTIONS = frozenset(
    {
        *("ACA", "ACE", "ACM", "AGR", "AIA", "APP", "APR", "AVS", "BAG", "CCD", "CIV", "CTP"),
        *("ENC", "GBS", "GFT", "GOV", "HBM", "IEC", "KMI", "LPP", "LVS", "MED", "NAC", "RFF"),
        *("RPL", "SCP", "SPP", "STA", "TMP", "TSR", "TSU", "VEU"),
    }
)
"""The exceptions of 15 CFR Part 740, those of before (CIV, CTP, KMI), and VEU of 748.15."""


def code_problem(fact: str, code: str) -> str | None:
    """Return what is wrong with a code of a fact that declares no values, or None."""
    if not code.strip():
        return "is blank"
    problem = _PROBLEMS.get(fact)
    return problem(code) if problem else None


def category_problem(code: str) -> str | None:
    """Return why a text is no category, or None."""
    if is_category(code):
        return None
    return f"{quoted(code)} is not an ECCN such as 3A001, nor EAR99{_near_category(code)}"


def _near_category(code: str) -> str:
    """Return what ECCN may have been meant by letters that look like digits, or by small ones."""
    found = _LIKE_ECCN.fullmatch(code)
    if found is None:
        return ""
    digit, group, digits, paragraphs = found.groups(default="")
    meant = f"{digit}{group.upper()}{digits}".translate(_DIGITS) + paragraphs.lower()
    return f"; did you mean `{meant}`?" if is_category(meant) else ""


def category_or_digit_problem(code: str) -> str | None:
    """Return why a text is no category and no Category of the Control List (`3`), or None."""
    return None if _CATEGORY.fullmatch(code) else category_problem(code)


def tariff_problem(code: str) -> str | None:
    """Return why a text is no code of the tariff, nor a heading or chapter, or None."""
    if _TARIFF.fullmatch(code):
        return None
    return f"{quoted(code)} is not a code of the tariff: its first two to ten digits, such as 8517"


def country_problem(code: str) -> str | None:
    """Return why a text is no ISO 3166-1 alpha-2 country, or None."""
    if is_country(code):
        return None
    return f"{quoted(code)} is not an ISO 3166-1 country code{near_country(code)}"


def place_problem(code: str) -> str | None:
    """Return why a text is neither a country nor a region, or None."""
    if is_country(code) or is_region(code):
        return None
    meant = near_country(code) or (near_region(code) if "-" in code else "")
    return f"{quoted(code)} is neither a country code nor a region such as UA-43{meant}"


def place_name(code: str) -> str:
    """Return what ISO 3166 calls a country or region, or the code where it has none for it."""
    for country in pycountry.countries:
        if country.alpha_2 == code:
            return str(getattr(country, "common_name", country.name))
    regions = (str(region.name) for region in pycountry.subdivisions if region.code == code)
    return next(regions, code)


def exception_problem(code: str) -> str | None:
    """Return why a text is not a license exception (15 CFR Part 740), or None.

    It is a symbol such as `GBS`, and may name the paragraph of its section: `GOV.b.2`.
    """
    found = _EXCEPTION.fullmatch(code)
    if found is None:
        return (
            f"{quoted(code)} is not a license exception: three capitals, such as GBS, "
            "and maybe a paragraph, as GOV.b.2"
        )
    if found["symbol"] in _EXCEPTIONS:
        return None
    near_ = nearest(found["symbol"], _EXCEPTIONS)
    return f"{quoted(code)} is no license exception of 15 CFR Part 740{near_}"


_PROBLEMS: dict[str, Callable[[str], str | None]] = {
    "category": category_or_digit_problem,
    "schedule_b": tariff_problem,
    "country": place_problem,
    "destination": place_problem,
    "headquarters_country": country_problem,
    "shipped_from": country_problem,
    "license_exception": exception_problem,
}


@lru_cache(4096)
def is_country(code: str) -> bool:
    """Tell whether a code is an ISO 3166-1 alpha-2 country, or XK."""
    return code in countries()


@lru_cache(4096)
def is_region(code: str) -> bool:
    """Tell whether a code is an ISO 3166-2 region, or one of ours for occupied territory."""
    return code in _OCCUPIED or code in _regions()


def region_country(region: str) -> str:
    """Return the country that a region lies in."""
    return "UA" if region in _OCCUPIED else region.split("-", maxsplit=1)[0]


def regions_of(country: str) -> tuple[str, ...]:
    """Return the ISO 3166-2 regions of a country."""
    return tuple(sorted(region for region in _regions() if region_country(region) == country))


def near_region(code: str) -> str:
    """Return what region may have been meant by its name, or by a code like one."""
    if len(code) > _LONGEST_REGION:
        return ""
    asked = code.strip().casefold()
    for region in pycountry.subdivisions:
        words = str(region.name).casefold().replace(",", " ").split()
        if asked in words or asked == str(region.code).casefold():
            return f"; did you mean `{region.code}`?"
    country = f"{code.partition('-')[0].upper()}-"
    return near(code, (each for each in _regions() if each.startswith(country)))


def near_country(code: str) -> str:
    """Return what country code may have been meant by a name, or another kind of code."""
    asked = _ALSO.get(code.strip().upper(), code.strip().upper())
    for country in pycountry.countries:
        if asked in (country.alpha_2, country.alpha_3, country.name.upper()):
            return f"; did you mean `{country.alpha_2}`?"
    return ""


@lru_cache(1)
def countries() -> frozenset[str]:
    """Return every code of a country that a sale may name."""
    return _countries() | _WITHOUT_ALPHA_2


@lru_cache(1)
def _countries() -> frozenset[str]:
    return frozenset(str(country.alpha_2) for country in pycountry.countries)


@lru_cache(1)
def _regions() -> frozenset[str]:
    return frozenset(_codes(pycountry.subdivisions))


def _codes(subdivisions: Iterable[object]) -> Iterable[str]:
    return (str(getattr(each, "code", "")) for each in subdivisions)
