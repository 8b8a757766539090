"""Read one request as JSON from standard input, and write the answer as JSON (see `worker`).

Exit code 2 and one line on standard error mean that the request was wrong.
"""

from __future__ import annotations

import json
import os
import sys

from bot.ranking.worker import RequestError, answer


def main() -> int:
    """Answer, and return the exit code."""
    os.nice(10)  # polls and posts come first
    # Before numpy is there: one core is ours, and sums in one order give one result.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    try:
        request = json.load(sys.stdin.buffer)
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
