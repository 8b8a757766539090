"""Paperboy: a self-hosted Discord bot that posts alerts for new research papers.

The way of an alert is sources -> poll -> query -> store -> deliver -> Discord. In the order in which the
folders are best read:

1. `domain/` has papers, subscriptions, alerts and messages as frozen data, and in `ports/` what the parts ask
   of each other.
2. `sources/` reads the lists of papers; `text/` makes what strangers wrote fit to be read.
3. `query/` parses what people subscribe to, and matches papers with it.
4. `service/poll/` reads a source's list days, matches them, and puts papers, alerts and position into the
   store in one write.
5. `store/` keeps all that, in files (TinyDB) or in PostgreSQL. Poll and deliver meet only there.
6. `service/deliver/` plans messages from what is due, and follows each from its first attempt to its end;
   `service/notices/` is what people are told beside alerts.
7. `discord_io/` renders, posts, and is the connection to Discord. The commands are in `cogs/`, beside this
   package.

Round that, `app/` puts the parts together, `cli/` and `__main__.py` are the command line, `demo/` is the
demo, `app/control.py` is how commands reach the running process, and `settings/` reads what the host set.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files

_COMMIT = re.compile(r"[0-9a-f]{7,40}")


@cache
def release() -> str:
    """The version, such as `0.2.0`."""
    return version("paperboy-bot")


@cache
def build() -> str:
    """The version with its commit, such as `0.2.0 (825c849c)`; a checkout has the version alone."""
    return f"{release()} ({commit()[:8]})" if commit() else release()


@cache
def commit() -> str:
    """The commit that the build wrote into `bot/commit.txt`, "" where it wrote none."""
    try:
        text = files("bot").joinpath("commit.txt").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
    return text if _COMMIT.fullmatch(text) else ""
