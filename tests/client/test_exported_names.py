from __future__ import annotations

from importlib.resources import files
from inspect import ismodule

import licet_client


def test_what_is_exported_is_what_is_visible_and_sorted() -> None:
    visible = {
        name
        for name, value in vars(licet_client).items()
        if not name.startswith("_") and not ismodule(value)
    }
    assert set(licet_client.__all__) == visible
    assert licet_client.__all__ == sorted(licet_client.__all__)


def test_the_package_says_that_it_is_typed() -> None:
    assert (files(licet_client) / "py.typed").is_file()


def test_the_errors_are_the_tree_that_the_docstring_draws() -> None:
    drawn = licet_client.errors.__doc__ or ""
    for kind in licet_client.NoDecision.__subclasses__():
        assert f"── {kind.__name__} " in drawn
        assert kind.__name__ in licet_client.__all__
