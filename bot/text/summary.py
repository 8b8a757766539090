"""The text about a paper to show: a model's summary, the one that came with it, or our gist."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from bot.domain.paper import summary_in
from bot.language.current import current
from bot.text.gist import gist as own_gist

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper


_KEPT = 4096  # some 2 MB; a full day of arXiv brings 2,800 papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Readable Unicode, neither shortened nor escaped; `model` is the name of the model that wrote it."""

    text: str
    model: str | None = None


def shown_summary(paper: Paper, gist: Callable[[Paper], str] = own_gist) -> Shown:
    """In the language that is spoken now, where a model wrote one; else what `gist` gives, mostly English."""
    written = summary_in(paper, current().tag)
    return Shown(text=gist(paper)) if written is None else Shown(text=written.text, model=written.model)


class GistCache:
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
