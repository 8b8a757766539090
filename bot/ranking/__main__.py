"""Read a request from standard input, and write its answer (see `worker`)."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress

from bot.ranking.worker import answer

_MEMORY = 2 * 2**30  # bytes of address space


def main() -> None:
    """Answer with low priority, so that polls and posts come first."""
    os.nice(10)
    with suppress(ValueError, OSError):  # a lower limit is set, or the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    # Before numpy is imported: one core is enough, and sums in one order always give the same result.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    for line in answer(sys.stdin):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
