"""Parse the worst bodies, and write as JSON how far each raised this process's peak memory, in MB."""

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.domain.errors import SourceError
from bot.sources.feeds.parse import MAX_BODY_BYTES, parse_feed
from tests.hostile.slow.bodies.drawn import WORST

_MEMORY = Path("/proc/self")


def _status(name: str) -> float:
    """Return a figure of this process, in MB."""
    lines = (_MEMORY / "status").read_text().splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


@contextmanager
def raised(peaks: dict[str, float], name: str) -> Generator[None]:
    """Measure what is done inside with a new peak."""
    (_MEMORY / "clear_refs").write_text("5")
    before = _status("VmRSS")
    yield
    peaks[name] = _status("VmHWM") - before


def main():
    """Measure each body."""
    peaks: dict[str, float] = {}
    for name, made in WORST.items():
        body = made(MAX_BODY_BYTES)
        with raised(peaks, name), suppress(SourceError):
            parse_feed(body, "j", "J")
    json.dump(peaks, sys.stdout)


if __name__ == "__main__":
    main()
