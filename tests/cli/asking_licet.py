"""What a run of `licet` comes to, and the sale of the question of the day as flags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ran:
    """The exit code and the output of a process."""

    code: int
    out: str
    err: str

    def is_bad_input(self, *said: str) -> bool:
        """Tell whether the input was refused with these words and without a traceback."""
        folded = " ".join(self.err.replace("│", " ").split())
        assert "Traceback" not in self.err
        assert all(words in folded for words in said), self.err
        return self.code == 2 and not self.out


Runs = Callable[..., Ran]

NETWORK_SUPPORT = (
    "--sale-date",
    "2019-12-01",
    "--buyer",
    "Huawei Technologies Co., Ltd.",
    "--buyer-country",
    "CN",
    "--destination",
    "CN",
    "--category",
    "EAR99",
    "--purpose",
    "existing-network-operation",
    "--contracted-on",
    "2019-01-15",
    "--certified",
)
GO = (
    "--sale-date",
    "2018-05-16",
    "--buyer",
    "Blumen Krause GmbH",
    "--buyer-country",
    "DE",
    "--destination",
    "DE",
    "--category",
    "EAR99",
)
