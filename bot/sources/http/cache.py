"""Bodies that a server may declare unchanged."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A body with what its headers say; `more` when they name a next page."""

    body: bytes
    more: bool = False
    etag: str | None = None
    last_modified: str | None = None

    @property
    def conditions(self) -> Mapping[str, str]:
        """The request headers that ask for the body only if it has changed since."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


class Remembered:
    """The latest answers with validators, by address: at most `most` bytes of bodies, the oldest go first.

    Validators and body are kept together and in memory only. So a "not modified" can never stand for papers
    that were not stored: the body is handed out again, and after a restart nothing is remembered.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def get(self, url: str) -> Answer | None:
        """What is remembered of an address."""
        return self._answers.get(url)

    def put(self, url: str, answer: Answer) -> None:
        """Remember an answer in place of the older one; one without validators is only forgotten."""
        self.discard(url)
        if not answer.conditions or len(answer.body) > self._most:
            return
        self._answers[url] = answer
        self._size += len(answer.body)
        while self._size > self._most:
            self.discard(next(iter(self._answers)))

    def discard(self, url: str) -> None:
        """Forget an address."""
        if (old := self._answers.pop(url, None)) is not None:
            self._size -= len(old.body)
