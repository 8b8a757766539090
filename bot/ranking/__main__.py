"""Read one request as JSON from standard input, and write the answer as JSON (see `worker`).

Exit code 2 and one line on standard error mean that the request was wrong or has more than 64 MB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress

from bot.ranking.worker import RequestError, answer

_LARGEST = 64 * 2**20  # bytes of a request; 1,000 models and 2,800 papers have 20 MB
_LIMITS = {resource.RLIMIT_AS: 2 * 2**30, resource.RLIMIT_CPU: 600}  # bytes of memory, seconds of a core


def main() -> int:
    """Answer, and return the exit code."""
    os.nice(10)  # polls and posts come first
    for kind, limit in _LIMITS.items():
        with suppress(ValueError, OSError):  # what is set is lower, or the system knows no such limit
            resource.setrlimit(kind, (limit, limit))
    # Before numpy is there: one core is ours, and sums in one order give one result.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    read = sys.stdin.buffer.read(_LARGEST + 1)
    if len(read) > _LARGEST:
        return _refuse(f"more than {_LARGEST} bytes")
    try:
        request = json.loads(read)
    except (ValueError, RecursionError) as error:
        return _refuse(f"no JSON: {error}")
    try:
        response = answer(request)
    except RequestError as error:
        return _refuse(str(error))
    sys.stdout.write(json.dumps(response, separators=(",", ":")) + "\n")
    return 0


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why.splitlines()[0]}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
