"""Choose the text that describes a paper: a model's summary, else the gist."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from bot.domain.paper import Paper, summary_in
from bot.language.current import current_language
from bot.text.gist import gist as own_gist

if TYPE_CHECKING:
    from collections.abc import Callable


_MAX_CACHED_GISTS = 4096  # about 2 MB; a full day of arXiv has 2,800 papers


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """A text in Unicode, neither shortened nor escaped; `model` is the name of the model that wrote it."""

    text: str
    model: str | None = None


def shown_summary(paper: Paper, gist: Callable[[Paper], str] = own_gist) -> ShownText:
    """Return a model's summary in the current language if there is one, else the `gist`, mostly in English."""
    written = summary_in(paper, current_language().tag)
    return ShownText(text=gist(paper)) if written is None else ShownText(text=written.text, model=written.model)


class GistCache:
    """Cache of the most recently used gists that `make` returned, by the text of their papers; thread-safe.

    Its keys are hashes, because papers are ten times as large as gists.
    """

    def __init__(self, make: Callable[[Paper], str]) -> None:
        self._make = make
        self._gists: dict[bytes, str] = {}  # least recently used first
        self._lock = Lock()

    def __call__(self, paper: Paper) -> str:
        """Return the gist of a paper."""
        texts = "\n".join((paper.id, paper.title, paper.tldr or "", paper.abstract))
        key = hashlib.blake2b(texts.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            cached = self._gists.pop(key, None)
        text = self._make(paper) if cached is None else cached
        with self._lock:
            self._gists[key] = text
            if len(self._gists) > _MAX_CACHED_GISTS:
                del self._gists[next(iter(self._gists))]
        return text
