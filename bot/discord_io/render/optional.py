"""Parts that a post can do without: one that cannot be made is left out, and never takes the post with it."""

from __future__ import annotations

import logging
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from bot.domain.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D")

_log = logging.getLogger(__name__)
_REMEMBERED = 1024  # parts of papers whose fault was logged: a paper is rendered for many channels


def optional(otherwise: D) -> Callable[[Callable[P, T]], Callable[P, T | D]]:
    """Make a function of a paper return `otherwise` where it raises, which is our bug: logged once for a paper."""

    def decorate(make: Callable[P, T]) -> Callable[P, T | D]:
        @wraps(make)
        def part(*args: P.args, **kwargs: P.kwargs) -> T | D:
            try:
                return make(*args, **kwargs)
            except Exception:  # noqa: BLE001 - one strange paper must not hold up the others
                _report(make.__name__.strip("_"), _paper_id(*args))
                return otherwise

        return part

    return decorate


def _paper_id(*args: object) -> str:
    for given in args:
        sighting = getattr(given, "sighting", given)
        paper = getattr(sighting, "paper", sighting)
        if isinstance(paper, Paper):
            return paper.id
    return ""


@lru_cache(_REMEMBERED)
def _report(part: str, paper_id: str) -> None:
    _log.exception("The %s of %s could not be rendered; it is posted without. Please report this.", part, paper_id)
