"""Optional parts of a post: a part that cannot be rendered is left out, and the paper is posted without it."""

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
_MAX_LOGGED_PARTS = 1024  # parts of papers whose fault was logged: a paper is rendered for many channels


def default_on_error(default: D) -> Callable[[Callable[P, T]], Callable[P, T | D]]:
    """Make a function of a paper return `default` if it raises: our bug, logged once for each part of a paper."""

    def decorate(make: Callable[P, T]) -> Callable[P, T | D]:
        @wraps(make)
        def part(*args: P.args, **kwargs: P.kwargs) -> T | D:
            try:
                return make(*args, **kwargs)
            except Exception:  # noqa: BLE001 - one strange paper must not block the others
                _report(make.__name__.strip("_"), _paper_id(*args))
                return default

        return part

    return decorate


def _paper_id(*args: object) -> str:
    """Return the id of the paper that one of the arguments is or has."""
    for argument in args:
        sighting = getattr(argument, "sighting", argument)
        paper = getattr(sighting, "paper", sighting)
        if isinstance(paper, Paper):
            return paper.id
    return ""


@lru_cache(_MAX_LOGGED_PARTS)
def _report(part: str, paper_id: str) -> None:
    _log.exception("Could not render the %s of %s, so it is posted without. Please report this.", part, paper_id)
