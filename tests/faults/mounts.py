"""Small and read-only file systems, where this machine lets a test mount one."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, size: str, *options: str) -> Generator[Path]:
    """A file system of that size in memory, mounted at `place`; skips the test where mounting is forbidden."""
    place.mkdir()
    how = ",".join([f"size={size}", *options])
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", how, "tmpfs", str(place)],  # noqa: S607 - wherever the system keeps it
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let the tests mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S607 - as above


def fill(disk: Path) -> Path:
    """Leave no room; gives the file to remove for more."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (4096, 1):
            try:
                while True:
                    file.write(bytes(piece))
            except OSError:
                continue
    return ballast
