"""A log is made ready before any worker comes: its tables, its key and its places."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.keeping import EMPTY, LogSettings
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.sealing import ensure_key
from licet_server.decision_log.store import Store
from licet_server.whole_files import whole

_MIGRATIONS = Path(__file__).with_name("migrations")


def prepare(settings: LogSettings) -> None:
    """Make what is not there yet; raises `LogError`."""
    if settings.policy is LogPolicy.OFF:
        return
    ensure_key(settings.key)
    if settings.is_directory:
        _prepare_directory(Path(settings.where))
    else:
        with closing(Store(settings.where)) as store:
            migrate(store)
    if settings.witness is not None:
        _make_directory(settings.witness)


def migrate(store: Store) -> None:
    """Bring the tables of a database to the layout of this Licet; raises `LogError`."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with store.changing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_directory(directory: Path) -> None:
    _make_directory(directory)
    with closing(Store("sqlite://")) as store:
        migrate(store)
        layout = store.serialized()
    try:
        with whole(directory / EMPTY) as file:
            file.write(layout)
    except OSError as error:
        raise LogUnavailableError(f"`{directory}` cannot be written: {error}") from error


def _make_directory(directory: Path) -> None:
    """Make a directory for its owner alone."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LogUnavailableError(f"`{directory}` cannot be made: {error}") from error
