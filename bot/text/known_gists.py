"""A gist is made once for a paper: that takes some milliseconds, and a paper is posted in many channels."""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper

_KEPT = 4096  # some 2 MB; a full day of arXiv brings 2,800 papers


class KnownGists:
    """The gists that `make` gave last, by what their papers say; any thread may ask.

    Not the papers themselves are kept, as they are read anew for each part of a plan, and are ten times as large.
    """

    def __init__(self, make: Callable[[Paper], str]) -> None:
        self._make = make
        self._known: dict[bytes, str] = {}  # those that were asked for last at the end
        self._lock = Lock()

    def __call__(self, paper: Paper) -> str:
        """The gist of a paper."""
        said = "\n".join((paper.id, paper.title, paper.tldr or "", paper.abstract))
        key = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            found = self._known.pop(key, None)
        text = self._make(paper) if found is None else found
        with self._lock:
            self._known[key] = text
            if len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]
        return text
