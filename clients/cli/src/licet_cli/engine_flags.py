"""Flags of commands that put sales to whoever answers: a Licet in this process, or a server."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.lists import Knowledge
from licet_replay.asking import AsOf
from licet_server.app import Clock

from licet_cli.flags import EVERY_PACK, KnowledgeFlag, RulesFlags, day
from licet_cli.sources import Asked, embedded

KnownOnFlag = Annotated[
    str,
    typer.Option(
        metavar="DATE|today|sale-date", help="What counts as known, for sales that do not say."
    ),
]


@dataclass(frozen=True, slots=True)
class EngineFlags(RulesFlags):
    """Who answers with which rules, and what counts as known."""

    target: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Ask this server; its rules answer.")
    ] = None
    tls: Annotated[bool, typer.Option("--tls", help="Ask it over TLS.")] = False
    tls_ca: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Whom to trust with its certificate, PEM.")
    ] = None
    plaintext: Annotated[
        bool, typer.Option("--plaintext", help="Ask beyond this machine without TLS.")
    ] = False
    known_on: KnownOnFlag = Clock.TODAY.value
    knowledge: KnowledgeFlag = Knowledge.ANNOUNCED

    def as_of(self) -> AsOf:
        """Return what counts as known."""
        return known(self.known_on, self.knowledge)

    def source(self) -> AbstractContextManager[Asked]:
        """Return who answers, for the length of a block."""
        if self.target is None:
            for flag in ("tls", "tls_ca", "plaintext"):
                if getattr(self, flag):
                    raise _only(f"--{flag.replace('_', '-')}", "goes with --target")
            return embedded(self.settings())
        if self.rules is not None or self.packs != EVERY_PACK:
            flag = "--rules" if self.rules is not None else "--packs"
            raise _only(flag, "is for rules here: with --target the server's rules answer")
        # Whoever asks nobody does not wait for what it takes to ask.
        from licet_cli.server_source import asking, connected  # noqa: PLC0415

        tls = self.tls_ca or self.tls
        return asking(partial(connected, self.target, tls, plaintext=self.plaintext))


def _only(flag: str, why: str) -> typer.BadParameter:
    return typer.BadParameter(why, param_hint=flag)


def known(known_on: str, knowledge: Knowledge) -> AsOf:
    """Return what counts as known, as `--known-on` and `--knowledge` say it."""
    today = date.today()  # noqa: DTZ011 (a business day)
    for clock in Clock:
        if known_on == clock.value:
            return AsOf(today, None, clock, knowledge)
    told = day(known_on, "--known-on", *(clock.value for clock in Clock))
    return AsOf(today, told, Clock.TODAY, knowledge)
