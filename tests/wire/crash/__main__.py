"""Crash Paperboy from a shell: `python -m tests.wire.crash --seed 7 --kills 100`."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.wire.crash import jobs
from tests.wire.crash.campaign import Campaign, say
from tests.wire.crash.controls import CONTROLS
from tests.wire.crash.plan.only import ONLY
from tests.wire.crash.servers.engines import ENGINES


def main() -> int:
    """0 when the claim held, or when the control was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.crash", description="Kill, restart, count.")
    parser.add_argument("--seed", type=int, default=1, help="the first episode's; each further one has the next")
    parser.add_argument("--kills", type=int, default=25, help="in all; 25 make an episode")
    parser.add_argument("--engine", choices=ENGINES, default="tinydb")
    parser.add_argument("--control", choices=CONTROLS, help="break this part of the protocol")
    parser.add_argument("--only", choices=ONLY, default="", help="in each life, in place of scenes")
    parser.add_argument("--folder", type=Path, help="where the logs and stores of episodes that failed stay")
    parser.add_argument("--jobs", type=int, default=1, help="episodes at once, each in a process of its own")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="paperboy-crash-"))
    campaign = Campaign(engine=options.engine, folder=folder, control=options.control, only=options.only)
    tally = jobs.run(campaign, options.seed, options.kills, options.jobs)
    say(str(tally))
    return int(tally.holds == (options.control is not None))


if __name__ == "__main__":
    sys.exit(main())
