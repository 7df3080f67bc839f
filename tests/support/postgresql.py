"""A PostgreSQL server of Debian's packages, for tests: on loopback, stopped by its id."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

PATIENCE = 30.0
_ROOT = 0
_OWN = range(15_000, 32_000)


def binaries() -> Path | None:
    """Where the programs are, or None where they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return None if initdb is None else Path(initdb).parent


def _own_port() -> int:
    """A free port that no system gives to whoever asks for any: it stays free while it is left."""
    while True:
        port = secrets.choice(_OWN)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class Database:
    """A server that can be stopped at once and started again, with its files kept."""

    def __init__(self, programs: Path, directory: Path) -> None:
        self._programs = programs
        self._directory = directory
        self._user = "postgres" if os.geteuid() == _ROOT else pwd.getpwuid(os.getuid()).pw_name
        self._port = _own_port()
        self.url = f"postgresql+psycopg://licet@127.0.0.1:{self._port}/postgres?connect_timeout=5"
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the files of the server."""
        if os.geteuid() == _ROOT:  # the server refuses to run as root
            shutil.chown(self._directory, self._user)
            for parent in self._directory.parents:
                if parent.owner() == "root" and parent.is_relative_to("/tmp"):  # noqa: S108
                    parent.chmod(parent.stat().st_mode | 0o011)
        self._run("initdb", "-D", f"{self._directory}/data", "-U", "licet", "-A", "trust")

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(self._command(name, *arguments), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()

    def _command(self, name: str, *arguments: str) -> Sequence[str]:
        as_user = ("setpriv", "--init-groups", f"--reuid={self._user}", f"--regid={self._user}")
        own = (str(self._programs / name), *arguments)
        return (*as_user, *own) if os.geteuid() == _ROOT else own

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        flags = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        given = [part for key, value in flags.items() for part in ("-c", f"{key}={value}")]
        command = self._command(
            "postgres", "-D", f"{self._directory}/data", "-p", str(self._port), *given
        )
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = monotonic() + PATIENCE
        while monotonic() < end:
            assert self._process.poll() is None, f"PostgreSQL ended: {self._process.returncode}"
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                sleep(0.1)
            else:
                self._wait_ready()
                return
        raise AssertionError("PostgreSQL did not start")

    def _wait_ready(self) -> None:
        ready = self._command("pg_isready", "-h", "127.0.0.1", "-p", str(self._port))
        end = monotonic() + PATIENCE
        while subprocess.run(ready, capture_output=True, check=False).returncode:
            assert monotonic() < end, "PostgreSQL takes no connections"
            sleep(0.1)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let the server hang for the length of a block: it is there, and says nothing."""
        assert self._process is not None
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        every = [main, *map(int, children)]
        for each in every:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in every:
                os.kill(each, signal.SIGCONT)

    def stop(self) -> None:
        """Stop the server at once, as when its machine is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def database(directory: Path) -> Iterator[Database]:
    """Run a server for the length of a block; skips where there is none installed."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install -y postgresql")
    found = Database(programs, directory)
    found.make()
    found.start()
    try:
        yield found
    finally:
        found.stop()
